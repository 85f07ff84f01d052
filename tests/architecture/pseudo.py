"""A language that does not exist: whatever is marked for translation comes out between ⟦ and ⟧, the rest is a find."""

import gettext
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

from django.test import override_settings
from django.utils.translation import trans_real
from django.utils.translation.trans_real import CONTEXT_SEPARATOR

# Django itself knows Esperanto, so a browser may ask for it; our catalogue stands in for its real one.
PSEUDO = "eo"

SILENT = {"script", "style", "code", "textarea"}
VOID = {"img", "input", "br", "hr", "meta", "link", "wbr", "source", "use", "path"}
SPOKEN_ATTRIBUTES = {"alt", "aria-label", "placeholder", "title", "data-label", "data-busy"}
# Of a file, and what Django itself writes around day, month, year and hour in Esperanto.
FINGERPRINT_OR_DAY = re.compile(r"\b[0-9a-f]{64}\b|\bde \d{4}\b|\b\d+-a de\b|\bje(?= \d\d:\d\d)")
WORD = re.compile(r"[^\W\d_]{2,}")


class Catalogue(gettext.NullTranslations):
    """Marks every message, whole sentences and plural forms alike, those with a context too."""

    def gettext(self, message: str) -> str:
        message = message.rpartition(CONTEXT_SEPARATOR)[2]
        return f"⟦{message}⟧" if message.strip() else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self.ngettext(msgid1, msgid2, n)

    def language(self) -> str:
        return PSEUDO

    def to_language(self) -> str:
        return PSEUDO


@contextmanager
def speaking_pseudo() -> Iterator[None]:
    """Pages asked with `Accept-Language: eo` answer in the language that does not exist."""
    with override_settings(LANGUAGES=[("en", "English"), (PSEUDO, "Pseudo")], MAIL_LANGUAGES=("en", PSEUDO)):
        trans_real._translations[PSEUDO] = Catalogue()  # type: ignore[assignment]
        try:
            yield
        finally:
            trans_real._translations.pop(PSEUDO, None)


class Words(HTMLParser):
    """Collects what a person would read or hear of a page, one piece per text node or spoken attribute."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        silent = tag in SILENT or given.get("aria-hidden") == "true" or given.get("translate") == "no"
        if self.hidden or silent:
            if tag not in VOID:
                self.hidden.append(tag)
            return
        self.pieces += [value for name, value in attrs if name in SPOKEN_ATTRIBUTES and value]
        if tag == "input" and given.get("type") in {"submit", "button"}:
            self.pieces.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if self.hidden and self.hidden[-1] == tag:
            self.hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(data)


def unmarked_words(html: str, data: set[str]) -> list[str]:
    """Pieces of a page that are neither marked for translation nor among `data`, the texts that people typed."""
    reader = Words()
    reader.feed(html)
    found, depth = [], 0
    longest_first = sorted(data, key=len, reverse=True)
    for piece in reader.pieces:
        outside = []
        for part in re.split(r"([⟦⟧])", piece):
            if part == "⟦":
                depth += 1
            elif part == "⟧":
                depth -= 1
            elif depth == 0:
                outside.append(part)
        left = _without(FINGERPRINT_OR_DAY.sub(" ", " ".join(outside)), longest_first)
        if WORD.search(left):
            found.append(" ".join(left.split()))
    return found


def _without(words: str, texts: list[str]) -> str:
    """As long as there is a word left to take away; most pieces have none."""
    for text in texts if WORD.search(words) else ():
        words = words.replace(text, " ")
    return words
