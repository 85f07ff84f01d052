"""Managers are mailed once for a batch or a recognition, and when what the mail says is true (T2, T3, C6)."""

from datetime import timedelta

import pytest

from certificates.models import Certificate
from certificates.services.issuing import issue_certificates
from certificates.services.placing import follow_managers
from certificates.services.rendering import render_waiting
from certificates.services.telling import tell_holders
from certificates.tasks import tell_holders as tell_task
from employees.models import Company, Employee, Mail
from employees.services.mail import _unseal
from invites.services.mail_links import find_invited
from recognition.models import Batch
from tests.certificates.floor import a_batch, certificate_of, code_on, issue, paper_of, person, thank
from tests.factories import NOON, UserFactory
from workstars.lib.mail import Message

LAUNCH = NOON - timedelta(days=30)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def company(company: Company) -> Company:
    company.launched_at = LAUNCH
    company.save()
    return company


@pytest.fixture
def boss(company: Company) -> Employee:
    return person(company, "Bea Boss", user=UserFactory(email="bea@mail.example"), registered_at=NOON)


def mails(company: Company) -> list[Mail]:
    return list(Mail.objects.filter(company=company, kind="certificates").order_by("pk"))


def told(company: Company) -> list[tuple[str, str]]:
    return [(mail.to, _unseal(mail).subject) for mail in mails(company)]


def message_of(company: Company) -> Message:
    (mail,) = mails(company)
    return _unseal(mail)


@pytest.mark.rule(
    "T2", "one mail to the manager of a recognition's people, when their certificates are ready"
)
def test_one_recognition(company: Company, boss: Employee) -> None:
    ewa, jan = (person(company, name, boss) for name in ("Ewa Lis", "Jan Kos"))
    thank(ewa, jan)
    assert tell_holders(now=NOON) == 0
    issue_certificates(now=NOON)
    assert tell_holders(now=NOON) == 0  # nothing is to be had yet
    render_waiting(now=NOON, most=1)
    assert tell_holders(now=NOON) == 0
    render_waiting(now=NOON)
    assert (tell_task(at=LATER.isoformat()), tell_holders(now=LATER)) == (1, 0)
    assert told(company) == [("bea@mail.example", "2 certificates wait to be printed")]
    assert {certificate_of(each).told_at for each in (ewa, jan)} == {LATER}
    assert [mail.only_while for mail in mails(company)] == ["active"]


@pytest.mark.rule("T2", "the mail names people, number and the page, never a code, an ID or a PDF")
@pytest.mark.promise("V8", "no code in the mail about certificates")
def test_words(company: Company, boss: Employee) -> None:
    people = [person(company, f"{name} Lis", boss, employee_id=f"X-{name}") for name in "ABCDEFG"]
    a_batch(company, *people, summary="Safety week")
    issue()
    tell_holders(now=NOON)
    message = message_of(company)
    for said in ("Hello Bea Boss,", "A Lis, B Lis, C Lis, D Lis, E Lis and 2 more", "Safety week"):
        assert said in message.text
    assert "http://acme.workstars.test/manager/certificates" in message.text
    secrets = [code_on(paper_of(each)) for each in people] + ["X-A", "pdf"]
    both = (message.subject + message.text + message.html).lower()
    assert [secret for secret in secrets if secret.lower() in both] == []
    assert [secret for secret in secrets if secret.replace("-", "").lower() in both] == []


@pytest.mark.rule("T2", "one mail for each manager and batch, however many certificates")
def test_one_batch(company: Company, boss: Employee) -> None:
    other = person(company, "Otto Other", user=UserFactory(email="otto@mail.example"), registered_at=NOON)
    people = [person(company, f"Ewa {n}", boss if n < 3 else other) for n in range(4)]
    a_batch(company, *people)
    thank(people[0])
    issue()
    assert (tell_holders(now=NOON), tell_holders(now=LATER)) == (3, 0)
    assert told(company) == [
        ("bea@mail.example", "3 certificates wait to be printed"),
        ("bea@mail.example", "A certificate waits to be printed"),
        ("otto@mail.example", "A certificate waits to be printed"),
    ]


@pytest.mark.rule("T2", "nobody is told of a batch before all of it is sent and issued")
def test_batch_under_way(company: Company, boss: Employee) -> None:
    ewa, jan = (person(company, name, boss) for name in ("Ewa Lis", "Jan Kos"))
    batch = a_batch(company, ewa, status="sending")
    issue()
    assert tell_holders(now=NOON) == 0
    thank(jan, batch=batch, batch_row=9)
    Batch.objects.for_company(company).filter(pk=batch.pk).update(status=Batch.Status.SENT)
    assert tell_holders(now=NOON) == 0  # Jan's is still owed
    issue()
    assert tell_holders(now=NOON) == 1
    assert told(company) == [("bea@mail.example", "2 certificates wait to be printed")]


