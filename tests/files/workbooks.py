"""Workbooks for tests, made as they are needed."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache

from xlsxwriter import Workbook

Cell = str | float


def workbook(
    rows: Sequence[Sequence[Cell]], far: tuple[int, int] | None = None, **sheets: Sequence[Sequence[Cell]]
) -> bytes:
    """`rows` in the first sheet, `sheets` by their names behind it; `far`: row and column of one more cell."""
    out = io.BytesIO()
    book = Workbook(out)
    for name, content in {"Sheet1": rows, **sheets}.items():
        sheet = book.add_worksheet(name)
        for number, cells in enumerate(content):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                else:
                    sheet.write_number(number, column, cell)
        if far and name == "Sheet1":
            sheet.write_string(*far, "far")
    book.close()
    return out.getvalue()


def archive(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


@cache
def with_member(name: str, megabytes: int) -> bytes:
    """A good workbook with one more member that is nothing but zeros."""
    out = io.BytesIO(workbook([["Employee ID", "Last name"], ["1", "Lee"]]))
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as made,
        made.open(name, "w", force_zip64=True) as member,
    ):
        for _ in range(megabytes):
            member.write(bytes(1024 * 1024))
    return out.getvalue()
