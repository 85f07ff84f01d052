"""Fixtures of the employees' tests."""

from datetime import datetime

import pytest

from employees.models import Company
from tests.employees.importing import Office
from tests.people import Person


@pytest.fixture
def office(alice: Person, company: Company, now: datetime) -> Office:
    """Alice, who imports HR files."""
    return Office(company, alice.user, now)
