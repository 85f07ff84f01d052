"""A workbook as rows of text: a program of its own, run beside the process that asks.

It knows the standard library and python-calamine alone. What a workbook does to memory and time happens here, under
limits of the kernel; whoever asked goes on answering others. Bytes of the workbook come in on standard input, the
order as JSON in the first argument: rows, cell, output, memory (limits), part (a sheet's name or empty).

Out comes a line of JSON, then CSV: the number of the row as the spreadsheet shows it, and the cells of every row that
is not blank. Or the line alone, with `problem`.
"""

import csv
import io
import json
import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import PurePosixPath
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

_CHUNK = 1 << 20
_SECONDS = 60
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_RID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
DAMAGED = (
    CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    KeyError,
    EOFError,
    RuntimeError,
    NotImplementedError,
)


class Problem(Exception):
    """`code` is one of workstars.lib.tabular.problems.Code."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.answer = {"problem": code, **params}


def main(order: dict) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", newline="")
    try:
        unpack(sys.stdin.buffer.read(), order, out)
    except Problem as problem:
        out.write(json.dumps(problem.answer) + "\n")
    except DAMAGED:
        out.write(json.dumps({"problem": "workbook_damaged"}) + "\n")
    except MemoryError:
        out.write(json.dumps({"problem": "workbook_memory"}) + "\n")
    out.flush()


def unpack(data: bytes, order: dict, out: io.TextIOBase) -> None:
    archive = zipfile.ZipFile(io.BytesIO(data))
    members = sheet_members(archive)
    for member in members.values():
        refuse_too_many_rows(archive, member, order["rows"])
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    parts = parts_with_data(book)
    if not parts:
        raise Problem("workbook_empty")
    part = order["part"] if order["part"] in parts else parts[0]
    errors = error_cells(archive, members.get(part, ""))
    texts = Texts(order)
    body = io.StringIO(newline="")
    texts.write(book.get_sheet_by_name(part), errors, body)
    out.write(json.dumps({"part": part, "parts": parts, "numbers": texts.numbers}) + "\n")
    out.write(body.getvalue())


def sheet_members(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → member of the archive, for the sheets whose XML is where the workbook says."""
    names = set(archive.namelist())
    with archive.open("xl/_rels/workbook.xml.rels") as rels:
        targets = {rel.get("Id"): rel.get("Target", "") for rel in ElementTree.parse(rels).iter(_REL)}  # noqa: S314
    found = {}
    with archive.open("xl/workbook.xml") as workbook:
        for element in ElementTree.parse(workbook).iter():  # noqa: S314 (the kernel bounds what it may take)
            if element.tag.endswith("}sheet"):
                target = targets.get(element.get(_RID), "")
                member = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))
                if member in names:
                    found[element.get("name", "")] = member
    return found


def refuse_too_many_rows(archive: zipfile.ZipFile, member: str, limit: int) -> None:
    """Counts before anything is taken apart, so that a sheet that is too long costs no more than its unpacking."""
    count, rest = 0, b""
    with archive.open(member) as xml:
        while chunk := xml.read(_CHUNK):
            *rows, rest = (rest + chunk).split(b"</row>")
            count += sum(b"<v" in row or b"<is" in row for row in rows)
            if count > limit + 1:
                raise Problem("too_many_rows", limit=limit)


def parts_with_data(book: CalamineWorkbook) -> list[str]:
    """Visible sheets that hold something, in the order of their tabs; hidden ones only where nothing else is there."""
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    filled = [sheet for sheet in sheets if book.get_sheet_by_name(sheet.name).end is not None]
    visible = [sheet.name for sheet in filled if sheet.visible == SheetVisibleEnum.Visible]
    return visible or [sheet.name for sheet in filled]


def error_cells(archive: zipfile.ZipFile, member: str) -> dict[tuple[int, int], str]:
    """Row and column (from 0) → #N/A and its like, which the reader of values leaves empty."""
    if not member:
        return {}
    xml = archive.read(member)
    if b't="e"' not in xml:
        return {}
    found = {}
    for cell in _ERROR_CELL.finditer(xml):
        place, value = _PLACE.search(cell[1]), _VALUE.search(cell[2])
        if place and value:
            found[int(place[2]) - 1, column_number(place[1])] = value[1].decode()
    return found


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


class Texts:
    """Turns values into what a CSV file would hold, and counts the numbers of each column."""

    def __init__(self, order: dict) -> None:
        self.limit, self.left = order["cell"], order["output"]
        self.numbers: list[int] = []

    def write(self, sheet: CalamineSheet, errors: dict[tuple[int, int], str], out: io.StringIO) -> None:
        start = sheet.start[1] if sheet.start else 0
        self.numbers = [0] * (start + sheet.width)
        writer = csv.writer(out, lineterminator="\n")
        in_rows = {row for row, _column in errors}
        for number, values in enumerate(sheet.iter_rows(), start=1):
            cells = [*[""] * start, *self.cells(values, start)]
            if number - 1 in in_rows:
                self.put_errors(cells, errors, number - 1)
            if any(cells):
                self.watch(cells, number)
                writer.writerow([number, *cells])

    def cells(self, values: list, start: int) -> Iterator[str]:
        for column, value in enumerate(values, start=start):
            if value.__class__ is str:
                yield value
            elif value.__class__ is float or value.__class__ is int:
                self.numbers[column] += 1
                yield number_text(value)
            else:
                yield other_text(value)

    def put_errors(self, cells: list[str], errors: dict[tuple[int, int], str], row: int) -> None:
        for column in range(len(cells)):
            cells[column] = errors.get((row, column), cells[column])

    def watch(self, cells: list[str], number: int) -> None:
        lengths = [len(cell) for cell in cells]
        if max(lengths) > self.limit:
            raise Problem("cell_too_long", line=number, limit=self.limit)
        self.left -= sum(lengths)
        if self.left < 0:
            raise Problem("workbook_memory")


def number_text(value: float) -> str:
    """A whole number as that number; otherwise the 15 digits that a spreadsheet knows."""
    if value == value // 1 and abs(value) < 1e21:
        return str(int(value))
    return f"{value:.15g}"


def other_text(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
