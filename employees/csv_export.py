"""What leaves as CSV, streamed.

Employees can be imported again (E2): our own headings, codes of countries, days as 2027-03-04. The audit log is for
people (C7): the reader's language, moments of the company's time zone.
"""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from employees.audit_sentences import changes_of, sentence_for
from employees.models import AuditEvent, Company, Employee
from employees.models.audit import AuditQuerySet
from employees.models.employee import EmployeeQuerySet
from employees.records import Field
from workstars.lib.clock import today as day_of
from workstars.lib.tabular import stream_csv

ROWS_AT_ONCE = 2_000


def export_lines(company: Company, people: EmployeeQuerySet) -> Iterator[bytes]:
    """The file piece by piece; memory stays flat."""
    found = people.select_related("manager").iterator(chunk_size=ROWS_AT_ONCE)
    return stream_csv([str(field) for field in Field], (_row(company, employee) for employee in found))


def _row(company: Company, employee: Employee) -> list[str]:
    cells = {str(field): str(getattr(employee, field, None) or "") for field in Field}
    cells[Field.MANAGER_ID] = employee.manager.employee_id if employee.manager else employee.manager_ref
    cells[Field.LEAVING_DATE] = _last_day(company, employee)
    return [cells[field] for field in Field]


def _last_day(company: Company, employee: Employee) -> str:
    """Who left has a last day in the file, so that importing it again brings nobody back."""
    known = employee.leaving_date
    if employee.left_at is None:
        return known.isoformat() if known else ""
    before_leaving = day_of(company, employee.left_at) - timedelta(days=1)
    return min(known or before_leaving, before_leaving).isoformat()


def audit_lines(company: Company, events: AuditQuerySet) -> Iterator[bytes]:
    """The events in their order. The language is the caller's: lines are read when the request is over."""
    headings = [
        _("When"),
        _("What"),
        _("Who"),
        _("From where"),
        _("About"),
        _("Kind"),
        _("Before"),
        _("After"),
    ]
    found = events.iterator(chunk_size=ROWS_AT_ONCE)
    language, zone = get_language(), ZoneInfo(company.time_zone)
    return stream_csv(headings, (_audit_row(event, language, zone) for event in found))


def _audit_row(event: AuditEvent, language: str | None, zone: ZoneInfo) -> list[str]:
    with override(language):
        sentence, changes = sentence_for(event), changes_of(event)
    at = event.at.astimezone(zone).isoformat(" ", "seconds")
    before = [f"{change.label}: {change.before}" for change in changes if event.before]
    after = [f"{change.label}: {change.after}" for change in changes]
    return [
        at,
        sentence,
        event.actor_label,
        event.address,
        event.subject_label,
        event.action,
        "; ".join(before),
        "; ".join(after),
    ]
