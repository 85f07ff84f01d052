"""Which column of the file is which of ours, and how its cells are meant (E3)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from employees.records.dates import DateColumn, look_at_days
from employees.records.fields import DATES, Column, Extra, Field
from employees.records.rules import DateOrder, RowRules
from workstars.lib.tabular import Encoding, Row, Sheet

Prepare = Callable[[list[str]], list[str]]


@dataclass(frozen=True)
class Matching:
    """Column of the file (from 0) for each of our fields that it has, and how its cells are meant.

    `extras`: columns that say something about fields. `date_orders`: for each column of days the order that was said
    or proven, and `proofs` the text that proved it. `remembered_as`: the name under which these headings are kept.
    """

    columns: Mapping[Field, int] = field(default_factory=dict)
    extras: Mapping[Extra, int] = field(default_factory=dict)
    date_orders: Mapping[Field, DateOrder] = field(default_factory=dict)
    proofs: Mapping[Field, str] = field(default_factory=dict)
    short_years: bool = False
    blank_words: bool = False
    odd_ids: bool = False
    remembered_as: str = ""

    @classmethod
    def of(cls, columns: Mapping[Column, int], **more: Any) -> "Matching":
        return cls(
            {name: index for name, index in columns.items() if isinstance(name, Field)},
            {name: index for name, index in columns.items() if isinstance(name, Extra)},
            **more,
        )

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Matching":
        return cls(
            {Field(name): int(index) for name, index in stored["columns"].items()},
            {Extra(name): int(index) for name, index in stored.get("extras", {}).items()},
            {Field(name): DateOrder(order) for name, order in stored.get("date_orders", {}).items()},
            {Field(name): text for name, text in stored.get("proofs", {}).items()},
            short_years=bool(stored.get("short_years")),
            blank_words=bool(stored.get("blank_words")),
            odd_ids=bool(stored.get("odd_ids")),
            remembered_as=stored.get("remembered_as", ""),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "columns": _by_value(self.columns),
            "extras": _by_value(self.extras),
            "date_orders": _by_value(self.date_orders),
            "proofs": _by_value(self.proofs),
            "short_years": self.short_years,
            "blank_words": self.blank_words,
            "odd_ids": self.odd_ids,
            "remembered_as": self.remembered_as,
        }

    @property
    def fields(self) -> frozenset[Field]:
        """What a row will say something about."""
        split = {Field.FIRST_NAME, Field.LAST_NAME} if Extra.FULL_NAME in self.extras else set()
        return frozenset({*self.columns, *split})

    @property
    def all_columns(self) -> dict[Column, int]:
        return dict([*self.columns.items(), *self.extras.items()])

    def unused(self, headings: Sequence[str]) -> list[str]:
        """Headings that nothing is read from, for the page to name them."""
        used = set(self.all_columns.values())
        return [heading for index, heading in enumerate(headings) if heading and index not in used]

    def layout(self, width: int) -> tuple[dict[Field, int], Prepare | None]:
        """Where each field stands in a row of the file, and what has to be done to the row before, if anything."""
        columns = dict(self.columns)
        full_name = self.extras.get(Extra.FULL_NAME)
        if full_name is None:
            return columns, None
        columns |= {Field.LAST_NAME: width, Field.FIRST_NAME: width + 1}
        return columns, lambda cells: [*cells, *split_name(cells[full_name])]

    def heading_of(self, name: Column | None, headings: Sequence[str]) -> str:
        """The file's own name of the column from which this is read."""
        columns = self.all_columns
        if Extra.FULL_NAME in columns and name in (Field.FIRST_NAME, Field.LAST_NAME):
            name = Extra.FULL_NAME
        return headings[columns[name]] if name in columns else ""


@dataclass(frozen=True)
class Choices:
    """What an administrator says about a file. Empty and 0: as the file shows it by itself.

    `headings_line`: where the headings stand; `part`: the sheet of a workbook; `remember_as`: the name under which
    the headings are kept for the next file, empty for not at all.
    """

    encoding: Encoding = Encoding.UTF_8
    separator: str = ""
    part: str = ""
    headings_line: int = 0
    matching: Matching = field(default_factory=Matching)
    complete: bool = False
    remember_as: str = ""


def missing_fields(fields: Collection[Field], rules: RowRules) -> list[Field]:
    """What a file of new people needs and this one has no column for. Only the Employee ID is needed always."""
    missing = []
    if Field.EMPLOYEE_ID not in fields:
        missing.append(Field.EMPLOYEE_ID)
    if Field.FIRST_NAME not in fields and Field.LAST_NAME not in fields:
        missing.append(Field.LAST_NAME)
    if Field.COUNTRY not in fields and not rules.default_country:
        missing.append(Field.COUNTRY)
    if Field.HR_EMAIL not in fields and not rules.offline_employees:
        missing.append(Field.HR_EMAIL)
    return missing


def look_at_dates(sheet: Sheet, columns: Mapping[Field, int]) -> dict[Field, DateColumn]:
    """Reads the columns of days from beginning to end: what proves their order may stand in the last row."""
    places = {name: columns[name] for name in DATES if name in columns}
    if not places:
        return {}
    texts: dict[Field, dict[str, int]] = {name: {} for name in places}
    for line, cells in sheet.rows():
        for name, index in places.items():
            if index < len(cells):
                texts[name].setdefault(cells[index], line)
    return {name: look_at_days(lines) for name, lines in texts.items()}


def with_proven_dates(matching: Matching, found: Mapping[Field, DateColumn]) -> tuple[Matching, list[Field]]:
    """The matching with the orders that the columns prove where nobody said one, and the columns to ask about."""
    orders = {
        name: order for name, order in matching.date_orders.items() if name in found and found[name].asks
    }
    proven = {name: said for name, said in found.items() if said.asks and said.proven and name not in orders}
    orders |= {name: said.proven for name, said in proven.items() if said.proven}
    whole = replace(
        matching,
        date_orders=orders,
        proofs={name: said.proof for name, said in proven.items()},
        short_years=any(said.short_years for said in found.values()),
    )
    return whole, [name for name, said in found.items() if said.asks and name not in orders]


def split_name(text: str) -> tuple[str, str]:
    """Last and first name of “Last, First”; without a comma all of it is the last name."""
    last, _comma, first = text.partition(",")
    return last.strip(), first.strip()


def first_values(sample: Iterable[Row], index: int, count: int) -> list[str]:
    """The first values of a column that say something, for whoever has to tell what it is."""
    cells = (cells[index].strip() for _, cells in sample if index < len(cells))
    return list(islice((cell for cell in cells if cell), count))


def _by_value(stored: Mapping[Any, Any]) -> dict[str, Any]:
    return {name.value: thing for name, thing in stored.items()}
