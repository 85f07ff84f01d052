"""Whose login a typed Employee ID means (A6), also when its leading zeros were lost on the way (A6a)."""

from typing import TypeVar, cast

from employees.models import Company, Employee, User
from workstars.lib.text import fold_employee_id

ID_LENGTH = 64
Found = TypeVar("Found")


def spellings(employee_key: str) -> list[str]:
    """The ID with every possible number of leading zeros: mail merges drop them (A6a)."""
    bare = employee_key.lstrip("0")
    return ["0" * zeros + bare for zeros in range(max(ID_LENGTH - len(bare), 0) + 1)]


def who_is_meant(people: dict[str, Found], employee_key: str) -> Found | None:
    """The one with exactly this ID; else the only one whose ID differs in leading zeros alone."""
    if employee_key in people:
        return people[employee_key]
    return next(iter(people.values())) if len(people) == 1 else None


def login_without_email(company: Company, typed: str) -> User | None:
    """The login of who registered without e-mail; None for everybody else. One query, whoever is meant."""
    key = fold_employee_id(typed)
    people = Employee.objects.for_company(company).filter(employee_key__in=spellings(key))
    known = {person.employee_key: person for person in people.select_related("user")}
    person = who_is_meant(known, key)
    user = cast("User | None", person.user if person else None)
    return user if user is not None and user.email is None else None


def takes_employee_ids(company: Company | None) -> bool:
    """Whether people log in by Employee ID here: they may register so, or did while it was allowed (C6)."""
    if company is None:
        return False
    if company.login_without_email:
        return True
    people = Employee.objects.for_company(company).filter(user__isnull=False, user__email=None)
    return bool(people.exists())


def login_key(typed: str) -> str:
    """What failures are counted under: the same person's name for a login, however it is spelled."""
    return typed.lower() if "@" in typed else fold_employee_id(typed).lstrip("0")
