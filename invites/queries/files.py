"""Questions about one file with codes (I8): its people, who has registered since, who fetched it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from employees.models import AuditEvent, Company, Employee
from employees.models.employee import EmployeeQuerySet
from invites.models import ActivationCode, CodeFile, LetterPack
from invites.models.codes import ActivationCodeQuerySet
from invites.queries.managers import managers_among
from workstars.lib.text import fold_search

PEOPLE_ON_A_PAGE = 50
MOST_DOWNLOADS = 50
REGISTERED = Q(employee__registered_at__isnull=False)
HERE = Q(employee__left_at__isnull=True)


@dataclass(frozen=True)
class Counts:
    """The people of a file: all, those who have registered since, and those who are still out. The rest have left."""

    all: int
    registered: int
    out: int


@dataclass(frozen=True)
class Download:
    """Who took the file, when, and as what: "csv", "xlsx" or "letters"."""

    event: AuditEvent
    kind: str


def people_of(file: CodeFile) -> EmployeeQuerySet:
    """Everybody for whom there is a row in the file."""
    rows = ActivationCode.objects.for_company(file.company).filter(file=file)
    return Employee.objects.for_company(file.company).filter(pk__in=rows.values("employee"))


def counts_of(file: CodeFile, day: date) -> Counts:
    return Counts(
        **_rows(file).aggregate(
            all=Count("pk"),
            registered=Count("pk", filter=REGISTERED),
            out=Count("pk", filter=_still_out(day)),
        )
    )


def people_page(file: CodeFile, day: date, *, which: str, text: str, number: str | int) -> "Page[Any]":
    """One page in the order of the file: `which` is "out", "registered" or all; every word of `text` is in name,
    Employee ID or site, whatever the accents."""
    rows = _rows(file)
    if which == "registered":
        rows = rows.filter(REGISTERED)
    elif which == "out":
        rows = rows.filter(_still_out(day))
    words = fold_search(text).split()
    sites = _sites(file) if words else []
    for word in words:
        places = [site for site in sites if word in fold_search(site)]
        rows = rows.filter(Q(employee__search_text__contains=word) | Q(employee__location__in=places))
    return Paginator(rows.select_related("employee").order_by("pk"), PEOPLE_ON_A_PAGE).get_page(number)


def downloads_of(company: Company, file: CodeFile) -> list[Download]:
    """Newest first, from the audit log: as CSV, as workbook and as letters."""
    kinds = {
        f"{file.kind}.downloaded": "csv",
        f"{file.kind}.downloaded_as_xlsx": "xlsx",
        "letters.downloaded": "letters",
    }
    packs = LetterPack.objects.for_company(company).filter(file=file).values("pk")
    about_file = Q(subject_type=CodeFile._meta.label_lower, subject_id=file.pk)
    about_letters = Q(subject_type=LetterPack._meta.label_lower, subject_id__in=packs)
    events = AuditEvent.objects.filter(about_file | about_letters, company=company, action__in=kinds)
    return [Download(event, kinds[event.action]) for event in events.newest_first()[:MOST_DOWNLOADS]]


def managers_in(file: CodeFile, day: date) -> int:
    """How many of its people lead somebody: whose letters can be made alone (I11)."""
    return managers_among(people_of(file), file.company, day).count()


def waiting_to_be_fetched(company: Company) -> list[CodeFile]:
    """Made by schedule and downloaded by nobody yet, oldest first."""
    return list(CodeFile.objects.for_company(company).not_fetched().order_by("created_at", "pk"))


def just_made(company: Company, kind: str, user_id: int | None, since: datetime) -> CodeFile | None:
    """The file that this person has made a moment ago, if it is not void."""
    files = CodeFile.objects.for_company(company).of_kind(kind).not_void()
    return files.filter(created_by=user_id, created_at__gte=since).newest_first().first()


def _rows(file: CodeFile) -> ActivationCodeQuerySet:
    rows: ActivationCodeQuerySet = ActivationCode.objects.for_company(file.company).filter(file=file)
    return rows


def _sites(file: CodeFile) -> list[str]:
    return list(_rows(file).order_by().values_list("employee__location", flat=True).distinct())


def _still_out(day: date) -> Q:
    not_over = Q(employee__leaving_date__isnull=True) | Q(employee__leaving_date__gte=day)
    return Q(employee__registered_at__isnull=True) & HERE & not_over
