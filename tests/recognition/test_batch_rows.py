"""One row of a batch, judged in itself: points, messages, IDs and reasons as people write them (B2)."""

import pytest

from recognition.csv_import.columns import Column
from recognition.csv_import.marks import Marks
from recognition.csv_import.problems import SENTENCES, Code, Problem
from recognition.csv_import.reading import read_rows
from recognition.csv_import.row import judge_cells
from tests.recognition.batching import rows
from workstars.lib.tabular import open_sheet

LINE = "Thank you for everything."


def judged(**cells: str):
    whole = {"EMPLOYEE_ID": "00042", "MESSAGE": LINE, "POINTS": "10", "REASON": ""}
    return judge_cells(whole | cells)


def codes(**cells: str) -> list[str]:
    return [problem.code for problem in judged(**cells).problems]


@pytest.mark.rule("B2", "POINTS are one to six of the digits 0 to 9, with blanks around them ignored")
@pytest.mark.parametrize(
    ("written", "points"),
    [("0", 0), ("10", 10), (" 50 ", 50), ("\t7\u00a0", 7), ("000050", 50), ("999999", 999_999)],
)
def test_points_that_are_numbers(written: str, points: int) -> None:
    row, problems = judged(POINTS=written)
    assert (row.points, problems) == (points, [])


@pytest.mark.rule("B2", "POINTS written in any other way are refused, each with its remedy")
@pytest.mark.parametrize(
    ("written", "code", "remedy"),
    [
        ("", "points_missing", "Write a whole number; 0 for none."),
        ("   ", "points_missing", "Write a whole number; 0 for none."),
        ("10.5", "points_decimal", "Write the digits alone, without a point, like 10."),
        ("10.0", "points_decimal", "Write the digits alone, without a point, like 10."),
        ("1.000", "points_decimal", "Write the digits alone, without a point, like 10."),
        ("1,000", "points_grouped", "Write the digits alone, like 1000."),
        ("10,5", "points_grouped", "Write the digits alone, like 1000."),
        ("1_000", "points_grouped", "Write the digits alone, like 1000."),
        ("1 000", "points_grouped", "Write the digits alone, like 1000."),
        ("1\u202f000", "points_grouped", "Write the digits alone, like 1000."),
        ("1’000", "points_grouped", "Write the digits alone, like 1000."),
        (
            "1e3",
            "points_scientific",
            "Format the column as a number without decimals and write all digits, like 1000.",
        ),
        (
            "1,2E+05",
            "points_scientific",
            "Format the column as a number without decimals and write all digits, like 1000.",
        ),
        ("+5", "points_plus", "Write the digits alone, like 5."),
        ("-5", "points_negative", "Write 0 or more."),
        ("−5", "points_negative", "Write 0 or more."),
        ("-0.5", "points_negative", "Write 0 or more."),
        ("١٠٠", "points_other_digits", "Write it with the digits 0 to 9."),
        ("１００", "points_other_digits", "Write it with the digits 0 to 9."),
        ("५", "points_other_digits", "Write it with the digits 0 to 9."),
        ("½", "points_other_digits", "Write it with the digits 0 to 9."),
        ("1000000", "points_too_many", "Write 999999 or less, without zeros in front."),
        ("0000050", "points_too_many", "Write 999999 or less, without zeros in front."),
        ("99999999999999999999", "points_too_many", "Write 999999 or less, without zeros in front."),
        ("ten", "points_no_number", "Write a whole number; 0 for none."),
        ("-", "points_no_number", "Write a whole number; 0 for none."),
        ("10 points", "points_no_number", "Write a whole number; 0 for none."),
        ("=5+5", "points_no_number", "Write a whole number; 0 for none."),
        ("NaN", "points_no_number", "Write a whole number; 0 for none."),
        ("0x10", "points_no_number", "Write a whole number; 0 for none."),
    ],
)
def test_points_that_are_none(written: str, code: str, remedy: str) -> None:
    row, (problem,) = judged(POINTS=written)
    assert (row, problem.code, problem.column) == (None, code, "POINTS")
    assert problem.value == written.strip()
    assert problem.remedy == remedy


@pytest.mark.rule("B2", "a message keeps its newlines, its script, its emoji, and whatever looks like code")
@pytest.mark.parametrize(
    "message",
    [
        "a" * 2_000,
        "\n".join(["line"] * 60),
        "First\n\nThird",
        "Danke, Zoë! 👏🏽👨‍👩‍👧",
        "شكرا جزيلا على كل شيء",
        "ありがとうございます",
        "<script>alert(1)</script>",
        "{{7*7}} {% now %}",
        "=cmd()|' /C calc'!A0",
        "Said “yes”; meant it, too",
    ],
)
def test_messages_that_are_kept(message: str) -> None:
    row, problems = judged(MESSAGE=message)
    assert (row.message, problems) == (message, [])


