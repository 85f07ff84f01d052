"""What is owed becomes one certificate each, where it belongs, and starts no days (R4, I6, C4)."""

from datetime import datetime, timedelta

import pytest

from certificates.models import Certificate
from certificates.services.issuing import issue_certificates
from certificates.services.rendering import render_waiting
from certificates.tasks import issue as issue_task
from employees.models import AuditEvent, Company, Employee
from invites.models import ActivationCode
from recognition.models import Paper, Recipient
from tests.certificates.floor import certificate_of, lies_with, person, thank
from tests.factories import RecipientFactory


@pytest.fixture
def boss(company: Company) -> Employee:
    return person(company, "Bea Boss", registered=True)


@pytest.mark.rule("R4", "a recognition owed on paper becomes a certificate in the line manager's account")
@pytest.mark.promise("V12", "each recipient under R4 gets one certificate, however often the sweep runs")
def test_issued_once(company: Company, boss: Employee, now: datetime) -> None:
    ewa, jan = (person(company, name, boss) for name in ("Ewa Lis", "Jan Kos"))
    thank(ewa, jan)
    assert (issue_certificates(now=now), issue_certificates(now=now)) == (2, 0)
    made = certificate_of(ewa)
    assert (made.status, made.holder, made.why, made.waits_since, made.created_at, made.told_at) == (
        "queued",
        boss,
        "manager",
        now,
        now,
        None,
    )
    assert set(Recipient.objects.for_company(company).values_list("paper", "holder")) == {
        (Paper.ISSUED, boss.pk)
    }


@pytest.mark.rule("R4", "who needs no paper gets no certificate")
def test_only_what_is_owed(company: Company, boss: Employee, now: datetime) -> None:
    RecipientFactory(recognition__company=company, employee=person(company, "Ewa Lis", boss))
    assert issue_certificates(now=now) == 0
    assert not Certificate.objects.for_company(company).exists()


@pytest.mark.rule("R4", "somebody thanked twice gets two certificates, in two recognitions")
def test_one_for_each_recognition(company: Company, boss: Employee, now: datetime) -> None:
    ewa = person(company, "Ewa Lis", boss)
    thank(ewa)
    thank(ewa, now=now + timedelta(hours=1))
    assert issue_certificates(now=now + timedelta(hours=2)) == 2


@pytest.mark.rule("C4", "while offline employees are off nothing is issued; what is owed waits")
def test_switched_off(company: Company, other_company: Company, boss: Employee, now: datetime) -> None:
    ewa = person(company, "Ewa Lis", boss)
    thank(ewa)
    thank(person(other_company, "Olaf Lund"))
    Company.objects.filter(pk=company.pk).update(offline_employees=False)
    assert issue_certificates(now=now) == 1
    assert Recipient.objects.for_company(company).paper_owed().count() == 1
    Company.objects.filter(pk=company.pk).update(offline_employees=True)
    assert issue_certificates(now=now) == 1
    assert lies_with(ewa) == ("Bea Boss", "manager")


@pytest.mark.rule("I6", "a certificate starts no days: who waits in Invites waits there still")
def test_no_days(company: Company, boss: Employee, now: datetime) -> None:
    ewa = person(company, "Ewa Lis", boss)
    thank(ewa)
    assert issue_task(at=now.isoformat()) == 1
    render_waiting(now=now)
    ewa.refresh_from_db()
    assert (ewa.paper_made_at, ewa.paper_due_on, ewa.reminders_since) == (None, None, None)
    waiting = Employee.objects.for_company(company).waiting_for_invite(now.date())
    assert waiting.filter(pk=ewa.pk).exists()
    assert ActivationCode.objects.for_company(company).filter(employee=ewa).count() == 1


@pytest.mark.promise("V16", "issuing leaves one line in the audit log for each company and chunk")
def test_audited(company: Company, boss: Employee, now: datetime) -> None:
    thank(*(person(company, f"Ewa {name}", boss) for name in ("Lis", "Kos", "Bak")))
    issue_certificates(now=now)
    events = AuditEvent.objects.for_company(company).values_list("action", "actor_label", "after")
    assert list(events) == [("certificates.issued", "Workstars", {"certificates": 3})]


@pytest.mark.rule("T7", "issuing needs the same statements for one certificate as for three")
def test_set_based(company: Company, boss: Employee, now: datetime, django_assert_num_queries) -> None:
    thank(person(company, "Ewa Lis", boss))
    with django_assert_num_queries(15):
        issue_certificates(now=now)
    thank(*(person(company, f"Jan {name}", boss) for name in ("Lis", "Kos", "Bak")))
    with django_assert_num_queries(15):
        issue_certificates(now=now)
