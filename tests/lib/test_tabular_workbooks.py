"""A workbook is read as the table that it shows, or refused before it can do harm (E6, E7)."""

import io
import re
import time
from collections.abc import Callable
from datetime import date, datetime
from datetime import time as clock

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tests.files.workbooks import archive, with_member, workbook
from workstars.lib.tabular import Limits, Sheet, Unreadable, open_sheet, sheet_of, write_xlsx


def table(sheet: Sheet) -> list[tuple[int, list[str]]]:
    return [(sheet.headings_line, list(sheet.headings)), *sheet.rows()]


def refusal(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as refused:
        open_sheet(data, limits=limits).count_rows()
    return str(refused.value)


def written(fill: Callable[[Workbook, Worksheet], None]) -> Sheet:
    """A sheet with headings ID and Value, and what `fill` writes below them."""
    out = io.BytesIO()
    book = Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["ID", "Value"])
    fill(book, sheet)
    book.close()
    return open_sheet(out.getvalue())


@pytest.mark.rule("E6", "XLSX is read as text cells, with the row numbers that the spreadsheet shows")
def test_text() -> None:
    data = workbook([["ID", "Name"], ["00123", "Zoë 李 محمد"], [], ["A-7", "two\nlines"], ["8"]])
    assert table(open_sheet(data)) == [
        (1, ["ID", "Name"]),
        (2, ["00123", "Zoë 李 محمد"]),
        (4, ["A-7", "two\nlines"]),
        (5, ["8", ""]),
    ]


@pytest.mark.rule("E6", "a whole number in a numeric cell is read as that number, and counted for the doctor")
@pytest.mark.parametrize(
    ("value", "text"),
    [(5480, "5480"), (5480.0, "5480"), (0, "0"), (-7, "-7"), (0.1 + 0.2, "0.3"), (1e15, "1000000000000000")],
)
def test_numbers(value: float, text: str) -> None:
    sheet = open_sheet(workbook([["ID", "Value"], ["1", value]]))
    assert [cells for _, cells in sheet.rows()] == [["1", text]]
    assert sheet.workbook is not None
    assert sheet.workbook.numbers == [0, 1]


@pytest.mark.rule("E6", "days are days, whatever the cell shows; truth and errors are named")
def test_other_kinds_of_cell() -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        day, hour = book.add_format({"num_format": "dd.mm.yy"}), book.add_format({"num_format": "hh:mm"})
        sheet.write_datetime(1, 1, date(2020, 3, 4), day)
        sheet.write_datetime(2, 1, datetime(2020, 3, 4, 5, 6), day)
        sheet.write_datetime(3, 1, clock(5, 6), hour)
        sheet.write_boolean(4, 1, True)
        sheet.write_formula(5, 1, "=NA()", None, "#N/A")
        sheet.write_formula(6, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(7, 1, "=1+1", None, 2)
        sheet.write_formula(8, 1, '="a"', None, "a")

    values = [cells[1] for _, cells in written(fill).rows()]
    assert values == ["2020-03-04", "2020-03-04 05:06:00", "05:06:00", "TRUE", "#N/A", "#DIV/0!", "2", "a"]


@pytest.mark.rule("E6", "merged and hidden cells are read as they are")
def test_merged_and_hidden_cells() -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet.merge_range(1, 0, 2, 1, "merged")
        sheet.write_row(3, 0, ["3", "hidden"])
        sheet.set_row(3, None, None, {"hidden": True})

    assert [cells for _, cells in written(fill).rows()] == [["merged", ""], ["3", "hidden"]]


@pytest.mark.rule(
    "E6", "the first sheet with data is read, or the one that was chosen; hidden sheets are left alone"
)
def test_sheets() -> None:
    data = workbook(
        [], Second=[["ID"], ["2"]], Third=[["ID"], ["3"]], **{f"n{n}": [["ID"], [str(n)]] for n in range(13)}
    )
    sheet = open_sheet(data)
    assert sheet.workbook is not None
    assert (sheet.workbook.part, len(sheet.workbook.parts)) == ("Second", 15)
    assert [cells for _, cells in open_sheet(data, part="Third").rows()] == [["3"]]
    assert [cells for _, cells in open_sheet(data, part="Gone").rows()] == [["2"]]


def test_hidden_sheets() -> None:
    out = io.BytesIO()
    book = Workbook(out)
    first, second = book.add_worksheet("Lists"), book.add_worksheet("People")
    second.activate()
    second.set_first_sheet()
    first.hide()
    first.write_row(0, 0, ["x"])
    second.write_row(0, 0, ["ID"])
    book.close()
    sheet = open_sheet(out.getvalue())
    assert sheet.workbook is not None
    assert (sheet.workbook.parts, sheet.headings) == (["People"], ("ID",))


def test_a_table_that_does_not_begin_in_the_corner() -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["", ""])
        sheet.write_row(4, 2, ["ID", "Name"])
        sheet.write_row(5, 2, ["1", "Ann"])

    sheet = written(fill)
    again = open_sheet(workbook([[], [], ["", "", "ID", "Name"], ["", "", "1", "Ann"]]))
    assert sheet.headings == ("ID", "Value")
    assert table(again) == [(3, ["", "", "ID", "Name"]), (4, ["", "", "1", "Ann"])]


