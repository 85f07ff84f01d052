"""Letters of every kind: ten scripts and more, short and at the limits, for tests and for looking at."""

from dataclasses import replace
from datetime import date

from invites import codes
from invites.pdf.letter import House, Letter
from invites.pdf.words import words_in
from tests.certificates.corpus import LONG_NAME, SCRIPTS, logo

ADDRESS = "https://acme.workstars.example/activate"
HOUSE = House(
    company="Acme Mills",
    address="12 Mill Lane\nLeeds LS1 4AB",
    logo_png=None,
    colour="#0b6e4f",
    paper="A4",
    window="left",
    activate_address=ADDRESS,
    made_on=date(2026, 3, 2),
    last_day=date(2026, 8, 29),
)
PLAIN = Letter(
    house=HOUSE,
    language="en",
    first_name="Magdalena",
    name="Magdalena Kowalska-Wiśniewska",
    site="Gdańsk",
    department="Paint shop",
    manager="Mary Moss",
    employee_id="00042",
    title=words_in("en").standard["invites"].title,
    text=words_in("en").standard["invites"].text,
    code="BCDF-GHJK-LMN3",
    qr_address=codes.filled_in(ADDRESS, "00042", "BCDFGHJKLMN3"),
)


def spoken(language: str, kind: str = "invites", **more: object) -> Letter:
    """In one of the languages that letters come with."""
    standard = words_in(language).standard[kind]
    return replace(PLAIN, language=language, title=standard.title, text=standard.text, **more)


def in_script(name: str) -> Letter:
    """Names and a company's own words in a script; the rest in its language if letters have it."""
    told = SCRIPTS[name]
    own = {"name": told["recipient"], "first_name": told["recipient"], "manager": told["sender"]}
    letter = spoken("ar", **own) if told["language"] == "ar" else replace(PLAIN, **own)
    return replace(letter, text=f"{told['message']}\n\n{{first_name}}", site=told["sender"])


def at(letter: Letter, **facts: object) -> Letter:
    return replace(letter, house=replace(letter.house, **facts))


SENTENCE = "All you need is a phone or a computer, five minutes, and the code on this letter. "
EDGES: dict[str, Letter] = {
    "name of 300": replace(PLAIN, name=LONG_NAME, first_name=LONG_NAME[:150]),
    "name of 300 without a space": replace(PLAIN, name="Wm" * 150, first_name="Wm" * 75, manager="W" * 300),
    "name of 1": replace(PLAIN, name="O", first_name="O", site="", department="", manager=""),
    "1500 letters": replace(PLAIN, text=(SENTENCE * 20)[:1500], title="T" * 60 + " " + "m" * 59),
    "12 paragraphs": replace(PLAIN, text="\n\n".join(["m" * 123] * 12)),
    "logo": at(PLAIN, logo_png=logo(), colour="#ffd400"),
    "right": at(PLAIN, window="right"),
    "none": at(PLAIN, window="none"),
    "Letter": at(PLAIN, paper="Letter"),
    "without e-mail": at(PLAIN, without_email=True),
    "long ID": replace(
        PLAIN,
        employee_id="A-0001234567890123456789012345678901234567890123456789012345678X",
        qr_address=codes.filled_in(ADDRESS, "A-" + "0123456789" * 6 + "X", "BCDFGHJKLMN3"),
    ),
    "Letter, all long": replace(
        at(
            PLAIN,
            paper="Letter",
            company="Wm" * 60,
            activate_address=f"https://{'w' * 63}.{'m' * 63}.example/activate",
        ),
        name="Wm" * 150,
        first_name="Wm" * 75,
        manager="Wm" * 150,
        site="Wm" * 75,
        department="Wm" * 75,
        employee_id="W" * 64,
        title="{name} {manager}",
        text="{name} {manager} {site} {department} " + "Wm " * 480,
    ),
}
