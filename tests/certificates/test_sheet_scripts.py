"""Every kind of sheet is set whole: two pages, every letter with a face, nothing cut, nothing over anything else."""

from collections import Counter

import pytest

from certificates.pdf import Sheet, render
from certificates.pdf.words import letter_language, words_in
from tests.certificates import paper
from tests.certificates.corpus import EDGES, SCRIPTS, in_script, of_2000, sixty_lines

TEN = (
    "latin",
    "greek",
    "cyrillic",
    "arabic",
    "hebrew",
    "chinese",
    "japanese",
    "korean",
    "thai",
    "devanagari",
    "emoji",
)
MORE = sorted(set(SCRIPTS) - set(TEN))
# Where poppler sorts marks and directions in its own way, each sign has to be there as often as it was typed.
SORTED_BY_POPPLER = {"arabic", "hebrew", "mixed", "bengali", "khmer"}


def check(sheet: Sheet, name: str = "") -> None:
    with paper.engine_says() as said:
        whole = render(sheet)

    assert said == []
    assert paper.pages(whole) == 2
    assert paper.complaints(whole) == []
    assert set(paper.fonts(whole).values()) == {"yes"}
    assert missing(sheet, whole, in_order=name not in SORTED_BY_POPPLER) == []
    assert overlaps(sheet, whole) == []


def missing(sheet: Sheet, whole: bytes, *, in_order: bool) -> list[str]:
    """What was typed and cannot be copied from page 1."""
    copied = [paper.squeezed(paper.text(whole, page=1, raw=raw)) for raw in (False, True)]
    typed = [paper.squeezed(each) for each in (sheet.recipient, sheet.sender, sheet.message, sheet.reason)]
    if in_order:
        return [each for each in typed if not any(each in text for text in copied)]
    invisible = str.maketrans("", "", "\u200d\ufe0f")
    return [each for each in typed if Counter(each.translate(invisible)) - Counter(copied[0])]


def overlaps(sheet: Sheet, whole: bytes) -> list[str]:
    """Words of page 1 that reach into the facts at its foot, and words of both pages that leave the paper."""
    first, second = paper.places(whole, 1), paper.places(whole, 2)
    wide, high = (float(side) for side in paper.facts(whole)["Page size"].split()[:3:2])
    label = words_in(letter_language(sheet.language)).sender
    foot = max(top for word, _, top, _, _ in first if word in (label, label[::-1]))
    over = [word for word, _, top, _, bottom in first if top < foot - 1 and bottom > foot + 3]
    return over + [
        word
        for word, left, top, right, bottom in (*first, *second)
        if left < 0 or top < 0 or right > wide or bottom > high
    ]


@pytest.mark.rule(
    "T6",
    "names and messages in Latin, Greek, Cyrillic, Arabic, Hebrew, Han, Kana, Hangul, Thai, Devanagari and emoji print",
)
@pytest.mark.parametrize("name", TEN)
def test_scripts(name: str) -> None:
    check(in_script(name), name)


@pytest.mark.slow
@pytest.mark.rule(
    "T6", "so do Vietnamese, Bengali, Tamil, Georgian, Armenian, Ethiopic, Khmer, and several at once"
)
@pytest.mark.parametrize("name", MORE)
def test_more_scripts(name: str) -> None:
    check(in_script(name), name)


@pytest.mark.slow
@pytest.mark.rule("T1", "a message of 2,000 signs in any script is on one page, whole")
@pytest.mark.parametrize("name", TEN)
def test_2000_signs(name: str) -> None:
    check(of_2000(name), name)


@pytest.mark.slow
@pytest.mark.rule("T1", "a message of 60 lines in any script is on one page, whole")
@pytest.mark.parametrize("name", TEN)
def test_60_lines(name: str) -> None:
    check(sixty_lines(name), "arabic" if name in {"thai", "devanagari", "emoji"} else name)


@pytest.mark.slow
@pytest.mark.rule(
    "T1", "always two pages: names of 1 to 300 letters, with and without an eCard, A4 and Letter"
)
@pytest.mark.parametrize("name", EDGES)
def test_edges(name: str) -> None:
    check(EDGES[name])
