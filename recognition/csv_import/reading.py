"""One pass over a batch file: each row judged in itself, and held in as few bytes as it takes."""

import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from recognition.csv_import.columns import Column, match_headings
from recognition.csv_import.problems import Code, Problem
from recognition.csv_import.row import judge_cells
from workstars.lib.tabular import Sheet, fuse
from workstars.lib.text import fold_employee_id

Tick = Callable[[int], None]
"""Told how many rows are done, now and then."""

TICK_EVERY = 2_000
_DEFUSED = re.compile("'[=+\\-@\\t\\r＝＋－＠]".encode())


class Entry(NamedTuple):
    """A row that is right in itself. `number` counts rows, `line` is where it begins; `key` is the folded ID.

    `message` is UTF-8: half of what letters beside an emoji take in memory.
    """

    number: int
    line: int
    key: str
    written_id: str
    message: bytes
    points: int
    reason: str


@dataclass
class Reading:
    """`lines` holds the line of every row, good or not, by its number; the place 0 is nobody's."""

    entries: list[Entry] = field(default_factory=list)
    problems: dict[int, list[Problem]] = field(default_factory=dict)
    lines: "array[int]" = field(default_factory=lambda: array("I", [0]))

    @property
    def rows(self) -> int:
        return len(self.lines) - 1

    def report(self, line: int, problem: Problem) -> None:
        self.problems.setdefault(line, []).append(problem)


def nobody_waits(rows: int) -> None:
    """For `tick`, where nobody looks at the progress."""


def read_rows(sheet: Sheet, tick: Tick = nobody_waits) -> Reading:
    """Raises HeadingsWrong, and tabular.Unreadable where the file breaks off."""
    columns = match_headings(sheet.headings)
    names = [column.value for column in Column]
    pick = itemgetter(*(columns[column] for column in Column))
    may_be_defused = _DEFUSED.search(sheet.data) is not None
    found, width = Reading(), sheet.width
    for number, (line, cells) in enumerate(sheet.rows(), start=1):
        found.lines.append(line)
        if number % TICK_EVERY == 0:
            tick(number)
        if len(cells) != width:
            found.report(line, _uneven(cells, width))
            continue
        picked = as_defused(pick(cells)) if may_be_defused else pick(cells)
        row, problems = judge_cells(dict(zip(names, picked, strict=True)))
        if row is None:
            found.problems[line] = problems
            continue
        key = fold_employee_id(row.employee_id)
        message = row.message.encode()
        found.entries.append(Entry(number, line, key, row.employee_id, message, row.points, row.reason))
    return found


def as_defused(cells: Sequence[str]) -> list[str]:
    """Without the `'` that our own exports put before what a spreadsheet would run."""
    return [fuse(cell) for cell in cells]


def _uneven(cells: Sequence[str], width: int) -> Problem:
    return Problem(Code.UNEVEN, None, params={"cells": len(cells), "headings": width})
