"""The mails of invitations (I1)."""

from datetime import datetime

from employees.models import Company, Employee
from invites.queries import MAIL_LINK, mail_link_state
from workstars.lib import tokens
from workstars.lib.mail import Message, render_message


def invitation(company: Company, employee: Employee, *, number: int, now: datetime) -> Message:
    """The launch invitation when `number` is 1, a reminder after that; in the employee's language."""
    template = "emails/invitation" if number == 1 else "emails/invitation_reminder"
    context = {"company": company, "employee": employee, "link": mail_link(company, employee, now)}
    return render_message(template, context, employee.language or company.default_language)


def mail_link(company: Company, employee: Employee, now: datetime) -> str:
    """Opens registration for this employee, after a press of the button that it shows."""
    token = tokens.sign(MAIL_LINK, pk=employee.pk, state=mail_link_state(employee), now=now)
    return f"{company.address}/activate/mail/{token}"
