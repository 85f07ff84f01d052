"""What a message may be, wherever it comes from (R1, B2)."""

import pytest

from recognition.messages import Flaw, flaws_of, tidy_message

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.rule("R1", "a message has at most 2,000 characters; emoji count as what they are")
@pytest.mark.parametrize(
    ("message", "flaws"),
    [
        ("Thank you", []),
        ("é" * 2000, []),
        ("🎉" * 2000, []),
        ("x" * 2001, [Flaw.TOO_LONG]),
        ("🎉" * 2001, [Flaw.TOO_LONG]),
        (FAMILY, []),
    ],
)
def test_length(message, flaws):
    assert flaws_of(tidy_message(message)) == flaws


@pytest.mark.rule("R1", "a message has at most 60 lines, however they are parted")
@pytest.mark.parametrize("between", ["\n", "\r\n", "\r", "\u2028", "\x85"])
def test_lines(between):
    assert flaws_of(tidy_message(between.join(["line"] * 60))) == []
    assert flaws_of(tidy_message(between.join(["line"] * 61))) == [Flaw.TOO_MANY_LINES]


def test_every_flaw_is_said():
    assert flaws_of("x\x07" * 1001 + "\n" * 60) == [Flaw.TOO_LONG, Flaw.TOO_MANY_LINES, Flaw.CONTROL]


@pytest.mark.rule("R1", "a message of nothing that can be seen is none")
@pytest.mark.parametrize("nothing", ["", " \n\t ", "\u200b", "\u200d\u200d", "\u00a0", "\u3164", "\ufeff"])
def test_nothing(nothing):
    assert flaws_of(tidy_message(nothing)) == [Flaw.EMPTY]


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x9b", "\ud800", "\uffff"])
def test_control_characters(sign):
    assert flaws_of(tidy_message(f"Thank{sign}you")) == [Flaw.CONTROL]


@pytest.mark.rule("R1", "line breaks, accents and blanks are kept in one form")
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Thank you \r\n", "Thank you"),
        ("a\r\nb\rc\u2029d", "a\nb\nc\nd"),
        ("a\n\n\nb", "a\n\n\nb"),
        ("e\u0301", "é"),
        ("a\tb", "a b"),
        ("\ufeffThank\u200b you", "Thank you"),
        ("\u202eevil", "evil"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        (FAMILY, FAMILY),
        ("=1+1", "=1+1"),
    ],
)
def test_one_form(typed, kept):
    assert tidy_message(typed) == kept
    assert tidy_message(kept) == kept


def test_the_sentences():
    assert [str(flaw.label) for flaw in Flaw] == [
        "Write a message.",
        "The message has more than 2,000 characters. Make it shorter.",
        "The message has more than 60 lines. Join some of them.",
        "The message holds a sign that cannot be shown or printed. Type it anew.",
    ]
