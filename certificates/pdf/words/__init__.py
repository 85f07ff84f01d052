"""The words that certificates come with, one file a language. What letters say too is theirs (invites.pdf.words)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from certificates.placeholders import MOST
from invites.pdf.words import FIRST, letter_language

__all__ = ["FIRST", "MOST", "Registered", "Wording", "Words", "letter_language", "words_in"]


@dataclass(frozen=True)
class Wording:
    """What a company may say in its own words (T8); what is empty stands as it comes. Names in braces (`{company}`,
    `{name}`) are filled in. `thanks` is on page 1, the others on page 2; for `ask` nothing stands otherwise."""

    thanks: str = ""
    title: str = ""
    lead: str = ""
    ask: str = ""


@dataclass(frozen=True)
class Registered:
    """Page 2 of who has an account already (T5)."""

    title: str
    lead: str
    address: str
    log_in: str
    how: str
    whose: str


@dataclass(frozen=True)
class Words:
    """What stands on a certificate in one language. `standard` is what a company may word itself."""

    language: str
    heading: str
    ecard: str
    sender: str
    reason: str
    date: str
    points: str
    care: str
    standard: Wording
    registered: Registered


@cache
def words_in(language: str) -> Words:
    """`language` is one of RECORD_LANGUAGES."""
    told = tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text(encoding="utf-8"))
    standard, registered = Wording(**told.pop("standard")), Registered(**told.pop("registered"))
    return Words(language=language, standard=standard, registered=registered, **told)
