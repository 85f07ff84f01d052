"""A file as headings and rows, with the line numbers that a text editor or a spreadsheet shows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from workstars.lib.tabular.delimited import Delimited
from workstars.lib.tabular.encodings import Encoding, detect_encoding, line_of_nul, require
from workstars.lib.tabular.limits import Limits, refuse_too_big
from workstars.lib.tabular.problems import Code, refuse
from workstars.lib.tabular.rows import Row, Source
from workstars.lib.tabular.signatures import other_kind
from workstars.lib.tabular.workbooks import Workbook, is_workbook, unpack


class IsHeadings(Protocol):
    """Whether a row has the headings; with `above`, whether it is a second line of headings right below those."""

    def __call__(self, cells: Sequence[str], above: Sequence[str] | None = None) -> bool: ...


TOP = 10
"""Headings are looked for in so many rows that are not blank: reports have titles above them."""

_UNSEEN = re.compile(
    r"[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)


@dataclass(frozen=True)
class Sheet:
    """Headings are read, rows are read each time they are asked for, one after the other.

    A second line of headings belongs to neither: rows begin after `last_heading_line`.
    """

    source: Source
    headings: tuple[str, ...]
    headings_line: int
    last_heading_line: int
    limits: Limits

    @property
    def width(self) -> int:
        return len(self.headings)

    @property
    def data(self) -> bytes:
        """What the rows are read from; the file itself, but for a workbook."""
        return self.source.data

    @property
    def encoding(self) -> Encoding:
        return self.source.encoding

    @property
    def separator(self) -> str:
        return self.source.separator

    @property
    def workbook(self) -> Workbook | None:
        """None for a text file."""
        return self.source if isinstance(self.source, Workbook) else None

    def rows(self) -> Iterator[Row]:
        """Every row that is not blank, with as many cells as headings, or it is uneven.

        Raises Unreadable at the place where the file cannot be read.
        """
        width, count, limit, last = self.width, 0, self.limits.rows, self.last_heading_line
        for line, cells in self.source.records():
            if line <= last or not any(cells):
                continue
            if len(cells) != width:
                self._even(cells, width)
            count += 1
            if count > limit:
                raise refuse(Code.TOO_MANY_ROWS, limit=limit)
            yield line, cells

    def count_rows(self) -> int:
        """Reads the whole file once, so that what is wrong with it as a file is known before anything else begins."""
        count = sum(1 for _ in self.rows())
        if not count:
            raise refuse(Code.ONLY_HEADINGS)
        return count

    def sample(self, count: int) -> list[Row]:
        return list(islice(self.rows(), count))

    def top(self) -> list[Row]:
        """The first rows of the file, one of which has the headings."""
        return _top(self.source)

    def _even(self, cells: list[str], width: int) -> None:
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if len(cells) < width and self.workbook:  # a spreadsheet's row ends with its last filled cell
            cells.extend([""] * (width - len(cells)))


def open_sheet(
    data: bytes,
    encoding: Encoding | None = None,
    limits: Limits | None = None,
    *,
    separator: str = "",
    part: str = "",
    headings_line: int = 0,
    is_headings: IsHeadings | None = None,
) -> Sheet:
    """Reads the headings of a CSV or XLSX file.

    `separator`, `part` (a workbook's sheet) and `headings_line` are somebody's choice; without it the separator of the
    first lines, the first sheet with data, and the first row that `is_headings`, else the first row. Raises
    Unreadable, or EncodingNeeded when `encoding` is None and cannot be known.
    """
    limits = limits or Limits()
    source = _source(data, encoding, limits, separator, part)
    return sheet_of(source, limits, headings_line, is_headings)


def sheet_of(
    source: Source, limits: Limits, headings_line: int = 0, is_headings: IsHeadings | None = None
) -> Sheet:
    """The headings of what is opened already, a kept Workbook for one."""
    top = _top(source)
    if not top:
        raise refuse(Code.EMPTY)
    place = _place_of_headings(top, headings_line, is_headings)
    line, cells = top[place]
    last = line
    for next_line, next_cells in top[place + 1 :]:
        if is_headings is None or not is_headings(next_cells, above=cells):
            break
        last = next_line
    return Sheet(source, _headings(cells, limits), line, last, limits)


def _source(data: bytes, encoding: Encoding | None, limits: Limits, separator: str, part: str) -> Source:
    if not data.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        raise refuse(Code.EMPTY)
    refuse_too_big(len(data), limits)
    if is_workbook(data):
        return unpack(data, part, limits)
    other = other_kind(data)
    if other:
        raise other
    if encoding is None:
        encoding = detect_encoding(data)
    else:
        require(data, encoding)
    nul = line_of_nul(data, encoding)
    if nul is not None:
        raise refuse(Code.NUL, line=nul)
    return Delimited(data, encoding, separator, limits)


def _top(source: Source) -> list[Row]:
    return list(islice(((line, cells) for line, cells in source.records() if any(cells)), TOP))


def _place_of_headings(top: Sequence[Row], headings_line: int, is_headings: IsHeadings | None) -> int:
    if headings_line:
        return next((place for place, (line, _) in enumerate(top) if line == headings_line), 0)
    if is_headings is None:
        return 0
    return next((place for place, (_, cells) in enumerate(top) if is_headings(cells)), 0)


def _headings(cells: Sequence[str], limits: Limits) -> tuple[str, ...]:
    names = [_UNSEEN.sub("", " ".join(cell.split())) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise refuse(Code.EMPTY)
    if len(names) > limits.columns:
        raise refuse(Code.TOO_MANY_COLUMNS, columns=len(names), limit=limits.columns)
    seen: dict[str, int] = {}
    for number, name in enumerate(names, start=1):
        first = seen.setdefault(name.casefold(), number) if name else number
        if first != number:
            raise refuse(Code.DUPLICATE_HEADINGS, column=number, first=first, second=number, heading=name)
    return tuple(names)
