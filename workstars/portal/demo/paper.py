"""Letters of the demo company, and the people who register with them or with the link of their mail."""

import csv
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO

from employees.models import Company, Employee
from employees.services.mail import send_due_mails
from invites import codes
from invites.models import Registration
from invites.services.activation import open_registration
from invites.services.fetching import download_code_file
from invites.services.finishing import confirm_mailbox, go_on
from invites.services.generation import generate_invites_csv
from invites.services.registration import begin_registration, give_details
from invites.services.six_digits import six_digits
from workstars.lib.actors import Actor

BATCH = 100
PHONE = Actor(None, "", "192.0.2.7")  # an address that RFC 5737 keeps for examples


@dataclass(frozen=True)
class Letter:
    employee_id: str
    code: str


def make_letters(company: Company, kind: str, country: str, by: Actor, now: datetime) -> list[Letter]:
    """What a mail merge prints from the generated file, read out of it."""
    file = generate_invites_csv(company=company, country=country, kind=kind, by=by, now=now)
    data = download_code_file(company=company, file=file, by=by, now=now + timedelta(minutes=1))
    rows = csv.DictReader(StringIO(data.decode("utf-8-sig"), newline=""))
    return [Letter(row["Employee ID"], row["Activation Code"]) for row in rows]


def register_by_letter(company: Company, letter: Letter, email: str, password: str, now: datetime) -> None:
    """Employee ID and code, then e-mail and password, then the six digits of the mail."""
    registration = open_registration(
        company=company,
        employee_id=letter.employee_id,
        code=codes.parse(letter.code),
        address=PHONE.address,
        now=now,
    )
    _give_details(company, registration, email, password, now + timedelta(minutes=1))
    send_mails(now + timedelta(minutes=1))
    mailed = Registration.objects.for_company(company).get(pk=registration.pk)
    later = now + timedelta(minutes=3)
    confirm_mailbox(company=company, key=mailed.key, digits=six_digits(mailed), now=later, by=PHONE)


def send_mails(now: datetime) -> None:
    while send_due_mails(now, BATCH) == BATCH:
        pass


def register_by_mail(company: Company, employee_id: str, password: str, now: datetime) -> None:
    """The button behind the link of an invitation proves the mailbox; then a password, and done."""
    employee: Employee = Employee.objects.for_company(company).with_employee_id(employee_id).get()
    begun = begin_registration(
        company=company, employee=employee, code=None, now=now, proven_email=employee.hr_email
    )
    _give_details(company, begun.registration, employee.hr_email, password, now + timedelta(minutes=1))
    later = now + timedelta(minutes=2)
    go_on(company=company, key=begun.registration.key, now=later, by=PHONE)


def _give_details(
    company: Company, registration: Registration, email: str, password: str, now: datetime
) -> None:
    """Without a `password` one that nobody knows."""
    give_details(
        company=company,
        key=registration.key,
        email=email,
        password=password or secrets.token_urlsafe(),
        language=registration.employee.language or company.default_language,
        now=now,
    )
