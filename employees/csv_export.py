"""What leaves as CSV, streamed, or as a workbook.

Employees can be imported again without a change (E2): our own headings, codes of countries, days as 2027-03-04. The
audit log is for people (C7): the reader's language, moments of the company's time zone.
"""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from employees.audit_sentences import changes_of, sentence_for
from employees.models import AuditEvent, Company
from employees.models.audit import AuditQuerySet
from employees.models.employee import EmployeeQuerySet
from employees.records import Extra, Field
from workstars.lib.tabular import fuse, stream_csv, write_xlsx

ROWS_AT_ONCE = 2_000
HEADINGS = [*(field.value for field in Field), Extra.STATUS.value]

# Line manager, last day and who is marked as having left stand behind the columns that go out as they are.
_PLAIN = [field.value for field in Field if field != Field.MANAGER_ID]
_MORE = ("manager__employee_id", "manager_ref", "left_at")
_MANAGER_AT = list(Field).index(Field.MANAGER_ID)


def export_lines(people: EmployeeQuerySet, today: date) -> Iterator[bytes]:
    """The file piece by piece; memory stays flat."""
    return stream_csv(HEADINGS, export_rows(people, today))


def export_workbook(people: EmployeeQuerySet, today: date) -> bytes:
    """Every cell is text, so nothing needs a guard; but what looks guarded would lose its `'` on the way back in."""
    rows = export_rows(people, today)
    return write_xlsx(
        HEADINGS, ([f"'{cell}" if fuse(cell) != cell else cell for cell in row] for row in rows)
    )


def export_rows(people: EmployeeQuerySet, today: date) -> Iterator[list[str]]:
    """As the records have it, in our own headings; the word for who has left keeps an import from bringing them
    back (E10)."""
    found = people.values_list(*_PLAIN, *_MORE).iterator(chunk_size=ROWS_AT_ONCE)
    for *plain, manager_id, manager_ref, left_at in found:
        leaving = plain[-1]
        cells = [str(value) if value else "" for value in plain]
        cells.insert(_MANAGER_AT, manager_id or manager_ref)
        has_left = left_at is not None or (leaving is not None and leaving < today)
        yield [*cells, "left" if has_left else "active"]


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
