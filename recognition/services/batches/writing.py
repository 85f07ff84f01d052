"""Rows of a batch into the tables, by COPY: what is said, who gets it, the points (B5).

All inside the caller's transaction. Not one object for a row.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from recognition.models import Batch, BatchSkip, PointEntry, Recipient, Recognition
from workstars.lib.bulk import copy_cell, copy_lines, copy_rows, reserve_ids

NONE = "\\N"
SAID = ("company_id", "sender_id", "sender_name", "ecard_id", "is_private", "sent_at", "batch_id")
RECOGNITION = (*SAID, "id", "message", "reason_id", "reason_text", "batch_row", "country")
RECIPIENT = (
    *("company_id", "sent_at", "id", "recognition_id", "employee_id", "manager_id", "points", "paper"),
    *("notice_owed", "shared_country"),
)
CREDIT = ("company_id", "at", "employee_id", "recipient_id", "points")
Lines = tuple[str, Sequence[str], Iterable[str]]


class Given(NamedTuple):
    """A row as it is written; `manager` and `reason` are primary keys, `told` says that a mail is owed."""

    line: int
    employee: int
    manager: int | None
    message: str
    points: int
    reason: int | None
    reason_text: str
    paper: str
    told: bool
    country: str


class Skipped(NamedTuple):
    line: int
    employee_id: str
    why: BatchSkip.Why


def write_given(batch: Batch, rows: Sequence[Given]) -> None:
    """Three tables, three statements; ids are known before, in the order of the file."""
    if rows:
        said, got = reserve_ids(Recognition, len(rows)), reserve_ids(Recipient, len(rows))
        for table, columns, lines in tables_of(batch, rows, said, got):
            copy_lines(table, columns, lines)


def tables_of(
    batch: Batch, rows: Sequence[Given], said: Sequence[int], got: Sequence[int]
) -> Iterable[Lines]:
    """Table, columns and lines of each of the three; `said` and `got` are the ids of recognitions and recipients."""
    begin = f"{batch.company_id}\t{copy_cell(batch.started_at)}"
    yield Recognition._meta.db_table, RECOGNITION, _said(batch, rows, said)
    yield Recipient._meta.db_table, RECIPIENT, _got(begin, rows, said, got)
    yield PointEntry._meta.db_table, CREDIT, _credited(begin, rows, got)


def write_skipped(batch: Batch, rows: Sequence[Skipped]) -> None:
    if rows:
        columns = ("company", "batch", "row", "employee_id", "why")
        copy_rows(BatchSkip, columns, ((batch.company_id, batch.pk, *row) for row in rows))


def sender_of(batch: Batch) -> tuple[int | None, str]:
    """Primary key of the employee, or a name: the company's or one of the request's own (B1)."""
    if batch.from_kind == Batch.From.EMPLOYEE:
        return batch.from_employee_id, ""
    return None, batch.from_name if batch.from_kind == Batch.From.CUSTOM else batch.company.name


def _said(batch: Batch, rows: Sequence[Given], ids: Sequence[int]) -> Iterable[str]:
    sender, name = sender_of(batch)
    same = (batch.company_id, sender, name, batch.ecard_id, batch.is_private, batch.started_at, batch.pk)
    begin = "\t".join(map(copy_cell, same))
    for pk, row in zip(ids, rows, strict=True):
        reason = NONE if row.reason is None else row.reason
        text = _text(row.reason_text)
        yield f"{begin}\t{pk}\t{_text(row.message)}\t{reason}\t{text}\t{row.line}\t{row.country}\n"


def _got(begin: str, rows: Sequence[Given], said: Sequence[int], ids: Sequence[int]) -> Iterable[str]:
    for pk, recognition, row in zip(ids, said, rows, strict=True):
        manager = NONE if row.manager is None else row.manager
        told = "t" if row.told else "f"
        who = f"{pk}\t{recognition}\t{row.employee}\t{manager}"
        yield f"{begin}\t{who}\t{row.points}\t{row.paper}\t{told}\t{row.country}\n"


def _credited(begin: str, rows: Sequence[Given], got: Sequence[int]) -> Iterable[str]:
    for recipient, row in zip(got, rows, strict=True):
        yield f"{begin}\t{row.employee}\t{recipient}\t{row.points}\n"


def _text(text: str) -> str:
    """As `copy_cell`, and quicker where nothing has to be escaped, which is nearly always."""
    return text if "\\" not in text and text.isprintable() else copy_cell(text)
