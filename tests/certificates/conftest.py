"""A manager with a browser, and Ewa, who is thanked on paper."""

import pytest
from django.utils import timezone

from certificates.models import Certificate
from employees.models import Company, Employee
from tests.certificates.floor import certificate_of, issue, person, thank
from tests.factories import NOON, UserFactory
from tests.people import Person, signed_in


def manager(company: Company, name: str) -> Person:
    """Registered, and signed in."""
    user = UserFactory(name=name)
    employee = person(company, name, user=user, registered_at=NOON)
    return signed_in(user, company, employee)


@pytest.fixture
def mary(company: Company) -> Person:
    return manager(company, "Mary Moss")


@pytest.fixture
def otto(company: Company) -> Person:
    """Another manager of the company, with a report."""
    otto = manager(company, "Otto Other")
    person(company, "Olaf Lund", otto.employee)
    return otto


@pytest.fixture
def ewa(company: Company, mary: Person) -> Employee:
    return person(
        company,
        "Ewa Lis",
        mary.employee,
        employee_id="00123",
        location="Gdańsk",
        job_title="Welder",
        hr_email="ewa@work.example",
        hr_email_bounced_at=NOON,
    )


@pytest.fixture
def paper(ewa: Employee) -> Certificate:
    """Ready and new, made a moment ago."""
    now = timezone.now()
    thank(ewa, now=now)
    issue(now)
    return certificate_of(ewa)
