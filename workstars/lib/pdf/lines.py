"""Text as it can be printed: every sign with a face, each line in its direction, Han signs in their language."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from workstars.lib import fonts

NO_FACE = "□"  # stands on paper for a sign that no face has
MOST_LISTED = 8
RIGHT_TO_LEFT = ("ar", "he", "fa", "ur", "yi", "ps", "sd", "ug", "dv", "ckb")
_LINE_ENDS = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True)
class Line:
    text: str
    direction: str
    language: str

    @property
    def drawn_as(self) -> str:
        return fonts.drawn_as(self.language)


def line(text: str, language: str) -> Line:
    """All of it in one line."""
    words = " ".join(printable(text).split())
    return Line(words, direction(words), language_of(words, language))


def lines(text: str, language: str) -> list[Line]:
    """Line by line; blank ones within are kept, those at the ends are not.

    Where one writes from the right, a line that begins with a foreign name still does.
    """
    whole = printable(text).strip()
    kept = language_of(whole, language)
    mirrored = is_right_to_left(language)
    return [
        Line(each.strip(), "rtl" if mirrored and _turns(each) else direction(each), kept)
        for each in whole.split("\n")
    ]


def printable(text: str) -> str:
    """Line ends as newlines, without signs that steer machines; for a sign that no face has stands NO_FACE."""
    return "".join(map(_sign, _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))))


def faceless(signs: Iterable[str]) -> list[str]:
    """Of a text in NFC the signs that no face has, each once, in their order."""
    return [sign for sign in dict.fromkeys(signs) if _sign(sign) == NO_FACE != sign]


def listed(signs: Sequence[str]) -> str:
    """Each with its number, since screens often have no face for it either."""
    some = [f"{sign}\xa0(U+{ord(sign):04X})" for sign in signs[:MOST_LISTED]]
    return ", ".join([*some, "…"] if len(signs) > MOST_LISTED else some)


def written_out(day: date) -> str:
    """3 March 2027: no one has to know which number is the month."""
    return date_format(day, "DATE_FORMAT")


def is_right_to_left(language: str) -> bool:
    return language.lower().split("-")[0] in RIGHT_TO_LEFT


def direction(text: str) -> str:
    """That of the first letter that has one."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def _turns(text: str) -> bool:
    return any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in text)


def language_of(text: str, language: str) -> str:
    """The language that East Asian signs are drawn in: the sheet's where it has them, else what the text shows."""
    own = language.lower()
    if own.split("-")[0] in {"ja", "ko", "zh"}:
        return own
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    return "zh" if _HAN.search(text) else own


def _sign(sign: str) -> str:
    if sign == "\n" or (sign.isascii() and sign.isprintable()):
        return sign
    if sign == "\t":
        return " "
    if unicodedata.category(sign) == "Cc":
        return ""
    return sign if fonts.advance(sign) is not None else NO_FACE
