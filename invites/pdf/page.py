"""What the template of letters is given: words filled in, names in their direction, sizes that fit."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from invites.pdf import fitting
from invites.pdf.filling import Filled, filled, paragraphs_of, values_of
from invites.pdf.fitting import Content, Setting
from invites.pdf.letter import House, Letter
from invites.pdf.words import Step, Words, words_in
from invites.placeholders import fill_in
from workstars.lib.pdf import pictures
from workstars.lib.pdf.lines import (
    Line,
    is_right_to_left,
    line,
    written_out,
)
from workstars.lib.pdf.look import common
from workstars.lib.pdf.widths import POINT, line_width


class Sheet:
    """One letter. `qr` is the address under which its square was handed over."""

    def __init__(self, letter: Letter, album: pictures.Pictures) -> None:
        house, language = letter.house, letter.language
        self.letter = letter
        self.words = words_in(language)
        self.name = line(letter.name, language)
        self.places = [line(each, language) for each in (letter.department, letter.site) if each.strip()]
        self.values = values_of(letter)
        self.title = filled(letter.title, self.values, language)
        self.paragraphs = [filled(each, self.values, language) for each in paragraphs_of(letter.text)]
        self.employee_id = line(letter.employee_id, language).text
        self.code = letter.code
        self.long_id = len(letter.employee_id) > fitting.LONG_ID
        self.ask = self._ask()
        self.steps = steps_of(self.words, house.without_email)
        self.until = until_of(self.words, house)
        self.qr = album.hand_over(pictures.qr(letter.qr_address))

    def _ask(self) -> Filled:
        words = self.words
        sentence = words.ask if self.letter.manager.strip() else words.ask_anybody
        return filled(sentence, self.values, self.letter.language)

    @cached_property
    def content(self) -> Content:
        return Content(
            name=self.name.text,
            places=tuple(place.text for place in self.places),
            title=self.title.text,
            paragraphs=tuple(each.text for each in self.paragraphs),
            steps=tuple((step.title, step.text) for step in self.steps),
            employee_id=self.employee_id,
            address=as_typed(self.letter.house),
            until=self.until,
            foot=(self.ask.text, self.words.care),
        )

    def settings(self) -> Iterator[Setting]:
        house = self.letter.house
        return fitting.settings_that_fit(self.content, house.paper, house.window)

    def height(self, setting: Setting) -> float:
        """Where the last line should end, in millimetres."""
        house = self.letter.house
        wide = fitting.PAGE[house.paper][0] - 2 * fitting.SIDE
        return fitting.height(self.content, setting, house.paper, house.window, wide)


@dataclass(frozen=True)
class Placed:
    """A sheet and the sizes that it stands in; everything else is asked of the sheet.

    `form` is the number of the letter whose like it is; with `lacks_form`, what stands there too is left out.
    """

    sheet: Sheet
    setting: Setting
    form: int | None = None
    lacks_form: bool = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sheet, name)

    @property
    def has_form(self) -> bool:
        return self.form is not None

    @property
    def name_class(self) -> str:
        return class_of(self.setting.name)


def document(placed: list[Placed], album: pictures.Pictures, heading: str, css: str = "") -> str:
    """The HTML of letters in one language. `css` goes before the stylesheet."""
    letter, words = placed[0].sheet.letter, placed[0].sheet.words
    house = letter.house
    logo = album.hand_over(pictures.flat(house.logo_png) if house.logo_png else None)
    with translation.override(letter.language):
        made_on = written_out(house.made_on)
    address = as_typed(house)
    return render_to_string(
        "pdf/letters.html",
        {
            "language": letter.language,
            "direction": "rtl" if is_right_to_left(letter.language) else "ltr",
            "heading": heading,
            "house": house,
            "company": line(house.company, letter.language),
            "logo": logo,
            "sender": _sender(house, letter.language) if house.window != "none" else None,
            "made_on": made_on,
            "words": words,
            "steps": placed[0].sheet.steps,
            "until": placed[0].sheet.until,
            "address": address,
            "long_address": len(address) > fitting.LONG_ADDRESS,
            "pages": placed,
            "css": css,
        },
    )


@lru_cache(maxsize=32)
def stylesheet(paper: str, window: str, colour: str, right_to_left: bool) -> str:
    wide, _high = fitting.PAGE[paper]
    name_at = fitting.NAME_AT[paper, window]  # type: ignore[index]
    sender = fitting.RETURN if window != "none" else 0
    block_left = _block_left(wide, window, right_to_left)
    return render_to_string(
        "pdf/letter.css",
        {
            **common(colour, right_to_left),
            "paper": paper,
            "window": window,
            "top": fitting.TOP,
            "side": fitting.SIDE,
            "bottom": fitting.BOTTOM,
            "head": fitting.HEAD,
            "above_block": name_at - sender - fitting.TOP - fitting.HEAD,
            "block_width": fitting.BLOCK_WIDTH,
            "block_height": fitting.BODY_AT[window] - name_at + sender,  # type: ignore[index]
            "block_left": block_left,
            "block_right": wide - 2 * fitting.SIDE - fitting.BLOCK_WIDTH - block_left,
            "return_height": fitting.RETURN,
            "return_size": fitting.RETURN_SIZE,
            "name_leading": fitting.NAME_LEADING,
            "place": fitting.PLACE,
            "names": [(size, class_of(size)) for size in _name_sizes()],
            "title_leading": fitting.TITLE_LEADING,
            "gap": fitting.GAP,
            "square": fitting.QR,
            "beside_square": fitting.QR + fitting.COLUMN_GAP,
            "label": fitting.LABEL,
            "entry_gap": fitting.ENTRY_GAP,
            "ticket_side": fitting.TICKET_SIDE,
            "id_leading": fitting.ID_LEADING,
            "code_leading": fitting.CODE_LEADING,
            "column": fitting.column_width(wide - 2 * fitting.SIDE),
            "column_gap": fitting.COLUMN_GAP,
            "ladder": [
                {
                    **step.__dict__,
                    "key": step.key,
                    "above_text": step.room * 0.6,
                    "address": step.step + 2,
                }
                for step in fitting.LADDER
            ],
        },
    )


def _block_left(wide: float, window: str, right_to_left: bool) -> float:
    """How far the name stands from the left margin: a window stays where it is, whatever the direction."""
    if window == "right":
        return fitting.RIGHT_BLOCK - fitting.SIDE
    return wide - 2 * fitting.SIDE - fitting.BLOCK_WIDTH if window == "none" and right_to_left else 0


def _name_sizes() -> list[float]:
    smaller = {min(size, step.text + 2) for size in fitting.NAME_SIZES for step in fitting.LADDER}
    return sorted(smaller)


def class_of(size: float) -> str:
    return f"{size:g}".replace(".", "_")


def as_typed(house: House) -> str:
    """The address of the page without the scheme."""
    return house.activate_address.removeprefix("https://").removeprefix("http://")


def until_of(words: Words, house: House) -> str:
    with translation.override(words.language):
        return fill_in(words.until, {"last_day": written_out(house.last_day)})


def steps_of(words: Words, without_email: bool) -> list[Step]:
    return [
        replace(step, text=step.without_email) if without_email and step.without_email else step
        for step in words.steps
    ]


def _sender(house: House, language: str) -> Line:
    """The small line above the name, which a window shows too: as much of the company's address as fits."""
    parts = [part.strip() for part in (house.company, *house.address.splitlines()) if part.strip()]
    wholes = (line(" · ".join(parts[:count]), language) for count in range(len(parts), 0, -1))
    across = fitting.BLOCK_WIDTH / (fitting.RETURN_SIZE * POINT)
    return next((whole for whole in wholes if line_width(whole.text) < across), line("", language))
