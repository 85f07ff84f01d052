"""The end of audit events (C6): the one announced exception to a log that only grows."""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import connection, transaction

from employees.models import AuditEvent, Company, PersonChange
from workstars.lib.actors import SYSTEM
from workstars.lib.clock import day_start, today

CHUNK = 10_000


def delete_old_events(now: datetime) -> int:
    """Deletes what is older than each company keeps its log, and records how much it was; answers how many."""
    return sum(_delete_old_events_of(company, now) for company in Company.objects.order_by("pk"))


def _delete_old_events_of(company: Company, now: datetime) -> int:
    first_kept = months_before(today(company, now), company.audit_retention_months)
    deleted = 0
    while some := _delete_some(company, day_start(company, first_kept)):
        deleted += some
    if deleted:
        after = {"events": deleted, "first_kept": first_kept}
        AuditEvent.objects.record(company=company, action="audit.expired", by=SYSTEM, at=now, after=after)
    return deleted


@transaction.atomic
def _delete_some(company: Company, before: datetime) -> int:
    old = AuditEvent.objects.for_company(company).filter(at__lt=before)
    chosen = list(old.order_by("at", "pk").values_list("pk", flat=True)[:CHUNK])
    with retention_at_work():
        PersonChange.objects.for_company(company).filter(event__in=chosen).delete()
        deleted, _by_model = AuditEvent.objects.for_company(company).filter(pk__in=chosen).delete()
    return deleted


@contextmanager
def retention_at_work() -> Iterator[None]:
    """Within it, and within this transaction alone, the trigger lets rows go."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('workstars.retention', 'on', true)")
        yield
        cursor.execute("SELECT set_config('workstars.retention', 'off', true)")


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
