"""The cover sheet of a pack: what is in the box, and for whom (I9). In the language of the pages, not of a letter."""

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from invites.pdf.letter import House
from workstars.lib import pdf
from workstars.lib.pdf import pictures
from workstars.lib.pdf.lines import is_right_to_left, line, written_out
from workstars.lib.pdf.look import common


@dataclass(frozen=True)
class Cover:
    """`whom` says which of the file's people; `sites` and `left_out` are pairs of words and a number, `failed` names of
    people whose letter could not be set in type."""

    house: House
    heading: str
    whom: str
    file_name: str
    made_by: str
    letters: int
    sites: list[tuple[str, int]]
    left_out: list[tuple[str, int]]
    failed: list[str]


def render_cover(cover: Cover) -> bytes:
    """One page, or more where there are many sites. Refusal: CannotSet."""
    language = get_language() or "en"
    mirrored = is_right_to_left(language)
    album = pictures.Pictures()
    logo = album.hand_over(pictures.flat(cover.house.logo_png) if cover.house.logo_png else None)
    html = render_to_string(
        "pdf/cover.html",
        {
            "language": language,
            "direction": "rtl" if mirrored else "ltr",
            "cover": cover,
            "heading": cover.heading,
            "house": cover.house,
            "logo": logo,
            "whom": line(cover.whom, language).text,
            "who": line(cover.made_by, language).text,
            "made_on": written_out(cover.house.made_on),
            "last_day": written_out(cover.house.last_day),
            "sites": [(line(site, language), number) for site, number in cover.sites],
            "no_site": _("Without a site"),
            "failed": [line(name, language) for name in cover.failed],
        },
    )
    css = _stylesheet(cover.house.paper, cover.house.colour, mirrored)
    return bytes(pdf.lay_out(html, css=css, pictures=album).to_pdf())


@lru_cache(maxsize=8)
def _stylesheet(paper: str, colour: str, mirrored: bool) -> str:
    return render_to_string("pdf/cover.css", {**common(colour, mirrored), "paper": paper})
