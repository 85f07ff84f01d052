"""Names in braces in a company's own words, and what stands for them on a letter or certificate (I9, T8)."""

import re
from collections.abc import Collection, Iterator, Mapping

LETTER_NAMES = ("first_name", "name", "company", "last_day", "site", "department", "manager")
IN_BRACES = re.compile(r"\{([^{}]*)\}")
BRACE = re.compile(r"[{}]")


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """Each name in braces by its value; what is no name of ours stays as it stands."""
    return IN_BRACES.sub(lambda found: values.get(found[1].strip(), found[0]), text)


def unknown_in(text: str, names: Collection[str] = LETTER_NAMES) -> Iterator[str]:
    """What stands in braces and is none of those names, with its braces."""
    return (found[0] for found in IN_BRACES.finditer(text) if found[1].strip() not in names)


def has_lone_brace(text: str) -> bool:
    return bool(BRACE.search(IN_BRACES.sub("", text)))


def as_shown(name: str) -> str:
    return "{" + name + "}"