@pytest.mark.rule("C6", "nothing is mailed before launch; then there is one mail with the number")
def test_before_launch(company: Company, boss: Employee) -> None:
    Company.objects.filter(pk=company.pk).update(launched_at=None)
    for name in ("Ewa Lis", "Jan Kos", "Ola Bak"):
        thank(person(company, name, boss))
    issue()
    assert tell_holders(now=NOON) == 0
    Company.objects.filter(pk=company.pk).update(launched_at=LATER)
    assert tell_holders(now=LATER) == 1
    assert told(company) == [("bea@mail.example", "3 certificates wait to be printed")]


@pytest.mark.rule(
    "T3", "a manager who has not registered is mailed at the HR e-mail, with a link to register"
)
def test_unregistered_manager(company: Company) -> None:
    mia = person(company, "Mia Middle", hr_email="mia@work.example")
    thank(person(company, "Ewa Lis", mia))
    issue()
    assert tell_holders(now=NOON) == 1
    (mail,) = mails(company)
    message = _unseal(mail)
    assert (mail.to, mail.only_while, mail.employee) == ("mia@work.example", "hr_email", mia)
    token = message.text.split("http://acme.workstars.test/activate/mail/")[1].split()[0]
    assert find_invited(company=company, token=token, now=NOON) == mia
    assert "Your own account is not open yet" in message.text


@pytest.mark.rule("T3", "whoever a certificate climbs to is told, once for all that came")
def test_moved(company: Company, boss: Employee) -> None:
    mia = person(company, "Mia Middle", boss, hr_email="mia@work.example")
    for name in ("Ewa Lis", "Jan Kos"):
        thank(person(company, name, mia))
    issue()
    assert tell_holders(now=NOON) == 2
    later = NOON + timedelta(days=8)
    assert (follow_managers(now=later), tell_holders(now=later), tell_holders(now=later)) == (2, 1, 0)
    last = mails(company)[-1]
    assert (last.to, _unseal(last).subject) == ("bea@mail.example", "2 certificates wait to be printed")
    assert "They came to you because their line manager cannot print them" in _unseal(last).text


@pytest.mark.rule("T7", "one that failed is not told of, and is once it could be made after all")
def test_failed(company: Company, boss: Employee) -> None:
    ewa, jan = (person(company, name, boss) for name in ("Ewa Lis", "Jan Kos"))
    thank(ewa, jan)
    issue()
    mine = Certificate.objects.for_company(company).filter(employee=ewa)
    mine.update(status=Certificate.Status.FAILED)
    assert (tell_holders(now=NOON), tell_holders(now=NOON)) == (1, 0)
    mine.update(status=Certificate.Status.READY)
    assert tell_holders(now=LATER) == 1
    assert [subject for _to, subject in told(company)] == ["A certificate waits to be printed"] * 2


@pytest.mark.rule("T2", "what is printed already, or needed no more, is no news")
@pytest.mark.parametrize("how", ["printed", "registered", "left"])
def test_no_news(company: Company, boss: Employee, how: str) -> None:
    ewa = person(company, "Ewa Lis", boss)
    thank(ewa)
    issue()
    if how == "printed":
        Certificate.objects.for_company(company).update(printed_at=NOON)
    elif how == "registered":
        Employee.objects.for_company(company).filter(pk=ewa.pk).update(registered_at=NOON)
    else:
        Employee.objects.for_company(company).filter(pk=ewa.pk).update(left_at=NOON)
    assert (tell_holders(now=NOON), mails(company)) == (0, [])


@pytest.mark.rule("T3", "of the administrators' list and of holders without an address nobody is mailed")
def test_nobody_to_mail(company: Company) -> None:
    bare = person(company, "Bo Bare", registered_at=NOON)
    thank(person(company, "Ewa Lis", bare), person(company, "Jan Kos"))
    issue()
    assert (tell_holders(now=NOON), mails(company)) == (0, [])


@pytest.mark.rule("C4", "while offline employees are off nobody is told")
def test_switched_off(company: Company, boss: Employee) -> None:
    thank(person(company, "Ewa Lis", boss))
    issue()
    Company.objects.filter(pk=company.pk).update(offline_employees=False)
    assert tell_holders(now=NOON) == 0


def test_statements(company: Company, boss: Employee, django_assert_num_queries) -> None:
    """As many for a batch of one as for one of three."""
    for number in (1, 3):
        a_batch(company, *(person(company, f"Ewa {number}{n}", boss) for n in range(number)))
        issue()
        with django_assert_num_queries(14):
            assert tell_holders(now=NOON) == 1