def test_what_was_taken_apart_can_be_kept() -> None:
    sheet = open_sheet(workbook([["ID"], [7]], Other=[["x"]]))
    assert sheet.workbook is not None
    again = sheet_of(type(sheet.workbook)(sheet.workbook.unpacked), Limits())
    assert (again.headings, list(again.rows())) == (sheet.headings, list(sheet.rows()))


@pytest.mark.rule("E6", "what goes out as XLSX is text in every cell, and comes back as it was")
def test_written_and_read() -> None:
    rows = [["00123", "=1+1"], ["+48", "Zoë\n李"], ["http://x.com", "1E5"], ["", "@x"]]
    sheet = open_sheet(write_xlsx(["ID", "Name"], rows))
    assert [cells for _, cells in sheet.rows()] == rows
    assert sheet.workbook is not None
    assert sheet.workbook.numbers == [0, 0]


# Refusals


@pytest.mark.rule("E6", "other spreadsheets are named, with what to do")
@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}, ".ods"),
        ({"xl/workbook.bin": b"", "[Content_Types].xml": b""}, ".xlsb"),
        ({"xl/workbook.xml": b"", "xl/vbaProject.bin": b""}, ".xlsm"),
        ({"xl/workbook.xml": b"", "[Content_Types].xml": b"ms-excel.sheet.macroEnabled.main"}, ".xlsm"),
        ({"Index/Document.iwa": b""}, ".numbers"),
    ],
)
def test_other_spreadsheets(members: dict[str, bytes], kind: str) -> None:
    expected = f"This is a spreadsheet ({kind}). Open it, save it as XLSX or CSV, and upload that file."
    assert refusal(archive(members)) == expected


def test_an_archive_of_something_else() -> None:
    assert refusal(archive({"readme.txt": b"hello"})) == (
        "This is not a table but a file of the kind ZIP. Choose a CSV or XLSX file."
    )


@pytest.mark.rule("E6", "a workbook whose parts are locked is said to have a password")
def test_locked() -> None:
    data = bytearray(workbook([["ID"], ["1"]]))
    place = data.find(b"PK\x01\x02")  # in the table of contents, each entry with its flags
    while place >= 0:
        data[place + 8] |= 1
        place = data.find(b"PK\x01\x02", place + 1)
    assert refusal(bytes(data)).startswith("The workbook is protected by a password.")


@pytest.mark.rule("E6", "a damaged workbook is said to be damaged")
@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-300], lambda data: data[:400] + b"x" * 200 + data[600:]]
)
def test_damaged(spoil: Callable[[bytes], bytes]) -> None:
    data = spoil(workbook([["ID", "Name"], *([str(n), f"Ann{n}"] for n in range(500))]))
    assert refusal(data).startswith("The workbook is damaged and cannot be opened.")


