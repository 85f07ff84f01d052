"""One letter: always one page, in every script, with everything on it that opens the account."""

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pikepdf
import pytest
import zxingcpp
from PIL import ImageChops

from invites.pdf import fitting, sharing
from invites.pdf.filling import paragraphs_of
from invites.pdf.letter import Letter, LetterFailed
from invites.pdf.page import Sheet
from invites.pdf.rendering import render, render_all
from invites.pdf.words import words_in
from invites.placeholders import LETTER_NAMES, fill_in, has_lone_brace, unknown_in
from tests.certificates import machines, paper
from tests.invites.letter_corpus import ADDRESS, EDGES, PLAIN, at, in_script, spoken
from workstars.lib.pdf import binding, pictures
from workstars.settings.base import RECORD_LANGUAGES

MM = 72 / 25.4
TEN = (
    "latin", "greek", "cyrillic", "arabic", "hebrew", "chinese", "japanese", "korean", "thai", "devanagari", "mixed"
)  # fmt: skip
SORTED_BY_POPPLER = {"arabic", "hebrew", "mixed", "thai", "devanagari"}


def one_line(text: str) -> str:
    return " ".join(text.split())


def check(letters: list[Letter], *, in_order: set[int] | None = None) -> bytes:
    """All of them together: a page each, nothing cut, every sign with a face, all that was typed can be copied."""
    with paper.engine_says() as said:
        drawn = render_all(letters, "Letters")
    assert drawn.pdf is not None
    assert (said, drawn.failed, paper.pages(drawn.pdf)) == ([], [], len(letters))
    assert set(paper.fonts(drawn.pdf).values()) == {"yes"}
    for number, letter in enumerate(letters):
        assert missing(letter, drawn.pdf, number + 1, in_order is None or number in in_order) == []
        assert outside(drawn.pdf, number + 1) == []
    return drawn.pdf


def missing(letter: Letter, whole: bytes, page: int, in_order: bool) -> list[str]:
    copied = [paper.squeezed(paper.text(whole, page=page, raw=raw)) for raw in (False, True)]
    sheet = Sheet(letter, pictures.Pictures())
    own = [letter.name, letter.site, letter.department, letter.code, letter.employee_id]
    typed = [
        paper.squeezed(each) for each in (*own, sheet.title.text, *(one.text for one in sheet.paragraphs))
    ]
    if in_order:
        return [each for each in typed if not any(each in text for text in copied)]
    invisible = str.maketrans("", "", "\u200d\ufe0f")
    return [each for each in typed if Counter(each.translate(invisible)) - Counter(copied[0])]


def outside(whole: bytes, page: int) -> list[str]:
    """Words that leave the paper or its margins."""
    wide, high = (float(side) for side in paper.facts(whole)["Page size"].split()[:3:2])
    return [
        word
        for word, left, top, right, bottom in paper.places(whole, page)
        if left < fitting.SIDE * MM - 2 or top < 0 or right > wide - 10 or bottom > high
    ]


@pytest.mark.rule(
    "I9", "names and words of ten scripts and of several at once print, a page each, every face embedded"
)
def test_scripts() -> None:
    in_order = {number for number, name in enumerate(TEN) if name not in SORTED_BY_POPPLER}
    check([in_script(name) for name in TEN], in_order=in_order)


@pytest.mark.rule(
    "I9", "always one page: names of 1 to 300 letters, long words, IDs and addresses; nothing is cut"
)
@pytest.mark.parametrize("paper_and_window", [("A4", "none"), ("Letter", "left")])
def test_edges(paper_and_window: tuple[str, str]) -> None:
    size, window = paper_and_window
    chosen = ("name of 300", "name of 300 without a space", "name of 1", "1500 letters", "12 paragraphs")
    check([at(EDGES[name], paper=size, window=window) for name in chosen])


@pytest.mark.rule("I9", "everything at its longest at once is still one page")
def test_all_long() -> None:
    check([EDGES["Letter, all long"]])
    check([EDGES["long ID"], PLAIN])


@pytest.mark.rule(
    "I9", "a letter says in three steps how to register, with ID, code, last day and whom to ask"
)
def test_what_stands_on_it() -> None:
    text = one_line(paper.text(render(PLAIN, "x"), raw=True))
    assert (
        "Magdalena Kowalska-Wiśniewska Paint shop Gdańsk 2 March 2026 Open your account at Acme Mills" in text
    )
    assert (
        "Employee ID 00042 Code BCDF-GHJK-LMN3 Use it until 29 August 2026. It works once. "
        "Page acme.workstars.example/activate"
    ) in text
    assert all(
        f"{n} {step.title} {step.text}" in text for n, step in enumerate(words_in("en").steps, start=1)
    )
    assert "Questions? Ask Mary Moss. This code is yours alone." in text
    without = one_line(paper.text(render(at(replace(PLAIN, manager=""), without_email=True), "x"), raw=True))
    assert "Questions? Ask whoever gave you this letter." in without
    assert words_in("en").steps[2].without_email in without


