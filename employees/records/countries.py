"""Countries by their names in English and in many other languages, alpha-2 and alpha-3; never guessed."""

import gettext
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import override, trans_real
from django_countries import countries as all_countries

from workstars.lib.text import fold_search

# The languages in which names of countries are known; a name that means two countries in two of them is none.
_LANGUAGES = (
    *(
        "de",
        "es",
        "fr",
        "pt",
        "pt-br",
        "pl",
        "ar",
        "bg",
        "ca",
        "cs",
        "da",
        "el",
        "et",
        "fi",
        "he",
        "hr",
        "hu",
    ),
    *("it", "ja", "ko", "lt", "lv", "nb", "nl", "ro", "ru", "sk", "sl", "sr", "sv", "th", "tr", "uk", "vi"),
    *("zh-hans", "zh-hant"),
)

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

_MORE_LOCAL_NAMES = {
    "grossbritannien": "GB",
    "großbritannien": "GB",
    "vereinigte staaten von amerika": "US",
    "estados unidos de america": "US",
    "eua": "US",
    "ee uu": "US",
    "stany zjednoczone": "US",
    "vereinigte staaten": "US",
    "estados unidos": "US",
    "etats unis": "US",
    "wielka brytania": "GB",
    "reino unido": "GB",
    "royaume uni": "GB",
    "rfn": "DE",
    "holanda": "NL",
    "hollande": "NL",
    "holandia": "NL",
    "ceska republika": "CZ",
    "cesko": "CZ",
    "中国": "CN",
    "中國": "CN",
    "日本": "JP",
    "台灣": "TW",
    "台湾": "TW",
    "대한민국": "KR",
    "한국": "KR",
    "ประเทศไทย": "TH",
    "ไทย": "TH",
    "भारत": "IN",
    "bharat": "IN",
    "eire": "IE",
    "brasil": "BR",
    "schweiz": "CH",
    "suisse": "CH",
    "svizzera": "CH",
    "norge": "NO",
    "kosovo": "XK",
}


@lru_cache(maxsize=10_000)
def read_country(text: str) -> str:
    """Alpha-2 from a name, alpha-2 or alpha-3; empty when it is none of them."""
    folded = _fold(text).removeprefix("the ")
    return _english_names().get(folded, "") or _local_names().get(folded, "")


@lru_cache(maxsize=1_000)
def nearest_country(text: str) -> str:
    """The English name of what was perhaps meant; empty when nothing comes near."""
    folded = _fold(text)
    for names in (_english_names(), _local_names()):
        comparable = [name for name in names if len(name) > 3 and abs(len(name) - len(folded)) < 4]
        near = get_close_matches(folded, comparable, n=1, cutoff=0.72)
        if near:
            return english_country(names[near[0]])
    return ""


def english_country(code: str) -> str:
    with override("en"):
        return str(all_countries.name(code))


def _fold(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", fold_search(text)).split())


@cache
def _english_names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    with override("en"):
        pairs = [(code, str(name)) for code, name in all_countries]
    for code, name in pairs:
        for written in (name, name.split(" (")[0], code, all_countries.alpha3(code), *_old_names(code)):
            names[_fold(written).removeprefix("the ")] = code
    # Two territories share their name without the brackets with nobody else's; the rest must not be ambiguous.
    for ambiguous in ("virgin islands",):
        names.pop(ambiguous, None)
    return {**names, **_MORE_NAMES}


@cache
def _local_names() -> Mapping[str, str]:
    """Asked only for what is not English, so that most processes never read these."""
    meant: dict[str, set[str]] = {}
    for code, name in _translated():
        for written in (name, re.split(r" \(|, ", name)[0]):
            meant.setdefault(_fold(written), set()).add(code)
    clear = {name: codes.pop() for name, codes in meant.items() if len(codes) == 1}
    return {**clear, **{_fold(name): code for name, code in _MORE_LOCAL_NAMES.items()}}


def _translated() -> Iterator[tuple[str, str]]:
    """Catalogs that were read for this alone are let go: they say all that there is in a language, and are 12 MB. Those
    of mails stay, since another thread may be speaking out of them."""
    stores: list[dict[Any, Any]] = [trans_real._translations, gettext._translations]  # type: ignore[attr-defined]
    before = [{*store, *settings.MAIL_LANGUAGES} for store in stores]
    for language in _LANGUAGES:
        with override(language):
            yield from ((code, str(name)) for code, name in all_countries)
        for store, kept in zip(stores, before, strict=True):
            for key in store.keys() - kept:
                del store[key]


def _old_names(code: str) -> list[str]:
    return [str(name) for name in all_countries.OLD_NAMES.get(code, [])]
