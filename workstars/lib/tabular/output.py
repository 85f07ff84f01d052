"""Safe files out (I5): UTF-8 with BOM, CRLF, every cell quoted, nothing that a spreadsheet would run."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO, StringIO
from itertools import chain

from xlsxwriter import Workbook

from workstars.lib.tabular.unsafe import UNSAFE_FIRST, defuse

_LOOKED_AT = frozenset(UNSAFE_FIRST + "'")
_PIECE = 1 << 16


@dataclass(frozen=True)
class CsvFile:
    """`defused` counts the cells that got a `'` in front, for the page to say so."""

    data: bytes
    defused: int


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> CsvFile:
    out = StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(headings)
    defused = 0
    for row in rows:
        if _is_harmless(row):
            writer.writerow(row)
        else:
            safe = [defuse(cell) for cell in row]
            defused += sum(cell != before for cell, before in zip(safe, row, strict=True))
            writer.writerow(safe)
    return CsvFile(b"\xef\xbb\xbf" + out.getvalue().encode(), defused)


def stream_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The same piece by piece, for a file that is too long to hold; the headings go at once."""
    out = StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(headings)
    yield b"\xef\xbb\xbf" + _taken(out)
    for row in rows:
        writer.writerow(row if _is_harmless(row) else [defuse(cell) for cell in row])
        if out.tell() >= _PIECE:
            yield _taken(out)
    yield _taken(out)


def write_xlsx(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    created: datetime | None = None,
    in_memory: bool = False,
) -> bytes:
    """The same as a workbook, every cell text: what Excel neither runs nor takes for a number.

    `created` (else now) stands in it, so that the same rows give the same bytes. `in_memory`: no temporary file, for
    what must not lie on the disk; rows then cost memory.
    """
    out = BytesIO()
    book = Workbook(out, {"in_memory": in_memory, "constant_memory": not in_memory})
    if created:
        book.set_properties({"created": created.astimezone(UTC)})
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bold": True})
    sheet = book.add_worksheet()
    sheet.set_column(0, max(len(headings) - 1, 0), 20, text)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(chain([headings], rows)):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell, text if number else bold)
    book.close()
    return out.getvalue()


def _is_harmless(row: Sequence[str]) -> bool:
    """True of nearly every row, and asked of a whole one faster than cell by cell."""
    return _LOOKED_AT.isdisjoint([cell[:1] for cell in row])


def _taken(out: StringIO) -> bytes:
    """What has been written since it was last asked."""
    piece = out.getvalue().encode()
    out.seek(0)
    out.truncate()
    return piece
