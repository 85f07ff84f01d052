"""Colleagues found by name: for choosing whom to thank, and for searching the wall."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from employees.models import Company, Employee
from employees.models.employee import EmployeeQuerySet
from workstars.lib.text import fold_search

SHORTEST = 2  # letters; fewer find everybody
MOST_OFFERED = 10
MOST_NAMED = 50
# Rows that are looked at: e-mail and Employee ID stand in the same column, and are none of a colleague's business.
MOST_LOOKED_AT = 500


@dataclass(frozen=True)
class Choice:
    """A row of the person picker."""

    pk: int
    name: str
    hint: str
    chosen: bool


def choices_of(
    company: Company,
    chosen: Collection[int],
    text: str,
    day: date,
    *,
    but: int = 0,
    knows_everybody: bool = False,
) -> list[Choice]:
    """Who is chosen already, then who else is found; never the one that `but` names. Three queries at most.

    Chosen people come from an address or a form, which anybody can write. So they are shown if a search would find
    them, and others only to who `knows_everybody`.
    """
    people: EmployeeQuerySet = Employee.objects.for_company(company)
    known = people if knows_everybody else people.active(day)
    rows = [_choice(person, chosen=True) for person in _in_order(known, chosen)]
    found = people_to_choose(company, text, day, but={*chosen, but})
    return [*rows, *(_choice(person, chosen=False) for person in found)]


def _choice(person: Employee, *, chosen: bool) -> Choice:
    hint = ", ".join(filter(None, (person.job_title, person.location)))
    return Choice(person.pk, person.name, hint, chosen)


def people_to_choose(company: Company, text: str, day: date, but: Collection[int] = ()) -> list[Employee]:
    """Active people of that name or with that very Employee ID, those first whose name begins so.

    `day` is today in the company's time zone.
    """
    text = text.replace("\0", "")  # no record holds it, and PostgreSQL refuses to look for it
    active = Employee.objects.for_company(company).active(day).exclude(pk__in=but)
    by_id = list(active.with_employee_id(text)[:1]) if text.strip() else []
    return list(dict.fromkeys([*by_id, *_named(active, text)]))[:MOST_OFFERED]


def people_named(company: Company, text: str) -> list[int]:
    """Primary keys of everybody of that name, whether here or not any more; MOST_NAMED at most."""
    return [person.pk for person in _named(Employee.objects.for_company(company), text)][:MOST_NAMED]


def _in_order(people: EmployeeQuerySet, pks: Collection[int]) -> list[Employee]:
    if not pks:
        return []
    found = {person.pk: person for person in people.filter(pk__in=pks)}
    return [found[pk] for pk in dict.fromkeys(pks) if pk in found]


def _named(people: EmployeeQuerySet, text: str) -> list[Employee]:
    words = fold_search(text).split()
    if len("".join(words)) < SHORTEST:
        return []
    fitting = [
        (person, name)
        for person in people.matching(text)[:MOST_LOOKED_AT]
        if all(word in (name := fold_search(person.name)) for word in words)
    ]
    fitting.sort(key=lambda pair: (not _begins(pair[1], words), pair[1], pair[0].pk))
    return [person for person, _name in fitting]


def _begins(name: str, words: list[str]) -> bool:
    return all(any(part.startswith(word) for part in name.split()) for word in words)
