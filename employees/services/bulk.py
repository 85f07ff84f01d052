"""Thousands of people written by one call (E13): judged and written as the rows of a file are, in one transaction."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import ngettext

from employees.csv_import.findings import GUARD_PEOPLE, GUARD_SHARE
from employees.csv_import.known import in_order, load_known
from employees.csv_import.plan import Plan
from employees.csv_import.planner import plan_import
from employees.models import AuditEvent, Company, Employee
from employees.records import Code, Field, Problem, RowRules
from employees.records.columns import Matching
from employees.services.imports.writing import MovedOn, write_plan, write_story
from employees.services.people.saving import hold_people
from employees.services.people.upserting import Outcome
from workstars.lib.actors import Actor
from workstars.lib.clock import today
from workstars.lib.tabular import Encoding, Limits, Row, sheet_of
from workstars.lib.text import fold_employee_id

FIRST_LINE = 2  # the first one has the headings
NAMED = 10
PATIENCE = 2

Person = Mapping[str, str]


class TooManyLeave(Exception):
    """E9: it would deactivate more than 10 % of the active people, and more than ten. Nothing was changed."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        sentence = ngettext(
            "This would deactivate %(number)d person: %(names)s. Send confirm_leavers if that is meant.",
            "This would deactivate %(number)d people: %(names)s. Send confirm_leavers if that is meant.",
            len(names),
        )
        shown = ", ".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")
        super().__init__(sentence % {"number": len(names), "names": shown})


@dataclass(frozen=True)
class Item:
    """What became of one person of the call."""

    employee_id: str
    outcome: Outcome
    problems: tuple[Problem, ...] = ()


@dataclass
class _Silent:
    """Nobody watches the progress of a call."""

    def begin(self, step: str, total: int = 0) -> None: ...

    def tick(self, done: int) -> None: ...


@dataclass
class _Listed:
    """People as the rows of a file; all of them have the same fields."""

    fields: tuple[Field, ...]
    people: Sequence[Person]
    data: bytes = b""
    encoding: Encoding = Encoding.UTF_8
    separator: str = ","

    def records(self) -> Iterator[Row]:
        yield 1, [str(name) for name in self.fields]
        for line, person in enumerate(self.people, start=FIRST_LINE):
            yield line, [person[name] for name in self.fields]


@dataclass
class _Group:
    """People who bring the same fields, with their places in the call."""

    fields: tuple[Field, ...]
    places: list[int] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)


def write_people(
    *,
    company: Company,
    people: Sequence[Person],
    fields: Sequence[Field],
    leavers_confirmed: bool,
    by: Actor,
    now: datetime,
) -> list[Item]:
    """An answer for each of `people`, in their order; each has an `employee_id`, and of `fields` what it brings.

    The faulty ones are refused, the others are written. Whoever stands twice is refused both times. Refusal of
    all: TooManyLeave.
    """
    for _try in range(PATIENCE):  # somebody may register or be edited meanwhile: then it is planned anew
        with suppress(MovedOn, IntegrityError):
            return _write_people(company, people, fields, leavers_confirmed, by, now)
    return _write_people(company, people, fields, leavers_confirmed, by, now)


@transaction.atomic
def _write_people(
    company: Company,
    people: Sequence[Person],
    fields: Sequence[Field],
    leavers_confirmed: bool,
    by: Actor,
    now: datetime,
) -> list[Item]:
    hold_people(company)
    active = Employee.objects.for_company(company).active(today(company, now)).count()
    items = _refuse_twice(people)
    leaving: list[str] = []
    plans: list[Plan] = []
    for group in _groups(people, fields, without=items):
        plan = _plan(company, group, by, now)
        leaving += [plan.name_of(key) for key in plan.leaving]
        write_plan(plan, company, RowRules.of(company), now, _Silent())
        plans.append(plan)
        items |= _answers(plan, group)
    if len(leaving) > GUARD_PEOPLE and len(leaving) * 100 > active * GUARD_SHARE and not leavers_confirmed:
        raise TooManyLeave(leaving)
    answers = [items[place] for place in range(len(people))]
    event = _record(company, answers, by, now)
    if event:
        for plan in plans:
            write_story(plan, event)
    return answers


def _refuse_twice(people: Sequence[Person]) -> dict[int, Item]:
    """Two items for one person: neither of them is written (E7)."""
    places: dict[str, list[int]] = {}
    for place, person in enumerate(people):
        places.setdefault(fold_employee_id(person[Field.EMPLOYEE_ID]), []).append(place)
    refused = {}
    for several in places.values():
        if len(several) > 1:
            numbers = ", ".join(str(place + 1) for place in several[:NAMED])
            for place in several:
                written = people[place][Field.EMPLOYEE_ID]
                problem = Problem(Code.ID_TWICE, Field.EMPLOYEE_ID, written, {"lines": numbers})
                refused[place] = Item(written, Outcome.REFUSED, (problem,))
    return refused


def _groups(people: Sequence[Person], fields: Sequence[Field], without: Mapping[int, Item]) -> list[_Group]:
    groups: dict[tuple[Field, ...], _Group] = {}
    for place, person in enumerate(people):
        if place in without:
            continue
        brought = tuple(name for name in fields if name in person)
        group = groups.setdefault(brought, _Group(brought))
        group.places.append(place)
        group.people.append(person)
    return list(groups.values())


def _plan(company: Company, group: _Group, by: Actor, now: datetime) -> Plan:
    matching = Matching.of({name: place for place, name in enumerate(group.fields)})
    day = today(company, now)
    return plan_import(
        company=company,
        sheet=sheet_of(_Listed(group.fields, group.people), Limits()),
        matching=matching,
        rules=RowRules.of(company),
        known=load_known(company, in_order(matching.columns), day),
        today=day,
        complete=False,
        confirmed_by=by.user_id,
        tick=_Silent().tick,
    )


def _answers(plan: Plan, group: _Group) -> dict[int, Item]:
    created = {entry.line for entry in plan.new.values()}
    changed = {entry.line for key, entry in plan.changed.items() if key not in plan.kept}
    faulty = set(plan.faulty_lines())
    answers = {}
    for line, (place, person) in enumerate(zip(group.places, group.people, strict=True), start=FIRST_LINE):
        outcome = Outcome.UNCHANGED
        if line in faulty:
            outcome = Outcome.REFUSED
        elif line in created:
            outcome = Outcome.CREATED
        elif line in changed:
            outcome = Outcome.CHANGED
        problems = tuple(plan.problems.get(line, ()))
        answers[place] = Item(person[Field.EMPLOYEE_ID], outcome, problems)
    return answers


def _record(company: Company, answers: Sequence[Item], by: Actor, now: datetime) -> AuditEvent | None:
    counts = Counter(item.outcome.value for item in answers)
    if counts[Outcome.CREATED] or counts[Outcome.CHANGED]:
        return AuditEvent.objects.record(
            company=company,
            action="employees.written",
            by=by,
            at=now,
            after={str(one): counts[one] for one in Outcome},
        )
    return None
