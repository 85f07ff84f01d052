"""The link of an invitation mail (I1): it names a person as the records were when the mail was written.

Another HR e-mail, leaving and coming back, or a registration make every earlier link void.
"""

from datetime import datetime, timedelta

from django.urls import reverse

from employees.models import Company, Employee
from invites.models import Registration
from invites.services.registration import RegistrationEnded, begin_registration
from workstars.lib import tokens
from workstars.lib.clock import today

PURPOSE = "invitation mail"
VALID_FOR = timedelta(days=180)


def link_for(company: Company, employee: Employee, now: datetime) -> str:
    """The whole address, for the mail."""
    token = tokens.sign(PURPOSE, pk=employee.pk, state=_state(employee), now=now)
    return company.address + reverse("activate-mail", args=[token])


def find_invited(*, company: Company, token: str, now: datetime) -> Employee | None:
    """Whom a link invites; None when it is not of this company, was changed, or says what is no longer so."""
    claim = tokens.read(PURPOSE, token, max_age=VALID_FOR, now=now)
    if claim is None:
        return None
    people = Employee.objects.for_company(company).active(today(company, now)).unregistered()
    employee = people.filter(pk=claim.pk).exclude(hr_email="").first()
    return employee if employee and claim.fits(_state(employee)) else None


def accept_invitation(*, company: Company, token: str, now: datetime) -> Registration:
    """The button was pressed: who holds the link reads the mail of that address. Raises RegistrationEnded."""
    employee = find_invited(company=company, token=token, now=now)
    if employee is None:
        raise RegistrationEnded
    begun = begin_registration(
        company=company, employee=employee, code=None, now=now, proven_email=employee.hr_email
    )
    return begun.registration


def _state(employee: Employee) -> str:
    return f"{employee.company_id} {employee.hr_email.lower()} {employee.active_since.isoformat()}"
