"""One sheet: what stands on which page, in which direction, and what happens to what cannot be set."""

import re
from dataclasses import replace
from datetime import date

import pikepdf
import pytest
import zxingcpp
from django.utils import translation

from certificates.pdf import Sheet, SheetFailed, Wording, fitting, merge, render
from certificates.pdf.stylesheet import stylesheet
from certificates.pdf.words import MOST, words_in
from tests.certificates import paper
from tests.certificates.corpus import EDGES, HOSTILE, PLAIN, in_script
from workstars.lib.pdf.lines import written_out

MM = 72 / 25.4


def page_1(sheet: Sheet) -> str:
    return paper.text(render(sheet), page=1)


def page_2(sheet: Sheet) -> str:
    return paper.text(render(sheet), page=2, raw=True)


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.rule(
    "T1", "page 1 bears the names, the message, the reason, the points, the sender and the date"
)
def test_page_1_is_the_recognition() -> None:
    lines = [line for line in page_1(PLAIN).splitlines() if line.strip()]

    assert lines[:3] == ["Acme Mills", "Thank you", "Magdalena Kowalska-Wiśniewska"]
    assert words(PLAIN.message) == words(" ".join(lines[3:7]))
    assert sorted(lines[7:]) == sorted(
        ["From", "Anna Nowak", "For", "Teamwork", "Date", "2 March 2026", "Points", "250"]
    )


@pytest.mark.rule(
    "T1", "page 2 says in three steps how to register, with ID, code, its last day and the address"
)
def test_page_2_says_how_to_register() -> None:
    text = words(page_2(PLAIN))

    assert re.findall(r"\b([123]) (Go to the page|Type ID and code|Choose a password)", text) == [
        ("1", "Go to the page"),
        ("2", "Type ID and code"),
        ("3", "Choose a password"),
    ]
    assert "Employee ID 00042 Code BCDF-GHJK-LMN3 Use it until 29 August 2026. It works once." in text
    assert "or type the address. acme.workstars.example/activate" in text
    assert "This code is for Magdalena Kowalska-Wiśniewska alone." in text


