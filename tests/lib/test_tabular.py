"""A CSV file is read as it is, or refused with the line and the reason (E6)."""

import pytest

from workstars.lib.tabular import (
    Code,
    Encoding,
    EncodingNeeded,
    FileProblem,
    Limits,
    Sheet,
    Unreadable,
    open_sheet,
)
from workstars.lib.tabular.encodings import examples

SMALL = Limits(rows=3, size=1024 * 1024, columns=4, cell=20)


def refusal(data: bytes, encoding: Encoding | None = None, limits: Limits | None = None) -> FileProblem:
    with pytest.raises(Unreadable) as refused:
        open_sheet(data, encoding, limits).count_rows()
    return refused.value.problem


def table(sheet: Sheet) -> list[list[str]]:
    return [list(sheet.headings), *(cells for _, cells in sheet.rows())]


@pytest.mark.rule("E6", "UTF-8 is known by itself, with and without a byte order mark")
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_utf8(mark: bytes) -> None:
    sheet = open_sheet(mark + "ID,Name\r\n007,Zoë 李 محمد\r\n".encode())
    assert sheet.encoding == Encoding.UTF_8
    assert table(sheet) == [["ID", "Name"], ["007", "Zoë 李 محمد"]]


@pytest.mark.rule("E6", "what is neither marked nor UTF-8 is asked, not guessed")
def test_other_encodings_are_asked() -> None:
    data = "ID;Name\n1;Ann\n2;Zoë\n".encode("cp1252")
    with pytest.raises(EncodingNeeded) as asked:
        open_sheet(data)
    assert asked.value.line == 3
    assert table(open_sheet(data, Encoding.WINDOWS_1252)) == [["ID", "Name"], ["1", "Ann"], ["2", "Zoë"]]


