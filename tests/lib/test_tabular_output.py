"""What goes out survives a spreadsheet (I5), and comes back in as it was."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workstars.lib.tabular import (
    Encoding,
    EncodingNeeded,
    Unreadable,
    defuse,
    is_unsafe,
    open_sheet,
    write_csv,
)


@pytest.mark.rule("I5", "UTF-8 with BOM, CRLF, every cell quoted")
def test_bytes_of_the_file() -> None:
    file = write_csv(["ID", "Name"], [["00123", 'Zoë "Z" O’Neil'], ["7", "two\nlines"]])
    assert file.data == '\ufeff"ID","Name"\r\n"00123","Zoë ""Z"" O’Neil"\r\n"7","two\nlines"\r\n'.encode()
    assert file.defused == 0


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
@pytest.mark.rule(
    "I5", "a first character that a spreadsheet runs gets ' before it, and the caller is told how often"
)
def test_defused(first: str) -> None:
    assert is_unsafe(f"{first}1+1")
    assert defuse(f"{first}1+1") == f"'{first}1+1"
    file = write_csv(["ID"], [[f"{first}1"], ["fine"], [f"a{first}"]])
    assert file.defused == 1


@pytest.mark.parametrize("text", ["", "a=b", "00-17", "O'Neil", "é"])
def test_harmless_text_is_left_alone(text: str) -> None:
    assert not is_unsafe(text)
    assert defuse(text) == text


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1)
)


@given(TABLES)
@example([["\ufeff"], ["\x85"]])
@pytest.mark.rule("E6", "any table written by us is read back as the same table")
def test_round_trip(rows: list[list[str]]) -> None:
    width = len(rows[0])
    headings = [f"Column {n}" for n in range(width)]
    sheet = open_sheet(write_csv(headings, rows).data)
    expected = [[defuse(cell) for cell in row] for row in rows if any(row)]
    assert list(sheet.headings) == headings
    assert [cells for _, cells in sheet.rows()] == expected


@given(TABLES, st.sampled_from(Encoding), st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n", "\r"]))
@pytest.mark.rule(
    "E6", "a table in any encoding and dialect is read back whole, or refused: never something between"
)
def test_dialects(rows: list[list[str]], encoding: Encoding, separator: str, end: str) -> None:
    headings = [f"Column {n}" for n in range(len(rows[0]))]
    text = end.join(
        separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [headings, *rows]
    )
    data = text.encode(encoding, errors="replace")
    try:
        sheet = open_sheet(data, encoding)
    except Unreadable:
        return
    read = [cells for _, cells in sheet.rows()]
    decoded = [[cell.encode(encoding, errors="replace").decode(encoding) for cell in row] for row in rows]
    assert read == [row for row in decoded if any(row)]


@given(st.binary(max_size=400), st.sampled_from([None, *Encoding]))
@pytest.mark.rule("E6", "any bytes at all are read or refused with a sentence")
def test_any_bytes(data: bytes, encoding: Encoding | None) -> None:
    try:
        count = open_sheet(data, encoding).count_rows()
    except Unreadable as refused:
        assert refused.problem.sentence == str(refused)
    except EncodingNeeded as asked:
        assert encoding is None
        assert asked.line >= 1
    else:
        assert count >= 1
