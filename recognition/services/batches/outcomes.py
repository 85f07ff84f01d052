"""What became of each row of a batch, page by page, in the order of the file (B5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from recognition.csv_import.problems import Problem
from recognition.models import Batch, Recipient
from recognition.queries.batch_rows import skipped_rows
from recognition.services.batches.results import left_out_rows

SENT, RECALLED, SKIPPED, LEFT_OUT = "sent", "recalled", "skipped", "left_out"
OUTCOMES = (SENT, RECALLED, SKIPPED, LEFT_OUT)
_PERSON = ("employee__employee_id", "employee__first_name", "employee__last_name")


@dataclass(frozen=True)
class RowOutcome:
    """`line` is that of the file. `why` is a BatchSkip.Why of a skipped row; `problems` are those of one left out."""

    line: int
    employee_id: str
    outcome: str
    name: str = ""
    points: int = 0
    recognition: int | None = None
    why: str = ""
    problems: Sequence[Problem] = ()


def outcomes_after(batch: Batch, line: int, limit: int, now: datetime) -> list[RowOutcome]:
    """The next rows after a line, `limit` at most. Rows that were left out are told while the file is kept, which is
    read for each page that may have them. Raises vault.FileDamaged."""
    rows = [*_sent(batch, line, limit), *_skipped(batch, line, limit)]
    rows += islice(_left_out(batch, line, now), limit)
    return sorted(rows, key=lambda row: row.line)[:limit]


def _sent(batch: Batch, line: int, limit: int) -> Iterator[RowOutcome]:
    outcome = RECALLED if batch.status == Batch.Status.RECALLED else SENT
    got = Recipient.objects.for_company(batch.company).filter(
        recognition__batch=batch, recognition__batch_row__gt=line
    )
    columns = ("recognition__batch_row", "recognition", "points", *_PERSON)
    found = got.order_by("recognition__batch_row").values_list(*columns)[:limit]
    for row, recognition, points, employee_id, first, last in found:
        name = f"{first} {last}".strip()
        yield RowOutcome(row, employee_id, outcome, name, points, recognition)


def _skipped(batch: Batch, line: int, limit: int) -> Iterator[RowOutcome]:
    for row in skipped_rows(batch, line, limit):
        yield RowOutcome(row.line, row.employee_id, SKIPPED, row.name, why=row.why)


def _left_out(batch: Batch, line: int, now: datetime) -> Iterator[RowOutcome]:
    for number, written, problems in left_out_rows(batch, now, after=line):
        yield RowOutcome(number, written, LEFT_OUT, problems=problems)
