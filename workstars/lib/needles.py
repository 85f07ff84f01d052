"""What one person is called in texts, and texts without it: for erasing a person (X5)."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

from django.db.models import Q

from workstars.lib.tabular import is_workbook
from workstars.lib.text import fold_search

# A shorter ID, or one of fewer digits alone, is a number, a year or a part of a day as well.
TELLING_SIGNS, TELLING_DIGITS = 4, 6
SHORTEST_TRACE = 3
NOTHING = "(?!)"
ENCODINGS = ("utf-8-sig", "utf-16", "latin-1")


@dataclass(frozen=True)
class Needles:
    """`whole`: texts that are nothing but this are about the person; `within`: so are these words in any text.
    `said` stands in their place."""

    whole: tuple[str, ...]
    within: tuple[str, ...]
    said: str

    @classmethod
    def of(cls, *, ids: Iterable[str], names: Iterable[str], emails: Iterable[str], said: str) -> "Needles":
        ids, names, emails = (tuple(dict.fromkeys(filter(None, each))) for each in (ids, names, emails))
        within = (*names, *emails, *filter(is_telling, ids))
        return cls((*ids, *names, *emails), tuple(sorted(within, key=len, reverse=True)), said)

    def words_too(self, words: Iterable[str]) -> "Needles":
        """With words that mean the person only where the person is meant, like the first name in a message to them."""
        longer = {*self.within, *(word for word in words if len(word) > 1)}
        return Needles(self.whole, tuple(sorted(longer, key=len, reverse=True)), self.said)

    def scrub(self, text: str) -> str:
        if text.strip().casefold() in self._wholes:
            return self.said
        return self._words.sub(lambda _found: self.said, text)

    def scrub_json(self, value: Any) -> Any:
        """Plain data, keys included."""
        if isinstance(value, str):
            return self.scrub(value)
        if isinstance(value, list):
            return [self.scrub_json(one) for one in value]
        if isinstance(value, dict):
            return {self.scrub(key): self.scrub_json(one) for key, one in value.items()}
        return value

    def may_be_in(self, column: str, *, json: bool = False) -> Q:
        """Of a column in small letters: the rows that `scrub` may change, and some more. A plain search for a few
        letters costs a twentieth of a regular expression that knows every form."""
        wholes = [form.lower() for form in self.whole]
        found = Q(**{f"{column}__in": wholes})
        sought = [*self._traces, *(f'"{whole}"' for whole in wholes if json)]
        for trace in sought:
            found |= Q(**{f"{column}__contains": trace})
        return found

    @cached_property
    def _traces(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(trace for word in self.within for trace in _traces_of(word)))

    @cached_property
    def _wholes(self) -> frozenset[str]:
        return frozenset(each.casefold() for each in _variants(self.whole))

    @cached_property
    def _words(self) -> re.Pattern[str]:
        return _as_words(_variants(self.within))

    def are_in(self, data: bytes, encoding: str = "") -> bool:
        """Whether a table's bytes may hold the person. A workbook that cannot be looked into does."""
        sought = _as_words([*self.whole, *self.within, *_without_zeros(self.whole)])
        if is_workbook(data):
            return _is_in_workbook(data, sought)
        return any(sought.search(text) for text in _decoded(data, encoding))


def is_telling(employee_id: str) -> bool:
    """Whether an Employee ID within a text can hardly mean anything else."""
    if employee_id.isdigit():
        return len(employee_id) >= (TELLING_SIGNS if employee_id[0] == "0" else TELLING_DIGITS)
    return len(employee_id) >= TELLING_SIGNS


def _as_words(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, filter(None, words)), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first) or NOTHING})(?!\w)", re.IGNORECASE)


def _variants(words: Iterable[str]) -> list[str]:
    """As typed, as folded for a search, as in an address."""
    return [form for word in words for form in (word, fold_search(word), quote(word), quote_plus(word))]


def _traces_of(word: str) -> list[str]:
    """The longest run of plain letters and digits: it is in the word however that is folded, quoted or escaped."""
    runs = re.findall(r"[a-z0-9]+", word.split("@", 1)[0].lower())
    longest = max(runs, key=len, default="")
    if len(longest) >= SHORTEST_TRACE:
        return [longest]
    return [word, *(form.lower() for form in _variants([word]))]


def _without_zeros(words: Iterable[str]) -> list[str]:
    """What a spreadsheet makes of an ID."""
    return [word.lstrip("0") for word in words if word.isdigit()]


def _decoded(data: bytes, encoding: str) -> Iterator[str]:
    for name in filter(None, (encoding, *ENCODINGS)):
        try:
            yield data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue


def _is_in_workbook(data: bytes, sought: re.Pattern[str]) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(data)) as book:
            texts = (book.read(name).decode("utf-8", "replace") for name in book.namelist())
            return any(sought.search(text) or sought.search(_unescaped(text)) for text in texts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, MemoryError):
        return True


def _unescaped(text: str) -> str:
    for plain in "<>&":
        text = text.replace(escape(plain), plain)
    return text
