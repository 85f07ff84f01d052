"""What the writers share: the plan, the ids of the new people, and the ways of text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.db import connection
from django.db.models.expressions import RawSQL

from employees.csv_import.plan import Entry, Plan
from employees.models import Company, Employee
from employees.records import Field, RowRules
from workstars.lib.bulk import copy_cell
from workstars.lib.clock import today
from workstars.lib.text import fold_employee_id

TABLE = Employee._meta.db_table
SEARCHED = (Field.FIRST_NAME, Field.LAST_NAME, Field.EMPLOYEE_ID, Field.HR_EMAIL)


class MovedOn(Exception):
    """Somebody changed the same people between the look and the write."""


class Progress(Protocol):
    def begin(self, step: str, total: int = 0) -> None: ...
    def tick(self, done: int) -> None: ...


@dataclass
class Order:
    """`ids`: the row ids that the new people will have, by key, known before they are written."""

    plan: Plan
    company: Company
    rules: RowRules
    now: datetime
    progress: Progress
    ids: dict[str, int] = field(default_factory=dict)
    _managers: dict[str, tuple[str, str]] = field(default_factory=lambda: {"": ("\\N", "")})

    @property
    def day(self) -> date:
        return today(self.company, self.now)

    @property
    def columns(self) -> list[str]:
        """Columns of the table that the file fills as they are; the line manager is another matter."""
        return [name.value for name in self.plan.fields if name != Field.MANAGER_ID]

    @property
    def changed(self) -> dict[str, Entry]:
        return {key: entry for key, entry in self.plan.changed.items() if key not in self.plan.kept}

    def place_of(self, name: Field) -> int | None:
        """Where a line has this field; None for a file without it."""
        return self.plan.fields.index(name) if name in self.plan.fields else None

    def email_of(self, entry: Entry) -> str | None:
        """The address that the row gives; None for a file without addresses."""
        place = self.place_of(Field.HR_EMAIL)
        return None if place is None else plain(entry.cells[place])

    def manager_cells(self, written: str) -> tuple[str, str]:
        """manager_id and manager_ref as cells of COPY."""
        cells = self._managers.get(written)
        if cells is None:
            cells = self._managers[written] = self._look_up_manager(written)
        return cells

    def _look_up_manager(self, written: str) -> tuple[str, str]:
        key = fold_employee_id(written)
        pk = self.ids.get(key)
        if pk is None and key in self.plan.known:
            pk = self.plan.known.pk(key)
        return (str(pk), "") if pk is not None else ("\\N", copy_cell(written))


def execute(sql: str, params: Sequence[Any] = ()) -> int:
    """Answers how many rows it was."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def these(ids: Iterable[int]) -> RawSQL:
    """For `pk__in`: one array instead of a parameter for each id."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])


def plain(cell: str) -> str:
    return cell.replace("\\\\", "\\") if "\\" in cell else cell


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\") if "\\" in text else text
