"""/manager/certificates and /manager/team, as the manager, another one, and strangers see them (T4)."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from certificates.models import Certificate, State
from certificates.services.issuing import issue_certificates
from employees.models import AuditEvent, Company, Employee
from tests.certificates.floor import certificate_of, issue, person, text_of, thank
from tests.people import Person

LIST, TEAM = "/manager/certificates", "/manager/team"
PDF = "application/pdf"


def words(page) -> str:
    """What the page says, without markup and repeated space."""
    body = page.content.decode().split("<main", 1)[1].split("</main", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def state_of(certificate: Certificate) -> str:
    mine = Certificate.objects.for_company(certificate.company).with_state(timezone.now().date())
    return str(mine.get(pk=certificate.pk).state)


def said(answer) -> list[str]:
    """What the last press has to say; no page has shown the earlier messages."""
    return [str(message) for message in get_messages(answer.wsgi_request)][-1:]


@pytest.mark.rule(
    "T4", "the manager finds the certificate: for whom, from whom, its last day, and what to do"
)
def test_queue(mary: Person, paper: Certificate) -> None:
    page = words(mary.get(LIST))
    assert "1 new certificate waits to be printed With a list to sign Print the new one" in page
    assert "Ewa Lis Gdańsk" in page
    assert paper.last_day.strftime("%B %Y") in page
    for tab, count in (("New", 1), ("Printed", 0), ("Expired", 0), ("Handed over", 0)):
        assert f"{tab} {count}" in page


@pytest.mark.rule("T4", "an empty queue says what it is for")
def test_empty_queue(mary: Person, ewa: Employee) -> None:
    assert "No certificates yet When somebody of your team without an account is thanked" in words(
        mary.get(LIST)
    )


@pytest.mark.rule("T4", "it opens in the browser and downloads, kept by nobody on the way, and stays new")
@pytest.mark.parametrize(
    ("address", "disposition", "action"),
    [
        ("", "inline", "certificate.opened"),
        ("/download", "attachment", "certificate.downloaded"),
    ],
)
def test_open(
    mary: Person, company: Company, paper: Certificate, address: str, disposition: str, action: str
) -> None:
    answer = mary.get(f"{LIST}/{paper.pk}{address}")
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, PDF, "no-store")
    assert answer["Content-Disposition"] == f'{disposition}; filename="certificate-{paper.pk}.pdf"'
    assert "Ewa Lis" in text_of(answer.content)
    events = (
        AuditEvent.objects.for_company(company).filter(action=action).values_list("actor_label", flat=True)
    )
    assert (list(events), state_of(paper)) == (["Mary Moss"], State.NEW)


@pytest.mark.rule("T4", "one is printed by a press, which the page behind it learns of")
def test_print_one(mary: Person, paper: Certificate) -> None:
    answer = mary.post(f"{LIST}/{paper.pk}/print", {"download_token": "0a1b"})
    assert (answer.status_code, answer["Content-Type"], state_of(paper)) == (200, PDF, State.PRINTED)
    assert answer.cookies["download-0a1b"].value == "1"
    assert "Ewa Lis" in words(mary.get(f"{LIST}?tab=printed"))


@pytest.mark.rule("T4", "a harmful token becomes no cookie")
def test_token(mary: Person, paper: Certificate) -> None:
    answer = mary.post(f"{LIST}/{paper.pk}/print", {"download_token": "x; Path=/"})
    assert [name for name in answer.cookies if name.startswith("download")] == []


@pytest.mark.rule("T4", "one press prints all new ones; the next says that there are none")
def test_print_all(mary: Person, company: Company, paper: Certificate) -> None:
    jan = person(company, "Jan Kos", mary.employee)
    thank(jan, now=timezone.now())
    issue(timezone.now())
    assert "Print all 2 new ones" in words(mary.get(LIST))
    answer = mary.post(f"{LIST}/print")
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, PDF, "no-store")
    assert {"Ewa Lis", "Jan Kos"} <= set(re.findall("Ewa Lis|Jan Kos", text_of(answer.content)))
    again = mary.post(f"{LIST}/print")
    assert (again.status_code, again["Location"]) == (302, LIST)
    assert said(again) == ["There are no new certificates to print."]


@pytest.mark.rule("T4", "handed over is ticked for one or many; nothing ticked is said")
def test_hand_over(mary: Person, paper: Certificate) -> None:
    mary.post(f"{LIST}/{paper.pk}/print")
    nothing = mary.post(f"{LIST}/handed-over", {"tab": "printed"})
    assert (nothing["Location"], said(nothing)) == (
        f"{LIST}?tab=printed",
        ["Choose the certificates that you have handed over."],
    )
    ticked = mary.post(f"{LIST}/handed-over", {"selected": [paper.pk], "tab": "printed"})
    assert (ticked["Location"], state_of(paper)) == (f"{LIST}?tab=printed", State.HANDED_OVER)
    assert "1 certificate is handed over. Undo" in words(mary.get(LIST))
    assert "Undo" not in words(mary.get(LIST))
    assert "Not yet after all" in words(mary.get(f"{LIST}?tab=handed_over"))
    mary.post(f"{LIST}/{paper.pk}/take-back")
    assert state_of(paper) == State.PRINTED


@pytest.mark.rule("T5", "one click makes an expired one anew; meanwhile the page says that it is being made")
def test_anew(mary: Person, company: Company, ewa: Employee) -> None:
    long_ago = timezone.now() - timedelta(days=200)
    thank(ewa, now=long_ago)
    issue(long_ago)
    paper = certificate_of(ewa)
    assert "Make anew" in words(mary.get(f"{LIST}?tab=expired"))
    refused = mary.get(f"{LIST}/{paper.pk}")
    assert refused.status_code == 409
    assert "The code on this certificate has ended. Make it anew." in words(refused)
    pressed = mary.post(f"{LIST}/{paper.pk}/anew")
    assert said(pressed) == ["The certificate of Ewa Lis is made anew, with a new code."]
    assert state_of(paper) == State.MAKING
    page = mary.get(f"{LIST}?tab=new")
    assert "Being made" in words(page)
    assert f'hx-get="{LIST}?tab=new" data-when-left hx-trigger="every 3s"' in page.content.decode()
    again = mary.post(f"{LIST}/{paper.pk}/anew")
    assert said(again) == ["This certificate is being made already, or was handed over."]


@pytest.mark.rule("T5", "who has registered meanwhile is listed apart")
def test_registered_meanwhile(mary: Person, company: Company, ewa: Employee, paper: Certificate) -> None:
    Employee.objects.for_company(company).filter(pk=ewa.pk).update(registered_at=timezone.now())
    assert "Ewa Lis" in words(mary.get(f"{LIST}?tab=registered"))
    refused = mary.get(f"{LIST}/{paper.pk}")
    assert (refused.status_code, "registered meanwhile" in words(refused)) == (409, True)


@pytest.mark.rule("T3", "the page says why a certificate is in this account")
@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        ("left", "Mia Middle, the line manager, has left."),
        ("not_started", "Mia Middle, the line manager, has not started yet."),
        ("offline", "Mia Middle, the line manager, has neither an account nor an e-mail address."),
        ("unregistered", "Mia Middle, the line manager, did not register within seven days."),
        ("none", "There is no line manager on record."),
    ],
)
def test_why(mary: Person, company: Company, paper: Certificate, why: str, sentence: str) -> None:
    mia = person(company, "Mia Middle")
    Certificate.objects.for_company(company).update(why=why, manager=mia)
    assert sentence in words(mary.get(LIST))


@pytest.mark.rule("T4", "a certificate is found by its holder alone: for everybody else it does not exist")
def test_whose(mary: Person, otto: Person, charlie: Person, bob: Person, paper: Certificate) -> None:
    addresses = [f"{LIST}/{paper.pk}", f"{LIST}/{paper.pk}/download"]
    actions = [f"{LIST}/{paper.pk}/{act}" for act in ("print", "anew", "take-back")]
    assert [otto.get(each).status_code for each in addresses] == [404, 404]
    assert [otto.post(each).status_code for each in actions] == [404, 404, 404]
    assert [charlie.get(each).status_code for each in addresses] == [403, 403]  # no manager at home
    assert [bob.get(each).status_code for each in [LIST, *addresses]] == [403, 403, 403]
    assert "Ewa Lis" not in words(otto.get(LIST))
    otto.post(f"{LIST}/print")
    otto.post(f"{LIST}/handed-over", {"selected": [paper.pk]})
    assert state_of(paper) == State.NEW


@pytest.mark.rule("E10", "who has left is off the list, and the certificate is not to be had")
def test_left(mary: Person, company: Company, ewa: Employee, paper: Certificate) -> None:
    person(company, "Jan Kos", mary.employee)
    Employee.objects.for_company(company).filter(pk=ewa.pk).update(left_at=timezone.now())
    assert "Ewa Lis" not in words(mary.get(LIST))
    assert mary.get(f"{LIST}/{paper.pk}").status_code == 404


@pytest.mark.rule(
    "C4", "while offline employees are off there are no certificates' pages, and the team stays"
)
def test_switched_off(mary: Person, company: Company, paper: Certificate) -> None:
    Company.objects.filter(pk=company.pk).update(offline_employees=False)
    answers = [mary.get(LIST), mary.get(f"{LIST}/{paper.pk}"), mary.post(f"{LIST}/print")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    page = words(mary.get(TEAM))
    assert ("Ewa Lis" in page, "Certificates" in page) == (True, False)


@pytest.mark.rule("T4", "the team: name, job, registered or not, certificates; never e-mail, ID or balance")
def test_team(mary: Person, company: Company, ewa: Employee, paper: Certificate) -> None:
    person(company, "Jan Kos", mary.employee, registered=True)
    person(company, "Ola Left", mary.employee, left_at=timezone.now())
    page = words(mary.get(TEAM))
    assert "Ewa Lis Welder Gdańsk Not registered yet Make a slip for Ewa Lis New: 1" in page
    assert "Jan Kos Registered –" in page
    for hidden in ("Ola Left", "ewa@work.example", "00123", "Otto"):
        assert hidden not in page


@pytest.mark.rule("T4", "home tells a manager of new certificates")
def test_home(mary: Person, paper: Certificate) -> None:
    assert "1 new certificate for your team waits to be printed" in words(mary.get("/"))
    mary.post(f"{LIST}/{paper.pk}/print")
    assert "waits to be printed" not in words(mary.get("/"))


@pytest.mark.parametrize("address", [LIST, TEAM])
def test_queries(mary: Person, company: Company, address: str, django_assert_num_queries) -> None:
    """As many for one as for three."""
    now = timezone.now()
    mia = person(company, "Mia Middle", mary.employee)
    for names in (["Ada"], ["Bo", "Cy"]):
        for name in names:
            thank(person(company, f"{name} Lis", mia), now=now)
            person(company, f"{name} Kos", mary.employee)
        issue_certificates(now=now)
        with django_assert_num_queries(8):
            mary.get(address)
