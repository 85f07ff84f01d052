"""Safe CSV out (I5): UTF-8 with BOM, CRLF, every cell quoted, nothing that a spreadsheet would run."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from workstars.lib.tabular.unsafe import UNSAFE_FIRST, defuse, is_unsafe

_UNSAFE = frozenset(UNSAFE_FIRST)


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
        if _UNSAFE.isdisjoint([cell[:1] for cell in row]):  # true of nearly every row
            writer.writerow(row)
        else:
            defused += sum(map(is_unsafe, row))
            writer.writerow([defuse(cell) for cell in row])
    return CsvFile(b"\xef\xbb\xbf" + out.getvalue().encode(), defused)


def stream_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The same, line by line, for a file that is too long to hold."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    yield b"\xef\xbb\xbf" + writer.writerow(headings).encode()
    for row in rows:
        yield writer.writerow([defuse(cell) for cell in row]).encode()


class _Echo:
    """Hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line