@pytest.mark.rule(
    "A8", "the square on a letter opens the page filled in: ID and code are in the fragment alone"
)
@pytest.mark.parametrize("letter", [PLAIN, EDGES["long ID"], at(PLAIN, paper="Letter", window="right")])
def test_square(letter: Letter) -> None:
    (square,) = zxingcpp.read_barcodes(paper.picture(render(letter, "x"), 1, dpi=150))
    corners = square.position
    side = (
        min(corners.top_right.x - corners.top_left.x, corners.bottom_left.y - corners.top_left.y) / 150 * 25.4
    )
    assert side >= 25
    parts = urlsplit(square.text)
    assert (f"{parts.scheme}://{parts.netloc}{parts.path}", parts.query) == (ADDRESS, "")
    assert as_the_page_reads(parts.fragment) == {"code": letter.code, "id": parse_qs(parts.fragment)["id"][0]}


def as_the_page_reads(fragment: str) -> dict[str, str]:
    """By URLSearchParams, as static/js/activate.js does it, where Node is there; else as its standard says."""
    script = f"console.log(JSON.stringify(Object.fromEntries(new URLSearchParams({json.dumps(fragment)}))))"
    try:
        said = subprocess.run(["node", "-e", script], capture_output=True, check=True).stdout
    except FileNotFoundError:
        return {name: values[0] for name, values in parse_qs(fragment).items()}
    return json.loads(said)


def first_of(whole: bytes, word: str) -> tuple[float, float]:
    """Left and top of a word in millimetres."""
    return next((left / MM, top / MM) for found, left, top, *_ in paper.places(whole, 1) if found == word)


@pytest.mark.rule("I9", "the name stands where the envelope's window is, whatever the direction of the text")
@pytest.mark.parametrize(
    ("letter", "left", "top"),
    [
        (PLAIN, 24, 63),
        (at(PLAIN, window="right"), 110, 54),
        (at(PLAIN, paper="Letter"), 24, 63),
        (at(PLAIN, window="none"), 24, 42),
        (replace(spoken("ar"), name="Magdalena"), 24, 63),
    ],
)
def test_window(letter: Letter, left: float, top: float) -> None:
    at_left, at_top = first_of(render(letter, "x"), "Magdalena")
    assert (at_left, at_top) == (pytest.approx(left, abs=1), pytest.approx(top, abs=3))


@pytest.mark.rule("I9", "a letter is tagged, with title, language and words for its square")
def test_for_screen_readers() -> None:
    whole = render(spoken("pl"), "Letters of Acme")
    with pikepdf.open(paper.as_file(whole)) as opened:
        told = [
            str(each.Alt)
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and "/Alt" in each
        ]
        assert str(opened.Root.Lang) == "pl"
    facts = paper.facts(whole)
    assert (facts["Title"], facts["Tagged"]) == ("Letters of Acme", "yes")
    assert told == [words_in("pl").square]


@pytest.mark.rule("I9", "a letter that cannot be set is refused with a sentence, and no other one suffers")
def test_broken() -> None:
    broken = replace(PLAIN, qr_address="https://x/#" + "y" * 4000)
    endless = replace(PLAIN, text="much too much " * 2000)
    with pytest.raises(LetterFailed, match="could not be set in type"):
        render(broken, "x")
    with pytest.raises(LetterFailed, match="too long for one page"):
        render(endless, "x")
    drawn = render_all([PLAIN, broken, replace(PLAIN, employee_id="7"), endless], "x")
    assert (drawn.failed, drawn.pdf is not None and paper.pages(drawn.pdf)) == ([1, 3], 2)
    assert render_all([broken], "x").pdf is None


def test_codes_are_in_no_repr() -> None:
    assert (PLAIN.code in repr(PLAIN), "GHJK" in repr(PLAIN)) == (False, False)


