"""A problem with a row, in words: what is wrong, and how to mend it (X3)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext


class Worded:
    """For a frozen dataclass with `code`, `value` and `params`, which fill the two sentences of its code."""

    __slots__ = ()

    SENTENCES: ClassVar[Mapping[Any, tuple[Promise, Promise]]]
    WARNINGS: ClassVar[frozenset[Any]]

    code: Any
    value: str
    params: Mapping[str, object]

    @property
    def is_error(self) -> bool:
        return self.code not in self.WARNINGS

    @property
    def sentence(self) -> str:
        return str(self.SENTENCES[self.code][0]) % self._words()

    @property
    def remedy(self) -> str:
        return str(self.SENTENCES[self.code][1]) % self._words()

    def __str__(self) -> str:
        return f"{self.sentence} {self.remedy}"

    def _words(self) -> dict[str, object]:
        return {"value": shortened(self.value), "offer": "", **self.params}


def shortened(text: str, limit: int = 60) -> str:
    """For sentences alone; what is stored is never cut."""
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[:limit]}…"


def offer(name: str) -> str:
    """The end of a remedy that knows what or who may be meant."""
    return gettext(". Perhaps %(name)s is meant") % {"name": name}
