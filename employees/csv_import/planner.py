"""Reads the file row by row against the records, then settles what needs all rows at once."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from operator import itemgetter

from employees.csv_import import circles, doctor, emails, leaving
from employees.csv_import.known import Known, Person, line_writer
from employees.csv_import.plan import Change, Entry, Plan, listed
from employees.csv_import.standing import Standing, is_over
from employees.models import Company
from employees.records import (
    Code,
    EmployeeRecord,
    Extra,
    Field,
    Judged,
    Problem,
    RowRules,
    judge_cells,
    lacking,
)
from employees.records.cells import without_unseen
from employees.records.columns import Matching, Prepare
from workstars.lib.tabular import Sheet, fuse
from workstars.lib.text import fold_employee_id

Tick = Callable[[int], None]
"""Told how many rows are done, now and then."""

TICK_EVERY = 2_000
_DEFUSED = re.compile("'[=+\\-@\\t\\r＝＋－＠]".encode())


def plan_import(
    *,
    company: Company,
    sheet: Sheet,
    matching: Matching,
    rules: RowRules,
    known: Known,
    today: date,
    complete: bool,
    confirmed_by: int | None,
    tick: Tick,
) -> Plan:
    """The whole judgement; the same function at check and at apply. The user `confirmed_by` is never deactivated.

    Raises tabular.Unreadable where the file breaks off.
    """
    plan = Plan(known.fields, known)
    addresses, managers = emails.Addresses(plan), circles.Managers(plan)
    reader = _Reader(plan, sheet, matching, rules, today, addresses, managers)
    reader.read(tick)
    doctor.warn_of_numbers(plan, sheet, matching)
    if not matching.odd_ids:
        doctor.report_lost_zeros(plan, reader.present)
        doctor.offer_known_people(plan, reader.present)
    addresses.look_up(company)
    managers.look_up(company)
    settle(plan, addresses, managers)
    if complete:
        leaving.find_leavers(plan, reader.is_present, reader.nameless)
    leaving.keep_who_must_stay(plan, company, confirmed_by, today)
    return plan


def settle(plan: Plan, addresses: emails.Addresses, managers: circles.Managers) -> None:
    """Takes out rows until no e-mail is had twice and nobody comes above themselves: one fault can uncover another."""
    while faults := [*addresses.faults(), *managers.faults()]:
        for key, problem in faults:
            entry = plan.new.pop(key, None) or plan.changed.pop(key, None)
            if entry:
                plan.report(entry.line, problem)
    managers.link()


class _Reader:
    """One pass over the rows. `seen`: key → first line; `present`: who else is in the file, by rows that are none."""

    def __init__(
        self,
        plan: Plan,
        sheet: Sheet,
        matching: Matching,
        rules: RowRules,
        today: date,
        addresses: emails.Addresses,
        managers: circles.Managers,
    ) -> None:
        self.plan = plan
        self.sheet = sheet
        self.rules = rules
        # An ID that is on record, letter for letter, was meant however odd it looks (E7).
        self.rules_of_known = replace(rules, odd_ids=True)
        self.today = today
        self.addresses = addresses
        self.managers = managers
        self.names = [name.value for name in plan.fields]
        columns, split = matching.layout(sheet.width)
        self.prepare = _both(_as_defused if _DEFUSED.search(sheet.data) else None, split)
        self.indexes = [columns[name] for name in plan.fields]
        status = matching.extras.get(Extra.STATUS)
        self.standing = None if status is None else Standing(status)
        self.seen: dict[str, int] = {}
        self.present: set[str] = set()
        self.twice: dict[str, tuple[str, list[int]]] = {}
        self.nameless = 0
        self.write = line_writer(plan.fields)

    def read(self, tick: Tick) -> None:
        plan, width, standing, prepare = self.plan, self.sheet.width, self.standing, self.prepare
        pick = itemgetter(*self.indexes) if len(self.indexes) > 1 else lambda cells: (cells[self.indexes[0]],)
        known, seen, rows = plan.known.lines, self.seen, 0
        word: bool | None = False
        for rows, (line, read) in enumerate(self.sheet.rows(), start=1):
            if rows % TICK_EVERY == 0:
                tick(rows)
            if len(read) != width:
                self._uneven(line, read)
                continue
            cells = prepare(read) if prepare else read
            picked = pick(cells)
            key = fold_employee_id(picked[0])
            before = known.get(key)
            if standing:
                word = standing.has_left(cells)
                if word is not False and before is None and standing.keeps_away(key, cells):
                    continue
            if before is not None and key not in seen and _says_nothing_new(picked, before, word):
                seen[key] = line
                plan.unchanged += 1
            else:
                self._judge(line, cells, picked, key, word is not False)
        plan.rows = rows
        self._finish()

    def _judge(self, line: int, cells: list[str], picked: Sequence[str], key: str, left: bool) -> None:
        plan = self.plan
        rules = self.rules_of_known if key in plan.known.lines else self.rules
        record, problems = judge_cells(dict(zip(self.names, picked, strict=True)), rules)
        if self.standing:
            record, problems = self.standing.judged(cells, Judged(record, problems), self.today)
        if problems:
            plan.problems[line] = problems
        written = record.employee_id if record else without_unseen(picked[0], joiners=False)
        if written != picked[0]:
            key = fold_employee_id(written)
        if key in self.seen:
            self._twice(key, written, line)
            return
        self.seen[key] = line
        if record is None:
            return
        text = self.write(record)
        before = plan.known.lines.get(key)
        if before is None:
            self._add(key, line, record, text)
        elif not left and before.endswith(f"\t0\t{text}"):
            plan.unchanged += 1
        else:
            self._compare(key, line, record, text, left)

    def _add(self, key: str, line: int, record: EmployeeRecord, text: str) -> None:
        problems = lacking(record, self.rules, is_new=True, may_lack_email=False)
        if problems:
            self._report(line, problems)
            return
        self.plan.new[key] = Entry(line, text.encode())
        if record.hr_email:
            self.addresses.note(key, "", record.hr_email)
        if record.manager_id:
            self.managers.note(key, "", record.manager_id)

    def _compare(self, key: str, line: int, record: EmployeeRecord, text: str, left: bool) -> None:
        """Somebody who is known, but not word for word so."""
        plan = self.plan
        person = plan.known.person(key)
        no_email = not person.values[Field.HR_EMAIL]
        problems = lacking(record, self.rules, is_new=False, may_lack_email=no_email)
        problems += _contradictions(record, person)
        if problems:
            self._report(line, problems)
            return
        entry = self._change(person, record, line, text, left)
        if entry is None:
            plan.unchanged += 1
            return
        plan.changed[key] = entry
        given = record.model_fields_set
        if "hr_email" in given:
            self.addresses.note(key, person.values[Field.HR_EMAIL], record.hr_email)
        if "manager_id" in given:
            self.managers.note(key, person.values[Field.MANAGER_ID], record.manager_id)

    def _report(self, line: int, problems: list[Problem]) -> None:
        """What `lacking` and `_contradictions` find are errors all."""
        for problem in problems:
            self.plan.report(line, problem)

    def _change(
        self, person: Person, record: EmployeeRecord, line: int, text: str, left: bool
    ) -> Change | None:
        over = is_over(record, left, self.today)
        has_left = person.has_left
        # Deactivated before a last day that is ahead: a row that says "left" brings nobody back.
        back, goes = has_left and not over and not left, over and not has_left
        entry = Change(line, text.encode(), back, goes)
        if not back and not goes and not differences(person, entry.values(self.plan.fields)):
            return None
        return entry

    def _uneven(self, line: int, cells: list[str]) -> None:
        params = {"cells": len(cells), "headings": self.sheet.width}
        self.plan.report(line, Problem(Code.UNEVEN, None, "", params))
        index = self.indexes[0]
        key = fold_employee_id(cells[index]) if index < len(cells) else ""
        if key in self.plan.known:
            self.present.add(key)
        else:
            self.nameless += 1

    def _twice(self, key: str, written: str, line: int) -> None:
        """A second row for one person; a second row for nobody is only as faulty as the first."""
        if key:
            self.twice.setdefault(key, (written, [self.seen[key]]))[1].append(line)
        else:
            self.nameless += 1

    def _finish(self) -> None:
        """Neither of two rows for one person is applied (E7)."""
        plan = self.plan
        for key, (written, lines) in self.twice.items():
            applied = plan.new.pop(key, None) or plan.changed.pop(key, None)
            if not applied and not _has_error(plan, lines[0]):
                plan.unchanged -= 1
            problem = Problem(Code.ID_TWICE, Field.EMPLOYEE_ID, written, {"lines": listed(map(str, lines))})
            for line in lines:
                plan.report(line, problem)
        self.nameless += self.seen.pop("", 0) > 0
        if self.standing:
            self.standing.report(plan)

    def is_present(self, key: str) -> bool:
        return key in self.seen or key in self.present


def differences(person: Person, values: dict[Field, str]) -> list[tuple[Field, str, str]]:
    """Field, before, after. A line manager is compared as a person, not as a text."""
    return [
        (name, person.values[name], after)
        for name, after in values.items()
        if after != person.values[name]
        and not (
            name == Field.MANAGER_ID and fold_employee_id(after) == fold_employee_id(person.values[name])
        )
    ]


def _contradictions(record: EmployeeRecord, person: Person) -> list[Problem]:
    """A row with only some of the columns can contradict what is known."""
    given = record.model_fields_set

    def either(name: Field) -> str:
        mine = getattr(record, name.value)
        return str(mine or "") if name.value in given else person.values[name]

    problems = []
    if (
        not either(Field.FIRST_NAME)
        and not either(Field.LAST_NAME)
        and not {"first_name", "last_name"} <= given
    ):
        problems.append(Problem(Code.NAME_MISSING, Field.FIRST_NAME))
    hired, leaving_on = either(Field.HIRE_DATE), either(Field.LEAVING_DATE)
    both = {"hire_date", "leaving_date"}
    if hired and leaving_on and leaving_on < hired and both & given and not both <= given:
        problems.append(Problem(Code.LEAVES_BEFORE_HIRED, Field.LEAVING_DATE, leaving_on))
    return problems


def _says_nothing_new(cells: Sequence[str], before: str, left: bool | None) -> bool:
    """Word for word what is on record of somebody who has left, or has not; then there is nothing to judge. A word
    that nobody knows is judged."""
    if left is None:
        return False
    as_it_is = "\t".join(cells)
    return before.endswith(f"\t{left:d}\t{as_it_is}") and "\\" not in as_it_is


def _both(first: Prepare | None, second: Prepare | None) -> Prepare | None:
    """One after the other; nearly every file needs neither."""
    if first and second:
        return lambda cells: second(first(cells))
    return first or second


def _as_defused(cells: list[str]) -> list[str]:
    """Our own downloads put `'` before what a spreadsheet would run; it goes again on the way in."""
    return [fuse(cell) if cell[:1] == "'" else cell for cell in cells]


def _has_error(plan: Plan, line: int) -> bool:
    return any(problem.is_error for problem in plan.problems.get(line, []))
