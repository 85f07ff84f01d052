"""What became since of the people whom an HR file touched: the question before it is undone (E5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from employees.models import Company, Employee
from employees.models.employee import EmployeeQuerySet

NAMED = 3
_NAME = "trim(e.first_name || ' ' || e.last_name)"

Runs = list[tuple[int, int]]
"""Ids as runs of numbers, first and last: 100,000 new people are one or two."""


@dataclass(frozen=True)
class Touched:
    """The rows of an import. `version`: the xmin under which it left all of them; any other one means that somebody
    has been at the row since, whoever and by whatever way."""

    version: str
    new: Runs = field(default_factory=list)
    known: Runs = field(default_factory=list)

    @property
    def runs(self) -> Runs:
        return [*self.new, *self.known]

    @property
    def count(self) -> int:
        return sum(last - first + 1 for first, last in self.runs)


class Fate(StrEnum):
    """What stands in the way, the weightiest first."""

    REGISTERED = "registered"
    MAILED = "mailed"
    PRINTED = "printed"
    RECOGNISED = "recognised"
    NAMED = "named"
    BY_FILE = "by_file"
    CHANGED = "changed"


@dataclass(frozen=True)
class Since:
    """What happened to `number` of the people; the first few by name. `file`: by which newer one."""

    fate: Fate
    number: int
    names: Sequence[str]
    file: str = ""


def runs_of(ids: Iterable[int]) -> Runs:
    runs: Runs = []
    first = last = None
    for pk in sorted(set(ids)):
        if first is not None and last is not None and pk == last + 1:
            last = pk
            continue
        if first is not None and last is not None:
            runs.append((first, last))
        first = last = pk
    return [*runs, (first, last)] if first is not None and last is not None else runs


def bounds(runs: Runs) -> tuple[list[int], list[int]]:
    """As parameters of `unnest(%s::bigint[], %s::bigint[]) AS r (first, last)`."""
    return [first for first, _last in runs], [last for _first, last in runs]


def met_since(company: Company, touched: Touched, applied_at: datetime, event: int | None) -> list[Since]:
    """What the records know; apps above know more. `event`: of the audit log, which said that it was applied."""
    found = [*_at_the_row(company, touched, applied_at), *_mailed(company, touched, applied_at)]
    found += _named_as_manager(company, touched)
    if any(one.fate == Fate.CHANGED for one in found):
        found += _by_newer_files(company, touched, event)
    order = list(Fate)
    return sorted(found, key=lambda one: order.index(one.fate))


def since(fate: Fate, select: str, company: Company, runs: Runs, params: Sequence[Any] = ()) -> list[Since]:
    """`select`: FROM and WHERE behind people `e` of the runs, of whom it leaves those who met this fate."""
    firsts, lasts = bounds(runs)
    sql = (
        "WITH met AS (SELECT DISTINCT e.id, "  # noqa: S608 (words of ours)
        f"{_NAME} AS name FROM unnest(%s::bigint[], %s::bigint[]) AS r (first, last)"
        f" JOIN {Employee._meta.db_table} e ON e.id BETWEEN r.first AND r.last AND e.company_id = %s {select})"
        f" SELECT (SELECT count(*) FROM met), array(SELECT name FROM met ORDER BY id LIMIT {NAMED})"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [firsts, lasts, company.pk, *params])
        number, names = cursor.fetchone()
    return [Since(fate, number, names)] if number else []


def _at_the_row(company: Company, touched: Touched, applied_at: datetime) -> list[Since]:
    """What the person's own row says. Whoever has another version for no reason that it tells was changed."""
    fates = {
        Fate.REGISTERED: "(e.registered_at >= %(at)s OR e.attempted_at >= %(at)s)",
        Fate.PRINTED: "e.paper_made_at >= %(at)s",
    }
    case = " ".join(f"WHEN {condition} THEN '{fate}'" for fate, condition in fates.items())
    sql = (
        f"WITH met AS (SELECT e.id, {_NAME} AS name, CASE {case} ELSE '{Fate.CHANGED}' END AS fate"  # noqa: S608
        " FROM unnest(%(firsts)s::bigint[], %(lasts)s::bigint[]) AS r (first, last)"
        f" JOIN {Employee._meta.db_table} e ON e.id BETWEEN r.first AND r.last AND e.company_id = %(company)s"
        " WHERE e.xmin <> %(version)s::xid),"
        " placed AS (SELECT *, row_number() OVER (PARTITION BY fate ORDER BY id) AS place FROM met)"
        " SELECT fate, count(*), array_agg(name ORDER BY id) FILTER (WHERE place <= %(named)s)"
        " FROM placed GROUP BY fate"
    )
    firsts, lasts = bounds(touched.runs)
    params: dict[str, Any] = {"firsts": firsts, "lasts": lasts, "company": company.pk, "named": NAMED}
    with connection.cursor() as cursor:
        cursor.execute(sql, {**params, "at": applied_at, "version": touched.version})
        return [Since(Fate(fate), number, names) for fate, number, names in cursor.fetchall()]


def _mailed(company: Company, touched: Touched, applied_at: datetime) -> list[Since]:
    """Invited by mail, or, of the new people, anything by mail."""
    mails = "JOIN employees_mail m ON m.employee_id = e.id"
    invited = f"{mails} AND m.created_at >= %s AND m.kind = 'invitation'"
    known = since(Fate.MAILED, invited, company, touched.known, [applied_at])
    new = since(Fate.MAILED, mails, company, touched.new)
    return together([*known, *new])


def _named_as_manager(company: Company, touched: Touched) -> list[Since]:
    """New people whom somebody outside the file has got as line manager: the rows of the file have its version."""
    named = f"JOIN {Employee._meta.db_table} report ON report.manager_id = e.id AND report.xmin <> %s::xid"
    return since(Fate.NAMED, named, company, touched.new, [touched.version])


def _by_newer_files(company: Company, touched: Touched, event: int | None) -> list[Since]:
    """Whom the newest file after this one changed."""
    sql = (
        f"SELECT v.subject_label, count(DISTINCT e.id), (array_agg(DISTINCT {_NAME}))[1:{NAMED}]"  # noqa: S608
        " FROM unnest(%s::bigint[], %s::bigint[]) AS r (first, last)"
        f" JOIN {Employee._meta.db_table} e ON e.id BETWEEN r.first AND r.last AND e.company_id = %s"
        " JOIN employees_personchange c ON c.employee_id = e.id AND c.event_id > %s"
        " JOIN employees_auditevent v ON v.id = c.event_id AND v.action IN ('import.applied', 'import.undone')"
        " GROUP BY v.id, v.subject_label ORDER BY v.id DESC LIMIT 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*bounds(touched.runs), company.pk, event or 0])
        return [Since(Fate.BY_FILE, number, names, file) for file, number, names in cursor.fetchall()]


def together(found: Sequence[Since]) -> list[Since]:
    """Counts of the same fate, added up."""
    if not found:
        return []
    names = [name for one in found for name in one.names]
    return [Since(found[0].fate, sum(one.number for one in found), names[:NAMED], found[0].file)]


def people_in(people: EmployeeQuerySet, runs: Runs) -> EmployeeQuerySet:
    """Those of `people` whose rows are in the runs."""
    these = "SELECT e.id FROM unnest(%s::bigint[], %s::bigint[]) AS r (first, last)"
    rows = RawSQL(  # noqa: S611 (words of ours)
        f"{these} JOIN {Employee._meta.db_table} e ON e.id BETWEEN r.first AND r.last", bounds(runs)
    )
    return people.filter(pk__in=rows)