def test_nothing_in_any_sheet() -> None:
    assert refusal(workbook([], Second=[])).startswith("No sheet of the workbook holds anything.")
    assert refusal(workbook([["ID", "Name"]])) == "The file has headings but no rows below them."


SMALL = Limits(rows=100, cell=1_000)


@pytest.mark.rule("E6", "too many rows, columns or characters are refused with the limit named")
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            workbook([["ID"], *([str(n)] for n in range(101))]),
            "The file has more than 100 rows. Split it into several files.",
        ),
        (
            workbook([[f"c{n}" for n in range(101)], ["1"]]),
            "The file has 101 columns; the limit is 100. Take out the columns that are not needed.",
        ),
        (
            workbook([["ID"], ["1"], ["x" * 1_001]]),
            "Line 3: a cell is longer than 1000 characters. "
            "Often a quotation mark is missing; otherwise shorten the cell.",
        ),
    ],
    ids=["rows", "columns", "cell"],
)
def test_limits(data: bytes, sentence: str) -> None:
    assert refusal(data, SMALL) == sentence


def test_rows_that_are_only_coloured_do_not_count() -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        colour = book.add_format({"bg_color": "yellow"})
        sheet.write_row(1, 0, ["1", "Ann"])
        for row in range(2, 400):
            sheet.write_blank(row, 0, None, colour)

    out = written(fill)
    assert out.count_rows() == 1


@pytest.mark.rule("E6", "10,000 empty columns do no harm")
def test_empty_columns() -> None:
    headings = ["ID", "Name", *[""] * 9_998]
    assert open_sheet(workbook([headings, ["1", "Ann", *[""] * 9_998]])).headings == ("ID", "Name")


BOMBS = {
    "unpacked": (
        lambda: with_member("xl/media/bomb.bin", 450),
        r"The workbook holds 45\d MB when it is unpacked; the limit is 400 MB\.",
    ),
    "ratio": (
        lambda: with_member("xl/media/bomb.bin", 100),
        r"The workbook is \d{3} times as large inside as outside; the limit is 100 times\.",
    ),
    "members": (
        lambda: archive({"xl/workbook.xml": b"", **{f"xl/{n}.xml": b"" for n in range(1_001)}}),
        r"The workbook is made of 1002 files; the limit is 1000\.",
    ),
}


@pytest.mark.rule(
    "E6", "zip bombs are refused before they are unpacked, in under a second, with the limit named"
)
@pytest.mark.parametrize("kind", BOMBS)
def test_bombs(kind: str) -> None:
    make, sentence = BOMBS[kind]
    data = make()
    began = time.process_time()
    assert re.match(sentence, refusal(data))
    assert time.process_time() - began < 1


@pytest.mark.rule(
    "E6", "a cell at the far end of the sheet costs no memory here: the reading stops at its own limit"
)
def test_a_cell_at_the_far_end() -> None:
    data = workbook([["ID"], ["1"]], far=(1_048_575, 16_383))
    assert refusal(data, Limits(memory=500 * 1024 * 1024)).startswith(
        "The workbook needs more than 500 MB or a minute to be read."
    )


@pytest.mark.rule("E6", "one long text that many cells share does not grow without end")
def test_shared_text() -> None:
    data = workbook([["ID"], *([str(n), *["x" * 900] * 90] for n in range(90))])
    limits = Limits(unpacked=1024 * 1024, cell=1_000)
    assert refusal(data, limits).startswith("The workbook needs more than")


def test_a_size_that_lies() -> None:
    """The table of contents says a few bytes; what is inside is read no further than that."""
    data = bytearray(workbook([["ID"], *([str(n)] for n in range(2_000))]))
    name = b"xl/worksheets/sheet1.xml"
    place = data.rindex(name)  # the entry in the table of contents has its sizes before its name
    data[place - 22 : place - 18] = (64).to_bytes(4, "little")
    assert refusal(bytes(data)).startswith("The workbook is damaged and cannot be opened.")
