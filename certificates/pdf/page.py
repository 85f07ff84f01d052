"""What the template is given: words in their direction, pictures under their names, dates written out."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.formats import number_format

from certificates.pdf import fitting
from certificates.pdf.fitting import Content, Setting
from certificates.pdf.sheet import Sheet
from certificates.pdf.stylesheet import stylesheet
from workstars.lib.pdf import lay_out, pictures
from workstars.lib.pdf import lines as words
from workstars.lib.pdf.lines import written_out
from workstars.lib.pdf.widths import line_width

if TYPE_CHECKING:
    from workstars.lib.pdf.engine import Pages

MUCH = 120  # signs of names and addresses that page 2 holds in its usual size
SHORT_NAME = 40  # ems; page 2 says a longer one only where it has room


class Page:
    """`spoken` is the language of the page's own words; the sheet's may be one that has no words yet."""

    def __init__(self, sheet: Sheet, spoken: str) -> None:
        self.sheet = sheet
        self.spoken = spoken
        self.recipient = words.line(sheet.recipient, sheet.language)
        self.sender = words.line(sheet.sender, sheet.language)
        self.reason = words.line(sheet.reason, sheet.language)
        self.message = words.lines(sheet.message, sheet.language)
        self.pictures = pictures.Pictures()
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
        )

    @property
    def address(self) -> str:
        """As somebody types it: without the scheme. Who has an account begins at the home page."""
        whole = self.sheet.activate_address.removeprefix("https://").removeprefix("http://")
        return whole if self.sheet.code else whole.removesuffix("/activate")

    @property
    def css(self) -> str:
        return stylesheet(self.sheet.paper, self.sheet.colour, words.is_right_to_left(self.sheet.language))

    def set_in(self, setting: Setting) -> "Pages":
        html = render_to_string("pdf/certificate.html", self.context(setting))
        return lay_out(html, css=self.css, pictures=self.pictures)

    def context(self, setting: Setting) -> dict[str, Any]:
        sheet = self.sheet
        return {
            "sheet": sheet,
            "setting": setting,
            "language": self.spoken,
            "own": "rtl" if words.is_right_to_left(self.spoken) else "ltr",
            "address": self.address,
            "direction": "rtl" if words.is_right_to_left(sheet.language) else "ltr",
            "recipient": self.recipient,
            "short_name": self.recipient.text if line_width(self.recipient.text) <= SHORT_NAME else "",
            "sender": self.sender,
            "reason": self.reason,
            "points": number_format(sheet.points, 0, force_grouping=True),
            "sent_on": written_out(sheet.sent_on),
            "last_day": written_out(sheet.last_day) if sheet.last_day else "",
            "columns": fitting.columns(self.content, setting),
            "ecard": self.ecard,
            "logo": self.logo,
            "qr": self.qr,
            "tight": len(sheet.company_name) + len(self.address) + len(sheet.employee_id) > MUCH,
        }
