"""Filters for words and numbers; part of {% load components %}."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Page
from django.template import Library
from django.utils.formats import number_format

from workstars.lib import colour

register = Library()


@register.filter
def grouped(number: int | None) -> str:
    """1204 as the reader's language writes it: 1,204."""
    return number_format(number or 0, 0, force_grouping=True)


@register.filter
def plain(number: int | None) -> str:
    """A number for a machine."""
    return str(int(number or 0))


@register.filter
def initials(name: str) -> str:
    """First letters of the first and the last word; one sign where names are written without spaces."""
    words = [word for word in str(name).split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper() or "?"


@register.filter
def item(mapping: Any, key: Any) -> Any:
    return mapping.get(key, "") if mapping else ""


@register.filter
def listed(words: str) -> list[str]:
    return words.split(",")


@register.filter
def numbers(page: Page) -> Iterator[int | str]:
    """Page numbers with gaps, seven at most."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def is_number(value: Any) -> bool:
    return isinstance(value, int)


@register.filter
def accent(chosen: str | None, ground: str = "light") -> str:
    """The company's colour as it can be read on light or dark; for mails, which have no stylesheet."""
    readable, _ = colour.accessible_accent(chosen or colour.DEFAULT, on_dark=ground == "dark")
    return readable
