"""Questions about the letters of a file (I9): for whom they can be made, and how many there would be."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Count

from employees.models import Company, Employee
from employees.models.employee import EmployeeQuerySet
from invites.models import ActivationCode, CodeFile, LetterPack, OwnWords, Standing
from invites.models.codes import ActivationCodeQuerySet
from invites.queries.managers import managers_among
from workstars.lib.text import fold_search

MOST_CHOICES = 500  # sites or managers in a list to choose from


@dataclass(frozen=True)
class Choice:
    """A site, or a manager by `key`, with the number of letters."""

    key: str
    name: str
    letters: int


@dataclass(frozen=True)
class Choices:
    """Letters that could be printed now: for everybody, for managers alone, for each site and each manager's team."""

    everybody: int
    managers_alone: int
    sites: list[Choice]
    managers: list[Choice]


def codes_for(pack: LetterPack, day: date) -> ActivationCodeQuerySet:
    """The codes of the people that a pack is for, whatever they are worth, with their `standing`."""
    company: Company = pack.company
    codes = _codes(pack.file, day)
    if pack.of == LetterPack.Of.SITE:
        return codes.filter(employee__location=pack.value)
    if pack.of == LetterPack.Of.MANAGER:
        return codes.filter(employee__manager=pack.manager_id)
    if pack.of == LetterPack.Of.MANAGERS:
        return codes.filter(employee__in=_leading(company, day))
    return codes


def choices_of(file: CodeFile, day: date) -> Choices:
    """Four queries, whatever the file's size."""
    live = _codes(file, day).filter(standing=Standing.LIVE).order_by()
    counted = live.annotate(letters=Count("pk"))
    sites = counted.values_list("employee__location").annotate(letters=Count("pk"))
    team = ("employee__manager", "employee__manager__first_name", "employee__manager__last_name")
    managers = live.filter(employee__manager__isnull=False).values_list(*team).annotate(letters=Count("pk"))
    return Choices(
        everybody=live.count(),
        managers_alone=live.filter(employee__in=_leading(file.company, day)).count(),
        sites=_by_name(Choice(site, site, letters) for site, letters in sites),
        managers=_by_name(
            Choice(str(pk), f"{first} {last}".strip(), letters) for pk, first, last, letters in managers
        ),
    )


def in_pile_order(codes: ActivationCodeQuerySet) -> list[int]:
    """The employees by site, then by name, as people look for them."""
    folded = cache(fold_search)
    rows = codes.values_list(
        "employee__location",
        "employee__last_name",
        "employee__first_name",
        "employee__employee_id",
        "employee",
    )
    ordered = sorted(
        rows.order_by(), key=lambda row: (folded(row[0]), folded(row[1]), folded(row[2]), row[3])
    )
    return [row[-1] for row in ordered]


def packs_of(file: CodeFile) -> list[LetterPack]:
    """Newest first."""
    packs: Any = LetterPack.objects.for_company(file.company).filter(file=file)
    return list(packs.select_related("manager").defer("people").newest_first())


def wordings_of(company: Company, kind: str) -> dict[str, OwnWords]:
    """A company's own words on sheets of one kind, by language."""
    rows = OwnWords.objects.for_company(company).filter(kind=kind)
    return {wording.language: wording for wording in rows}


def people_by_pk(company: Company, pks: list[int]) -> dict[int, Employee]:
    """With their line managers."""
    people: EmployeeQuerySet = Employee.objects.for_company(company)
    return {person.pk: person for person in people.filter(pk__in=pks).select_related("manager")}


def _codes(file: CodeFile, day: date) -> ActivationCodeQuerySet:
    codes: ActivationCodeQuerySet = ActivationCode.objects.for_company(file.company)
    return codes.filter(file=file).with_standing(day)


def _leading(company: Company, day: date) -> EmployeeQuerySet:
    people: EmployeeQuerySet = Employee.objects.for_company(company)
    return managers_among(people, company, day)


def _by_name(choices: Any) -> list[Choice]:
    """The largest first where there are too many to choose from, then all of them by name."""
    largest = sorted(choices, key=lambda choice: -choice.letters)[:MOST_CHOICES]
    return sorted(largest, key=lambda choice: (fold_search(choice.name), choice.key))
