"""What a printer, a phone, a reader of letters and a screen reader make of a sheet."""

import re
import unicodedata
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from certificates.pdf import Sheet, render
from tests.certificates import machines, paper
from tests.certificates.corpus import EDGES, PLAIN, SCRIPTS, in_script

# One of each kind; `make faults` and the slow tests of scripts go through all of them.
KINDS = {
    "plain": PLAIN,
    "arabic": in_script("arabic"),
    "japanese": in_script("japanese"),
    **{name: EDGES[name] for name in ("logo", "no eCard", "Letter, all long", "registered", "60 lines")},
}
RIGHT = {"zxing", "qrdec", "quirc"}


@pytest.mark.rule("T8", "PDF/UA-1: nothing that a machine can check is wrong, and qpdf finds the file sound")
@pytest.mark.parametrize("name", KINDS)
def test_accessible_and_sound(name: str) -> None:
    whole = render(KINDS[name])

    assert (machines.inaccessible(whole), machines.unsound(whole)) == ([], [])


def test_checker_sees_what_is_wrong() -> None:
    """Negative control: without the text that stands for a picture, and without a language."""
    with pikepdf.open(BytesIO(render(PLAIN))) as opened:
        for each in opened.objects:
            if isinstance(each, pikepdf.Dictionary) and "/Alt" in each:
                del each["/Alt"]
        del opened.Root["/Lang"]
        out = BytesIO()
        opened.save(out)

    broken = {each.split(":")[0] for each in machines.inaccessible(out.getvalue())}
    assert {"PDFUA1-FIGURE-ALTERNATIVE-TEXT-001", "PDFUA1-TEXT-LANGUAGE-001"} <= broken


@pytest.mark.rule("T6", "every sign has a glyph, and every face is in the file")
@pytest.mark.parametrize("name", KINDS)
def test_faces(name: str) -> None:
    whole = render(KINDS[name])

    assert (machines.glyphs_of_nothing(whole), machines.faces_outside(whole)) == (0, [])


@pytest.mark.rule("A8", "the square is read by readers that share no code, printed well and badly")
@pytest.mark.parametrize("name", ["logo", "long ID", "Letter"])
def test_square_is_read(name: str) -> None:
    sheet = EDGES[name]
    whole = render(sheet)
    found = {dpi: machines.squares(whole, dpi=dpi) for dpi in (150, 75)}

    assert found == {dpi: {each: [sheet.qr_address] for each in RIGHT} for dpi in (150, 75)}


@pytest.mark.rule("A8", "the square of the longest ID and address is read by two of three at 75 dots an inch")
def test_longest_square_is_read() -> None:
    sheet = EDGES["Letter, all long"]
    found = machines.squares(render(sheet), dpi=75)

    assert {name for name, read in found.items() if read == [sheet.qr_address]} >= {"zxing", "qrdec"}


@pytest.mark.rule(
    "T8", "headings, lists and pictures are told apart for a screen reader, in the order of the page"
)
def test_tags() -> None:
    whole = render(PLAIN)
    order = [tag for tag in tags_in_order(whole) if tag in {"H1", "H2", "H3", "L", "LI", "Figure"}]

    assert order == [
        "Figure",
        "H1",
        "L",
        *["LI"] * 4,
        "H2",
        "L",
        "LI",
        "H3",
        "Figure",
        "LI",
        "H3",
        "LI",
        "H3",
    ]


@pytest.mark.rule(
    "T8", "a reader is told in which language name and message are, where the words are in another"
)
def test_languages_of_parts() -> None:
    with pikepdf.open(BytesIO(render(in_script("hebrew")))) as opened:
        told = [
            (str(each.S)[1:], str(each.Lang))
            for each in machines.walk(opened.Root.StructTreeRoot)
            if "/Lang" in each
        ]

        assert (str(opened.Root.Lang), told) == ("en", [("H1", "he"), *[("P", "he")] * 3])


