"""The pages that undo an import: what they say will happen, and what of other apps is in the way (E5)."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from employees.models import Employee, HrImport
from employees.queries.touched import Fate
from employees.services.imports import trace_of, work_on
from invites.models import ActivationCode
from tests.employees.importing import Office, people, rows
from tests.factories import (
    BatchFactory,
    CertificateFactory,
    EmployeeFactory,
    RecipientFactory,
    RecognitionFactory,
)
from workstars.portal.queries.since import met_elsewhere

HINT = "Not what you meant? It can be undone until"


@pytest.fixture
def office(alice, company) -> Office:
    """Now, since the pages have a clock."""
    return Office(company, alice.user, timezone.now() - timedelta(hours=1))


def page(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def address(hr_import: HrImport, more: str = "") -> str:
    return f"/admin/employees/import/{hr_import.pk}{more}"


@pytest.mark.rule("E5", "the result and the history offer to undo while it is possible, then say why not")
def test_offered(alice, office):
    hr_import, _findings = office.load(people([1]))
    assert HINT in page(alice.get(address(hr_import)))
    assert f'href="{address(hr_import, "/undo")}"' in alice.get("/admin/employees/import").content.decode()
    HrImport.objects.for_company(office.company).update(finished_at=office.now - timedelta(hours=24))
    result = page(alice.get(address(hr_import)))
    assert (HINT in result, "it was applied more than 24 hours ago" in result) == (False, True)
    assert "/undo" not in alice.get("/admin/employees/import").content.decode()


@pytest.mark.rule(
    "E5", "before it is undone a page says who goes, who is restored in which field, who is back"
)
def test_plan(alice, office):
    EmployeeFactory(company=office.company, employee_id="1", first_name="Ann", last_name="Lee", country="PL")
    EmployeeFactory(company=office.company, employee_id="2", first_name="Bo", last_name="Ng", country="PL")
    EmployeeFactory(
        company=office.company,
        employee_id="4",
        first_name="Di",
        last_name="Po",
        country="PL",
        left_at=office.now,
    )
    hr_import, _findings = office.load(rows("1,Anna,Lee,,PL", "3,Cy,Oh,,DE", "4,Di,Po,,PL"), complete=True)
    said = page(alice.get(address(hr_import, "/undo")))
    for part in (
        "1 new person is deleted from the records.",
        "3 people are again exactly as before, line managers and invitations included.",
        "1 of them, who left with this file, is back, with login and codes and without a new invitation.",
        "1 of them, who came back with this file, has left again.",
        "Who is deleted Cy Oh 3",
        "First name: Anna → Ann",
        "Di Po 4 Has left",
        "Who is back Bo Ng 2",
    ):
        assert part in said
    assert alice.post(address(hr_import, "/undo")).url == address(hr_import)
    work_on(hr_import.pk, timezone.now())
    assert office.everybody("employee_id", "first_name") == [("1", "Ann"), ("2", "Bo"), ("4", "Di")]
    result = page(alice.get(address(hr_import)))
    assert ("The file was undone" in result, HINT in result) == (True, False)


@pytest.mark.rule(
    "E5", "while it is undone the page shows progress; what cannot be undone is refused with the reason"
)
def test_refusals(alice, office):
    hr_import, _findings = office.load(people([1]))
    Employee.objects.for_company(office.company).update(first_name="Eve")
    reason = "It cannot be undone: 1 person of this file has been changed since: Eve Nowak1."
    assert reason in page(alice.get(address(hr_import)))
    shown = alice.get(address(hr_import, "/undo"))
    assert (reason in page(shown), "Undo this import" in page(shown)) == (True, False)
    answer = alice.post(address(hr_import, "/undo"))
    assert (answer.status_code, reason in page(answer)) == (409, True)
    other, _findings = office.load(people([2]))
    assert alice.post(address(other, "/undo")).status_code == 302
    assert "All of it is undone, or nothing." in page(alice.get(address(other)))
    again = alice.post(address(other, "/undo"))
    assert (
        again.status_code,
        "Taking the import back" in page(again) or "Waiting to begin" in page(again),
    ) == (
        409,
        True,
    )


@pytest.mark.rule("E5", "an import that was only checked has nothing to undo")
def test_not_applied(alice, office):
    hr_import, _findings = office.check(people([1]))
    assert "Apply this file?" in page(alice.get(address(hr_import, "/undo")))
    assert alice.post(address(hr_import, "/undo")).status_code == 409


@pytest.mark.rule("E5", "undoing is for administrators of the company alone")
def test_access(bob, charlie, office, stranger):
    hr_import, _findings = office.load(people([1]))
    where = address(hr_import, "/undo")
    assert [who.post(where).status_code for who in (bob, charlie, stranger)] == [403, 404, 302]
    assert len(office.everybody()) == 2


# What other apps know


def met(office: Office, hr_import: HrImport) -> list[tuple[Fate, int, list[str]]]:
    found = met_elsewhere(office.company, trace_of(hr_import).touched, hr_import.finished_at)
    return [(one.fate, one.number, list(one.names)) for one in found]


@pytest.mark.rule("E5", "whoever has since been thanked, has thanked or was copied is in the way")
def test_recognised(office):
    hr_import, _findings = office.load(people([1, 2, 3, 4]))
    known = {name: office.person(f"0000{name}") for name in (1, 2, 3)}
    other = EmployeeFactory(company=office.company)
    thanks = RecognitionFactory(company=office.company, sender=known[1], sent_at=timezone.now())
    assert met(office, hr_import) == [(Fate.RECOGNISED, 1, ["Ewa Nowak1"])]
    RecipientFactory(recognition=thanks, employee=known[2])
    RecipientFactory(recognition=thanks, employee=other)
    assert met(office, hr_import) == [(Fate.RECOGNISED, 2, ["Ewa Nowak2", "Ewa Nowak1"])]


@pytest.mark.rule("E5", "thanks from before the file are not in the way of undoing it")
def test_thanked_before(office):
    known = EmployeeFactory(company=office.company, employee_id="1", last_name="Lee", country="PL")
    RecipientFactory(
        recognition=RecognitionFactory(company=office.company, sent_at=office.now - timedelta(days=1)),
        employee=known,
    )
    hr_import, _findings = office.load(rows("1,Ann,Lee,,PL"))
    assert met(office, hr_import) == []


@pytest.mark.rule(
    "E5", "a code made since, or a new person named in a batch or on a certificate, is in the way"
)
def test_held(office):
    hr_import, _findings = office.load(people([1, 2]))
    first, second = office.person("00001"), office.person("00002")
    BatchFactory(company=office.company, from_employee=first)
    certificate = CertificateFactory(recipient__recognition__company=office.company, manager=second)
    assert met(office, hr_import)[-1][:2] == (Fate.RECOGNISED, 2)
    code = ActivationCode(
        company=office.company, employee=certificate.employee, kind="assisted", digest=b"x", key_version=1
    )
    code.created_at, code.last_day, code.employee = timezone.now(), timezone.now().date(), first
    code.save()
    assert met(office, hr_import)[0] == (Fate.PRINTED, 1, ["Ewa Nowak1"])
