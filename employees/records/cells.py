"""Single cells: letters made comparable, days and countries understood, never guessed."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache, lru_cache

from django.conf import settings
from django.utils.translation import override
from django_countries import countries as all_countries

from employees.records.problems import Code
from employees.records.rules import DateOrder
from workstars.lib.text import fold_search

_UNSEEN = re.compile(r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_JOINERS = re.compile(r"[\u200c\u200d]")
_BREAKS = re.compile(r"\s*[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+\s*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

BLANK_WORDS = frozenset(
    [
        "-",
        "--",
        "—",
        "–",
        ".",
        "n/a",
        "na",
        "n.a.",
        "#n/a",
        "#nv",
        "none",
        "null",
        "nil",
        "no",
        "without",
        "unknown",
        "empty",
        "x",
        "xxx",
        "keine",
        "kein",
        "brak",
        "aucun",
        "ninguno",
        "nenhum",
    ]
)

_TIME = re.compile(r"[T ][0-9]{1,2}:[0-9]{2}.*\Z")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})\Z")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})\Z")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2}\Z")
_YEARS = range(1900, 2200)

_MORE_NAMES = {
    "usa": "US",
    "united states": "US",
    "america": "US",
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "russian federation": "RU",
    "republic of korea": "KR",
    "korea": "KR",
    "viet nam": "VN",
    "ivory coast": "CI",
    "holland": "NL",
    "slovak republic": "SK",
    "republic of ireland": "IE",
    "uae": "AE",
    "macao": "MO",
    "drc": "CD",
}


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


@lru_cache(maxsize=50_000)
def read_day(text: str, order: DateOrder) -> date | Code:
    """A day, a time part ignored, or why it is none. Years first are always understood; otherwise `order` decides."""
    text = _TIME.sub("", text)
    found = _YEAR_FIRST.match(text)
    if found:
        return _day(found[1], found[3], found[4])
    if _SHORT_YEAR.match(text):
        return Code.DATE_SHORT_YEAR
    found = _YEAR_LAST.match(text)
    if not found:
        return Code.DATE_MALFORMED
    if order == DateOrder.DAY_FIRST:
        return _day(found[4], found[3], found[1])
    if order == DateOrder.MONTH_FIRST:
        return _day(found[4], found[1], found[3])
    return Code.DATE_ORDER


def _day(year: str, month: str, day: str) -> date | Code:
    if int(year) not in _YEARS:
        return Code.DATE_MALFORMED
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return Code.DATE_MALFORMED


@lru_cache(maxsize=10_000)
def read_country(text: str) -> str:
    """Alpha-2 from an English name, alpha-2 or alpha-3; empty when it is none of them."""
    folded = _fold_country(text)
    return _country_names().get(folded.removeprefix("the "), "")


@lru_cache(maxsize=1_000)
def nearest_country(text: str) -> str:
    """The English name that was perhaps meant; empty when nothing comes near."""
    names = [name for name in _country_names() if len(name) > 3]
    near = get_close_matches(_fold_country(text), names, n=1, cutoff=0.72)
    return english_country(_country_names()[near[0]]) if near else ""


def english_country(code: str) -> str:
    with override("en"):
        return str(all_countries.name(code))


def _fold_country(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", fold_search(text)).split())


@cache
def _country_names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    with override("en"):
        pairs = [(code, str(name)) for code, name in all_countries]
    for code, name in pairs:
        for written in (name, name.split(" (")[0], code, all_countries.alpha3(code), *_old_names(code)):
            names[_fold_country(written).removeprefix("the ")] = code
    # Two territories share their name without the brackets with nobody else's; the rest must not be ambiguous.
    for ambiguous in ("virgin islands",):
        names.pop(ambiguous, None)
    return {**names, **_MORE_NAMES}


def _old_names(code: str) -> list[str]:
    return [str(name) for name in all_countries.OLD_NAMES.get(code, [])]


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
