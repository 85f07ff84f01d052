"""The list of employees (E2): searched, filtered, sorted and paged; fast with a million rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import F, Q
from django.utils.functional import cached_property

from employees.models import Company, Employee
from employees.models.employee import EmployeeQuerySet, Status
from workstars.lib.text import fold_employee_id, fold_search

PER_PAGE = 50
# Rows that are counted and paged through. Who wants more narrows the list or exports it.
MOST_LISTED = 10_000
# Sites and departments that a select can offer; with more of them the page asks for the name instead.
MOST_CHOICES = 200

SORTS: Mapping[str, tuple[str, ...]] = {
    "name": ("last_name", "first_name", "pk"),
    "id": ("employee_key", "pk"),
    "country": ("country", "last_name", "first_name", "pk"),
    "site": ("location", "last_name", "first_name", "pk"),
    "hired": ("hire_date", "last_name", "first_name", "pk"),
}
OTHER_COUNTRIES = "other"


@dataclass(frozen=True)
class Wanted:
    """What the list is asked for; empty means everybody. `manager` is an Employee ID or a name."""

    text: str = ""
    country: str = ""
    site: str = ""
    department: str = ""
    manager: str = ""
    status: str = ""
    sort: str = ""

    @property
    def is_filtered(self) -> bool:
        return any((self.text, self.country, self.site, self.department, self.manager, self.status))


class CappedPaginator(Paginator):
    """Counts no further than MOST_LISTED."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows[:MOST_LISTED].count())


def page_of(company: Company, wanted: Wanted, number: str | int, today: date) -> "Page[Employee]":
    """One page of the list: three queries, whatever its length. Managers are fetched for the page alone: a join would
    be sorted with everybody's."""
    rows = listed(company, wanted, today).prefetch_related("manager")
    return CappedPaginator(rows, PER_PAGE).get_page(number)


def listed(company: Company, wanted: Wanted, today: date) -> EmployeeQuerySet:
    """Everybody who fits, in the order asked for."""
    found = searched(Employee.objects.for_company(company), wanted.text)
    if wanted.country == OTHER_COUNTRIES:
        found = found.exclude(country__in=company.countries)
    elif wanted.country:
        found = found.filter(country=wanted.country)
    if wanted.site:
        found = found.filter(location=wanted.site)
    if wanted.department:
        found = found.filter(department=wanted.department)
    if wanted.manager:
        found = found.filter(manager__in=_managers(company, wanted.manager))
    return _ordered(_with_status(found, wanted.status, today), wanted.sort)


def searched(people: EmployeeQuerySet, text: str) -> EmployeeQuerySet:
    """Every word in name, Employee ID or HR e-mail, by the trigram index; "042" finds 42 and 00042 (E2)."""
    for word in fold_search(text).split():
        people = people.filter(Q(search_text__contains=word) | Q(employee_key__in=_with_fewer_zeros(word)))
    return people


def _with_fewer_zeros(word: str) -> list[str]:
    """The IDs that begin with fewer zeros than what was typed; more zeros contain it anyway."""
    bare = word.lstrip("0")
    return ["0" * zeros + bare for zeros in range(len(word) - len(bare))] if bare else []


def differing_by_zeros(employee: Employee, most_zeros: int = 20) -> Employee | None:
    """Somebody else whose ID equals this person's but for zeros in front (E7)."""
    key = fold_employee_id(employee.employee_id)
    bare = key.lstrip("0")
    if not bare[:1].isdigit():
        return None
    alike = {"0" * zeros + bare for zeros in range(most_zeros + 1)} - {key}
    others = Employee.objects.for_company(employee.company).exclude(pk=employee.pk)
    return others.filter(employee_key__in=alike).order_by("employee_key").first()


def _managers(company: Company, text: str) -> EmployeeQuerySet:
    people = Employee.objects.for_company(company)
    exactly = people.with_employee_id(text)
    return exactly if exactly.exists() else searched(people, text)


def _with_status(people: EmployeeQuerySet, status: str, today: date) -> EmployeeQuerySet:
    match status:
        case Status.LEFT:
            return people.left(today)
        case Status.NOT_STARTED:
            return people.not_started(today)
        case Status.REGISTERED:
            return people.active(today).registered()
        case Status.OFFLINE:
            return people.offline(today)
        case Status.INVITED_BY_MAIL:
            mailed = Q(hr_email__gt="", hr_email_bounced_at__isnull=True)
            return people.active(today).unregistered().filter(mailed)
    return people


def _ordered(people: EmployeeQuerySet, sort: str) -> EmployeeQuerySet:
    """Down is up read backwards, so that one index serves both; who has no hire date comes last."""
    down = sort.startswith("-")
    columns = SORTS.get(sort.removeprefix("-"), SORTS["name"])
    if columns[0] == "hire_date":
        first = F("hire_date").desc(nulls_last=True) if down else F("hire_date").asc(nulls_last=True)
        return people.order_by(first, *columns[1:])
    return people.order_by(*(f"-{column}" if down else column for column in columns))


def values_in_use(company: Company, column: str) -> list[str]:
    """The sites (`location`) or departments in the records, in order, one more than MOST_CHOICES at most.

    It hops through the index from value to value: a million rows cost as many steps as there are values.
    """
    field = Employee._meta.get_field(column)
    name = connection.ops.quote_name(str(field.column))  # type: ignore[union-attr]
    following = f"SELECT min({name}) FROM employees_employee WHERE company_id = %(company)s AND {name} >"  # noqa: S608
    query = f"""
        WITH RECURSIVE value (text) AS (
            ({following} '') UNION ALL SELECT ({following} value.text) FROM value WHERE value.text IS NOT NULL
        )
        SELECT text FROM value WHERE text IS NOT NULL LIMIT %(most)s
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, {"company": company.pk, "most": MOST_CHOICES + 1})
        return [text for (text,) in cursor.fetchall()]
