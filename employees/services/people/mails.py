"""Invitations and reminders by e-mail are stopped for one person, and go on again (I1)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from employees.models import AuditEvent, Company, Employee
from employees.services.people.saving import lock_employee
from workstars.lib.actors import Actor


class MailsRefused(Exception):
    """There is nothing to stop, or to go on with. The text is a sentence for the page."""


@transaction.atomic
def stop_mails(*, company: Company, employee: Employee, by: Actor, now: datetime) -> Employee:
    """No more invitations by e-mail until somebody lets them go on. Refusal: MailsRefused."""
    employee = lock_employee(company, employee)
    if employee.mail_stopped_at is not None:
        raise MailsRefused(_("The e-mails to %(name)s are stopped already.") % {"name": employee.name})
    if employee.is_registered or not employee.has_working_email:
        raise MailsRefused(_("No invitations go to %(name)s by e-mail.") % {"name": employee.name})
    return _write(employee, now, "employee.mails_stopped", by, now)


@transaction.atomic
def resume_mails(*, company: Company, employee: Employee, by: Actor, now: datetime) -> Employee:
    """The next one goes when it was due, or at once when that has passed. Refusal: MailsRefused."""
    employee = lock_employee(company, employee)
    if employee.mail_stopped_at is None:
        raise MailsRefused(_("The e-mails to %(name)s are not stopped.") % {"name": employee.name})
    return _write(employee, None, "employee.mails_resumed", by, now)


def _write(employee: Employee, stopped: datetime | None, action: str, by: Actor, now: datetime) -> Employee:
    employee.mail_stopped_at, employee.changed_at = stopped, now
    employee.save(update_fields=["mail_stopped_at", "changed_at"])
    AuditEvent.objects.record(company=employee.company, action=action, by=by, at=now, subject=employee)
    return employee
