"""Single cells: letters made comparable, and languages."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from django.conf import settings

from workstars.lib.text import fold_search

_UNSEEN = re.compile(r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_JOINERS = re.compile(r"[\u200c\u200d]")
_BREAKS = re.compile(r"\s*[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+\s*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def is_tidy(text: str) -> bool:
    """Nothing unseen in it, no line break, and NFC. Quick: true of nearly every row of a file."""
    return text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text))


def without_unseen(text: str, *, joiners: bool) -> str:
    """NFC without zero-width and bidirectional controls. Joiners belong to names in some scripts and to emoji."""
    text = _UNSEEN.sub("", text)
    if not joiners:
        text = _JOINERS.sub("", text)
    return unicodedata.normalize("NFC", text).strip()


def has_breaks(text: str) -> bool:
    return _BREAKS.search(text) is not None


def join_lines(text: str) -> str:
    return _BREAKS.sub(" ", text)


def first_control(text: str) -> str:
    """The first control character as U+0007; empty without one."""
    found = _CONTROL.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


@lru_cache(maxsize=1_000)
def read_language(text: str) -> str | None:
    """A language that records may have, from its code (with or without region), its own or its English name."""
    folded = fold_search(text)
    return _language_names().get(folded) or _language_names().get(re.split(r"[-_ ]", folded)[0])


@cache
def _language_names() -> Mapping[str, str]:
    english = {
        "en": "english",
        "es": "spanish",
        "fr": "french",
        "de": "german",
        "pt": "portuguese",
        "pl": "polish",
    }
    names = {fold_search(name): code for code, name in settings.RECORD_LANGUAGES.items()}
    return {
        **names,
        **{code: code for code in settings.RECORD_LANGUAGES},
        **{n: c for c, n in english.items()},
        "arabic": "ar",
    }
