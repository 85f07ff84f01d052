"""Files with codes, and the letters of their people, as a printer gets them."""

import re
from datetime import datetime
from typing import Any

from employees.models import Company, Employee
from invites.models import CodeFile, LetterPack
from invites.services.generation import generate_invites_csv
from invites.services.letters.asking import ask_for_letters
from invites.services.letters.making import make_letters
from tests.certificates import paper
from tests.factories import NOON, EmployeeFactory
from workstars.lib import vault
from workstars.lib.actors import SYSTEM

CODE = re.compile(r"\b[B-DF-HJ-NPR-TV-Z379]{4}(?:-[B-DF-HJ-NPR-TV-Z379]{4}){2}\b")


def person(company: Company, name: str, **facts: Any) -> Employee:
    first, _space, last = name.rpartition(" ")
    return EmployeeFactory(company=company, first_name=first, last_name=last, **facts)


def a_file(company: Company, now: datetime = NOON, kind: str = "invites") -> CodeFile:
    """For everybody who waits in Poland."""
    return generate_invites_csv(company=company, country="PL", kind=kind, by=SYSTEM, now=now)


def ask(file: CodeFile, of: str = "all", now: datetime = NOON, **which: Any) -> LetterPack:
    return ask_for_letters(company=file.company, file=file, of=of, by=SYSTEM, now=now, **which)


def make(file: CodeFile, of: str = "all", now: datetime = NOON, **which: Any) -> LetterPack:
    """Asked for, and made."""
    pack = ask(file, of, now, **which)
    make_letters(now=now)
    pack.refresh_from_db()
    return pack


def pages_of(pack: LetterPack) -> list[str]:
    """The text of each page, the cover sheet's first; words in one line."""
    whole = paper.text(vault.load(vault.StoredFile.named_by(pack)), raw=True)
    return [" ".join(page.split()) for page in whole.split("\f")[:-1]]


def names_on(pack: LetterPack, *people: Employee) -> list[str]:
    """Whose letters there are, page by page."""
    return [
        next(each.name for each in people if bears(page, each.employee_id)) for page in pages_of(pack)[1:]
    ]


def bears(page: str, employee_id: str) -> bool:
    """Whether a letter says this Employee ID, right before its code; where letters are alike, the labels stand before
    all that is one's own."""
    return re.search(rf" {re.escape(employee_id)} (Code )?{CODE.pattern}", page) is not None
