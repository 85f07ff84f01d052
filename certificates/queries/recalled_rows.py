"""What a recall found of each row of a batch, some thousand rows at a time (B6)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BooleanField, FilteredRelation, Q
from django.db.models.expressions import RawSQL

from employees.models import Company, Mail
from recognition.models import Batch, Recipient
from recognition.queries.batch_rows import in_lines

_COLUMNS = (
    *("pk", "employee__employee_id", "employee__first_name", "employee__last_name"),
    *("employee__registered_at", "credit__reversed_by__points", "certificate__pk"),
    *("certificate__printed_at", "certificate__printed_by_label", "certificate__handed_over_at"),
    *("certificate__holder__first_name", "certificate__holder__last_name"),
)


class Recalled(NamedTuple):
    """`mail_status` is empty for who was owed none, `holder` for the administrators' list."""

    line: int
    employee_id: str
    name: str
    is_registered: bool
    points_taken: int
    has_certificate: bool
    printed_at: datetime | None
    printed_by: str
    handed_over_at: datetime | None
    holder: str
    mail_status: str
    mailed_at: datetime | None


def recalled_rows(batch: Batch) -> Iterator[list[Recalled]]:
    rows = Recipient.objects.for_company(batch.company).filter(recognition__batch=batch)
    # The condition stands where the rows are joined: so each credit is found by its index.
    credit = FilteredRelation("point_entries", condition=Q(point_entries__reverses__isnull=True))
    for some in in_lines(rows.annotate(credit=credit), *_COLUMNS):
        mails = _mails(batch.company, [pk for _line, pk, *_facts in some])
        yield [_recalled(row, mails) for row in some]


def _mails(company: Company, recipients: Sequence[int]) -> dict[int, tuple[str, datetime | None]]:
    keys = {f"recognition {pk}": pk for pk in recipients}
    wanted = RawSQL("key = ANY(%s)", [list(keys)], output_field=BooleanField())
    mails = Mail.objects.filter(wanted, company=company).values_list("key", "status", "sent_at")
    return {keys[key]: (status, at) for key, status, at in mails}


def _recalled(row: Sequence[Any], mails: dict[int, tuple[str, datetime | None]]) -> Recalled:
    line, pk, employee_id, first, last, registered, taken, certificate, *paper, holder, holders_last = row
    printed_at, printed_by, handed_over_at = paper
    return Recalled(
        line,
        employee_id,
        f"{first} {last}".strip(),
        registered is not None,
        -(taken or 0),
        certificate is not None,
        printed_at,
        printed_by or "",
        handed_over_at,
        f"{holder or ''} {holders_last or ''}".strip(),
        *mails.get(pk, ("", None)),
    )
