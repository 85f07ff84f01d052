"""What CSV files can be made of: the kinds that writers of readers try theirs with, each beside what it says."""

import pytest

from workstars.lib.tabular import open_sheet

KINDS: dict[str, tuple[bytes, list[list[str]]]] = {
    "plain": (b"a,b,c\n1,2,3\n4,5,6", [["1", "2", "3"], ["4", "5", "6"]]),
    "plain, CRLF": (b"a,b,c\r\n1,2,3\r\n", [["1", "2", "3"]]),
    "a separator inside quotes": (b'a,b\nJohn,"120, any st."\n', [["John", "120, any st."]]),
    "empty cells, quoted and not": (b'a,b,c\n1,"",""\n2,,4\n', [["1", "", ""], ["2", "", "4"]]),
    "empty cells, CRLF": (b'a,b,c\r\n1,"",""\r\n2,3,4\r\n', [["1", "", ""], ["2", "3", "4"]]),
    "doubled quotes": (b'a,b\n1,"ha ""ha"" ha"\n3,4\n', [["1", 'ha "ha" ha'], ["3", "4"]]),
    "only doubled quotes": (b'a,b\n1,""""\n', [["1", '"']]),
    "JSON in a cell": (
        b'key,val\n1,"{""type"": ""Point"", ""at"": [102.0, 0.5]}"\n',
        [["1", '{"type": "Point", "at": [102.0, 0.5]}']],
    ),
    "coordinates": (b'id,at\n1,"0.5,102.0"\n', [["1", "0.5,102.0"]]),
    "newlines": (b'a,b\n1,"Once upon \na time"\n2,3\n', [["1", "Once upon \na time"], ["2", "3"]]),
    "newlines, CRLF": (b'a,b\r\n1,"Once\r\nupon"\r\n', [["1", "Once\r\nupon"]]),
    "quotes and newlines": (b'a,b\n1,"ha \n""ha"" \nha"\n3,4\n', [["1", 'ha \n"ha" \nha'], ["3", "4"]]),
    "letters beyond ASCII": ("a,b\n1,ʤ\n2,ਅ李\n".encode(), [["1", "ʤ"], ["2", "ਅ李"]]),
    "spaces around cells stay": (b"a,b\n1, x \n", [["1", " x "]]),
    "a quote after a space is a sign": (b'a,b\n1, "x"\n', [["1", ' "x"']]),
}


@pytest.mark.rule("E6", "every kind of CSV is read as it is")
@pytest.mark.parametrize("kind", KINDS)
def test_kind(kind: str) -> None:
    data, rows = KINDS[kind]
    assert [cells for _line, cells in open_sheet(data).rows()] == rows