def decoded(sheet: Sheet) -> list[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(paper.picture(render(sheet), 2, dpi=150))


@pytest.mark.rule("A8", "the square on paper opens the page filled in: ID and code are in the fragment alone")
@pytest.mark.parametrize("name", ["Letter", "logo", "long ID", "arabic"])
def test_square_says_the_address(name: str) -> None:
    sheet = in_script(name) if name == "arabic" else EDGES[name]
    (square,) = decoded(sheet)
    corners = square.position
    side = (
        min(corners.top_right.x - corners.top_left.x, corners.bottom_left.y - corners.top_left.y) / 150 * 25.4
    )

    assert square.text == sheet.qr_address
    assert side >= 25


@pytest.mark.rule(
    "T5", "page 2 of somebody who has registered meanwhile says so, and bears no code and no square"
)
def test_registered_meanwhile() -> None:
    sheet = EDGES["registered"]
    text = words(page_2(sheet))

    assert text.startswith("Acme Mills You have an account already")
    assert "Type this address: acme.workstars.example 2 Log in" in text
    assert "This sheet is for Magdalena Kowalska-Wiśniewska, Employee ID 00042." in text
    assert (PLAIN.code in text, decoded(sheet)) == (False, [])


def test_what_is_not_there_has_no_label() -> None:
    bare = words(page_1(replace(PLAIN, reason="", points=0)))

    assert [label for label in ("From", "For", "Date", "Points") if label in bare.split()] == ["From", "Date"]


def test_points_are_grouped() -> None:
    assert "999,999" in page_1(EDGES["points 999999"]).split()


@pytest.mark.rule("T8", "the company's logo stands on both pages, its name where it has none")
def test_logo() -> None:
    whole = render(EDGES["logo"])

    assert paper.pictures(whole, 1) == [(420, 90), (1800, 1200)]
    assert paper.pictures(whole, 2)[1:] == [(420, 90)]
    assert "Acme" not in paper.text(whole, page=1)


def test_print_picture_goes_in_as_it_is() -> None:
    """It was made for paper at upload: decoded and encoded again, each sheet would cost twice the time."""
    with pikepdf.open(paper.as_file(render(PLAIN))) as opened:
        shown = [each.read_raw_bytes() for each in opened.pages[0].resources["/XObject"].values()]

    assert PLAIN.ecard_jpeg in shown


@pytest.mark.rule("T8", "a certificate is A4 or Letter")
@pytest.mark.parametrize(
    ("size", "points"), [("A4", "595.276 x 841.89 pts (A4)"), ("Letter", "612 x 792 pts (letter)")]
)
def test_paper(size: str, points: str) -> None:
    facts = paper.facts(render(replace(PLAIN, paper=size)))

    assert (facts["Pages"], facts["Page size"], facts["Tagged"]) == ("2", points, "yes")


@pytest.mark.rule("T8", "a screen reader is told whose certificate it is and what the pictures are")
def test_for_screen_readers() -> None:
    whole = render(PLAIN)
    with pikepdf.open(paper.as_file(whole)) as opened:
        told = [
            str(each.Alt)
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and "/Alt" in each
        ]

    assert paper.facts(whole)["Title"] == "Recognition for Magdalena Kowalska-Wiśniewska"
    assert sorted(told) == ["Square code that opens the page", "eCard"]


def left_of(pdf_: bytes, page: int, word: str) -> float:
    return next(left for found, left, *_ in paper.places(pdf_, page) if found == word)


@pytest.mark.rule("X1", "a sheet in Arabic or Hebrew is laid out from the right")
@pytest.mark.parametrize("name", ["arabic", "hebrew"])
def test_right_to_left(name: str) -> None:
    mirrored, plain = render(in_script(name)), render(PLAIN)

    assert (left_of(plain, 1, "Acme"), left_of(mirrored, 1, "Acme")) == (
        pytest.approx(24 * MM, abs=1),
        pytest.approx(475, abs=20),
    )
    assert left_of(plain, 1, "From") < left_of(plain, 1, "Points")
    assert left_of(mirrored, 1, "Teamwork") > left_of(mirrored, 1, "250")
    assert left_of(plain, 2, "1") < left_of(plain, 2, "acme.workstars.example/activate") < 297
    if name == "arabic":
        assert left_of(mirrored, 2, "1") > left_of(mirrored, 2, "acme.workstars.example/activate") > 200


def test_english_words_stand_as_english_ones_do() -> None:
    """There are no words in Hebrew yet."""
    whole = render(in_script("hebrew"))

    assert "Hold your phone’s camera over the square, or type the address." in words(
        paper.text(whole, page=2)
    )
    assert {word: left_of(whole, 2, word) for word in ("Acme", "1", "Hold")} == {
        word: left_of(render(PLAIN), 2, word) for word in ("Acme", "1", "Hold")
    }


@pytest.mark.rule(
    "X1", "a line of an Arabic message stands on the right, also one that begins with a foreign name"
)
def test_foreign_name_first() -> None:
    whole = render(in_script("arabic"))

    assert left_of(whole, 1, "Pallet") > 400


def test_a_long_id_stands_under_its_label() -> None:
    tops = {found: top for found, _left, top, *_ in paper.places(render(EDGES["long ID"]), 2)}
    label = tops["Employee"]

    assert min(top for top in tops.values() if top > label + MM) - label < 6 * MM


@pytest.mark.rule("T1", "a sheet speaks the recipient's language, on both pages")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", ("Danke", "Von", "Eröffnen Sie Ihr Konto", "Personalnummer", "Gültig bis 29. August 2026.")),
        ("es", ("Gracias", "De", "Abra su cuenta", "Número de empleado", "29 de agosto de 2026")),
        ("fr", ("Merci", "De", "Ouvrez votre compte", "Numéro d’employé", "29 août 2026")),
        ("pl", ("Dziękujemy", "Od", "Otwórz swoje konto", "Numer pracownika", "Ważny do 29 sierpnia 2026.")),
        ("pt", ("Obrigado", "De", "Abra a sua conta", "Número de empregado", "29 de Agosto de 2026")),
        ("ja", ("Thank you", "From", "Open your account", "Employee ID", "until 29 August 2026.")),
    ],
)
def test_language(language: str, said: tuple[str, ...]) -> None:
    text = words(paper.text(render(replace(PLAIN, language=language)), raw=True))

    assert [each for each in said if each not in text] == []


@pytest.mark.rule(
    "T8", "thanks, title, lead and whom to ask are in the company's own words where it has some"
)
def test_own_wording() -> None:
    own = Wording("Well done, {name}", "Come in to {company}", "We wait for {nobody}.", "Ask at the gate.")
    whole = render(replace(PLAIN, wording=own, recipient="Ewa"))

    assert words(paper.text(whole, page=1, raw=True)).startswith("Acme Mills Well done, Ewa Ewa You stayed")
    text = words(paper.text(whole, page=2, raw=True))
    assert text.startswith("Acme Mills Come in to Acme Mills We wait for {nobody}. 1 Go to the page")
    assert text.endswith("Ask at the gate. " + words_in("en").care.replace("{name}", "Ewa"))


