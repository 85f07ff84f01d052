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
    managers = managers_among(people.offline(day), company, day)
    by_paper = Count("pk", filter=UNREGISTERED & Q(NO_WORKING_EMAIL))
    return _most_first(managers, company, day).annotate(by_paper=_number(company, day, by_paper))


def managers_waiting(company: Company, day: date, kind: str) -> list[ManagersWaiting]:
    """By country, by name: the managers on *Invites* or *Reminders*. Two queries."""
    managers = _most_first(managers_among(waiting(company, day, kind), company, day), company, day)
    found: dict[str, list[tuple[int, int]]] = {}
    for country, pk, led in managers.values_list("country", "pk", "led"):
        found.setdefault(country, []).append((pk, led))
    named = [pk for rows in found.values() for pk, _led in rows[:NAMED]]
    people = Employee.objects.for_company(company).in_bulk(named) if named else {}
    groups = [
        ManagersWaiting(
            code,
            country_name(code),
            len(rows),
            sum(led for _pk, led in rows),
            [people[pk] for pk, _led in rows[:NAMED]],
        )
        for code, rows in found.items()
    ]
    return sorted(groups, key=lambda group: fold_search(group.name))


def _reports(company: Company, day: date) -> EmployeeQuerySet:
    people: EmployeeQuerySet = Employee.objects.for_company(company)
    return people.active(day).filter(manager=OuterRef("pk"))


def _most_first(managers: EmployeeQuerySet, company: Company, day: date) -> EmployeeQuerySet:
    rows = managers.annotate(led=_number(company, day, Count("pk")))
    return rows.order_by("-led", "last_name", "first_name", "pk")


def _number(company: Company, day: date, of: Count) -> Coalesce:
    """How many of the reports of a row."""
    counted = _reports(company, day).order_by().values("manager").annotate(number=of)
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)
