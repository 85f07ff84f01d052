"""The list of employees (E2): searched, filtered, sorted and paged; fast with a million rows."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import F, OrderBy, Q, Value
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from employees.models import Company, Employee
from employees.models.employee import EmployeeQuerySet, Status
from workstars.lib.text import fold_employee_id, fold_search

PER_PAGE = 50
# Rows that are counted and paged through. Who wants more narrows the list or exports it.
MOST_LISTED = 10_000
# What a search may find and still be sorted in the time of a page.
MOST_SORTED = 60_000
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
# No status of a person, but asked for beside them: whose address has to be mended.
BOUNCED = "bounced"
MOST_COUNTRIES = 26 * 26
# A line manager may be asked for by a name; one that more people have says too little.
MOST_MANAGERS = 1_000


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

    @property
    def query(self) -> str:
        """As the address of the list has it, always in the same order."""
        return urlencode({name: value for name, value in asdict(self).items() if value})


class Rows:
    """What the paginator asks of the list: how many, then some of them.

    A long list is read along the index of its order until the page is full, a short one is found by its filters and
    sorted. Which it is, the database can only guess, and a wrong guess reads a million rows; so it is told.
    """

    ordered = True

    def __init__(self, company: Company, wanted: Wanted, today: date) -> None:
        self.people = listed(company, wanted, today).prefetch_related("manager")
        self.wanted = wanted

    def count(self) -> int:
        return self.found

    @cached_property
    def found(self) -> int:
        """No further than MOST_LISTED, and not in order."""
        return _count(self.people, MOST_LISTED)

    @cached_property
    def is_short(self) -> bool:
        """Few enough to sort. A name that many have is not counted to its end: the database's guess will do."""
        if self.found < MOST_LISTED:
            return self.wanted.is_filtered
        return bool(self.wanted.text) and _guessed(self.people) < MOST_SORTED

    def __getitem__(self, part: slice) -> list[Employee]:
        if self.is_short:
            return list(self.people.order_by(*_without_index(self.wanted.sort))[part])
        if self.wanted.sort.removeprefix("-") == "hired":
            return self._by_hire_date(part)
        return list(self.people[part])

    def _by_hire_date(self, part: slice) -> list[Employee]:
        """Who has no hire date comes last both ways, which no index can say: two lists, one behind the other."""
        day = "-hire_date" if self.wanted.sort[0] == "-" else "hire_date"
        known = self.people.filter(hire_date__isnull=False).order_by(day, *SORTS["name"])
        found = list(known[part])
        lacking = part.stop - part.start - len(found)
        if lacking:
            before = part.start + len(found) if found else _count(known, MOST_LISTED)
            start = max(part.start - before, 0)
            found += self.people.filter(hire_date__isnull=True)[start : start + lacking]
        return found


def _count(people: EmployeeQuerySet, most: int) -> int:
    return int(people.order_by()[:most].count())


def _guessed(people: EmployeeQuerySet) -> int:
    """How many the database's statistics expect."""
    plan = json.loads(people.order_by().explain(format="json"))
    return int(plan[0]["Plan"]["Plan Rows"])


def page_of(company: Company, wanted: Wanted, number: str | int, today: date) -> "Page[Employee]":
    """One page of the list: three queries, whatever its length. Managers are fetched for the page alone: a join would
    be sorted with everybody's."""
    rows: Any = Rows(company, wanted, today)
    return Paginator(rows, PER_PAGE).get_page(number)


def listed(company: Company, wanted: Wanted, today: date) -> EmployeeQuerySet:
    """Everybody who fits, in the order asked for."""
    found = searched(Employee.objects.for_company(company).not_erased(), wanted.text)
    if wanted.country == OTHER_COUNTRIES:
        elsewhere = set(values_in_use(company, "country", MOST_COUNTRIES)) - set(company.countries)
        found = found.filter(country__in=elsewhere)
    elif wanted.country:
        found = found.filter(country=wanted.country)
    if wanted.site:
        found = found.filter(location=wanted.site)
    if wanted.department:
        found = found.filter(department=wanted.department)
    if wanted.manager:
        found = found.filter(manager__in=managers_called(company, wanted.manager)[:MOST_MANAGERS])
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


def managers_called(company: Company, text: str) -> list[int]:
    """Who has this Employee ID, else who is called so: one more than MOST_MANAGERS at most."""
    people = Employee.objects.for_company(company)
    exactly = list(people.with_employee_id(text).values_list("pk", flat=True))
    return exactly or list(searched(people, text).values_list("pk", flat=True)[: MOST_MANAGERS + 1])


def _with_status(people: EmployeeQuerySet, status: str, today: date) -> EmployeeQuerySet:
    match status:
        case Status.LEFT:
            return people.left(today) if people.overdue(today).exists() else people.gone()
        case Status.NOT_STARTED:
            return people.not_started(today)
        case Status.REGISTERED:
            return people.active(today).registered()
        case Status.OFFLINE:
            return people.offline(today)
        case Status.INVITED_BY_MAIL:
            mailed = Q(hr_email__gt="", hr_email_bounced_at__isnull=True)
            return people.active(today).unregistered().filter(mailed)
        case _ if status == BOUNCED:
            return people.active(today).filter(hr_email_bounced_at__isnull=False)
    return people


def _ordered(people: EmployeeQuerySet, sort: str) -> EmployeeQuerySet:
    """Down is up read backwards, so that one index serves both; who has no hire date comes last."""
    down, columns = _columns(sort)
    if columns[0] == "hire_date":
        return people.order_by(_last_without(down), *columns[1:])
    return people.order_by(*(f"-{column}" if down else column for column in columns))


def _without_index(sort: str) -> list[Any]:
    """The same order, said so that no index can be read along."""
    down, columns = _columns(sort)
    if columns[0] == "hire_date":
        return [_last_without(down), *columns[1:]]
    first = Coalesce(columns[0], Value(""))
    return [first.desc() if down else first.asc(), *(f"-{c}" if down else c for c in columns[1:])]


def _columns(sort: str) -> tuple[bool, tuple[str, ...]]:
    return sort.startswith("-"), SORTS.get(sort.removeprefix("-"), SORTS["name"])


def _last_without(down: bool) -> OrderBy:
    return F("hire_date").desc(nulls_last=True) if down else F("hire_date").asc(nulls_last=True)


def values_in_use(company: Company, column: str, most: int = MOST_CHOICES) -> list[str]:
    """The sites (`location`), departments or countries in the records, in order, one more than `most` at most.

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
        cursor.execute(query, {"company": company.pk, "most": most + 1})
        return [text for (text,) in cursor.fetchall()]
