"""Which column of the file is which of ours: own headings are recognised, the rest is asked (E3)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from employees.records.fields import DATES, Field
from employees.records.rules import DateOrder, RowRules
from workstars.lib.tabular import Encoding, Row, Sheet

_NOT_LETTERS = re.compile(r"[\W_]+")
_DAYS_LOOKED_AT = 2_000
_YEAR_FIRST = re.compile(r"[0-9]{4}[-/.]")

# What a heading may be called beside our own name and label of the column, without spaces and signs.
_ALSO_CALLED: Mapping[str, Field] = {
    "id": Field.EMPLOYEE_ID,
    "firstname": Field.FIRST_NAME,
    "lastname": Field.LAST_NAME,
    "email": Field.HR_EMAIL,
    "emailaddress": Field.HR_EMAIL,
    "manager": Field.MANAGER_ID,
    "managerid": Field.MANAGER_ID,
    "linemanager": Field.MANAGER_ID,
    "linemanagerid": Field.MANAGER_ID,
    "manageremployeeid": Field.MANAGER_ID,
    "linemanageremployeeid": Field.MANAGER_ID,
    "site": Field.LOCATION,
}


@dataclass(frozen=True)
class Matching:
    """Column of the file (from 0) for each of our fields that it has, and how its cells are meant."""

    columns: Mapping[Field, int] = field(default_factory=dict)
    blank_words: bool = False
    odd_ids: bool = False

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "Matching":
        columns = stored.get("columns")
        assert isinstance(columns, dict)
        return cls(
            {Field(name): int(index) for name, index in columns.items()},
            blank_words=bool(stored.get("blank_words")),
            odd_ids=bool(stored.get("odd_ids")),
        )

    def to_json(self) -> dict[str, object]:
        columns = {name.value: index for name, index in self.columns.items()}
        return {"columns": columns, "blank_words": self.blank_words, "odd_ids": self.odd_ids}

    def unused(self, headings: Sequence[str]) -> list[str]:
        """Headings that nothing is read from, for the page to name them."""
        used = set(self.columns.values())
        return [heading for index, heading in enumerate(headings) if heading and index not in used]


@dataclass(frozen=True)
class Choices:
    """What an administrator says about a file. `date_order` None: the days have not been looked at yet."""

    encoding: Encoding = Encoding.UTF_8
    columns: Mapping[Field, int] = field(default_factory=dict)
    date_order: DateOrder | None = None
    complete: bool = False
    blank_words: bool = False
    odd_ids: bool = False


def recognise(headings: Sequence[str]) -> dict[Field, int]:
    """Our fields by their headings, whatever case, spaces and signs. Two headings for one field: neither is taken."""
    found: dict[Field, list[int]] = {}
    names = _names()
    for index, heading in enumerate(headings):
        known = names.get(_bare(heading))
        if known:
            found.setdefault(known, []).append(index)
    return {name: indexes[0] for name, indexes in found.items() if len(indexes) == 1}


def missing_fields(columns: Mapping[Field, int], rules: RowRules) -> list[Field]:
    """What a file of new people needs and this one has no column for. Only the Employee ID is needed always."""
    missing = []
    if Field.EMPLOYEE_ID not in columns:
        missing.append(Field.EMPLOYEE_ID)
    if Field.FIRST_NAME not in columns and Field.LAST_NAME not in columns:
        missing.append(Field.LAST_NAME)
    if Field.COUNTRY not in columns and not rules.default_country:
        missing.append(Field.COUNTRY)
    if Field.HR_EMAIL not in columns and not rules.offline_employees:
        missing.append(Field.HR_EMAIL)
    return missing


def needs_date_order(sheet: Sheet, columns: Mapping[Field, int]) -> bool:
    """True where a column of days is not written year first: the order is asked, never guessed (E6)."""
    indexes = [columns[name] for name in DATES if name in columns]
    if not indexes:
        return False
    looked_at = islice(sheet.rows(), _DAYS_LOOKED_AT)
    days = (cells[index].strip() for _, cells in looked_at for index in indexes if index < len(cells))
    return any(day[:1].isdigit() and not _YEAR_FIRST.match(day) for day in days)


def first_values(sample: Iterable[Row], index: int, count: int) -> list[str]:
    """The first values of a column that say something, for whoever has to tell what it is."""
    cells = (cells[index].strip() for _, cells in sample if index < len(cells))
    return list(islice((cell for cell in cells if cell), count))


def _names() -> dict[str, Field]:
    own = {_bare(name.value): name for name in Field}
    labels = {_bare(str(name.label)): name for name in Field}
    return {**_ALSO_CALLED, **labels, **own}


def _bare(heading: str) -> str:
    return _NOT_LETTERS.sub("", heading.casefold())
