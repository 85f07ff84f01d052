"""The four columns of a batch file, found by their headings (B2)."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_NOT_LETTERS = re.compile(r"[\W_]+")


class Column(TextChoices):
    """The value is the heading in the file, the label what pages call it."""

    EMPLOYEE_ID = "EMPLOYEE_ID", gettext_lazy("Employee ID")
    MESSAGE = "MESSAGE", gettext_lazy("Message")
    POINTS = "POINTS", gettext_lazy("Points")
    REASON = "REASON", gettext_lazy("Reason")


class HeadingsWrong(Exception):
    """A column is missing, or there twice. The text is a sentence for the page."""


Columns = Mapping[Column, int]
"""Where each of the four is in a row, counted from 0."""


def match_headings(headings: Sequence[str]) -> Columns:
    """All four, in any order and case, with spaces or underscores. Refusal: HeadingsWrong, naming the columns."""
    found = find_columns(headings)
    missing = [column for column in Column if column not in found]
    if missing:
        raise HeadingsWrong(_missing(missing, headings))
    twice = [column for column, places in found.items() if len(places) > 1]
    if twice:
        raise HeadingsWrong(
            _("The column %(heading)s is there twice. Take one of them out.") % {"heading": twice[0].value}
        )
    return {column: places[0] for column, places in found.items()}


def find_columns(headings: Iterable[str]) -> dict[Column, list[int]]:
    """Places of our columns among the headings."""
    known = {_bare(column.value): column for column in Column}
    found: dict[Column, list[int]] = {}
    for index, heading in enumerate(headings):
        if column := known.get(_bare(heading)):
            found.setdefault(column, []).append(index)
    return found


def unused_headings(headings: Sequence[str]) -> list[str]:
    """Headings of columns from which nothing is read, for the page to name them."""
    used = {index for places in find_columns(headings).values() for index in places}
    return [heading for index, heading in enumerate(headings) if heading and index not in used]


def _missing(missing: Sequence[Column], headings: Sequence[str]) -> str:
    words = {
        "missing": ", ".join(column.value for column in missing),
        "headings": ", ".join(heading for heading in headings if heading),
    }
    if len(missing) == 1:
        return (
            _(
                "The column %(missing)s is missing. The first line of the file has: %(headings)s. "
                "All four columns are needed, also where REASON is empty."
            )
            % words
        )
    return (
        _(
            "These columns are missing: %(missing)s. The first line of the file has: %(headings)s. "
            "It has to hold EMPLOYEE_ID, MESSAGE, POINTS and REASON."
        )
        % words
    )


def _bare(heading: str) -> str:
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", heading).casefold())