@pytest.mark.rule(
    "I9", "standard words exist in every language that a record can have, and their names are known"
)
@pytest.mark.parametrize("language", RECORD_LANGUAGES)
def test_standard_words(language: str) -> None:
    words = words_in(language)
    assert (len(words.steps), set(words.standard)) == (3, {"invites", "reminders"})
    for wording in words.standard.values():
        for text in (wording.title, wording.text):
            assert (list(unknown_in(text)), has_lone_brace(text)) == ([], False)
        assert (len(wording.title) <= 120, len(wording.text) <= 1500) == (True, True)
    assert all((step.title, step.text) and len(step.text) < 160 for step in words.steps)
    files = {path.stem for path in (Path(fitting.__file__).parent / "words").glob("*.toml")}
    assert files == set(RECORD_LANGUAGES)


def test_placeholders() -> None:
    assert fill_in("{ name }, {other} {}", {"name": "Ewa {code}"}) == "Ewa {code}, {other} {}"
    assert list(unknown_in("{first_name} {x} {}")) == ["{x}", "{}"]
    assert [has_lone_brace(text) for text in ("{a}", "{", "}", "{a}}")] == [False, True, True, True]
    assert paragraphs_of("\na\nb\n\n\nc\n") == ["a b", "c"]
    assert "code" not in LETTER_NAMES


@dataclass(frozen=True)
class Tag:
    """An element of the tree that a screen reader follows, and how many pieces of the page hang on it."""

    depth: int
    kind: str
    language: str
    instead: str
    pieces: int


def tags(whole: bytes, page: int) -> list[Tag]:
    with pikepdf.open(paper.as_file(whole)) as opened:
        return list(tags_below(opened.Root.StructTreeRoot.K[0].K[page - 1]))


def tags_below(element: pikepdf.Object, depth: int = 0) -> Iterator[Tag]:
    kids = [kid for kid in element.K if isinstance(kid, pikepdf.Dictionary)]
    facts = [str(element.get(key, "")) for key in ("/S", "/Lang", "/Alt")]
    yield Tag(depth, *facts, len(element.K) - len(kids))
    for kid in kids:
        yield from tags_below(kid, depth + 1)


def streams(whole: bytes) -> list[int]:
    """Of each page: its own, and those that it shares."""
    with pikepdf.open(paper.as_file(whole)) as opened:
        return [
            len(page.obj.Contents) if isinstance(page.obj.Contents, pikepdf.Array) else 1
            for page in opened.pages
        ]


def as_by_itself(drawn: bytes, page: int, letter: Letter) -> bool:
    """The same picture, tags and text as when it is the only one."""
    alone = binding.bind([render(letter, "x")], title="x", language=letter.language)
    look, other = paper.picture(drawn, page), paper.picture(alone, 1)
    return (
        ImageChops.difference(look, other).getbbox() is None
        and tags(drawn, page) == tags(alone, 1)
        and paper.text(drawn, page=page) == paper.text(alone)
    )


ALIKE = [replace(PLAIN, name=f"Ewa No. {n}", first_name="Eva", employee_id=f"0{n}") for n in range(3)]
MIRRORED = [replace(spoken("ar"), name=name, code=f"{name[0]}BCD-FGHJ-KLMN") for name in ("Ann", "Bo", "Cy")]
LIKE_NONE = [
    replace(PLAIN, name="Magdalena " * 12),
    replace(ALIKE[0], name="สมชาย ใจดี"),
    replace(ALIKE[0], manager=""),
]


@pytest.mark.rule(
    "I9", "what letters share is drawn once, and each looks and reads as if it were made by itself"
)
def test_alike() -> None:
    letters = [LIKE_NONE[0], *ALIKE, *LIKE_NONE[1:], *MIRRORED]
    drawn = render_all(letters, "x").pdf
    assert drawn is not None
    assert streams(drawn) == [1, 1, 2, 2, 1, 1, 1, 2, 2]
    assert {page: as_by_itself(drawn, page, letters[page - 1]) for page in (2, 3, 9)} == dict.fromkeys(
        (2, 3, 9), True
    )
    assert (machines.inaccessible(drawn), machines.unsound(drawn)) == ([], [])
    assert (paper.complaints(drawn), set(paper.fonts(drawn).values())) == ([], {"yes"})


@pytest.mark.rule("I9", "a letter whose words need other room than was guessed is set whole")
def test_no_like_after_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: everything is guessed to be alike."""
    monkeypatch.setattr(sharing, "_likeness", lambda placed: "all alike")
    letters = [*ALIKE, *LIKE_NONE]
    drawn = render_all(letters, "x").pdf
    assert drawn is not None
    assert streams(drawn) == [1, 2, 2, 1, 1, 1]
    assert [
        letter.name.split()[0] in paper.text(drawn, page=page) for page, letter in enumerate(letters, 1)
    ] == [True] * 6
