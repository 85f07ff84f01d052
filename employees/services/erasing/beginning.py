"""The order to erase somebody. From this moment the person's row names nobody, and the Employee ID is free."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from employees.models import AuditEvent, Company, Employee, Erasure
from employees.services.erasing.called import gather, nameless, seal
from employees.services.erasing.logins import close_login
from employees.services.people.saving import hold_people, lock_employee
from workstars.lib.actors import Actor
from workstars.lib.clock import today

# Of all that the record says, the country and the days of joining and registering stay: counts are made of them.
EMPTY = {
    "first_name": "", "search_text": "", "hr_email": "", "hr_email_bounced_at": None, "language": "",
    "manager": None, "manager_ref": "", "job_title": "", "department": "", "location": "", "hire_date": None,
    "leaving_date": None, "user": None, "paper_due_on": None, "reminders_since": None, "mail_due_at": None,
}  # fmt: skip


class ErasureRefused(Exception):
    """Nothing was erased. The text is a sentence for the page."""


def refuse_unless_left(employee: Employee, now: datetime) -> None:
    """Refusal: ErasureRefused."""
    if employee.erased_at:
        raise ErasureRefused(_("This person has been erased already."))
    if not employee.has_left(today(employee.company, now)):
        raise ErasureRefused(
            _("%(name)s has not left. Deactivate the person first; only who has left can be erased.")
            % {"name": employee.name}
        )


@transaction.atomic
def begin_erasure(*, company: Company, employee: Employee, by: Actor, now: datetime) -> Erasure:
    """The row is nameless and the login closed at once; what else names the person, sweeps find. Refusal:
    ErasureRefused. Nobody can take it back."""
    hold_people(company)
    employee = lock_employee(company, employee)
    refuse_unless_left(employee, now)
    called = gather(employee)
    erasure = Erasure.objects.create(
        company=company, employee=employee, asked_at=now, sealed=seal(called, employee)
    )
    people = Employee.objects.for_company(company)
    people.filter(manager=employee).update(manager=None, changed_at=now)
    people.filter(manager_ref__iexact=employee.employee_id).update(manager_ref="")
    user = employee.user
    people.filter(pk=employee.pk).update(
        **EMPTY,
        last_name=nameless(company),
        employee_id=f"erased {employee.pk}",
        employee_key=f"ERASED {employee.pk}",  # capitals: no ID that somebody types is folded to this
        left_at=employee.left_at or now,
        erased_at=now,
        changed_at=now,
    )
    if user:
        close_login(company, user, called, now)
    AuditEvent.objects.record(
        company=company,
        action="employee.erased",
        by=by,
        at=now,
        subject=employee,
        subject_label=f"{called.said} {employee.pk}",
    )
    return erasure