@pytest.mark.rule("E6", "ten decoded rows show what a choice of encoding does")
def test_examples_are_the_lines_in_which_the_choice_shows() -> None:
    lines = ["ID;Name", "1;Ann", *(f"{n};Zoë" for n in range(20))]
    data = "\r\n".join(lines).encode("cp1252")
    assert examples(data, Encoding.WINDOWS_1252) == [f"{n};Zoë" for n in range(10)]
    assert examples(data, Encoding.UTF_8, count=1) == ["0;Zo�"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.rule("E6", "comma, semicolon, tab and pipe are told apart by the headings")
def test_separators(separator: str) -> None:
    lines = [["ID", "Name, first; last", "Site"], ["1", "a,b;c", "x|y\tz"]]
    text = "\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines)
    sheet = open_sheet(text.encode())
    assert (sheet.separator, table(sheet)) == (separator, lines)


@pytest.mark.rule("E6", "the separator that Excel announces in a first line is taken")
def test_announced_separator() -> None:
    sheet = open_sheet(b"sep=;\r\nID;Name\r\n1;Ann\r\n")
    assert table(sheet) == [["ID", "Name"], ["1", "Ann"]]
    assert [line for line, _ in sheet.rows()] == [3]


@pytest.mark.rule("E6", "one column alone is a table too")
def test_one_column() -> None:
    assert table(open_sheet(b"Employee ID\n1\n2\n")) == [["Employee ID"], ["1"], ["2"]]


@pytest.mark.rule("E4", "lines are counted as a text editor counts: quoted newlines and blank lines too")
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_numbers(end: str) -> None:
    text = end.join(["", "ID,Name", "", '1,"two', 'lines"', "", ",", "2,Bo", "3,Cy"])
    assert list(open_sheet(text.encode()).rows()) == [
        (4, ["1", f"two{end}lines"]),
        (8, ["2", "Bo"]),
        (9, ["3", "Cy"]),
    ]


@pytest.mark.rule("E6", "headings may hold a newline; the rows below keep their lines")
def test_heading_over_two_lines() -> None:
    sheet = open_sheet(b'"Employee\nID",Name\n1,Ann\n')
    assert sheet.headings == ("Employee ID", "Name")
    assert list(sheet.rows()) == [(3, ["1", "Ann"])]


@pytest.mark.rule("E6", "a row that begins in the line of no other keeps its number of cells when uneven")
def test_uneven_rows_come_back_as_they_are() -> None:
    sheet = open_sheet(b"ID,Name,Site\n1,Ann\n2,Bo,X,,\n3,Cy,Y,Z\n")
    assert list(sheet.rows()) == [(2, ["1", "Ann"]), (3, ["2", "Bo", "X"]), (4, ["3", "Cy", "Y", "Z"])]


@pytest.mark.rule("E6", "empty columns behind the last heading do not count")
def test_ten_thousand_empty_columns() -> None:
    tail = b"," * 10_000
    assert table(open_sheet(b"ID,Name" + tail + b"\n1,Ann" + tail + b"\n")) == [["ID", "Name"], ["1", "Ann"]]


def test_unseen_characters_in_headings_do_not_count() -> None:
    assert open_sheet("\u200bID\u202c, Name\u00a0\n1,Ann\n".encode()).headings == ("ID", "Name")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty. Export it again and look inside before you upload it."),
        (
            b"\xef\xbb\xbf\r\n \r\n",
            "The file is empty. Export it again and look inside before you upload it.",
        ),
        (b",,\n,,\n", "The file is empty. Export it again and look inside before you upload it."),
        (b"ID,Name\n", "The file has headings but no rows below them."),
        (b"ID,Name\n\n,\n", "The file has headings but no rows below them."),
        (
            b"ID,Name,name \n1,A,B\n",
            "Columns 2 and 3 are both called “name”. Rename one of them or take it out.",
        ),
        (
            b"ID,Name\n1,Ann\n2,B\x00o\n",
            "Line 3 holds a NUL byte, so this is not a plain text file or it was damaged. "
            "Export it again as “CSV UTF-8”.",
        ),
        (
            "ID,Name\n1,Ann\n".encode("utf-16"),
            "The file is written in UTF-16. Save it again as “CSV UTF-8”.",
        ),
        (
            b"\xef\xbb\xbfID,Name\n1,Zo\xeb\n",
            "Line 2 holds the byte 0xEB, which means nothing in UTF-8. "
            "Choose another encoding, or export the file again as “CSV UTF-8”.",
        ),
    ],
)
@pytest.mark.rule(
    "E6", "a file that cannot be read is refused with the reason, and the line where there is one"
)
def test_refusals(data: bytes, sentence: str) -> None:
    assert refusal(data).sentence == sentence


@pytest.mark.rule("E6", "a byte that the chosen encoding does not know is named with its line")
def test_byte_outside_the_chosen_encoding() -> None:
    problem = refusal(b"ID;Name\r\n1;Zo\xeb\r\n2;\x81\r\n", Encoding.WINDOWS_1252)
    assert problem == FileProblem(
        Code.NOT_IN_ENCODING, {"byte": "0x81", "encoding": Encoding.WINDOWS_1252.label}, line=3
    )


@pytest.mark.rule("E6", "a byte outside UTF-8 is found where a letter is cut in two by the reading in pieces")
def test_fault_behind_a_letter_on_the_edge_of_a_piece() -> None:
    good = b"ID\n" + b"a" * ((1 << 20) - 4) + "é".encode() + b"\n"
    with pytest.raises(EncodingNeeded) as asked:
        open_sheet(good + b"\xff\n")
    assert asked.value.line == 3
    assert open_sheet(good).encoding == Encoding.UTF_8


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'ID,Name\n1,"Ann\n2,Bo\n', FileProblem(Code.QUOTE_NEVER_CLOSED, {}, line=2)),
        (b'ID,Name\n1,"A\nnn","B\n2,Bo\n3,Cy\n', FileProblem(Code.QUOTE_NEVER_CLOSED, {}, line=3)),
        (b'ID,Name\n1,"A""\n""nn\n', FileProblem(Code.QUOTE_NEVER_CLOSED, {}, line=2)),
        (b'ID,Name\n1,"Ann\n2,"Bo"\n', FileProblem(Code.TEXT_AFTER_QUOTE, {"began": 2}, line=3)),
        (b'ID,Name\n1,"Ann" Lee\n', FileProblem(Code.TEXT_AFTER_QUOTE, {"began": 2}, line=2)),
        (b'"ID,Name\n1,Ann\n', FileProblem(Code.QUOTE_NEVER_CLOSED, {}, line=1)),
    ],
)
@pytest.mark.rule(
    "E6", "an unclosed quotation mark is an error with the line where it was opened; no rows are merged"
)
def test_quotes(data: bytes, problem: FileProblem) -> None:
    assert refusal(data) == problem


