"""The API's base: closed to strangers, open to members, JSON alone."""

import pytest

from employees.models import Role
from tests.factories import EmployeeFactory, RoleGrantFactory
from tests.people import Person, SiteClient, signed_in


@pytest.mark.rule("C5", "the API tells a member who they are and which roles they have")
def test_member_sees_name_company_and_roles(bob: Person) -> None:
    answer = bob.get("/api/v1/me")

    assert (answer.status_code, answer.json()) == (
        200,
        {
            "name": "Bob Brown",
            "company": {"name": "Acme Mills", "address": "http://acme.workstars.test"},
            "roles": ["employee"],
        },
    )


@pytest.mark.rule("C5", "one person can have several roles")
def test_roles_add_up(bob: Person) -> None:
    RoleGrantFactory(company=bob.company, user=bob.user, role=Role.COORDINATOR)
    RoleGrantFactory(company=bob.company, user=bob.user, role=Role.ADMINISTRATOR)

    assert bob.get("/api/v1/me").json()["roles"] == ["administrator", "coordinator", "employee"]


@pytest.mark.rule("C2", "the API answers a stranger with 403 and no word about the company")
def test_stranger_is_refused(stranger: SiteClient) -> None:
    answer = stranger.get("/api/v1/me")

    assert answer.status_code == 403
    assert answer.json() == {"detail": "Authentication credentials were not provided."}


@pytest.mark.rule("C2", "a session of another company counts as none in the API")
def test_foreign_session_is_refused(charlie: Person, bob: Person) -> None:
    charlie.client.defaults["HTTP_HOST"] = "acme.workstars.test"

    assert charlie.get("/api/v1/me").status_code == 403
    assert bob.get("/api/v1/me").status_code == 200


@pytest.mark.rule("C1", "the API does not exist at the operator's host")
def test_no_company_no_api(olga: Person) -> None:
    answer = olga.get("/api/v1/me")

    assert answer.status_code == 404


@pytest.mark.rule("E10", "who left has no API from that moment")
def test_left_employee_is_refused(bob: Person, now: object) -> None:
    assert bob.employee is not None
    bob.employee.left_at = now
    bob.employee.save()

    assert bob.get("/api/v1/me").status_code == 403


@pytest.mark.rule("C1", "addresses work with and without a trailing slash")
def test_trailing_slash(bob: Person) -> None:
    assert bob.get("/api/v1/me/").json() == bob.get("/api/v1/me").json()


@pytest.mark.rule("C5", "being a manager follows from having reports")
def test_manager_follows_from_reports(bob: Person, company: object) -> None:
    EmployeeFactory(company=company, manager=bob.employee)

    assert signed_in(bob.user, bob.company).get("/api/v1/me").json()["roles"] == ["employee", "manager"]
