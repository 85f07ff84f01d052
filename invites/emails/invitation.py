"""The mails of invitations (I1)."""

from employees.models import Company, Employee
from workstars.lib.mail import Message, render_message


def invitation(company: Company, employee: Employee, *, number: int, link: str) -> Message:
    """The launch invitation when `number` is 1, a reminder after that; in the employee's language.

    `link` opens registration for this employee, after a press of the button that it shows.
    """
    template = "emails/invitation" if number == 1 else "emails/invitation_reminder"
    context = {"company": company, "employee": employee, "link": link}
    return render_message(template, context, employee.language or company.default_language)