@pytest.mark.rule(
    "E6", "an unclosed quotation mark is found even where it swallows more than a cell may hold"
)
def test_open_quote_before_a_long_rest() -> None:
    data = b'ID,Name\n1,Ann\n2,"Bo\n' + b"3,Cy\n" * 40_000
    assert refusal(data) == FileProblem(Code.QUOTE_NEVER_CLOSED, {}, line=3)


def test_a_quotation_mark_inside_a_cell_is_a_character() -> None:
    assert table(open_sheet(b'ID,Name\n1,5" pipe\n2,"say ""hi"""\n')) == [
        ["ID", "Name"],
        ["1", '5" pipe'],
        ["2", 'say "hi"'],
    ]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"ID\n1\n2\n3\n4\n", FileProblem(Code.TOO_MANY_ROWS, {"limit": 3})),
        (b"A,B,C,D,E\n1,2,3,4,5\n", FileProblem(Code.TOO_MANY_COLUMNS, {"columns": 5, "limit": 4})),
        (b"ID,Name\n1,A\n2," + b"x" * 21 + b"\n", FileProblem(Code.CELL_TOO_LONG, {"limit": 20}, line=3)),
        (b'ID,Name\n1,"' + b"long\n" * 5 + b'"\n', FileProblem(Code.CELL_TOO_LONG, {"limit": 20}, line=2)),
        (b"ID\n" + b"x" * 200_000 + b"\n", FileProblem(Code.CELL_TOO_LONG, {"limit": 20}, line=2)),
        (b"ID\n" + b"1" * 1024 * 1024, FileProblem(Code.TOO_BIG, {"megabytes": 2, "limit": 1})),
    ],
)
@pytest.mark.rule("E6", "each limit is refused with its figure")
def test_limits(data: bytes, problem: FileProblem) -> None:
    assert refusal(data, limits=SMALL) == problem


def test_exactly_at_the_limits() -> None:
    data = b"A,B,C,D\n" + b"\n".join([b"x" * 20 + b",2,3," + b"y" * 20] * 3)
    assert open_sheet(data, limits=SMALL).count_rows() == 3


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        (
            b"PK\x03\x04....xl/workbook.xml",
            "This is an Excel workbook. In Excel choose “Save as” and “CSV UTF-8”, and upload that file.",
        ),
        (
            b"PK\x03\x04....xl/workbook.xml..xl/vbaProject.bin",
            "This is a spreadsheet (.xlsm). Open it, save it as “CSV UTF-8”, and upload that file.",
        ),
        (
            b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
            "This is a spreadsheet (.ods). Open it, save it as “CSV UTF-8”, and upload that file.",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00",
            "This is a spreadsheet (.xls). Open it, save it as “CSV UTF-8”, and upload that file.",
        ),
        (
            b"\x89PNG\r\n\x1a\n\x00",
            "This is not a table but a file of the kind PNG. Choose the CSV file of your HR system.",
        ),
        (
            b"PK\x03\x04other",
            "This is not a table but a file of the kind ZIP. Choose the CSV file of your HR system.",
        ),
        (
            b"\xef\xbb\xbf <HTML><table>",
            "This is a web page, whatever its name says. Open it in a spreadsheet and save it as “CSV UTF-8”.",
        ),
    ],
)
@pytest.mark.rule("E6", "spreadsheets, pictures and web pages are known by their bytes, whatever their name")
def test_other_kinds_of_file(start: bytes, sentence: str) -> None:
    assert refusal(start + b"\x00" * 300).sentence == sentence
