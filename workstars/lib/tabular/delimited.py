"""CSV and its like: which separator, and records with the line in which each begins."""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from workstars.lib.tabular.encodings import Encoding, open_text
from workstars.lib.tabular.limits import Limits
from workstars.lib.tabular.problems import Code, Unreadable, refuse
from workstars.lib.tabular.quotes import line_of_open_quote
from workstars.lib.tabular.rows import Row

SEPARATORS = (",", ";", "\t", "|")

_QUOTED = re.compile(r'"[^"]*"?')
_SEP_LINE = re.compile(r'"?sep=([,;\t|])"?', re.IGNORECASE)
_LINES_LOOKED_AT = 10


class Delimited:
    """`separator` empty: the one that Excel announces, else the one that stands most often in a heading line."""

    def __init__(self, data: bytes, encoding: Encoding, separator: str, limits: Limits) -> None:
        self.data, self.encoding, self._limits = data, encoding, limits
        announced, self._announced_in = _announced(data, encoding)
        self.separator = separator or announced or _separator(data, encoding)

    def records(self) -> Iterator[Row]:
        """The cell limit is looked at only where a line or record is long. Excel's `sep=;` is no record."""
        limit, announced_in = self._limits.cell, self._announced_in
        watch = _LongLines(self.data, self.encoding, limit)
        reader = csv.reader(watch.lines(), delimiter=self.separator, strict=True)
        ended = 0
        try:
            for cells in reader:
                line, last = ended + 1, ended
                ended = reader.line_num
                if (watch.long or ended - last > 1) and _longest(cells) > limit:
                    raise refuse(Code.CELL_TOO_LONG, line=line, limit=limit)
                watch.long = False
                if line != announced_in:
                    yield line, cells
        except csv.Error as error:
            raise self._broken(error, ended + 1, reader.line_num) from None

    def _broken(self, error: csv.Error, began: int, reached: int) -> Unreadable:
        """What the csv module's error means to somebody who looks at the file in an editor."""
        message = str(error)
        if "expected after" in message:
            return refuse(Code.TEXT_AFTER_QUOTE, line=reached, began=began)
        if "field larger" in message and reached == began:
            return refuse(Code.CELL_TOO_LONG, line=began, limit=self._limits.cell)
        rest = islice(open_text(self.data, self.encoding), began - 1, None)
        return refuse(Code.QUOTE_NEVER_CLOSED, line=line_of_open_quote(rest, self.separator, began))


def _announced(data: bytes, encoding: Encoding) -> tuple[str, int]:
    """The separator that Excel's first line `sep=;` announces, and its line; ("", 0) without one."""
    for number, line in enumerate(open_text(data, encoding), start=1):
        said = _SEP_LINE.fullmatch(line.strip("\r\n "))
        if said:
            return said[1], number
        if line.strip():
            break
    return "", 0


def _separator(data: bytes, encoding: Encoding) -> str:
    """The separator that stands most often in the first line that has any; a comma when none has."""
    lines = (line for line in open_text(data, encoding) if line.strip())
    for line in islice(lines, _LINES_LOOKED_AT):
        bare = _QUOTED.sub("", line)
        found = max(SEPARATORS, key=bare.count)
        if found in bare:
            return found
    return SEPARATORS[0]


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
