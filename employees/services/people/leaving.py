"""Who leaves and who comes back (E10). What ends with leaving ends by being asked about `left_at`."""

import json
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from employees import facts
from employees.models import AuditEvent, Company, Employee
from employees.models.audit import search_text
from employees.queries.administrators import somebody_else_administers
from employees.services.people.saving import hold_people, lock_employee
from workstars.lib.actors import SYSTEM, Actor
from workstars.lib.bulk import copy_rows, update_returning
from workstars.lib.clock import today


class StayRefused(Exception):
    """This person can not leave, or not come back, now. The text is a sentence for the page."""


@transaction.atomic
def deactivate_employee(*, company: Company, employee: Employee, by: Actor, now: datetime) -> Employee:
    """The person has left, from this moment. Reports keep their line manager. Refusal: StayRefused."""
    hold_people(company)
    employee = lock_employee(company, employee)
    if employee.has_left(today(company, now)):
        raise StayRefused(_("%(name)s has left already.") % {"name": employee.name})
    refuse_to_lose(employee, by=by, at_once=True)
    _write(employee, facts.state_on_leaving(now), "employee.deactivated", by, now)
    return employee


@transaction.atomic
def reactivate_employee(*, company: Company, employee: Employee, by: Actor, now: datetime) -> Employee:
    """Back under the same Employee ID: invited anew unless registered. Refusal: StayRefused."""
    employee = lock_employee(company, employee)
    day = today(company, now)
    if employee.erased_at:
        raise StayRefused(_("This person has been erased. Add whoever comes back as a new employee."))
    if not employee.has_left(day):
        raise StayRefused(_("%(name)s has not left.") % {"name": employee.name})
    state = facts.state_on_return(
        hr_email=employee.hr_email,
        bounced=employee.hr_email_bounced_at is not None,
        registered=employee.is_registered,
        leaving_date=employee.leaving_date,
        today=day,
        now=now,
    )
    _write(employee, state, "employee.reactivated", by, now)
    return employee


def refuse_to_lose(employee: Employee, *, by: Actor, at_once: bool) -> None:
    """Nobody deactivates themselves, and the last administrator stays (C5). Hold the company's people before."""
    if at_once and by.user_id is not None and employee.user_id == by.user_id:
        raise StayRefused(_("You cannot deactivate yourself. Ask another administrator to do it."))
    if not somebody_else_administers(employee.company, employee.user_id):
        raise StayRefused(
            _("%(name)s is the last administrator who stays. Make somebody else an administrator first.")
            % {"name": employee.name}
        )


def _write(employee: Employee, state: facts.State, action: str, by: Actor, now: datetime) -> None:
    shown = [column for column in ("left_at", "leaving_date") if column in state]
    before = {column: getattr(employee, column) for column in shown}
    for column, value in state.items():
        setattr(employee, column, value)
    employee.changed_at = now
    employee.save(update_fields=[*state, "changed_at"])
    changed = [column for column in shown if before[column] != state[column]]
    AuditEvent.objects.record(
        company=employee.company,
        action=action,
        by=by,
        at=now,
        subject=employee,
        before={column: before[column] for column in changed},
        after={column: state[column] for column in changed},
    )


def mark_leavers(now: datetime) -> int:
    """Everybody whose last day is over in the company's time zone has left; answers how many."""
    # Somewhere on earth the day after today's UTC date has begun.
    over = Employee.objects.across_companies().filter(
        left_at__isnull=True, leaving_date__lte=now.date(), leaving_date__isnull=False
    )
    companies = Company.objects.filter(pk__in=over.values("company_id")).order_by("pk")
    return sum(_mark_leavers_of(company, now) for company in companies)


@transaction.atomic
def _mark_leavers_of(company: Company, now: datetime) -> int:
    over = Employee.objects.for_company(company).filter(
        left_at__isnull=True, leaving_date__lt=today(company, now)
    )
    columns = ("id", "first_name", "last_name", "leaving_date")
    left = update_returning(over, columns, left_at=now, changed_at=now)
    label = Employee._meta.label_lower
    events = (
        (
            company.pk,
            now,
            "employee.left",
            SYSTEM.label,
            "",
            label,
            pk,
            name[:300],
            search_text(SYSTEM.label, name[:300]),
            "{}",
            after,
        )
        for pk, first, last, day in left
        for name in [f"{first} {last}".strip()]
        for after in [json.dumps({"left_at": now.isoformat(), "leaving_date": day.isoformat()})]
    )
    if left:
        copy_rows(AuditEvent, EVENT_COLUMNS, events)
    return len(left)


EVENT_COLUMNS = (
    "company",
    "at",
    "action",
    "actor_label",
    "address",
    "subject_type",
    "subject_id",
    "subject_label",
    "search_text",
    "before",
    "after",
)
