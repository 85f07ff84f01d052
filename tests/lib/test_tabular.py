"""A CSV file is read as it is, or refused with the line and the reason (E6)."""

import csv
from collections.abc import Sequence
from io import StringIO

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from workstars.lib.tabular import (
    SEPARATORS,
    Code,
    Encoding,
    EncodingNeeded,
    FileProblem,
    Limits,
    Sheet,
    Unreadable,
    detect_encoding,
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
            "ID,Name\n1,Ann\n2,B\0o\n".encode("utf-16"),
            "Line 3 holds a NUL byte, so this is not a plain text file or it was damaged. "
            "Export it again as “CSV UTF-8”.",
        ),
        (
            "ID,Name\n1,Ann\n".encode("utf-16")[:-1],
            "Line 2 holds the byte 0x0A, which means nothing in UTF-16 (Unicode text of Excel). "
            "Choose another encoding, or export the file again as “CSV UTF-8”.",
        ),
        (
            "ID,Name\n1,Ann\n".encode("utf-32"),
            "The file is written in UTF-32. Save it again as “CSV UTF-8”.",
        ),
        (
            b"+/v8-ID,Name\n1,M+APw-ller\n",
            "The file is written in UTF-7. Save it again as “CSV UTF-8”.",
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


@pytest.mark.rule("E6", "two zero bytes of UTF-16 that are halves of two letters are no NUL")
@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_halves_of_letters(codec: str) -> None:
    rows = [["ID", "Name"], ["1", "A\u0100A"], ["2", "\u0100A\u0100"]]
    data = "\ufeff" + "".join(",".join(row) + "\n" for row in rows)
    assert b"\0\0" in data.encode(codec)
    assert table(open_sheet(data.encode(codec))) == rows


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
    assert detect_encoding(good) == Encoding.UTF_8


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
            b"PK\x03\x04other",
            "The workbook is damaged and cannot be opened. Open it in Excel, save it again as XLSX or “CSV UTF-8”, "
            "and upload that file.",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00",
            "This is a spreadsheet (.xls). Open it, save it as XLSX or CSV, and upload that file.",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "The workbook is protected by a password. Save it without one, and upload that file.",
        ),
        (
            b"\x89PNG\r\n\x1a\n\x00",
            "This is not a table but a file of the kind PNG. Choose a CSV or XLSX file.",
        ),
        (b'{"ID": 1}', "This is not a table but a file of the kind JSON. Choose a CSV or XLSX file."),
        (
            b"\xef\xbb\xbf <HTML><table>",
            "This is a web page, whatever its name says. Open it in a spreadsheet and save it as “CSV UTF-8”.",
        ),
    ],
)
@pytest.mark.rule("E6", "spreadsheets, pictures and web pages are known by their bytes, whatever their name")
def test_other_kinds_of_file(start: bytes, sentence: str) -> None:
    assert refusal(start + b"\x00" * 300).sentence == sentence


# Encodings

LETTERS = {
    Encoding.UTF_16: "Żółć 李 é",
    Encoding.UTF_16_BE: "Żółć 李 é",
    Encoding.WINDOWS_1250: "Żółć Ťapák",
    Encoding.WINDOWS_1251: "Иванов",
    Encoding.WINDOWS_1252: "Müller œ €",
    Encoding.WINDOWS_1253: "Παπαδοπούλου",
    Encoding.WINDOWS_1254: "Şahin İğdır",
    Encoding.WINDOWS_1255: "כהן",
    Encoding.WINDOWS_1256: "محمد",
    Encoding.ISO_8859_1: "Ångström",
    Encoding.CP932: "山田太郎 表",
    Encoding.GB18030: "张伟 𠮷",
}


@pytest.mark.rule(
    "E6", "UTF-16, Windows-1250 to 1256, ISO-8859-1, cp932 and gb18030 are read where they are chosen"
)
@pytest.mark.parametrize("encoding", [choice for choice in Encoding if choice != Encoding.UTF_8])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_encoding_and_separator(encoding: Encoding, separator: str) -> None:
    codec = "utf-16-le" if encoding == Encoding.UTF_16 else encoding.value
    lines = [["ID", "Name"], ["007", LETTERS[encoding]], ["8", f'"two{separator}\r\nlines"']]
    data = "\r\n".join(separator.join(line) for line in lines).encode(codec)
    with pytest.raises(EncodingNeeded) as asked:
        open_sheet(data)
    assert asked.value.likely == (encoding if encoding.is_utf_16 else None)
    sheet = open_sheet(data, encoding)
    assert (sheet.separator, table(sheet)) == (
        separator,
        [["ID", "Name"], ["007", LETTERS[encoding]], ["8", f"two{separator}\r\nlines"]],
    )


