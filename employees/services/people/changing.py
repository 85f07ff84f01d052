"""An employee's record is edited (E2, E11)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from employees import facts
from employees.models import AuditEvent, Company, Employee
from employees.records import Field, RowRules
from employees.services.people import saving
from employees.services.people.leaving import refuse_to_lose
from employees.services.people.saving import RecordRefused, Saved
from workstars.lib.actors import Actor
from workstars.lib.clock import today


@transaction.atomic
def change_employee(
    *,
    company: Company,
    employee: Employee,
    values: Mapping[str, str],
    by: Actor,
    now: datetime,
    odd_id_meant: bool = False,
) -> Saved:
    """Changes what `values` names; what it does not name stays. Refusals: RecordRefused, StayRefused."""
    saving.hold_people(company)
    people = Employee.objects.for_company(company).select_related("company", "manager")
    employee = people.select_for_update(of=("self",)).get(pk=employee.pk)
    before, email_before = saving.snapshot(employee), employee.hr_email
    same_id = values.get(Field.EMPLOYEE_ID, employee.employee_id).strip() == employee.employee_id
    rules = RowRules.of(company, odd_ids=odd_id_meant or same_id)
    whole = {Field.EMPLOYEE_ID: employee.employee_id, **values}
    record, problems = saving.judge_row(whole, rules, is_new=False, may_lack_email=not email_before)
    saving.fill(employee, record)
    if Field.MANAGER_ID in record.model_fields_set:
        problems += saving.name_manager(employee, record.manager_id)
    problems += saving.find_problems(employee, odd_id_meant=odd_id_meant or same_id)
    if any(problem.is_error for problem in problems):
        raise RecordRefused(problems)
    after = saving.snapshot(employee)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return Saved(employee, tuple(problems), changed=False)
    _follow(employee, before, by=by, now=now)
    saving.save(employee, now)
    AuditEvent.objects.record(
        company=company,
        action="employee.changed",
        by=by,
        at=now,
        subject=employee,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return Saved(employee, tuple(problems))


def _follow(employee: Employee, before: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    """What another e-mail or leaving date does to the person's place on the way to a login."""
    email_before = before[Field.HR_EMAIL]
    state = facts.state_on_email_change(
        email_before, employee.hr_email, registered=employee.is_registered, now=now
    )
    day = today(employee.company, now)
    leaving = employee.leaving_date
    if leaving and leaving.isoformat() != before[Field.LEAVING_DATE]:
        refuse_to_lose(employee, by=by, at_once=leaving < day)
    if employee.left_at is None and (employee.has_left(day) or _was_over(before, day)):
        state |= facts.state_on_leaving(now)
    for column, value in state.items():
        setattr(employee, column, value)


def _was_over(before: Mapping[str, Any], day: date) -> bool:
    """The last day had passed, and the sweep had not come by yet; another date brings nobody back (E10)."""
    last_day = before[Field.LEAVING_DATE]
    return last_day is not None and date.fromisoformat(last_day) < day
