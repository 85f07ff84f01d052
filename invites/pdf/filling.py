"""A company's words with the names in braces filled in, each name in a direction of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from invites.pdf.letter import Letter
from invites.placeholders import IN_BRACES, fill_in
from workstars.lib import fonts
from workstars.lib.pdf.lines import direction, language_of, lines, printable, written_out

EVERYBODYS = {"company", "last_day"}  # names in braces that say the same on all letters of a pack


@dataclass(frozen=True)
class Filled:
    """A text with its names filled in: as it is measured, and as it is printed, each name in a direction of its own.

    `own`: with a name that not everybody's letter has.
    """

    text: str
    html: SafeString
    direction: str
    drawn_as: str
    own: bool


def values_of(letter: Letter) -> dict[str, str]:
    """What stands for the names in braces (placeholders.LETTER_NAMES)."""
    with translation.override(letter.language):
        last_day = written_out(letter.house.last_day)
    return {
        "first_name": letter.first_name.strip() or letter.name,
        "name": letter.name,
        "company": letter.house.company,
        "last_day": last_day,
        "site": letter.site,
        "department": letter.department,
        "manager": letter.manager,
    }


def paragraphs_of(text: str) -> list[str]:
    """A blank line ends one; within, lines run on."""
    blocks: list[list[str]] = [[]]
    for each in lines(text, ""):
        if each.text:
            blocks[-1].append(each.text)
        elif blocks[-1]:
            blocks.append([])
    return [" ".join(block) for block in blocks if block]


def filled(text: str, values: Mapping[str, str], language: str) -> Filled:
    """On one line, whatever the text has."""
    ready = {name: " ".join(printable(value).split()) for name, value in values.items()}
    template = " ".join(printable(text).split())
    pieces: list[object] = []
    names = {found[1].strip() for found in IN_BRACES.finditer(template)}
    at = 0
    for found in IN_BRACES.finditer(template):
        value = ready.get(found[1].strip())
        pieces.append(template[at : found.start()])
        pieces.append(found[0] if value is None else format_html("<bdi>{}</bdi>", value))
        at = found.end()
    pieces.append(template[at:])
    html = format_html_join("", "{}", ((piece,) for piece in pieces))
    plain = fill_in(template, ready)
    own = bool(names & ready.keys() - EVERYBODYS)
    return Filled(plain, html, direction(plain), fonts.drawn_as(language_of(plain, language)), own)
