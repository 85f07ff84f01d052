"""What lies where: a manager's queue and team, and the administrators' list (T3, T4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from certificates.models import Certificate, CertificateQuerySet, State
from employees.models import Company, Employee
from employees.models.employee import EmployeeQuerySet, Status
from workstars.lib.clock import day_start, today
from workstars.lib.text import fold_search

# In the first tab stands what has to be printed, and what is about to.
TABS: Mapping[str, tuple[State, ...]] = {
    "new": (State.NEW, State.MAKING, State.FAILED),
    "printed": (State.PRINTED,),
    "expired": (State.EXPIRED,),
    "registered": (State.REGISTERED,),
    "handed_over": (State.HANDED_OVER,),
    "to_fetch": (State.TO_FETCH,),
}
MANAGERS_SHOWN = 50
LATE_AFTER = 28  # days from being told, with a reminder in between


def held_by(company: Company, holder: Employee) -> CertificateQuerySet:
    mine: CertificateQuerySet = Certificate.objects.for_company(company)
    return mine.held_by(holder).of_people_here().worth_a_look()


def without_manager(company: Company) -> CertificateQuerySet:
    """The administrators' list (T3)."""
    mine: CertificateQuerySet = Certificate.objects.for_company(company)
    return mine.of_administrators().of_people_here().worth_a_look()


def by_tab(states: Mapping[str, int]) -> dict[str, int]:
    return {tab: sum(states.get(state, 0) for state in within) for tab, within in TABS.items()}


def counts_by_state(certificates: CertificateQuerySet, day: date) -> dict[str, int]:
    counted = certificates.with_state(day).order_by().values_list("state").annotate(Count("pk"))
    return dict(counted)


def in_tab(certificates: CertificateQuerySet, tab: str, day: date) -> CertificateQuerySet:
    """The rows of one tab with all that a line shows, in the order of the pile."""
    rows = certificates.with_state(day).filter(state__in=TABS[tab])
    return for_lines(rows).order_by("employee__location", "employee__last_name", "employee__first_name", "pk")


def of_people_called(certificates: CertificateQuerySet, words: str) -> CertificateQuerySet:
    """Every word in name or Employee ID; accents and case do not matter (E2)."""
    for word in fold_search(words.replace("\0", "")).split():
        certificates = certificates.filter(employee__search_text__contains=word)
    return certificates


def for_lines(certificates: CertificateQuerySet) -> CertificateQuerySet:
    return certificates.select_related(
        "employee", "manager", "holder", "recipient__recognition__sender", "recipient__recognition"
    )


@dataclass(frozen=True)
class TeamMember:
    """What a manager sees of somebody: never e-mail or balance (T4)."""

    pk: int
    name: str
    job_title: str
    location: str
    is_registered: bool
    is_offline: bool
    certificates: Mapping[str, int]

    @property
    def lines(self) -> list[str]:
        """How many of each state, in the order of a certificate's life."""
        return [
            _("%(state)s: %(number)d") % {"state": state.label, "number": self.certificates[state]}
            for state in State
            if state in self.certificates
        ]


def team_of(company: Company, manager: Employee, day: date) -> EmployeeQuerySet:
    people: EmployeeQuerySet = Employee.objects.for_company(company).active(day)
    return people.filter(manager=manager).by_name()


def team_members(
    company: Company, manager: Employee, people: Iterable[Employee], day: date
) -> list[TeamMember]:
    """One query for all their certificates in this manager's account, by state."""
    shown = list(people)
    counted: dict[int, dict[str, int]] = {}
    if company.offline_employees:
        mine = held_by(company, manager).filter(employee__in=[each.pk for each in shown]).with_state(day)
        for employee, state, number in mine.order_by().values_list("employee", "state").annotate(Count("pk")):
            counted.setdefault(employee, {})[state] = number
    return [
        TeamMember(
            pk=each.pk,
            name=each.name,
            job_title=each.job_title,
            location=each.location,
            is_registered=each.is_registered,
            is_offline=each.status(day) == Status.OFFLINE,
            certificates=counted.get(each.pk, {}),
        )
        for each in shown
    ]


@dataclass(frozen=True)
class OfflineManager:
    """Somebody without a login or e-mail, on whom people depend (I11). `certificates` go another way meanwhile."""

    pk: int
    name: str
    location: str
    reports: int
    certificates: int


def offline_managers(company: Company, day: date) -> list[OfflineManager]:
    """The first MANAGERS_SHOWN by the number of active people who depend on them. Two queries."""
    reports = Employee.objects.for_company(company).active(day).filter(manager=OuterRef("pk"))
    active = Q(reports__left_at__isnull=True)
    found = (
        Employee.objects.for_company(company)
        .offline(day)
        .filter(Exists(reports))
        .annotate(report_count=Count("reports", filter=active))
        .order_by("-report_count", "last_name", "first_name", "pk")[:MANAGERS_SHOWN]
    )
    people = list(found)
    waiting = dict(
        Certificate.objects.for_company(company)
        .unprinted()
        .of_people_here()
        .filter(manager__in=[each.pk for each in people])
        .values_list("manager")
        .annotate(Count("pk"))
    )
    return [
        OfflineManager(each.pk, each.name, each.location, each.report_count, waiting.get(each.pk, 0))
        for each in people
    ]


def failed(company: Company) -> CertificateQuerySet:
    mine: CertificateQuerySet = Certificate.objects.for_company(company)
    return mine.failed().not_handed_over().of_people_here()


def unprinted_since(company: Company, days: int, now: datetime) -> CertificateQuerySet:
    """To be printed still, and in the hands of somebody who was told of it so many days ago, or earlier."""
    day = today(company, now)
    told = day_start(company, day - timedelta(days=days - 1))
    mine: CertificateQuerySet = Certificate.objects.for_company(company).of_people_here().of_shown()
    return mine.filter(holder__isnull=False, told_at__lt=told).to_print(day)


def late(company: Company, now: datetime) -> CertificateQuerySet:
    """What managers leave unprinted although they were reminded: for the administrators."""
    return unprinted_since(company, LATE_AFTER, now)


def waiting_for_print(certificates: CertificateQuerySet, day: date) -> int:
    """New ones, ready to be printed."""
    return certificates.to_print(day).count()