@pytest.mark.rule("T8", "two pages also where the company's own words are as long as they may be")
@pytest.mark.parametrize("ecard", [PLAIN.ecard_jpeg, None], ids=["eCard", "no eCard"])
def test_long_wording(ecard: bytes | None) -> None:
    own = Wording(**{name: ("Wort " * most)[:most] for name, most in MOST.items()})

    assert paper.pages(render(replace(EDGES["Letter, all long"], wording=own, ecard_jpeg=ecard))) == 2


@pytest.mark.rule("A6", "where nobody needs an e-mail address, the third step asks for none")
def test_without_email() -> None:
    assert "own e-mail address if you have one" in page_2(replace(PLAIN, without_email=True))


@pytest.mark.rule(
    "T6", "markup and template tags in names and messages print as they were typed and fetch nothing"
)
def test_hostile_text_is_text() -> None:
    with paper.engine_says() as said:
        whole = render(EDGES["hostile"])
    text = paper.squeezed(paper.text(whole, raw=True))

    assert said == []
    assert paper.squeezed(HOSTILE) in text
    assert paper.squeezed(EDGES["hostile"].recipient) in text
    assert b"/EmbeddedFile" not in whole


def test_a_square_stands_for_a_sign_without_a_face() -> None:
    with paper.engine_says() as said:
        text = words(page_1(replace(PLAIN, message="A \ue000 and a \U0001faea.\x07\x0bNext\tline")))

    assert said == []
    assert "A □ and a □. Next line" in text


@pytest.mark.rule("T7", "what cannot be set is refused with a sentence, and no other sheet suffers")
@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (replace(PLAIN, ecard_jpeg=b"no picture"), "This certificate could not be set in type."),
        (replace(PLAIN, qr_address="https://x/#" + "y" * 4000), "This certificate could not be set in type."),
        (replace(PLAIN, message="too much " * 4000), "The message is too long for one page"),
    ],
)
def test_what_cannot_be_set(broken: Sheet, sentence: str) -> None:
    with pytest.raises(SheetFailed, match=sentence):
        render(broken)

    assert paper.pages(render(PLAIN)) == 2


@pytest.mark.rule("T7", "a sheet that takes too long is given up")
def test_a_sheet_that_takes_too_long() -> None:
    with pytest.raises(SheetFailed, match="took too long"):
        render(PLAIN, seconds=0.001)


@pytest.mark.rule("T4", "all new ones print as one file, each with its two pages, in the order given")
def test_merged() -> None:
    names = ["Ewa Zając", "Θάλεια", "山田太郎"]
    merged = merge(render(replace(PLAIN, recipient=name)) for name in names)
    text = paper.text(merged).split("\f")

    assert [name in page for name, page in zip(names, text[0:6:2], strict=True)] == [True] * 3
    assert (paper.pages(merged), paper.complaints(merged)) == (6, [])


def test_sheets_are_the_same_again() -> None:
    """The same sheet gives the same picture, whatever was set in between."""
    first = paper.picture(render(PLAIN), 1)
    for name in ("logo", "no eCard", "60 lines"):
        render(EDGES[name])

    assert paper.picture(render(PLAIN), 1).tobytes() == first.tobytes()


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "3 March 2027"), ("en-us", "3 March 2027"), ("de", "3. März 2027"), ("es", "3 de marzo de 2027")],
)
def test_dates_are_written_out(language: str, expected: str) -> None:
    with translation.override(language):
        assert written_out(date(2027, 3, 3)) == expected


@pytest.mark.rule("X1", "a language that writes 7,2 for 7.2 changes no measure of the sheet")
def test_stylesheet_is_the_same_in_every_language() -> None:
    sheets = set()
    for language in ("en", "de", "ar"):
        stylesheet.cache_clear()
        with translation.override(language):
            sheets.add(stylesheet("Letter", "#0b6e4f", right_to_left=False, words_right_to_left=False))

    assert len(sheets) == 1


def test_portrait_pictures_keep_their_shape() -> None:
    shown = paper.picture(render(EDGES["portrait eCard"]), 1, dpi=72)
    coloured = [
        (x, y)
        for x in range(0, shown.width, 4)
        for y in range(0, shown.height, 4)
        if shown.getpixel((x, y))[0] > 200 and shown.getpixel((x, y))[2] < 120
    ]
    wide = max(x for x, _ in coloured) - min(x for x, _ in coloured)
    high = max(y for _, y in coloured) - min(y for _, y in coloured)

    assert wide / high == pytest.approx(1000 / 1600, abs=0.02)
    assert high == pytest.approx(fitting.PICTURES[0] * MM, abs=6)
