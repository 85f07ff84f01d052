"""Questions about paper: who waits where, what is out, and the lock under which paper is made."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django_countries import countries as all_countries

from employees.models import Company, Employee
from employees.models.employee import EmployeeQuerySet
from invites.models import ActivationCode, CodeFile, CodeFileQuerySet, Kind
from workstars.lib.text import fold_search


@dataclass(frozen=True)
class CountryWaiting:
    """One row of *Invites Overview* (I4). `country` is the ISO code, `name` is in the reader's language."""

    country: str
    name: str
    waiting: int


@dataclass(frozen=True)
class PaperFunnel:
    """Where the people stand whom paper has to reach, each counted once (V4)."""

    waiting: int
    out: int
    to_remind: int
    registered: int


def waiting(company: Company, day: date, kind: str) -> EmployeeQuerySet:
    """Who is on *Invites* or on *Reminders*; nobody is on both (I7)."""
    people: EmployeeQuerySet = Employee.objects.for_company(company)
    return people.waiting_for_invite(day) if kind == Kind.INVITES else people.waiting_for_reminder(day)


def waiting_by_country(company: Company, day: date, kind: str) -> list[CountryWaiting]:
    """The countries in which anybody waits, by name."""
    counted = waiting(company, day, kind).values_list("country").annotate(Count("pk")).order_by("country")
    rows = [CountryWaiting(code, country_name(code), count) for code, count in counted]
    return sorted(rows, key=lambda row: fold_search(row.name))


def waiting_total(company: Company, day: date) -> int:
    """How many have not been invited yet (I3): the sum of the Invites tab."""
    return waiting(company, day, Kind.INVITES).count()


def paper_funnel(company: Company, day: date) -> PaperFunnel:
    people: EmployeeQuerySet = Employee.objects.for_company(company)
    return PaperFunnel(
        waiting=waiting_total(company, day),
        out=people.offline(day).on_paper().count(),
        to_remind=waiting(company, day, Kind.REMINDERS).count(),
        registered=people.active(day).registered().filter(paper_made_at__isnull=False).count(),
    )


def files_with_counts(company: Company, kind: str) -> CodeFileQuerySet:
    """Earlier files, newest first, with `registered_since`: how many of its people have registered (I8).

    Counted for the rows of one page alone, since each count looks at every code of its file.
    """
    mine = ActivationCode.objects.for_company(company).filter(file=OuterRef("pk"))
    registered = mine.filter(employee__registered_at__isnull=False).order_by().values("file")
    counted = Subquery(registered.annotate(people=Count("pk")).values("people"))
    files: CodeFileQuerySet = CodeFile.objects.for_company(company).of_kind(kind).newest_first()
    return files.annotate(registered_since=Coalesce(counted, 0))


def last_file(company: Company, kind: str, country: str) -> CodeFile | None:
    return CodeFile.objects.for_company(company).of_kind(kind).filter(country=country).newest_first().first()


def lock_company(company: Company) -> Company:
    """The company's row, held until the transaction ends: one maker of paper at a time."""
    return Company.objects.select_for_update(no_key=True).get(pk=company.pk)


def country_name(code: str) -> str:
    return str(all_countries.name(code)) or code
