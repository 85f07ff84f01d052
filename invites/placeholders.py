"""Names in braces in a company's own words, and what stands for them on a letter (I9)."""

import re
from collections.abc import Iterator, Mapping

NAMES = ("first_name", "name", "company", "last_day", "site", "department", "manager")
IN_BRACES = re.compile(r"\{([^{}]*)\}")
BRACE = re.compile(r"[{}]")


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """Each name in braces by its value; what is no name of ours stays as it stands."""
    return IN_BRACES.sub(lambda found: values.get(found[1].strip(), found[0]), text)


def unknown_in(text: str) -> Iterator[str]:
    """What stands in braces and is no name of ours, with its braces."""
    return (found[0] for found in IN_BRACES.finditer(text) if found[1].strip() not in NAMES)


def has_lone_brace(text: str) -> bool:
    return bool(BRACE.search(IN_BRACES.sub("", text)))


def as_shown(name: str) -> str:
    return "{" + name + "}"
