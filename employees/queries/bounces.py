"""Why an HR e-mail counts as none."""

from dataclasses import dataclass
from datetime import date

from employees.bounce_words import why_not_delivered
from employees.models import Employee, Mail
from workstars.lib.clock import today


@dataclass(frozen=True)
class Bounce:
    """Since which day, and why, in a sentence; empty where nothing is known of it any more."""

    since: date
    why: str


def bounce_of(employee: Employee) -> Bounce | None:
    """None while the HR e-mail works. Select `company` along."""
    if not employee.hr_email or employee.hr_email_bounced_at is None:
        return None
    refused = (Mail.Status.FAILED, Mail.Status.BOUNCED)
    mails = Mail.objects.filter(company=employee.company, employee=employee, to__iexact=employee.hr_email)
    error = mails.filter(status__in=refused).order_by("-pk").values_list("error", flat=True).first()
    return Bounce(today(employee.company, employee.hr_email_bounced_at), why_not_delivered(error or ""))
