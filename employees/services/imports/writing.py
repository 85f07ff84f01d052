"""A plan carried out: COPY of new people into the table, changed ones by a temporary table and one UPDATE.

All inside the caller's transaction, which holds the company's people. Not one object per person.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from django.db import connection
from django.db.models.expressions import RawSQL

from employees import facts
from employees.csv_import.known import BOUNCED, REGISTERED
from employees.csv_import.plan import Entry, Plan
from employees.facts import State
from employees.models import Company, Employee
from employees.models.employee import search_text
from employees.records import Field, RowRules
from employees.records.fields import DATES
from workstars.lib.bulk import copy_cell, copy_lines
from workstars.lib.clock import today
from workstars.lib.text import fold_employee_id

TABLE = Employee._meta.db_table
CHANGED = "import_changed"
_SEARCHED = (Field.FIRST_NAME, Field.LAST_NAME, Field.EMPLOYEE_ID, Field.HR_EMAIL)


class MovedOn(Exception):
    """Somebody changed the same people between the look and the write."""


class Progress(Protocol):
    def begin(self, step: str, total: int = 0) -> None: ...
    def tick(self, done: int) -> None: ...


def write_plan(plan: Plan, company: Company, rules: RowRules, now: datetime, progress: Progress) -> None:
    """Raises MovedOn, or django.db.IntegrityError where somebody took an ID or address meanwhile."""
    writer = _Writer(plan, company, rules, now, progress)
    writer.give_ids()
    if writer.changed:
        writer.stage_changed()
        writer.write_changed()
    writer.copy_new()
    writer.write_events()
    writer.write_leavers()
    writer.link()


class _Writer:
    def __init__(
        self, plan: Plan, company: Company, rules: RowRules, now: datetime, progress: Progress
    ) -> None:
        self.plan = plan
        self.company = company
        self.rules = rules
        self.now = now
        self.day = today(company, now)
        self.progress = progress
        self.ids: dict[str, int] = {}
        self.changed = {key: entry for key, entry in plan.changed.items() if key not in plan.kept}
        self.columns = [name for name in plan.fields if name != Field.MANAGER_ID]
        self.people = Employee.objects.for_company(company)

    # Line managers

    def give_ids(self) -> None:
        """Ids from the sequence first, so that a manager has one before the row is there."""
        if not self.plan.new:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT array_agg(nextval(pg_get_serial_sequence(%s, 'id'))) FROM generate_series(1, %s)",
                [TABLE, len(self.plan.new)],
            )
            self.ids = dict(zip(self.plan.new, cursor.fetchone()[0], strict=True))

    def manager(self, written: str) -> tuple[str, str]:
        """manager_id and manager_ref as cells of COPY."""
        if not written:
            return "\\N", ""
        key = fold_employee_id(written)
        pk = self.ids.get(key)
        if pk is None and key in self.plan.known:
            pk = int(self.plan.known.lines[key].split("\t", 1)[0])
        return (str(pk), "") if pk is not None else ("\\N", copy_cell(written))

    # New people

    def copy_new(self) -> None:
        self.progress.begin("new", len(self.plan.new))
        if not self.plan.new:
            return
        computed = ["id", "employee_key", "search_text", "manager_id", "manager_ref"]
        constant = [dict(self._constants(by_mail)) for by_mail in (False, True)]
        names = [*computed, *(name.value for name in self.columns), *constant[0]]
        tails = ["\t".join(map(copy_cell, values.values())) + "\n" for values in constant]
        copy_lines(TABLE, names, self._new_lines(tails))

    def _constants(self, by_mail: bool) -> Iterator[tuple[str, Any]]:
        """Every column that the file does not fill, as the employees' own service would leave it."""
        state = facts.state_on_joining("somebody" if by_mail else "", self.now)
        fixed = {
            "company_id": self.company.pk,
            "country": self.rules.default_country,
            "created_at": self.now,
            "changed_at": self.now,
            **state,
        }
        computed = {"id", "employee_key", "search_text", "manager_id", "manager_ref"}
        filled = computed | {name.value for name in self.columns}
        for column in Employee._meta.concrete_fields:
            if column.attname not in filled:
                yield column.attname, fixed.get(column.attname, column.get_default())

    def _new_lines(self, tails: Sequence[str]) -> Iterator[str]:
        managed, email_at, days_at = self._manager_at(), self._email_at(), self._days_at()
        searched = [self.plan.fields.index(name) if name in self.plan.fields else -1 for name in _SEARCHED]
        for done, (key, entry) in enumerate(self.plan.new.items(), start=1):
            if done % 2_000 == 0:
                self.progress.tick(done)
            cells = entry.text.split("\t")
            first, last, own, email = ["" if at < 0 else _plain(cells[at]) for at in searched]
            found = search_text(first, last, own, email)
            by_mail = email_at is not None and cells[email_at] != ""
            for at in days_at:
                cells[at] = cells[at] or "\\N"
            manager_id, ref = self.manager(_plain(cells.pop(managed))) if managed is not None else ("\\N", "")
            head = f"{self.ids[key]}\t{_escaped(key)}\t{_escaped(found)}\t{manager_id}\t{ref}"
            yield "\t".join([head, *cells, tails[by_mail]])

    def _manager_at(self) -> int | None:
        fields = self.plan.fields
        return fields.index(Field.MANAGER_ID) if Field.MANAGER_ID in fields else None

    def _email_at(self) -> int | None:
        fields = self.plan.fields
        return fields.index(Field.HR_EMAIL) if Field.HR_EMAIL in fields else None

    def _days_at(self) -> list[int]:
        return [at for at, name in enumerate(self.plan.fields) if name in DATES]

    # Changed people

    def stage_changed(self) -> None:
        self.progress.begin("changed", len(self.changed))
        names = [
            "id",
            "version",
            "search_text",
            *(name.value for name in self.columns),
            *self._manager_columns(),
        ]
        types = {
            **dict.fromkeys(names, "text"),
            **{name.value: "date" for name in DATES},
            "id": "bigint",
            "manager_id": "bigint",
            "version": "xid",
        }
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {CHANGED}")
            columns = ", ".join(f"{name} {types[name]}" for name in names)
            cursor.execute(f"CREATE TEMPORARY TABLE {CHANGED} ({columns}) ON COMMIT DROP")
        copy_lines(CHANGED, names, self._changed_lines())

    def _manager_columns(self) -> list[str]:
        return ["manager_id", "manager_ref"] if Field.MANAGER_ID in self.plan.fields else []

    def _changed_lines(self) -> Iterator[str]:
        for done, (key, entry) in enumerate(self.changed.items(), start=1):
            self.progress.tick(done)
            person = self.plan.known.person(key)
            values = entry.values(self.plan.fields)
            whole = {**person.values, **values}
            cells = [
                str(person.pk),
                person.version,
                copy_cell(search_text(*(whole[name] for name in _SEARCHED))),
            ]
            cells += [_cell(name, values[name]) for name in self.columns]
            if Field.MANAGER_ID in values:
                cells += self.manager(values[Field.MANAGER_ID])
            yield "\t".join(cells) + "\n"

    def write_changed(self) -> None:
        self._free_addresses()
        names = ["search_text", *(name.value for name in self.columns), *self._manager_columns()]
        setting = ", ".join(f"{name} = t.{name}" for name in names)
        written = self._execute(
            f"UPDATE {TABLE} e SET {setting}, changed_at = %s FROM {CHANGED} t"
            " WHERE e.id = t.id AND e.company_id = %s AND e.xmin = t.version",
            [self.now, self.company.pk],
        )
        if written != len(self.changed):
            raise MovedOn

    def _free_addresses(self) -> None:
        """Addresses that change hands inside the file are let go first: the index is asked row by row."""
        given_up = {}
        wanted = set()
        for key, entry in self.changed.items():
            before = self.plan.known.person(key).values[Field.HR_EMAIL].lower()
            after = self._email_of(entry).lower()
            if before and after != before:
                given_up[before] = self.plan.known.person(key).pk
            if after:
                wanted.add(after)
        if not given_up or self._email_at() is None:
            return
        wanted.update(self._email_of(entry).lower() for entry in self.plan.new.values())
        swapped = [pk for email, pk in given_up.items() if email in wanted]
        if not swapped:
            return
        freed = self._execute(
            f"UPDATE {TABLE} e SET hr_email = '' FROM {CHANGED} t"
            " WHERE e.id = t.id AND e.company_id = %s AND e.xmin = t.version AND e.id = ANY(%s)",
            [self.company.pk, swapped],
        )
        if freed != len(swapped):
            raise MovedOn
        self._execute(
            f"UPDATE {CHANGED} t SET version = e.xmin FROM {TABLE} e WHERE e.id = t.id AND t.id = ANY(%s)",
            [swapped],
        )

    def _email_of(self, entry: Entry) -> str:
        at = self._email_at()
        return _plain(entry.text.split("\t")[at]) if at is not None else ""

    # What the changes mean

    def write_events(self) -> None:
        """The same states as one person's page gives (`employees.facts`), one UPDATE for all who get the same."""
        groups: dict[tuple[tuple[str, Any], ...], list[int]] = {}
        for key, entry in self.changed.items():
            state = self._state(key, entry)
            if state:
                pk = self.plan.known.person(key).pk
                groups.setdefault(tuple(sorted(state.items())), []).append(pk)
        for items, ids in groups.items():
            self.people.filter(pk__in=_these(ids)).update(**dict(items), changed_at=self.now)

    def _state(self, key: str, entry: Entry) -> State:
        person = self.plan.known.person(key)
        before = person.values[Field.HR_EMAIL]
        after = self._email_of(entry) if self._email_at() is not None else before
        registered = bool(person.flags & REGISTERED)
        state = facts.state_on_email_change(before, after, registered=registered, now=self.now)
        if entry.goes:
            state |= facts.state_on_leaving(self.now)
        if entry.back:
            state |= self._state_on_return(
                person.values, after, bool(person.flags & BOUNCED) and not state, registered
            )
        return state

    def _state_on_return(
        self, known: Mapping[Field, str], email: str, bounced: bool, registered: bool
    ) -> State:
        leaving = known[Field.LEAVING_DATE]
        state = facts.state_on_return(
            hr_email=email,
            bounced=bounced,
            registered=registered,
            leaving_date=date.fromisoformat(leaving) if leaving else None,
            today=self.day,
            now=self.now,
        )
        if Field.LEAVING_DATE in self.plan.fields:
            state.pop("leaving_date", None)
        return state

    def write_leavers(self) -> None:
        ids = [self.plan.known.person(key).pk for key in self.plan.leavers if key not in self.plan.kept]
        if not ids:
            return
        self.progress.begin("leavers", len(ids))
        staying = self.people.filter(pk__in=_these(ids), left_at__isnull=True)
        if staying.update(**facts.state_on_leaving(self.now), changed_at=self.now) != len(ids):
            raise MovedOn

    def link(self) -> None:
        """People who were waiting for a line manager who comes with this file (E8)."""
        if not self.plan.linked:
            return
        known = self.plan.known
        pairs = [(known.person(key).pk, self.ids[manager]) for key, manager in self.plan.linked.items()]
        ids, managers = zip(*pairs, strict=True)
        self._execute(
            f"UPDATE {TABLE} e SET manager_id = x.manager, manager_ref = '', changed_at = %s"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS x (id, manager)"
            " WHERE e.id = x.id AND e.company_id = %s",
            [self.now, list(ids), list(managers), self.company.pk],
        )

    def _execute(self, sql: str, params: Sequence[Any]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return int(cursor.rowcount)


def _these(ids: Iterable[int]) -> RawSQL:
    """One array instead of a parameter for each id."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])


def _plain(cell: str) -> str:
    return cell.replace("\\\\", "\\") if "\\" in cell else cell


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\") if "\\" in text else text


def _cell(name: Field, value: str) -> str:
    return "\\N" if name in DATES and not value else copy_cell(value)
