"""Offline managers come first (I11): who they are, where they are, and how many people depend on them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from employees.models import Company, Employee
from employees.models.employee import NO_WORKING_EMAIL, UNREGISTERED, EmployeeQuerySet
from invites.queries.waiting import country_name, waiting
from workstars.lib.text import fold_search

NAMED = 3


@dataclass(frozen=True)
class ManagersWaiting:
    """The managers who wait in a country: how many, the first few of them, and how many people report to them."""

    country: str
    name: str
    managers: int
    reports: int
    first: list[Employee]

    @property
    def more(self) -> int:
        return self.managers - len(self.first)


def managers_among(people: EmployeeQuerySet, company: Company, day: date) -> EmployeeQuerySet:
    """Those of `people` who have at least one report who is here."""
    return people.filter(Exists(_reports(company, day)))


def offline_managers(company: Company, day: date) -> EmployeeQuerySet:
    """Whoever is offline and has people to lead, most of them first. `led`: how many; `by_paper`: of these, whom
    paper alone reaches, and so nobody while their manager is not reached."""
    people: EmployeeQuerySet = Employee.objects.for_company(company)
    return _with_reports(managers_among(people.offline(day), company, day), company, day).order_by(
        "-led", "last_name", "first_name", "pk"
    )


def managers_waiting(company: Company, day: date, kind: str) -> list[ManagersWaiting]:
    """By country, by name: the managers on *Invites* or *Reminders*. Their rows are fetched at once: they are few."""
    rows = _with_reports(managers_among(waiting(company, day, kind), company, day), company, day)
    found: dict[str, list[Employee]] = {}
    for manager in rows.order_by("-led", "last_name", "first_name", "pk"):
        found.setdefault(manager.country, []).append(manager)
    groups = [
        ManagersWaiting(
            code,
            country_name(code),
            len(managers),
            sum(manager.led for manager in managers),  # type: ignore[attr-defined]
            managers[:NAMED],
        )
        for code, managers in found.items()
    ]
    return sorted(groups, key=lambda group: fold_search(group.name))


def _reports(company: Company, day: date) -> EmployeeQuerySet:
    people: EmployeeQuerySet = Employee.objects.for_company(company)
    return people.active(day).filter(manager=OuterRef("pk"))


def _with_reports(managers: EmployeeQuerySet, company: Company, day: date) -> EmployeeQuerySet:
    counted = _reports(company, day).order_by().values("manager")
    by_paper = Count("pk", filter=UNREGISTERED & Q(NO_WORKING_EMAIL))
    return managers.annotate(
        led=_number(counted.annotate(number=Count("pk"))),
        by_paper=_number(counted.annotate(number=by_paper)),
    )


def _number(counted: EmployeeQuerySet) -> Coalesce:
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)
