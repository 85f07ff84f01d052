"""The sheet of a month: one below the other, none of them cut by the end of a page (R9)."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django_countries import countries as all_countries

from recognition.queries.shown import Month, Shown
from workstars.lib import pdf
from workstars.lib.pdf import pictures
from workstars.lib.pdf.lines import is_right_to_left, line, lines, written_out
from workstars.lib.pdf.look import common
from workstars.lib.pdf.paper import Paper

MOST_SIGNS, MOST_LINES = 420, 8


@dataclass(frozen=True)
class MonthSheet:
    """`pictures` are JPEGs by eCard; `country` is a code, or empty for all of them; `is_cut`: there was more."""

    company: str
    logo_png: bytes | None
    colour: str
    paper: Paper
    first: date
    country: str
    thanks: tuple[Shown, ...]
    pictures: Mapping[int, bytes]
    is_cut: bool = False


def render_month(sheet: MonthSheet) -> bytes:
    """As many whole pages as it takes. Thanks that cannot be set in type are left out. Refusal: CannotSet."""
    try:
        return _render(sheet)
    except pdf.CannotSet:
        good = tuple(one for one in sheet.thanks if _can_be_set(sheet, one))
        if not good or good == sheet.thanks:
            raise
        return _render(replace(sheet, thanks=good))


def _can_be_set(sheet: MonthSheet, one: Shown) -> bool:
    with suppress(pdf.CannotSet):
        return bool(_render(replace(sheet, thanks=(one,))))
    return False


def _render(sheet: MonthSheet) -> bytes:
    language = get_language() or "en"
    mirrored = is_right_to_left(language)
    album = pictures.Pictures()
    html = render_to_string(
        "pdf/month.html",
        {
            "language": language,
            "direction": "rtl" if mirrored else "ltr",
            "sheet": sheet,
            "month": Month(sheet.first).label,
            "house": line(sheet.company, language),
            "country": str(all_countries.name(sheet.country)) if sheet.country else "",
            "logo": album.hand_over(pictures.flat(sheet.logo_png) if sheet.logo_png else None),
            "thanks": [_card(one, sheet, album, language) for one in sheet.thanks],
        },
    )
    css = _stylesheet(sheet.paper, sheet.colour, mirrored)
    return bytes(pdf.lay_out(html, css=css, pictures=album).to_pdf())


def _card(one: Shown, sheet: MonthSheet, album: pictures.Pictures, language: str) -> dict[str, Any]:
    return {
        "people": [line(name, language) for name in one.people],
        "more": one.more,
        "sender": line(one.sender, language),
        "message": lines(one.excerpt(MOST_SIGNS, MOST_LINES), language),
        "reason": line(one.reason, language),
        "sent_on": written_out(one.sent_on),
        "picture": album.hand_over(sheet.pictures.get(one.ecard.pk) if one.ecard else None),
    }


@lru_cache(maxsize=8)
def _stylesheet(paper: str, colour: str, mirrored: bool) -> str:
    return render_to_string("pdf/month.css", {**common(colour, mirrored), "paper": paper})
