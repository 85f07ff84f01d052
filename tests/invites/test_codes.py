"""Activation codes (A2, A3): made without bias, read generously, checked by arithmetic, kept as digests."""

import os
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invites import codes
from invites.codes import ALPHABET, SlipOfForm

random_eleven = st.text(alphabet=ALPHABET, min_size=11, max_size=11)


def with_check(eleven: str) -> str:
    """The code by the definition in A2: try each last symbol until the sum is right."""
    values = [ALPHABET.index(symbol) for symbol in eleven]
    total = sum(i * value for i, value in enumerate(values, start=1))
    return eleven + next(c for v, c in enumerate(ALPHABET) if (total + 12 * v) % 23 == 0)


@pytest.mark.rule("A2", "a code is 12 symbols of the 23 and its weighted sum is 0 mod 23")
def test_shape() -> None:
    made = codes.generate(2000)
    assert {len(code) for code in made} == {12}
    assert set("".join(made)) == set(ALPHABET)
    assert made == [with_check(code[:11]) for code in made]


@pytest.mark.rule("A2", "codes made together are all different, as many as asked for")
@pytest.mark.parametrize("count", [0, 1, 3, 5000])
def test_count(count: int) -> None:
    assert len(set(codes.generate(count))) == count


def chi2(seen: Counter, symbols) -> float:
    """How far the counts are from equal ones; above 80 with 23 symbols by chance once in 100 million runs."""
    expected = seen.total() / 23
    return sum((seen[symbol] - expected) ** 2 / expected for symbol in symbols)


@pytest.mark.rule("A2", "every symbol is equally likely at each of the eleven random places")
def test_no_bias() -> None:
    made = codes.generate(46_000)
    places = [Counter(code[place] for code in made) for place in range(11)]
    assert [place for place, seen in enumerate(places) if chi2(seen, ALPHABET) > 80] == []
    assert chi2(sum(places, Counter()), ALPHABET) < 80


@pytest.mark.rule("A2", "bytes that would favour some symbols are thrown away")
def test_bias_would_be_seen() -> None:
    """Negative control: the plain remainder of a byte favours three symbols, and the measure above sees it."""
    assert chi2(Counter(byte % 23 for byte in os.urandom(46_000 * 11)), range(23)) > 80


@pytest.mark.rule("A2", "no code holds a vowel, and none reads as a number")
def test_no_words_no_numbers() -> None:
    for code in codes.generate(5000):
        assert set("AEIOU0124568") & set(code) == set()
        printed = codes.format_code(code)
        assert (printed[4], printed[9], len(printed)) == ("-", "-", 14)
        with pytest.raises(ValueError, match="could not convert"):
            float(printed)


@given(eleven=random_eleven)
@pytest.mark.rule("A2", "what is printed is read back")
def test_round_trip(eleven: str) -> None:
    code = with_check(eleven)
    assert codes.parse(codes.format_code(code)) == code


@given(eleven=random_eleven, place=st.integers(0, 11), other=st.sampled_from(ALPHABET))
@pytest.mark.rule("A2", "any one wrong symbol is found")
def test_substitution(eleven: str, place: int, other: str) -> None:
    code = with_check(eleven)
    wrong = code[:place] + other + code[place + 1 :]
    assert (codes.checksum(wrong) == 0) == (wrong == code)


@given(eleven=random_eleven, one=st.integers(0, 11), two=st.integers(0, 11))
@pytest.mark.rule("A2", "any two symbols that changed places are found, neighbours or not")
def test_transposition(eleven: str, one: int, two: int) -> None:
    code = with_check(eleven)
    signs = list(code)
    signs[one], signs[two] = signs[two], signs[one]
    assert (codes.checksum("".join(signs)) == 0) == (signs == list(code))


CODE = with_check("BGSZLVD379X")
WAYS = {
    "lower case": codes.format_code(CODE).lower(),
    "no dashes": CODE,
    "spaces": " ".join(CODE),
    "other dashes": f"{CODE[:4]}–{CODE[4:8]}—{CODE[8:]}",
    "minus and non-breaking hyphen": f"{CODE[:4]}−{CODE[4:8]}‑{CODE[8:]}",
    "underscore": f"{CODE[:4]}_{CODE[4:8]}_{CODE[8:]}",
    "tabs, newline, no-break space": f"\t{CODE[:4]}\xa0{CODE[4:]}\r\n",
    "full width": "".join(chr(ord(sign) + 0xFEE0) for sign in CODE),
    "zero width and direction marks": "\u200f\ufeff" + "\u200b".join(CODE),
    "twins as digits": CODE.translate(str.maketrans("BGSZLD", "865210")),
    "twins as letters": CODE.translate(str.maketrans("LVD", "IUO")),
    "twins in lower case": CODE.translate(str.maketrans("LVD", "iuq")),
    "dotless and dotted i": CODE.replace("L", "ı"),
    "dotted capital I": CODE.replace("L", "İ"),
    "arabic digits": CODE.translate(str.maketrans("379", "٣٧٩")),
}


@pytest.mark.parametrize("typed", WAYS.values(), ids=WAYS.keys())
@pytest.mark.rule("A2", "any case, dashes, spaces, full-width forms and twins are read")
def test_ways_to_type(typed: str) -> None:
    assert codes.parse(typed) == CODE


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type the code that stands on your letter."),
        (" - ", "Type the code that stands on your letter."),
        (CODE[:-1], "A code has 12 signs. You typed 11. Look at your letter again."),
        (CODE + "B", "A code has 12 signs. You typed 13. Look at your letter again."),
        ("B", "A code has 12 signs. You typed 1. Look at your letter again."),
        (CODE[:-1] + "e", "Sign 12, E, is never part of a code. Look at your letter again."),
        (CODE[:-1] + "4", "Sign 12, 4, is never part of a code. Look at your letter again."),
        (
            CODE[1] + CODE[0] + CODE[2:],
            "One sign of the code is not right. Compare each one with your letter.",
        ),
    ],
)
@pytest.mark.rule("A2", "a slip is said at once, in words that tell where to look")
def test_slips(typed: str, sentence: str) -> None:
    with pytest.raises(SlipOfForm) as slip:
        codes.parse(typed)
    assert str(slip.value) == sentence


@given(text=st.text(max_size=40))
@pytest.mark.rule("X3", "whatever is typed as a code gets a code or a sentence")
def test_anything(text: str) -> None:
    try:
        assert codes.checksum(codes.parse(text)) == 0
    except SlipOfForm as slip:
        assert len(str(slip)) > 20


@pytest.mark.rule("A3", "the digest of a code differs between companies, peppers and codes")
def test_digest(settings) -> None:
    settings.CODE_PEPPERS = {1: b"one", 2: b"two"}
    seen = {codes.digest(CODE, company, version) for company in (1, 2) for version in (1, 2)}
    assert len(seen | {codes.digest(CODE[::-1], 1, 1)}) == 5
    assert {len(value) for value in seen} == {32}
    assert codes.digests(CODE, 1) == {1: codes.digest(CODE, 1, 1), 2: codes.digest(CODE, 1, 2)}
    assert list(codes.digest_all([CODE, CODE[::-1]], 1, 2)) == [
        codes.digest(CODE, 1, 2),
        codes.digest(CODE[::-1], 1, 2),
    ]
    assert codes.current_version() == 2
