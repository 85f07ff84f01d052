"""Which roles a login has at a site, at this moment (C5, E10)."""

from datetime import timedelta
from typing import Any

import pytest

from employees.models import Company, User
from employees.permissions import find_member
from tests.factories import NOON, EmployeeFactory, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = NOON.date()
DAY = timedelta(days=1)


def roles(user: User, company: Company | None) -> list[str] | None:
    member = find_member(user, company, on_operator_host=company is None, now=NOON)
    return sorted(member.roles) if member else None


@pytest.mark.rule("E10", "a role given by e-mail ends with the person, and not before")
@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, ["administrator", "employee"]),
        ({"leaving_date": TODAY}, ["administrator", "employee"]),
        ({"hire_date": TODAY}, ["administrator", "employee"]),
        ({"hire_date": TODAY + DAY}, ["administrator"]),
        ({"leaving_date": TODAY - DAY}, None),
        ({"left_at": NOON}, None),
    ],
    ids=["here", "last day", "first day", "not started", "last day over", "deactivated"],
)
def test_role_of_an_employee(company: Company, facts: dict[str, Any], found: list[str] | None) -> None:
    user = UserFactory()
    EmployeeFactory(company=company, registered=True, user=user, **facts)
    RoleGrantFactory(company=company, user=user)
    assert roles(user, company) == found


@pytest.mark.rule("C5", "a role that was not accepted, or is of another company, is none")
def test_role_that_is_none(company: Company, other_company: Company) -> None:
    user = UserFactory()
    RoleGrantFactory(company=company, user=user, accepted_at=None)
    RoleGrantFactory(company=other_company, user=user)
    assert (roles(user, company), roles(user, other_company)) == (None, ["administrator"])


@pytest.mark.rule("C5", "a manager is who has a report, for as long as one is here")
def test_manager(company: Company) -> None:
    manager = EmployeeFactory(company=company, registered=True)
    report = EmployeeFactory(company=company, manager=manager)
    before = roles(manager.user, company)
    report.left_at = NOON
    report.save()
    assert (before, roles(manager.user, company)) == (["employee", "manager"], ["employee"])


@pytest.mark.rule("C5", "an account manager is one at the operator's host alone")
def test_account_manager(company: Company) -> None:
    olga = UserFactory(is_account_manager=True)
    assert (roles(olga, None), roles(olga, company)) == (["account_manager"], None)
