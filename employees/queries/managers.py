"""Who is above whom: chains of line managers, circles, and reports whose manager was not known yet (E8)."""

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import connection

from employees.models import Company, Employee
from workstars.lib.text import fold_employee_id

# No company has so many ranks; a chain that is longer ends here.
MOST_RANKS = 1000

CHAIN_ABOVE = """
    WITH RECURSIVE above (id, manager_id, first_name, last_name, rank) AS (
        SELECT id, manager_id, first_name, last_name, 1
        FROM employees_employee WHERE company_id = %(company)s AND id = %(start)s
      UNION ALL
        SELECT boss.id, boss.manager_id, boss.first_name, boss.last_name, above.rank + 1
        FROM above JOIN employees_employee boss ON boss.id = above.manager_id
        WHERE boss.company_id = %(company)s AND above.rank < %(most)s AND NOT above.id = ANY(%(ends)s)
    )
    SELECT id, trim(first_name || ' ' || last_name) FROM above ORDER BY rank
"""


class Rank(NamedTuple):
    pk: int
    name: str


def chain_above(company: Company, start: int, ends: Collection[int] = ()) -> list[Rank]:
    """`start` and the managers above, nearest first; it stops at the first of `ends`. One query, bounded."""
    params: dict[str, Any] = {"company": company.pk, "start": start, "ends": list(ends), "most": MOST_RANKS}
    with connection.cursor() as cursor:
        cursor.execute(CHAIN_ABOVE, params)
        return [Rank(*row) for row in cursor.fetchall()]


def circle_of(company: Company, reports: Collection[int], manager: int) -> list[Rank]:
    """The circle that would close if `manager` came above one of `reports`: from the manager upwards to the report
    that is found there; [] when there is none."""
    chain = chain_above(company, manager, reports)
    return chain if chain and chain[-1].pk in set(reports) else []


def reports_waiting_for(company: Company, employee_id: str) -> list[int]:
    """Employees whose record names this Employee ID as manager, kept as text until that person appeared."""
    key = fold_employee_id(employee_id)
    waiting = (
        Employee.objects.for_company(company).filter(manager_ref__gt="").values_list("pk", "manager_ref")
    )
    return [pk for pk, manager_ref in waiting if fold_employee_id(manager_ref) == key]