def tags_in_order(pdf: bytes) -> list[str]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [str(each.S)[1:] for each in machines.walk(opened.Root.StructTreeRoot)]


@pytest.mark.rule(
    "T8", "a reader is told title and language, and shows the title in place of the file's name"
)
@pytest.mark.parametrize(
    ("language", "title"), [("en", "Recognition for Ewa"), ("de", "Anerkennung für Ewa")]
)
def test_described(language: str, title: str) -> None:
    with pikepdf.open(BytesIO(render(replace(PLAIN, language=language, recipient="Ewa")))) as opened:
        root = opened.Root
        assert (str(root.Lang), bool(root.MarkInfo.Marked)) == (language, True)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert {str(each.Tabs) for each in opened.pages} == {"/S"}
        assert {name: str(value) for name, value in opened.docinfo.items()} == {
            "/Author": "Acme Mills",
            "/Producer": opened.docinfo.Producer,
            "/Title": title,
        }


@pytest.mark.rule(
    "X5", "a file says who it is for, and nothing else of the person, the machine or the moment"
)
def test_nothing_said_beside() -> None:
    first = render(PLAIN)
    with pikepdf.open(BytesIO(first)) as opened:
        said = str(opened.open_metadata()) + str(opened.docinfo)

    assert [
        word for word in (PLAIN.employee_id, PLAIN.code, PLAIN.sender, "/tmp", "2026") if word in said
    ] == []
    assert render(PLAIN) == first


@pytest.mark.rule("T8", "nothing stands in the outer five millimetres, which printers do not reach")
@pytest.mark.parametrize("name", ["logo", "60 lines, all else long", "Letter, all long", "arabic"])
def test_printable(name: str) -> None:
    whole = render(KINDS.get(name) or EDGES[name])

    assert [machines.ink_at_the_edge(whole, at=each) for each in (1, 2)] == [False, False]


@pytest.mark.rule("T8", "the picture of an eCard is told by its name")
def test_ecard_is_named() -> None:
    with pikepdf.open(BytesIO(render(replace(PLAIN, ecard_name="Sunrise over the mill")))) as opened:
        told = [str(each.Alt) for each in machines.walk(opened.Root.StructTreeRoot) if "/Alt" in each]

    assert told == ["Sunrise over the mill", "Square code that opens the page"]


@pytest.mark.rule("T6", "what is copied from a sheet in Arabic is what was typed, word by word, in its order")
def test_arabic_is_copied() -> None:
    sheet = in_script("arabic")
    copied = bare(paper.text(render(sheet), page=1))

    assert [word for word in bare(sheet.recipient + " " + sheet.sender) if word not in copied] == []
    typed = bare(sheet.message.split("\n")[0])
    assert " ".join(typed) in " ".join(copied)


def bare(text: str) -> list[str]:
    """Words without marks over letters, whose order poppler turns, and without marks of direction and stops."""
    letters = "".join(sign for sign in text if unicodedata.category(sign) not in {"Mn", "Cf", "Po"})
    return letters.split()


@pytest.mark.skipif(not machines.HAS_OCR, reason="tesseract is not installed")
@pytest.mark.rule("T1", "the code is read off the printed page by letters alone")
@pytest.mark.parametrize("code", ["BCDF-GHJK-LMN3", "H9JR-MBPS-HGLD", "WXYZ-379T-VNPR"])
def test_code_is_read_by_letters(code: str) -> None:
    assert code in re.sub(r"[ ‘']", "", machines.read_by_eye(render(replace(PLAIN, code=code))))


@pytest.mark.slow
@pytest.mark.rule("T8", "PDF/UA-1 in every script and at every limit")
@pytest.mark.parametrize("name", [*SCRIPTS, *EDGES])
def test_all_are_accessible(name: str) -> None:
    sheet: Sheet = in_script(name) if name in SCRIPTS else EDGES[name]
    whole = render(sheet)

    assert (machines.inaccessible(whole), machines.glyphs_of_nothing(whole)) == ([], 0)
