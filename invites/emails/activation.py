"""The mails of the activation pages (A5, A6)."""

from employees.models import Company
from invites.models import Registration
from workstars.lib.mail import Message, render_message


def six_digits(registration: Registration, digits: str, *, link: str = "") -> Message:
    """To an address that somebody typed, so to whoever reads it there: nothing of the person but the first name.

    `link` finishes on the phone what was begun on a shared tablet (A9).
    """
    context = {
        "company": registration.company,
        "digits": f"{digits[:3]} {digits[3:]}",
        "first_name": registration.employee.first_name,
        "link": link,
    }
    return render_message("emails/six_digits", context, registration.language)


def activation_alarm(company: Company, failures: int, minutes: int) -> Message:
    """To administrators: far more wrong tries than right ones (A5)."""
    context = {"company": company, "failures": failures, "minutes": minutes}
    return render_message("emails/activation_alarm", context, company.default_language)
