"""The words that letters come with, one file a language; the text of a letter can be a company's own (I9)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

FIRST = "en"


@dataclass(frozen=True)
class Wording:
    """Title and text of a letter, with names in braces still to be filled in."""

    title: str
    text: str


@dataclass(frozen=True)
class Step:
    """`without_email` is said instead of `text` where people may register without an e-mail address (A6)."""

    title: str
    text: str
    without_email: str = ""


@dataclass(frozen=True)
class Words:
    """What stands on a letter in one language. `standard` is the wording by kind."""

    language: str
    employee_id: str
    code: str
    address: str
    until: str
    square: str
    ask: str
    ask_anybody: str
    care: str
    steps: tuple[Step, ...]
    standard: Mapping[str, Wording]


def letter_language(*wanted: str) -> str:
    """The first of these languages that letters are written in, English if none is."""
    return next((each for each in wanted if each in settings.RECORD_LANGUAGES), FIRST)


@cache
def words_in(language: str) -> Words:
    """`language` is one of RECORD_LANGUAGES."""
    told = tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text(encoding="utf-8"))
    steps = tuple(Step(**step) for step in told.pop("steps"))
    standard = {
        kind: Wording(own["title"], own["text"].strip())
        for kind in ("invites", "reminders")
        for own in [told.pop(kind)]
    }
    return Words(language=language, steps=steps, standard=standard, **told)
