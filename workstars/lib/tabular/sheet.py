"""A CSV file as headings and rows, with the line numbers that a text editor shows."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from workstars.lib.tabular.encodings import Encoding, detect_encoding, line_of, open_text, require
from workstars.lib.tabular.problems import Code, Unreadable, refuse
from workstars.lib.tabular.quotes import line_of_open_quote
from workstars.lib.tabular.signatures import other_kind

SEPARATORS = (",", ";", "\t", "|")

Row = tuple[int, list[str]]
"""Line in which it begins, cells. As many cells as headings, or the row is uneven."""

_QUOTED = re.compile(r'"[^"]*"?')
_SEP_LINE = re.compile(r'"?sep=([,;\t|])"?', re.IGNORECASE)
_UNSEEN = re.compile(
    r"[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)


@dataclass(frozen=True)
class Limits:
    """`size` in bytes, `cell` in characters. `rows` does not count headings and blank lines."""

    rows: int = 200_000
    size: int = 50 * 1024 * 1024
    columns: int = 100
    cell: int = 10_000


@dataclass(frozen=True)
class Sheet:
    """Headings are read, rows are read each time they are asked for, one after the other."""

    data: bytes
    encoding: Encoding
    separator: str
    headings: tuple[str, ...]
    headings_line: int
    limits: Limits

    @property
    def width(self) -> int:
        return len(self.headings)

    def rows(self) -> Iterator[Row]:
        """Every row that is not blank. Raises Unreadable at the place where the file cannot be read."""
        width, count = self.width, 0
        for line, cells in self._records():
            if line <= self.headings_line or not any(cells):
                continue
            if len(cells) != width:
                _drop_empty_end(cells, width)
            count += 1
            if count > self.limits.rows:
                raise refuse(Code.TOO_MANY_ROWS, limit=self.limits.rows)
            yield line, cells

    def count_rows(self) -> int:
        """Reads the whole file once, so that what is wrong with it as a file is known before anything else begins."""
        count = sum(1 for _ in self.rows())
        if not count:
            raise refuse(Code.ONLY_HEADINGS)
        return count

    def sample(self, count: int) -> list[Row]:
        return list(islice(self.rows(), count))

    def _records(self) -> Iterator[Row]:
        return _records(self.data, self.encoding, self.separator, self.limits)


def open_sheet(data: bytes, encoding: Encoding | None = None, limits: Limits | None = None) -> Sheet:
    """Reads the headings. Raises Unreadable, or EncodingNeeded when `encoding` is None and cannot be known."""
    limits = limits or Limits()
    _refuse_other_files(data, limits)
    if encoding is None:
        encoding = detect_encoding(data)
    else:
        require(data, encoding)
    first_line, separator, announced = _dialect(data, encoding)
    records = _records(data, encoding, separator, limits)
    line, cells = next(
        ((line, cells) for line, cells in records if line > announced and any(cells)), (first_line, [])
    )
    return Sheet(data, encoding, separator, _headings(cells, limits), line, limits)


def refuse_too_big(size: int, limits: Limits) -> None:
    """Also for whoever knows the size before there are bytes."""
    if size > limits.size:
        megabyte = 1024 * 1024
        raise refuse(Code.TOO_BIG, megabytes=-(-size // megabyte), limit=limits.size // megabyte)


def _refuse_other_files(data: bytes, limits: Limits) -> None:
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise refuse(Code.EMPTY)
    refuse_too_big(len(data), limits)
    other = other_kind(data)
    if other:
        raise other
    nul = data.find(b"\0")
    if nul >= 0 and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse(Code.NUL, line=line_of(data, nul))


def _dialect(data: bytes, encoding: Encoding) -> tuple[int, str, int]:
    """Line of the headings, separator, and the line of Excel's `sep=;` (0 without one)."""
    announced, separator = 0, ""
    for number, line in enumerate(open_text(data, encoding), start=1):
        said = _SEP_LINE.fullmatch(line.strip("\r\n "))
        if said and not announced:
            announced, separator = number, said[1]
        elif line.strip():
            return number, separator or _separator(line), announced
    raise refuse(Code.EMPTY)


def _separator(line: str) -> str:
    """The separator that stands most often between the headings; a comma when none does."""
    bare = _QUOTED.sub("", line)
    return max(SEPARATORS, key=bare.count)


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


def _drop_empty_end(cells: list[str], width: int) -> None:
    while len(cells) > width and not cells[-1]:
        cells.pop()


def _records(data: bytes, encoding: Encoding, separator: str, limits: Limits) -> Iterator[Row]:
    """Records with the line in which each begins; the cell limit is looked at only where a line or record is long."""
    watch = _LongLines(data, encoding, limits.cell)
    reader = csv.reader(watch.lines(), delimiter=separator, strict=True)
    ended = 0
    try:
        for cells in reader:
            line, last = ended + 1, ended
            ended = reader.line_num
            if (watch.long or ended - last > 1) and _longest(cells) > limits.cell:
                raise refuse(Code.CELL_TOO_LONG, line=line, limit=limits.cell)
            watch.long = False
            yield line, cells
    except csv.Error as error:
        raise _broken(error, data, encoding, separator, limits, ended + 1, reader.line_num) from None


class _LongLines:
    """Passes lines on and notes whether one was longer than a cell may be."""

    def __init__(self, data: bytes, encoding: Encoding, limit: int) -> None:
        self._text = open_text(data, encoding)
        self._limit = limit
        self.long = False

    def lines(self) -> Iterator[str]:
        limit = self._limit
        for line in self._text:
            if len(line) > limit:
                self.long = True
            yield line


def _longest(cells: Sequence[str]) -> int:
    return max(map(len, cells), default=0)


def _broken(
    error: csv.Error,
    data: bytes,
    encoding: Encoding,
    separator: str,
    limits: Limits,
    began: int,
    reached: int,
) -> Unreadable:
    """What the csv module's error means to somebody who looks at the file in an editor."""
    message = str(error)
    if "expected after" in message:
        return refuse(Code.TEXT_AFTER_QUOTE, line=reached, began=began)
    if "field larger" in message and reached == began:
        return refuse(Code.CELL_TOO_LONG, line=began, limit=limits.cell)
    rest = islice(open_text(data, encoding), began - 1, None)
    return refuse(Code.QUOTE_NEVER_CLOSED, line=line_of_open_quote(rest, separator, began))
