"""A new employee (E2, C4, E8, E11)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from employees import facts
from employees.models import AuditEvent, Company, Employee
from employees.records import RowRules
from employees.services.people import saving
from employees.services.people.saving import RecordRefused, Saved
from workstars.lib.actors import Actor


@transaction.atomic
def add_employee(
    *, company: Company, values: Mapping[str, str], by: Actor, now: datetime, odd_id_meant: bool = False
) -> Saved:
    """Adds one person; `values` as typed, by the names of `records.Field`. Refusal: RecordRefused.

    `odd_id_meant`: somebody said that the Employee ID is right although it looks damaged, or equals another one
    but for its zeros (E7).
    """
    record, problems = saving.judge_row(values, RowRules.of(company, odd_ids=odd_id_meant))
    saving.hold_people(company)
    employee = Employee(company=company, created_at=now, country=company.only_country)
    saving.fill(employee, record)
    employee.country = record.country or company.only_country
    problems += saving.name_manager(employee, record.manager_id)
    problems += saving.find_problems(employee, odd_id_meant=odd_id_meant)
    if any(problem.is_error for problem in problems):
        raise RecordRefused(problems)
    for column, value in facts.state_on_joining(employee.hr_email, now).items():
        setattr(employee, column, value)
    saving.save(employee, now)
    after = {name: value for name, value in saving.snapshot(employee).items() if value}
    AuditEvent.objects.record(
        company=company, action="employee.added", by=by, at=now, subject=employee, after=after
    )
    return Saved(employee, tuple(problems))
