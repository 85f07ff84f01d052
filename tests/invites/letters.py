"""Letters for tests: a person, and the code that stands on paper."""

from datetime import UTC, date, datetime
from typing import Any

from employees.models import Company, Employee
from invites import codes
from invites.models import ActivationCode, Kind, Registration
from invites.services.finishing import finish_without_email
from invites.services.registration import begin_registration, give_details
from invites.services.six_digits import six_digits
from tests.factories import NOON, EmployeeFactory
from workstars.lib.actors import Actor

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FAR_DAY = date(2099, 12, 31)
PASSWORD = "three blue kettles"


def worker(company: Company, employee_id: str = "00123", **facts: Any) -> Employee:
    """Somebody offline who joined long ago, so that pages which ask the real clock know them too."""
    return EmployeeFactory(company=company, employee_id=employee_id, active_since=LONG_AGO, **facts)


def letter(employee: Employee, kind: str = Kind.INVITES, **facts: Any) -> str:
    """A new code for a person, as it stands on paper."""
    (code,) = codes.generate(1)
    version = codes.current_version()
    facts.setdefault("last_day", FAR_DAY)
    ActivationCode.objects.create(
        company=employee.company,
        employee=employee,
        kind=kind,
        digest=codes.digest(code, employee.company_id, version),
        key_version=version,
        created_at=facts.pop("created_at", LONG_AGO),
        **facts,
    )
    return codes.format_code(code)


def code_of(employee: Employee) -> ActivationCode:
    return ActivationCode.objects.for_company(employee.company).get(employee=employee)


def begun(employee: Employee, now: datetime = NOON, **facts: Any) -> Registration:
    """A registration right after a letter was typed."""
    letter(employee)
    return begin_registration(
        company=employee.company, employee=employee, code=code_of(employee), now=now, **facts
    ).registration


def detailed(
    employee: Employee, email: str = "ewa@mail.example", now: datetime = NOON
) -> tuple[Registration, str]:
    """A registration that waits for six digits, and these."""
    registration, _mail = give_details(
        company=employee.company,
        key=begun(employee, now).key,
        email=email,
        password=PASSWORD,
        language="pl",
        now=now,
    )
    return registration, six_digits(registration)


def without_email(employee: Employee, password: str = PASSWORD, now: datetime = NOON) -> Employee:
    """Registers somebody by Employee ID and password; the company allows it from then on."""
    company = employee.company
    company.login_without_email = True
    company.save()
    key = begun(employee, now).key
    by = Actor(None, "Somebody not signed in", "192.0.2.7")
    finish_without_email(company=company, key=key, password=password, language="pl", now=now, by=by)
    employee.refresh_from_db()
    return employee
