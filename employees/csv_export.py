"""Employees as a CSV that can be imported again (E2): our own headings, codes of countries, days as 2027-03-04."""

from collections.abc import Iterator
from datetime import timedelta

from employees.models import Company, Employee
from employees.models.employee import EmployeeQuerySet
from employees.records import Field
from workstars.lib.clock import today as day_of
from workstars.lib.tabular import stream_csv

ROWS_AT_ONCE = 2_000


def export_lines(company: Company, people: EmployeeQuerySet) -> Iterator[bytes]:
    """The file piece by piece; memory stays flat."""
    found = people.select_related("manager").iterator(chunk_size=ROWS_AT_ONCE)
    return stream_csv([str(field) for field in Field], (_row(company, employee) for employee in found))


def _row(company: Company, employee: Employee) -> list[str]:
    cells = {str(field): str(getattr(employee, field, None) or "") for field in Field}
    cells[Field.MANAGER_ID] = employee.manager.employee_id if employee.manager else employee.manager_ref
    cells[Field.LEAVING_DATE] = _last_day(company, employee)
    return [cells[field] for field in Field]


def _last_day(company: Company, employee: Employee) -> str:
    """Who left has a last day in the file, so that importing it again brings nobody back."""
    known = employee.leaving_date
    if employee.left_at is None:
        return known.isoformat() if known else ""
    before_leaving = day_of(company, employee.left_at) - timedelta(days=1)
    return min(known or before_leaving, before_leaving).isoformat()
