"""What became of each row of a batch, as a CSV (B5): safe to open in a spreadsheet."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from workstars.lib.tabular import stream_csv


class Outcome(NamedTuple):
    """`line` is that of the batch's file; `words` say what became of it."""

    line: int
    employee_id: str
    name: str
    words: str


def result_file(outcomes: Iterable[Outcome]) -> Iterator[bytes]:
    """Piece by piece, of outcomes in the order of their lines."""
    headings = [_("Line"), _("Employee ID"), _("Name"), _("Outcome")]
    return stream_csv(headings, ([str(one.line), *one[1:]] for one in outcomes))


def faulty_file(headings: list[str], rows: Iterable[list[str]]) -> Iterator[bytes]:
    """Rows as they were, what to mend in a first column; piece by piece."""
    return stream_csv([reason_heading(), *headings], rows)


def reason_heading() -> str:
    return _("What to mend")
