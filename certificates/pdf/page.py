"""What the template is given: words in their direction, pictures under their names, dates written out."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.formats import number_format

from certificates.pdf import fitting
from certificates.pdf.fitting import Content, Setting
from certificates.pdf.pictograms import pictograms
from certificates.pdf.sheet import Sheet
from certificates.pdf.stylesheet import stylesheet
from certificates.pdf.words import words_in
from invites.pdf.filling import Filled, filled
from invites.pdf.page import steps_of
from invites.pdf.words import words_in as letter_words_in
from workstars.lib.colour import accessible_accent
from workstars.lib.pdf import lay_out, pictures
from workstars.lib.pdf import lines as typed
from workstars.lib.pdf.lines import written_out
from workstars.lib.pdf.widths import line_width

if TYPE_CHECKING:
    from workstars.lib.pdf.engine import Pages

MUCH, MUCH_TEXT = (
    120,
    300,
)  # signs of names and addresses, and of sentences, that page 2 holds in its usual size
SHORT_NAME = 40  # ems; page 2 says a longer one only where it has room


class Page:
    """`spoken` is the language of the page's own words; the sheet's may be one that has no words yet."""

    def __init__(self, sheet: Sheet, spoken: str) -> None:
        self.sheet = sheet
        self.spoken = spoken
        self.words = words_in(spoken)
        self.recipient = typed.line(sheet.recipient, sheet.language)
        self.sender = typed.line(sheet.sender, sheet.language)
        self.reason = typed.line(sheet.reason, sheet.language)
        self.employee_id = typed.line(sheet.employee_id, "").text
        self.message = typed.lines(sheet.message, sheet.language)
        self.pictures = pictures.Pictures(pictograms(accessible_accent(sheet.colour, on_dark=False)[0]))
        self.ecard = self.pictures.hand_over(sheet.ecard_jpeg)
        self.logo = self.pictures.hand_over(pictures.flat(sheet.logo_png) if sheet.logo_png else None)
        self.qr = self.pictures.hand_over(pictures.qr(sheet.qr_address) if sheet.code else None)

    @cached_property
    def content(self) -> Content:
        return Content(
            name=self.recipient.text,
            message=self.message,
            facts={"from": self.sender.text, "reason": self.reason.text},
            ratio=pictures.ratio(self.sheet.ecard_jpeg) if self.sheet.ecard_jpeg else None,
            thanks=self.worded("thanks").text,
        )

    def worded(self, name: str) -> Filled:
        """In the company's own words where it has any (T8), else in ours."""
        return self.filled(getattr(self.sheet.wording, name) or getattr(self.words.standard, name))

    def filled(self, text: str) -> Filled:
        values = {
            "company": self.sheet.company_name,
            "name": self.sheet.recipient,
            "employee_id": self.employee_id,
            "last_day": written_out(self.sheet.last_day) if self.sheet.last_day else "",
        }
        return filled(text, values, self.spoken)

    @property
    def address(self) -> str:
        """As somebody types it: without the scheme. Who has an account begins at the home page."""
        whole = self.sheet.activate_address.removeprefix("https://").removeprefix("http://")
        return whole if self.sheet.code else whole.removesuffix("/activate")

    @property
    def css(self) -> str:
        mirrored, own = (typed.is_right_to_left(each) for each in (self.sheet.language, self.spoken))
        return stylesheet(self.sheet.paper, self.sheet.colour, mirrored, own)

    def set_in(self, setting: Setting) -> "Pages":
        html = render_to_string("pdf/certificate.html", self.context(setting))
        return lay_out(html, css=self.css, pictures=self.pictures)

    def context(self, setting: Setting) -> dict[str, Any]:
        return {
            **self._recognition(setting),
            **(self._way_in() if self.sheet.code else self._has_registered()),
            "sheet": self.sheet,
            "words": self.words,
            "language": self.spoken,
            "own": "rtl" if typed.is_right_to_left(self.spoken) else "ltr",
            "direction": "rtl" if typed.is_right_to_left(self.sheet.language) else "ltr",
            "address": self.address,
            "logo": self.logo,
            "employee_id": self.employee_id,
        }

    def _recognition(self, setting: Setting) -> dict[str, Any]:
        """Page 1."""
        sheet = self.sheet
        return {
            "setting": setting,
            "heading": self.filled(self.words.heading).text,
            "thanks": self.worded("thanks"),
            "recipient": self.recipient,
            "columns": fitting.columns(self.content, setting),
            "sender": self.sender,
            "reason": self.reason,
            "points": number_format(sheet.points, 0, force_grouping=True),
            "sent_on": written_out(sheet.sent_on),
            "ecard": self.ecard,
            "ecard_name": typed.line(sheet.ecard_name, self.spoken).text or self.words.ecard,
        }

    def _way_in(self) -> dict[str, Any]:
        """Page 2: how to register."""
        shared = letter_words_in(self.spoken)
        title, lead, ask = (self.worded(name) for name in ("title", "lead", "ask"))
        has_room = line_width(self.recipient.text) <= SHORT_NAME
        return {
            "shared": shared,
            "steps": steps_of(shared, self.sheet.without_email),
            "title": title,
            "lead": lead,
            "ask": ask,
            "until": self.filled(shared.until).text,
            "care": self.filled(self.words.care if has_room else shared.care),
            "qr": self.qr,
            "tight": self._names_are_long or len(title.text + lead.text + ask.text) > MUCH_TEXT,
        }

    def _has_registered(self) -> dict[str, Any]:
        """Page 2 of who needs no code any more (T5)."""
        own = self.words.registered
        return {
            "title": self.filled(own.title),
            "lead": self.filled(own.lead),
            "steps": letter_words_in(self.spoken).steps,
            "whose": self.filled(own.whose),
            "tight": self._names_are_long,
        }

    @property
    def _names_are_long(self) -> bool:
        return len(self.sheet.company_name) + len(self.address) + len(self.sheet.employee_id) > MUCH
