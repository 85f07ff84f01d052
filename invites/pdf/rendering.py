"""Letters are fitted, laid out together, and written once each is one page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import segno
from django.utils.translation import gettext as _

from invites.pdf import sharing
from invites.pdf.letter import Letter, LetterFailed
from invites.pdf.page import Placed, Sheet, document, stylesheet
from workstars.lib import pdf
from workstars.lib.pdf import binding, pictures
from workstars.lib.pdf.lines import is_right_to_left

if TYPE_CHECKING:
    from workstars.lib.pdf.engine import Pages

MOST_LAYOUTS = 6
SECONDS_FOR_ONE = 20.0
SECONDS_FOR_MANY = 90.0
BROKEN = (pdf.CannotSet, segno.DataOverflowError, OSError)


@dataclass(frozen=True)
class Set:
    """Letters in the order given, but those that could not be set in type: `failed` are their places."""

    pdf: bytes | None
    failed: list[int]


def render(letter: Letter, heading: str) -> bytes:
    """Always one page. Refusal: LetterFailed."""
    try:
        with pdf.within(SECONDS_FOR_ONE):
            return _render_one(letter, heading)
    except pdf.TookTooLong as late:
        raise LetterFailed(_("Setting this letter in type took too long, so it was given up.")) from late
    except BROKEN as broken:
        raise LetterFailed(
            _("This letter could not be set in type. Something in it breaks the page.")
        ) from broken


def render_all(letters: Sequence[Letter], heading: str) -> Set:
    """Those of one language are laid out together, which shares faces; one that breaks them fails alone."""
    documents: list[Written] = []
    places: dict[int, tuple[int, int]] = {}
    for language in dict.fromkeys(letter.language for letter in letters):
        own = [number for number, letter in enumerate(letters) if letter.language == language]
        for written in _together([letters[number] for number in own], heading):
            places |= {own[at]: (len(documents), page) for page, at in enumerate(written.letters)}
            documents.append(written)
    failed = [number for number in range(len(letters)) if number not in places]
    if not documents:
        return Set(None, failed)
    whole = binding.bind(
        [written.pdf for written in documents],
        [places[number] for number in sorted(places)],
        title=heading,
        language=letters[0].language,
        forms={number: written.forms for number, written in enumerate(documents)},
    )
    return Set(whole, failed)


@dataclass(frozen=True)
class Written:
    """As `sharing.Laid`, but written."""

    pdf: bytes
    letters: list[int]
    forms: dict[int, int]


def _together(letters: list[Letter], heading: str) -> Iterable[Written]:
    """All of them at once; where that does not come out, one by one without those that fail."""
    try:
        with pdf.within(SECONDS_FOR_MANY):
            return [_render_many(letters, heading)]
    except (*BROKEN, sharing.NotOnePage):
        alone = ((at, _render_or_none(letter, heading)) for at, letter in enumerate(letters))
        return [Written(drawn, [at], {}) for at, drawn in alone if drawn]


def _render_or_none(letter: Letter, heading: str) -> bytes | None:
    try:
        return render(letter, heading)
    except LetterFailed:
        return None


def _render_many(letters: list[Letter], heading: str) -> Written:
    """Raises NotOnePage where one needs another page after all, or has no size that fits."""
    album = pictures.Pictures()
    placed = []
    for letter in letters:
        sheet = Sheet(letter, album)
        setting = next(sheet.settings(), None)
        if setting is None:
            raise sharing.NotOnePage
        placed.append(Placed(sheet, setting))
    laid = sharing.lay_out(placed, lambda some, css: _lay_out(some, album, heading, css))
    return Written(laid.pages.to_pdf(), laid.letters, laid.forms)


def _render_one(letter: Letter, heading: str) -> bytes:
    album = pictures.Pictures()
    sheet = Sheet(letter, album)
    for setting in islice(sheet.settings(), MOST_LAYOUTS):
        pages = _lay_out([Placed(sheet, setting)], album, heading)
        if pages.count == 1:
            return bytes(pages.to_pdf())
    raise LetterFailed(_("This letter is too long for one page, even in the smallest type."))


def _lay_out(placed: list[Placed], album: pictures.Pictures, heading: str, first: str = "") -> "Pages":
    letter = placed[0].sheet.letter
    house = letter.house
    css = stylesheet(house.paper, house.window, house.colour, is_right_to_left(letter.language))
    return pdf.lay_out(document(placed, album, heading, first), css=css, pictures=album)
