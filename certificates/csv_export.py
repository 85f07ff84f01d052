"""What a recall found of each row, as a CSV (B6): safe to open in a spreadsheet."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from workstars.lib.tabular import stream_csv


class Found(NamedTuple):
    """`line` is that of the batch's file; the others are words for people."""

    line: int
    employee_id: str
    name: str
    mailed: str
    certificate: str
    points: int


def recalled_file(rows: Iterable[Found]) -> Iterator[bytes]:
    """Piece by piece, of rows in the order of their lines."""
    headings = [
        *(_("Line"), _("Employee ID"), _("Name")),
        *(_("Mailed"), _("Certificate"), _("Points taken back")),
    ]
    return stream_csv(headings, ([str(row.line), *row[1:5], str(row.points)] for row in rows))
