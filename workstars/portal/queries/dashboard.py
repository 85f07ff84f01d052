"""What the dashboard asks (I3): what waits, how far are we, what happened last."""

from dataclasses import dataclass
from datetime import date, datetime
from time import perf_counter

from django.core.cache import cache
from django.db.models import Count, Q

from certificates.queries import lists
from employees.models import AuditEvent, Company, Employee, HrImport
from employees.models.employee import UNREGISTERED
from invites.models import CodeFile, Kind
from invites.queries import waiting, waiting_total
from invites.queries.files import waiting_to_be_fetched
from workstars.lib import figures
from workstars.lib.clock import today
from workstars.lib.planning import by_one_process

LAST_EVENTS = 8
QUIET = ("login.opened", "password.changed", "password.reset", "password.reset_asked")
IMPORTS_SHOWN = 3
OPEN_IMPORTS = (
    HrImport.Status.UPLOADED,
    HrImport.Status.CHECKING,
    HrImport.Status.CHECKED,
    HrImport.Status.APPLYING,
)
# Counting a million people takes longer than a page may. Where it was slow, it is counted by the clock instead, each
# minute, and the page shows what was counted last; small companies always see this moment.
KEPT_FOR = 300  # seconds, for a clock that stands still

INVITED = Q(registered_at__isnull=False) | Q(paper_made_at__isnull=False) | Q(mail_count__gt=0)


@dataclass(frozen=True)
class Funnel:
    """Active employees: all of them, those who were invited at least once, those who have registered."""

    active: int
    invited: int
    registered: int


@dataclass(frozen=True)
class Waiting:
    """What waits for an administrator. Numbers are 0 while offline employees are switched off. `certificates` are
    those of the administrators' list to be printed, `failed` those that could not be made. `files` were made by
    schedule and wait to be downloaded."""

    invites: int
    reminders: int
    certificates: int
    failed: int
    imports: list[HrImport]
    files: list[CodeFile]


@by_one_process()
def waiting_for_administrators(company: Company, day: date) -> Waiting:
    imports = HrImport.objects.for_company(company).filter(status__in=OPEN_IMPORTS).newest_first()
    offline = company.offline_employees
    return Waiting(
        invites=waiting_total(company, day) if offline else 0,
        reminders=waiting(company, day, Kind.REMINDERS).count() if offline else 0,
        certificates=lists.waiting_for_print(lists.without_manager(company), day) if offline else 0,
        failed=lists.failed(company).count() if offline else 0,
        imports=list(imports[:IMPORTS_SHOWN]),
        files=waiting_to_be_fetched(company) if offline else [],
    )


def certificates_to_print(manager: Employee, day: date) -> int:
    """New ones in a manager's account (T4)."""
    company: Company = manager.company
    if not company.offline_employees:
        return 0
    return lists.waiting_for_print(lists.held_by(company, manager), day)


def funnel(company: Company, day: date) -> Funnel:
    """Exact at this moment, unless counting is slow."""
    known: Funnel | None = cache.get(_kept_at(company, day))
    return known or _count_and_keep(company, day)


def keep_figures(now: datetime, slow: float | None = None) -> int:
    """Counts anew where that was slow the last time; answers how many companies these are."""
    marks = cache.get_many([_mark(pk) for pk in Company.objects.values_list("pk", flat=True)])
    companies = [company for company in Company.objects.order_by("pk") if _mark(company.pk) in marks]
    for company in companies:
        _count_and_keep(company, today(company, now), slow)
    return len(companies)


def _count_and_keep(company: Company, day: date, slow: float | None = None) -> Funnel:
    started = perf_counter()
    counted = _count(company, day)
    if perf_counter() - started > (figures.SLOW if slow is None else slow):
        cache.set(_kept_at(company, day), counted, timeout=KEPT_FOR)
        cache.set(_mark(company.pk), True, timeout=None)
    else:
        cache.delete_many([_kept_at(company, day), _mark(company.pk)])
    return counted


def _kept_at(company: Company, day: date) -> str:
    return f"funnel:{company.pk}:{day}"


def _mark(company_id: int) -> str:
    return f"funnel-is-slow:{company_id}"


def _count(company: Company, day: date) -> Funnel:
    people = Employee.objects.for_company(company).active(day)
    return Funnel(
        **people.aggregate(
            active=Count("pk"),
            invited=Count("pk", filter=INVITED),
            registered=Count("pk", filter=Q(registered_at__isnull=False)),
        )
    )


@dataclass(frozen=True)
class Team:
    """A line manager's direct reports who are active, and how many of them have not registered."""

    people: int
    unregistered: int


def team_of(manager: Employee, day: date) -> Team:
    reports = Employee.objects.for_company(manager.company).active(day).filter(manager=manager)
    return Team(**reports.aggregate(people=Count("pk"), unregistered=Count("pk", filter=UNREGISTERED)))


def has_employees(company: Company) -> bool:
    return Employee.objects.for_company(company).exists()


def last_events(company: Company) -> list[AuditEvent]:
    """What happened in the programme; who logged in stands in the audit log alone."""
    events = AuditEvent.objects.filter(company=company).exclude(action__in=QUIET)
    return list(events.newest_first()[:LAST_EVENTS])
