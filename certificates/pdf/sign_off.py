"""The list on which people sign that they have got their certificate, and the cover sheet of a pack of them (T4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import Any

import pikepdf
from django.template.loader import render_to_string
from django.utils.translation import get_language

from workstars.lib import pdf
from workstars.lib.pdf import pictures
from workstars.lib.pdf.lines import is_right_to_left, line, written_out
from workstars.lib.pdf.look import common
from workstars.lib.pdf.paper import Paper


@dataclass(frozen=True)
class House:
    """What these sheets share. `printed_on` is the day that stands on them."""

    company: str
    logo_png: bytes | None
    colour: str
    paper: Paper
    printed_on: date


@dataclass(frozen=True)
class Signer:
    name: str
    job: str


@dataclass(frozen=True)
class SignOff:
    """People of one site, whose certificates are in the hands of `holder`; one begins on a page of its own."""

    site: str
    holder: str
    people: Sequence[Signer]


@dataclass(frozen=True)
class PackCover:
    """`groups` are those of the lists that follow; `left_out` pairs of words and a number."""

    title: str
    made_by: str
    certificates: int
    groups: Sequence[SignOff]
    left_out: Sequence[tuple[str, int]]


def render_sign_off(house: House, lists: Sequence[SignOff], cover: PackCover | None = None) -> bytes:
    """In the language of the page that asks. Refusal: CannotSet."""
    language = get_language() or "en"
    mirrored = is_right_to_left(language)
    album = pictures.Pictures()
    logo = album.hand_over(pictures.flat(house.logo_png) if house.logo_png else None)
    context = {
        "language": language,
        "direction": "rtl" if mirrored else "ltr",
        "house": house,
        "logo": logo,
        "printed_on": written_out(house.printed_on),
        "lists": [_shown(each, language) for each in lists],
        "cover": cover and _cover(cover, language),
    }
    html = render_to_string("pdf/sign_off.html", context)
    return bytes(
        pdf.lay_out(html, css=_stylesheet(house.paper, house.colour, mirrored), pictures=album).to_pdf()
    )


def evenly(data: bytes) -> bytes:
    """With a blank page at the end where there is an odd number: what follows begins on a sheet of its own."""
    with pikepdf.open(BytesIO(data)) as document:
        if len(document.pages) % 2 == 0:
            return data
        _left, _bottom, width, height = document.pages[-1].mediabox
        document.add_blank_page(page_size=(float(width), float(height)))
        out = BytesIO()
        document.save(out)
    return out.getvalue()


def _shown(one: SignOff, language: str) -> dict[str, Any]:
    people = [(line(person.name, language), line(person.job, language)) for person in one.people]
    return {"site": line(one.site, language), "holder": line(one.holder, language), "people": people}


def _cover(cover: PackCover, language: str) -> dict[str, Any]:
    return {
        "title": line(cover.title, language),
        "who": line(cover.made_by, language),
        "certificates": cover.certificates,
        "groups": [
            (line(each.site, language), line(each.holder, language), len(each.people))
            for each in cover.groups
        ],
        "left_out": cover.left_out,
    }


@lru_cache(maxsize=8)
def _stylesheet(paper: str, colour: str, mirrored: bool) -> str:
    return render_to_string("pdf/sign_off.css", {**common(colour, mirrored), "paper": paper})
