"""/admin/certificates: what no manager can print, what could not be made, and who stands in the way (T3, T7, I11)."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from certificates.models import Certificate, State
from certificates.services.issuing import issue_certificates
from employees.models import Company, Employee
from tests.certificates.floor import certificate_of, issue, person, text_of, thank
from tests.people import Person

LIST = "/admin/certificates"


def words(page) -> str:
    body = page.content.decode().split("<main", 1)[1].split("</main", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@pytest.fixture
def lost(company: Company) -> Certificate:
    """Of somebody without a manager."""
    lone = person(company, "Lena Lone")
    thank(lone, now=timezone.now())
    issue(timezone.now())
    return certificate_of(lone)


@pytest.mark.rule("T3", "what is in nobody's account is on the administrators' list, with the reason")
def test_list(alice: Person, lost: Certificate, paper: Certificate) -> None:
    page = words(alice.get(LIST))
    assert "Lena Lone" in page
    assert "Administrators" in page
    assert "There is no line manager on record." in page
    assert "Ewa Lis" not in page
    assert "Your list 1" in page
    assert "All 2" in page


@pytest.mark.rule("T3", "an administrator prints those of the list, and leaves the managers' ones to them")
def test_print(alice: Person, lost: Certificate, paper: Certificate) -> None:
    answer = alice.post(f"{LIST}/print")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert re.findall("Lena Lone|Ewa Lis", text_of(answer.content))[0] == "Lena Lone"
    assert "Ewa Lis" not in text_of(answer.content)
    states = {c.pk: c.printed_at is not None for c in Certificate.objects.for_company(lost.company)}
    assert states == {lost.pk: True, paper.pk: False}


@pytest.mark.rule("T3", "an administrator opens any certificate of the company, and finds it by name or ID")
def test_all(alice: Person, charlie: Person, lost: Certificate, paper: Certificate) -> None:
    assert alice.get(f"{LIST}/{paper.pk}").status_code == 200
    assert charlie.get(f"{LIST}/{paper.pk}").status_code == 404
    found = words(alice.get(f"{LIST}?tab=all&q=lis+00123"))
    assert ("Ewa Lis" in found, "Mary Moss" in found, "Lena Lone" in found) == (True, True, False)
    for nobody in ("zzz", "zzz%00"):
        assert "Nobody fits" in words(alice.get(f"{LIST}?tab=all&q={nobody}"))


@pytest.mark.rule("T7", "one that could not be made is listed with the sentence and can be tried again")
def test_failed(alice: Person, mary: Person, paper: Certificate) -> None:
    mine = Certificate.objects.for_company(paper.company)
    mine.update(status="failed", failure="The message is too long.", stored_name="")
    page = words(alice.get(f"{LIST}?tab=failed"))
    assert "Ewa Lis" in page
    assert "The message is too long." in page
    assert "The message is too long." not in words(mary.get("/manager/certificates"))
    again = alice.post(f"{LIST}/{paper.pk}/anew", {"tab": "failed"})
    assert (again.status_code, mine.get().status) == (302, "queued")
    assert "Every certificate could be made" in words(alice.get(f"{LIST}?tab=failed"))


@pytest.mark.rule("T3", "offline managers are listed with how many depend on them, the most first")
@pytest.mark.rule("I11", "offline managers are listed with the number of people who depend on them")
def test_offline_managers(alice: Person, company: Company, mary: Person) -> None:
    one, three = person(company, "Ola One"), person(company, "Tea Three", mary.employee)
    person(company, "Nobody's Boss")
    thank(person(company, "Ada Lis", three), now=timezone.now())
    person(company, "Bo Lis", three)
    person(company, "Di Lis", three)
    person(company, "Gone Lis", three, left_at=timezone.now())
    person(company, "Cy Lis", one)
    issue_certificates(now=timezone.now())
    page = words(alice.get(f"{LIST}?tab=managers"))
    assert "Tea Three 3 1 Ola One 1 0" in page
    assert "Nobody's Boss" not in page


@pytest.mark.rule(
    "E10", "certificates of who has left are on no list of administrators, and nobody prints them"
)
def test_left(alice: Person, lost: Certificate) -> None:
    Employee.objects.for_company(lost.company).update(left_at=timezone.now())
    page = words(alice.get(LIST))
    assert ("Lena Lone" in page, "Nothing waits for you" in page) == (False, True)
    assert alice.get(f"{LIST}/{lost.pk}").status_code == 404
    alice.post(f"{LIST}/print")
    assert certificate_of(lost.employee).printed_at is None


@pytest.mark.rule("T4", "numbers of each state stand above the list")
def test_counts(alice: Person, lost: Certificate, paper: Certificate) -> None:
    Certificate.objects.for_company(lost.company).filter(pk=lost.pk).update(printed_at=timezone.now())
    page = words(alice.get(LIST))
    for said in ("0 being made", "1 new, not printed", "1 printed, not handed over", "0 handed over"):
        assert said in page


@pytest.mark.rule("C4", "while offline employees are off there is no such page")
def test_switched_off(alice: Person, lost: Certificate) -> None:
    Company.objects.filter(pk=lost.company_id).update(offline_employees=False)
    assert (alice.get(LIST).status_code, alice.get(f"{LIST}/{lost.pk}").status_code) == (404, 404)


@pytest.mark.rule(
    "T4", "the administrators' pages are theirs: a manager is told so, a stranger led to the login"
)
def test_who(mary: Person, ewa: Employee, bob: Person, stranger, lost: Certificate) -> None:
    assert [who.get(LIST).status_code for who in (mary, bob)] == [403, 403]
    assert stranger.get(LIST)["Location"] == f"/login?next={LIST}"


@pytest.mark.rule("T3", "the dashboard names what no manager can print, and what could not be made")
def test_dashboard(alice: Person, lost: Certificate, paper: Certificate) -> None:
    Certificate.objects.for_company(lost.company).filter(pk=paper.pk).update(status="failed")
    page = words(alice.get("/admin"))
    assert "1 certificates that no manager can print" in page
    assert "1 certificates that could not be made" in page


@pytest.mark.rule("E14", "the story tells of certificates: in whose hands, printed, handed over")
def test_story(alice: Person, mary: Person, ewa: Employee, paper: Certificate) -> None:
    mary.post(f"/manager/certificates/{paper.pk}/print")
    mary.post("/manager/certificates/handed-over", {"selected": [paper.pk]})
    page = words(alice.get(f"/admin/employees/{ewa.pk}"))
    for said in (
        "Thanked on paper It lies with Mary Moss.",
        "Certificate printed",
        "Certificate handed over",
    ):
        assert said in page


@pytest.mark.rule("B6", "what was withdrawn after it was printed is counted apart")
def test_withdrawn_count(alice: Person, company: Company, paper: Certificate) -> None:
    assert "withdrawn after printing" not in words(alice.get(LIST))
    Certificate.objects.for_company(company).update(status="withdrawn", printed_at=timezone.now())
    assert "1 withdrawn after printing" in words(alice.get(LIST))


@pytest.mark.rule("T3", "what a manager leaves unprinted for weeks has a tab, and is printed from it at once")
def test_late(alice: Person, company: Company, paper: Certificate) -> None:
    weeks_ago = timezone.now() - timedelta(days=30)
    assert "Managers print what they get" in words(alice.get(f"{LIST}?tab=late"))
    Certificate.objects.for_company(company).update(told_at=weeks_ago)
    assert "Print the new one" in words(alice.get(f"{LIST}?tab=late"))
    assert alice.post(f"{LIST}/print", {"tab": "late"})["Content-Type"] == "application/pdf"
    assert Certificate.objects.for_company(company).get().printed_by_label == alice.user.name


@pytest.mark.parametrize("tab", ["list", "failed", "managers", "all"])
def test_queries(alice: Person, company: Company, tab: str, django_assert_num_queries) -> None:
    """As many for one as for three."""
    counts = []
    for names in (["Ada"], ["Bo", "Cy"]):
        for name in names:
            thank(person(company, f"{name} Lis", person(company, f"{name} Boss")), now=timezone.now())
        issue_certificates(now=timezone.now())
        if tab == "failed":
            Certificate.objects.for_company(company).update(status=State.FAILED)
        with django_assert_num_queries(11 if tab == "managers" else 13):
            counts.append(alice.get(f"{LIST}?tab={tab}").status_code)
    assert counts == [200, 200]
