"""One person written by another system (E13): added, or changed, or back again; the same twice changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from employees.models import Company, Employee
from employees.records import Field, Problem
from employees.services.people.adding import add_employee
from employees.services.people.changing import change_employee
from employees.services.people.leaving import reactivate_employee
from employees.services.people.saving import hold_people
from workstars.lib.actors import Actor
from workstars.lib.clock import today


class Outcome(models.TextChoices):
    CREATED = "created", _("Created")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    REFUSED = "refused", _("Refused")


@dataclass(frozen=True)
class Written:
    outcome: Outcome
    employee: Employee
    warnings: tuple[Problem, ...]


@transaction.atomic
def upsert_employee(
    *,
    company: Company,
    employee_id: str,
    values: Mapping[str, str],
    by: Actor,
    now: datetime,
    odd_id_meant: bool = False,
) -> Written:
    """`values` as typed, by the names of `records.Field`; a name that is absent keeps what is known. Whoever had left
    is back, as with a row of a file, unless the leaving date is over. Refusals: RecordRefused, StayRefused."""
    hold_people(company)
    whole = {**values, str(Field.EMPLOYEE_ID): employee_id}
    known = Employee.objects.for_company(company).with_employee_id(employee_id).first()
    if known is None:
        added = add_employee(company=company, values=whole, by=by, now=now, odd_id_meant=odd_id_meant)
        return Written(Outcome.CREATED, added.employee, added.warnings)
    whole[str(Field.EMPLOYEE_ID)] = known.employee_id
    saved = change_employee(
        company=company, employee=known, values=whole, by=by, now=now, odd_id_meant=odd_id_meant
    )
    employee, changed = saved.employee, saved.changed
    if _is_back(employee, whole, company, now):
        employee = reactivate_employee(company=company, employee=employee, by=by, now=now)
        changed = True
    return Written(Outcome.CHANGED if changed else Outcome.UNCHANGED, employee, saved.warnings)


def _is_back(employee: Employee, values: Mapping[str, str], company: Company, now: datetime) -> bool:
    day = today(company, now)
    over = employee.leaving_date is not None and employee.leaving_date < day
    return employee.has_left(day) and not (over and Field.LEAVING_DATE in values)
