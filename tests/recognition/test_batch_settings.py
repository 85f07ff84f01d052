"""Who approves batches is a setting of the company, read by the operator (C6, C3)."""

import pytest

from employees.models import AuditEvent, Company
from tests.people import Person

PAGE = "/admin/settings/batches"


def choose(person: Person, approval: str = "company", points: str = "5000"):
    return person.post(PAGE, {"batch_approval": approval, "second_approval_points": points})


@pytest.mark.rule(
    "C6", "batch approval is nobody's and the threshold 10,000 points, until somebody chooses otherwise"
)
def test_defaults(company: Company) -> None:
    assert (company.batch_approval, company.second_approval_points) == ("none", 10_000)


@pytest.mark.rule(
    "C6", "administrators choose who approves batches, and from how many points on two people do"
)
@pytest.mark.parametrize("approval", ["none", "company", "operator"])
def test_chosen(company: Company, alice: Person, approval: str) -> None:
    assert choose(alice, approval)["Location"] == PAGE
    company.refresh_from_db()
    assert (company.batch_approval, company.second_approval_points) == (approval, 5000)
    event = AuditEvent.objects.for_company(company).get(action="settings.changed")
    assert event.before["second_approval_points"] == 10_000


@pytest.mark.rule("X3", "a setting of batches that cannot be is refused with a sentence")
@pytest.mark.parametrize(
    ("approval", "points", "sentence"),
    [
        ("everybody", "10", "Choose one of these."),
        ("", "10", "Choose one of these."),
        ("none", "", "Type a number."),
        ("none", "-1", "At least 0."),
        ("none", "1,5", "Type a whole number"),
        ("none", "99999999999", "At most 2,147,483,647."),
    ],
)
def test_refused(company: Company, alice: Person, approval: str, points: str, sentence: str) -> None:
    answer = choose(alice, approval, points)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    company.refresh_from_db()
    assert company.batch_approval == "none"


@pytest.mark.rule("C3", "account managers read who approves batches, and do not change it")
def test_the_operator_reads_it(company: Company, alice: Person, olga: Person) -> None:
    choose(alice, "operator", "7500")
    page = olga.get(f"/backoffice/companies/{company.pk}").content.decode()
    assert "The account managers of the platform" in page
    assert "7,500" in page
    olga.client.defaults["HTTP_HOST"] = alice.client.defaults["HTTP_HOST"]
    assert olga.client.get(PAGE)["Location"] == f"/login?next={PAGE}"


def test_employees_do_not_choose(bob: Person) -> None:
    assert choose(bob).status_code == 403
