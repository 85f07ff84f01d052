"""What the template is given: words in their direction, pictures under their names, dates written out."""

from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from io import BytesIO
from typing import Any

import segno
from django.template.loader import render_to_string
from django.utils import dateformat
from django.utils.formats import number_format
from PIL import Image

from certificates.pdf import fitting, words
from certificates.pdf.fitting import Content, Setting
from certificates.pdf.sheet import Paper, Sheet
from workstars.lib import fonts
from workstars.lib.colour import accessible_accent
from workstars.lib.pdf import SCHEME

EAST_ASIAN = ("ja", "ko", "zh", "zh-hant")
SAME_FOR_ALL = "en"
QR_MASK = 2  # trying all eight for the best one takes longer than the page
QR_SCALE = 4


class Page:
    """`spoken` is the language of the page's own words; the sheet's may be one that has no words yet."""

    def __init__(self, sheet: Sheet, spoken: str) -> None:
        self.sheet = sheet
        self.spoken = spoken
        self.recipient = words.line(sheet.recipient, sheet.language)
        self.sender = words.line(sheet.sender, sheet.language)
        self.reason = words.line(sheet.reason, sheet.language)
        self.message = words.lines(sheet.message, sheet.language)
        self.pictures: dict[str, bytes] = {}
        self.ecard = self._hand_over(sheet.ecard_jpeg)
        self.logo = self._hand_over(flat(sheet.logo_png) if sheet.logo_png else None)
        self.qr = self._hand_over(qr(sheet.qr_address) if sheet.code else None)

    @cached_property
    def content(self) -> Content:
        return Content(
            name=self.recipient.text,
            message=self.message,
            facts={"from": self.sender.text, "reason": self.reason.text},
            ratio=ratio(self.sheet.ecard_jpeg) if self.sheet.ecard_jpeg else None,
        )

    @property
    def address(self) -> str:
        """As somebody types it: without the scheme. Who has an account begins at the home page."""
        whole = self.sheet.activate_address.removeprefix("https://").removeprefix("http://")
        return whole if self.sheet.code else whole.removesuffix("/activate")

    @property
    def css(self) -> str:
        return stylesheet(self.sheet.paper, self.sheet.colour, words.is_right_to_left(self.sheet.language))

    def html(self, setting: Setting) -> str:
        return render_to_string("pdf/certificate.html", self.context(setting))

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
            "sender": self.sender,
            "reason": self.reason,
            "points": number_format(sheet.points, 0, force_grouping=True),
            "sent_on": written_out(sheet.sent_on),
            "last_day": written_out(sheet.last_day) if sheet.last_day else "",
            "columns": fitting.columns(self.content, setting),
            "ecard": self.ecard,
            "logo": self.logo,
            "qr": self.qr,
        }

    def _hand_over(self, picture: bytes | None) -> str:
        """The address of a picture on the page. Named by what it shows, since the engine remembers names."""
        if not picture:
            return ""
        name = sha256(picture).hexdigest()[:24]
        self.pictures[name] = picture
        return SCHEME + name


@lru_cache(maxsize=32)
def stylesheet(paper: Paper, colour: str, right_to_left: bool) -> str:
    """The whole of it for a paper, a company and a direction."""
    accent, _ink = accessible_accent(colour, on_dark=False)
    roomy, dense = fitting.FRAMES[paper]
    families = {language: ", ".join(f'"{name}"' for name in fonts.stack(language)) for language in EAST_ASIAN}
    return render_to_string(
        "pdf/certificate.css",
        {
            "paper": paper,
            "accent": accent,
            "start": "right" if right_to_left else "left",
            "end": "left" if right_to_left else "right",
            "families": families,
            "family": families[EAST_ASIAN[0]],
            "code_family": fonts.CODE,
            "roomy": roomy,
            "dense": dense,
            "column": (roomy.width - fitting.GUTTER) / 2,
            "close_column": (dense.width - fitting.GUTTER) / 2,
            "blank": fitting.BLANK_LINE,
            "name_leading": fitting.NAME_LEADING,
            "fact_leading": fitting.FACT_LEADING,
            "facts": fitting.FACTS,
            "sizes": sorted({*fitting.SIZES, *fitting.SMALLEST}),
            "leadings": fitting.LEADINGS,
            "names": fitting.NAME_SIZES,
            "plates": fitting.PLATES,
            "feet": range(fitting.MOST_FOOT + 1),
        },
    )


def written_out(day: date) -> str:
    """3 March 2027: no one has to know which number is the month."""
    return dateformat.format(day, "j F Y")


@lru_cache(maxsize=8)
def flat(png: bytes) -> bytes:
    """A logo on white paper: without transparency it need not be taken apart for every sheet."""
    logo = Image.open(BytesIO(png), formats=("PNG",)).convert("RGBA")
    paper = Image.new("RGBA", logo.size, "white")
    out = BytesIO()
    Image.alpha_composite(paper, logo).convert("RGB").save(out, "JPEG", quality=95, subsampling=0)
    return out.getvalue()


def ratio(jpeg: bytes) -> float:
    """Width by height, from the head alone."""
    with Image.open(BytesIO(jpeg), formats=("JPEG",)) as picture:
        return picture.width / picture.height


def qr(address: str) -> bytes:
    out = BytesIO()
    segno.make_qr(address, error="m", mask=QR_MASK).save(out, kind="png", scale=QR_SCALE, border=4)
    return out.getvalue()