@pytest.mark.rule("E6", "a byte order mark of UTF-16 speaks for itself, in both orders of bytes")
@pytest.mark.parametrize(("mark", "codec"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_utf_16(mark: bytes, codec: str) -> None:
    sheet = open_sheet(mark + "ID\tName\r\n1\tਅĊ 李\r\n".encode(codec))
    assert (sheet.encoding, sheet.separator) == (Encoding.UTF_16, "\t")
    assert table(sheet) == [["ID", "Name"], ["1", "ਅĊ 李"]]


@pytest.mark.rule("E6", "examples show what each choice does to the same bytes")
def test_what_choices_do() -> None:
    data = "ID;Name\n1;Żółć\n".encode("windows-1250")
    assert examples(data, Encoding.WINDOWS_1250) == ["1;Żółć"]
    assert examples(data, Encoding.WINDOWS_1252) == ["1;¯ó³æ"]
    assert examples(data, Encoding.WINDOWS_1251) == ["1;Їуіж"]


# Where the headings stand


def is_headings(cells: Sequence[str], above: Sequence[str] | None = None) -> bool:
    return "ID" in cells and (above is None or cells[0] == above[0])


@pytest.mark.rule("E6", "titles above the headings and a second line of headings are not taken for rows")
def test_titles_and_a_second_line_of_headings() -> None:
    data = b"Report of March\n\nID,Name\nID,Full name\n1,Ann\n"
    sheet = open_sheet(data, is_headings=is_headings)
    assert (sheet.headings_line, table(sheet)) == (3, [["ID", "Name"], ["1", "Ann"]])
    assert open_sheet(data).headings == ("Report of March",)
    again = open_sheet(data.replace(b"ID,Full", b"1,ID"), is_headings=is_headings)
    assert [line for line, _ in again.rows()] == [4, 5]
    assert table(open_sheet(data, headings_line=4)) == [["ID", "Full name"], ["1", "Ann"]]


def test_a_separator_that_somebody_chose() -> None:
    sheet = open_sheet(b"ID;Name,first\n1;Lee,Ann\n", separator=";")
    assert table(sheet) == [["ID", "Name,first"], ["1", "Lee,Ann"]]


def texts(encoding: Encoding) -> st.SearchStrategy[str]:
    """What can be written in it: bytes as it reads them."""
    codec = "utf-16-le" if encoding == Encoding.UTF_16 else encoding.value
    return st.binary(max_size=12).map(lambda data: data.decode(codec, errors="ignore").replace("\0", ""))


def tables(encoding: Encoding) -> st.SearchStrategy[tuple[Encoding, list[list[str]]]]:
    rows = st.lists(st.lists(texts(encoding), min_size=2, max_size=2), min_size=1, max_size=5)
    return st.tuples(st.just(encoding), rows)


def written(rows: list[list[str]], encoding: Encoding, separator: str, end: str) -> bytes:
    out = StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(
        [["ID", "Name"], *rows]
    )
    return out.getvalue().encode("utf-16-le" if encoding == Encoding.UTF_16 else encoding.value)


@given(
    made=st.sampled_from(Encoding).flatmap(tables),
    separator=st.sampled_from(SEPARATORS),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
@pytest.mark.rule("E6", "any table, in any encoding, separator and line end, is read back as the same table")
def test_any_table(made: tuple[Encoding, list[list[str]]], separator: str, end: str) -> None:
    encoding, rows = made
    try:
        data = written(rows, encoding, separator, end)
    except UnicodeEncodeError:  # read, but never written: a few signs of the East Asian encodings
        reject()
    sheet = open_sheet(data, encoding, separator=separator)
    assert table(sheet)[1:] == [cells for cells in rows if any(cells)]


@given(
    start=st.sampled_from(
        [b"", b"ID,Name\n1,Ann\n", b'"ID";"Name"\r\n', b"\xff\xfeI\0D\0\n\0", b"\xef\xbb\xbfID\n"]
    ),
    rest=st.binary(max_size=40),
    encoding=st.sampled_from([None, *Encoding]),
)
@pytest.mark.rule("E6", "any bytes in any encoding are a table, a question or a refusal that has a sentence")
def test_any_bytes(start: bytes, rest: bytes, encoding: Encoding | None) -> None:
    try:
        assert open_sheet(start + rest, encoding).count_rows() > 0
    except EncodingNeeded as asked:
        assert encoding is None and asked.line >= 1
    except Unreadable as refused:
        assert "%(" not in str(refused)
        assert refused.problem.code not in OF_A_LINE or refused.problem.line


OF_A_LINE = {
    Code.NUL,
    Code.NOT_IN_ENCODING,
    Code.QUOTE_NEVER_CLOSED,
    Code.TEXT_AFTER_QUOTE,
    Code.CELL_TOO_LONG,
}
