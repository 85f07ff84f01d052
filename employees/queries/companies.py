"""The companies as account managers see them: settings and counts, never people (C3)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from employees.models import Company, CompanyLogo, Employee, Erasure, RoleGrant
from employees.models.employee import EmployeeQuerySet
from employees.queries.roles import count_administrators
from workstars.lib.clock import today
from workstars.lib.tenancy import CompanyQuerySet


@dataclass(frozen=True)
class CompanyRow:
    company: Company
    employees: int
    administrators: int
    stuck: int


def all_companies() -> list[CompanyRow]:
    """Every company by name, with employees who have not left, administrators who have accepted, and erasures that are
    held up. Four queries."""
    people: EmployeeQuerySet = Employee.objects.across_companies()
    employees = _by_company(people.not_gone())
    administrators = _by_company(RoleGrant.objects.across_companies().administrators().accepted())
    stuck = _by_company(Erasure.objects.across_companies().stuck())
    return [
        CompanyRow(company, *(counted.get(company.pk, 0) for counted in (employees, administrators, stuck)))
        for company in Company.objects.by_name()
    ]


def _by_company(rows: CompanyQuerySet) -> dict[int, int]:
    return dict(rows.order_by().values_list("company").annotate(rows=Count("pk")))


@dataclass(frozen=True)
class CompanyCounts:
    """Of people who are active today. `waiting` names the administrators who were asked and have not accepted, `stuck`
    the erasures that are held up."""

    active: int
    registered: int
    unreachable: int
    administrators: int
    waiting: list[RoleGrant]
    stuck: list[Erasure]


def counts_of(company: Company, now: datetime) -> CompanyCounts:
    day = today(company, now)
    people: EmployeeQuerySet = Employee.objects.for_company(company)
    named = RoleGrant.objects.for_company(company).administrators().filter(accepted_at__isnull=True)
    return CompanyCounts(
        active=people.active(day).count(),
        registered=people.active(day).registered().count(),
        unreachable=people.offline(day).count(),
        administrators=count_administrators(company, day),
        waiting=list(named.order_by("email")),
        stuck=list(Erasure.objects.for_company(company).stuck().order_by("asked_at", "pk")),
    )


def logo_of(company: Company) -> bytes | None:
    """As a PNG, made when it was uploaded."""
    if not company.logo_digest:
        return None
    logo = CompanyLogo.objects.for_company(company).first()
    return bytes(logo.png) if logo else None