@pytest.mark.rule("B2", "line ends of every system are one newline, and blanks around a message do not count")
def test_messages_made_alike() -> None:
    assert judged(MESSAGE="  One\r\nTwo\rThree\n ").row.message == "One\nTwo\nThree"
    assert judged(MESSAGE="Zoe\u0308").row.message == "Zo\u00eb"


@pytest.mark.rule("B2", "a message that is missing, too long or unprintable is refused; nothing is cut")
@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("", ["message_missing"]),
        (" \n\u200b ", ["message_missing"]),
        ("a" * 2_001, ["message_too_long"]),
        ("\n".join(["line"] * 61), ["message_too_many_lines"]),
        ("\n".join(["x" * 40] * 61), ["message_too_long", "message_too_many_lines"]),
        ("ring\x07", ["message_control"]),
    ],
)
def test_messages_that_are_refused(message: str, expected: list[str]) -> None:
    assert codes(MESSAGE=message) == expected


def test_long_messages_say_how_long() -> None:
    (problem,) = judged(MESSAGE="a" * 2_001).problems
    assert problem.sentence == "The message has 2001 characters; the limit is 2000. Nothing is ever cut."
    (problem,) = judged(MESSAGE="\n".join(["line"] * 61)).problems
    assert problem.sentence == "The message has 61 lines; the limit is 60."


def test_an_id_is_text() -> None:
    assert judged(EMPLOYEE_ID=" 00042 ").row.employee_id == "00042"
    assert judged(EMPLOYEE_ID="\u200bA-7\ufeff").row.employee_id == "A-7"
    assert codes(EMPLOYEE_ID="  ") == ["id_missing"]


@pytest.mark.rule("B2", "a reason may be empty, is one line, and is sent as written up to 100 characters")
def test_reasons() -> None:
    assert judged(REASON="").row.reason == ""
    assert judged(REASON="  Team\n  spirit ").row.reason == "Team spirit"
    assert judged(REASON="r" * 100).row.reason == "r" * 100
    (problem,) = judged(REASON="r" * 101).problems
    assert problem.sentence == "The reason has 101 characters; the limit is 100."


@pytest.mark.rule("B3", "every error of a row is said at once")
def test_all_at_once() -> None:
    found = judged(EMPLOYEE_ID="", MESSAGE="", POINTS="+1", REASON="r" * 101).problems
    assert [(problem.column, problem.code) for problem in found] == [
        ("EMPLOYEE_ID", "id_missing"),
        ("MESSAGE", "message_missing"),
        ("POINTS", "points_plus"),
        ("REASON", "reason_too_long"),
    ]


@pytest.mark.rule("B3", "every problem has a sentence and a remedy")
@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_words(code: Code) -> None:
    words = {
        "person": "Ann Lee (1)",
        "day": "2027-03-01",
        "known": "Ann Lee (001)",
        "known_id": "001",
        "length": 3,
        "limit": 2,
        "lines": 61,
        "line": 5,
        "batch": "May",
        "cells": 3,
        "headings": 4,
        "signs": "\U0001faea",
    }
    problem = Problem(code, Column.POINTS, "x", words)
    assert problem.sentence.endswith((".", "!")) and problem.remedy.endswith(".")
    assert "%(" not in str(problem)
    assert set(SENTENCES) == set(Code)


def test_marks_hold_which_rows_were_good() -> None:
    marks = Marks.unpack(Marks([1, 8, 99_999], rows=100_000).pack())
    assert [number for number in (0, 1, 2, 8, 99_999, 100_000, 1_000_000) if number in marks] == [
        1,
        8,
        99_999,
    ]
    assert 1 not in Marks.unpack("")
    assert len(Marks(range(1, 100_001), rows=100_000).pack()) < 100


@pytest.mark.rule("B3", "a file of ours comes back in as it was: what defused a cell is no part of it")
def test_defused_cells_come_back() -> None:
    data = rows("'=7,'-) thank you,10,", "00042,'tis well done,10,")
    entries = read_rows(open_sheet(data)).entries
    assert [(entry.written_id, entry.message.decode()) for entry in entries] == [
        ("=7", "-) thank you"),
        ("00042", "'tis well done"),
    ]
