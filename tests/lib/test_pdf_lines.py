"""Text before it is set: what is printable, which way it runs, whose Han signs it has."""

import pytest

from workstars.lib.pdf import lines as words


@pytest.mark.rule("T6", "a line runs in the direction of its first letter")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ewa", "ltr"),
        ("שלום Ewa", "rtl"),
        ("Ewa שלום", "ltr"),
        ("42 مرحبا", "rtl"),
        ("123 !", "ltr"),
        ("", "ltr"),
        ("👍 سلام", "rtl"),
    ],
)
def test_direction(text: str, expected: str) -> None:
    assert words.direction(text) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ar", True), ("he", True), ("fa-IR", True), ("en", False), ("AR", True), ("arn", False), ("", False)],
)
def test_languages_from_the_right(language: str, expected: bool) -> None:
    assert words.is_right_to_left(language) is expected


@pytest.mark.rule("T6", "Han signs are drawn for the sheet's language, else for the one that the text shows")
@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("直骨", "ja", "ja"),
        ("直骨", "zh", "zh"),
        ("直骨", "zh-Hant", "zh-hant"),
        ("直骨", "en", "zh"),
        ("直骨です", "en", "ja"),
        ("漢字 한국", "en", "ko"),
        ("Ewa", "pl", "pl"),
        ("かな", "zh", "zh"),
    ],
)
def test_language_of_han(text: str, language: str, expected: str) -> None:
    assert words.language_of(text, language) == expected


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("a\r\nb\rc\u2028d\x85e\x0cf", "a\nb\nc\nd\ne\nf"),
        ("a\tb", "a b"),
        ("bell\x07 escape\x1b[31m", "bell escape[31m"),
        ("e\u0301", "é"),
        ("\ue000", "□"),
        ("👩🏽‍🏭", "👩🏽‍🏭"),
        ("\u202eabc\u202c", "\u202eabc\u202c"),
    ],
)
def test_printable(typed: str, printed: str) -> None:
    assert words.printable(typed) == printed


def test_lines_keep_blank_ones_within() -> None:
    lines = words.lines("\n\none \n\n שתיים\n", "en")

    assert [(line.text, line.direction) for line in lines] == [("one", "ltr"), ("", "ltr"), ("שתיים", "rtl")]


def test_lines_that_begin_with_a_foreign_name() -> None:
    lines = words.lines("Pallet 42 خرج\nPallet 42", "ar")

    assert [line.direction for line in lines] == ["rtl", "ltr"]
    assert words.lines("Pallet 42 خرج", "en")[0].direction == "ltr"


def test_signs_without_a_face() -> None:
    assert words.faceless("\U0001faeaA□\x07ż👍\ue000\U0001faea\n") == ["\U0001faea", "\ue000"]
    assert words.listed(["\U0001faea", "\ue000"]) == "\U0001faea\xa0(U+1FAEA), \ue000\xa0(U+E000)"
    assert words.listed([chr(0xE000 + n) for n in range(9)]).endswith("\ue007\xa0(U+E007), …")


def test_a_name_is_one_line() -> None:
    assert words.line(" Ewa\n  Zając ", "pl") == words.Line("Ewa Zając", "ltr", "pl")
