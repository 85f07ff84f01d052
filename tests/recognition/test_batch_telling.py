"""Who is told of a batch by mail: once each, nobody before Launch but those who work on it (R3, B5, C6)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from employees.models import Employee, Mail
from employees.services.mail import send_due_mails
from recognition.models import Batch, BatchCopy, Recipient
from recognition.services.batches.sending import send_batch
from recognition.services.batches.telling import tell_about_batches, tell_recipients
from recognition.tasks import mail_notices, tell_about_sent_batches
from tests.factories import EmployeeFactory, RoleGrantFactory, UserFactory
from tests.people import Person
from tests.recognition.batching import Desk, rows
from workstars.lib import vault


@pytest.fixture
def desk(company, now) -> Desk:
    company.launched_at = now
    company.save()
    user = UserFactory(email="coordinator@acme.example", name="Cora")
    RoleGrantFactory(company=company, user=user, role="coordinator")
    return Desk(company, user, now)


@pytest.fixture
def boss(company) -> Employee:
    user = UserFactory(email="boss@mail.example")
    return EmployeeFactory(company=company, employee_id="900", registered=True, user=user)


def mails(*kinds: str) -> list[tuple[str, str]]:
    found = Mail.objects.filter(kind__in=kinds) if kinds else Mail.objects.all()
    return sorted(found.values_list("kind", "to"))


def sent_mail(to: str, outbox, now) -> str:
    """Subject and text of the one mail to the address, handed over."""
    send_due_mails(now, 50)
    (mail,) = [one for one in outbox if one.to == [to]]
    return f"{mail.subject}\n{mail.body}"


@pytest.mark.rule("R3", "every recipient with an address is told once, by the login address once registered")
def test_recipients(desk: Desk, company, boss, now) -> None:
    EmployeeFactory(company=company, employee_id="M", hr_email="m@work.example")
    user = UserFactory(email="r@mail.example")
    EmployeeFactory(company=company, employee_id="R", hr_email="r@work.example", registered=True, user=user)
    EmployeeFactory(company=company, employee_id="P")
    desk.send(rows("M,Hi,1,", "R,Hi,2,", "P,Hi,3,", "R,More,4,"))
    assert mail_notices(at=now.isoformat()) == 3
    assert mails("recognition_received") == [
        ("recognition_received", "m@work.example"),
        ("recognition_received", "r@mail.example"),
        ("recognition_received", "r@mail.example"),
    ]
    assert mail_notices(at=now.isoformat()) == 0
    assert Recipient.objects.for_company(company).notice_owed().count() == 0


@pytest.mark.rule("R3", "the mail to a recipient holds the words, the reason and the points")
def test_words_to_a_recipient(desk: Desk, company, now, mailoutbox) -> None:
    EmployeeFactory(
        company=company, employee_id="M", hr_email="m@work.example", first_name="Mia", last_name="Ek"
    )
    desk.send(rows("M,You kept calm & quick,1200,Care"))
    tell_recipients(now)
    text = sent_mail("m@work.example", mailoutbox, now)
    assert "Acme Mills thanks you" in text.splitlines()[0]
    assert [word in text for word in ("Hello Mia Ek,", "You kept calm & quick", "Care", "1,200 points")] == [
        True
    ] * 4


@pytest.mark.rule(
    "C6", "a notice that is still owed when nothing is mailed yet is dropped, not kept for later"
)
def test_notices_before_launch(desk: Desk, company, now) -> None:
    EmployeeFactory(company=company, employee_id="M", by_mail=True)
    desk.send(rows("M,Hi,1,"))
    company.launched_at = None
    company.save()
    assert (tell_recipients(now), mails("recognition_received")) == (1, [])
    assert Recipient.objects.for_company(company).notice_owed().count() == 0


@pytest.mark.rule("R3", "each manager of people who are reached is told once for a batch, with their names")
def test_managers(desk: Desk, company, boss, now, mailoutbox) -> None:
    for n in range(1, 8):
        EmployeeFactory(
            company=company,
            employee_id=f"M{n}",
            first_name="Mo",
            last_name=str(n),
            by_mail=True,
            manager=boss,
        )
    EmployeeFactory(company=company, employee_id="P", first_name="Paper", last_name="Only", manager=boss)
    lines = [f"M{n},Secret words,1," for n in (1, 2, 3, 4, 5, 6, 7, 1)]
    desk.send(rows(*lines, "P,Hi,1,"), is_private=True)
    assert tell_about_batches(now) == 1
    assert mails("batch_team") == [("batch_team", "boss@mail.example")]
    text = sent_mail("boss@mail.example", mailoutbox, now)
    assert "Mo 1, Mo 2, Mo 3, Mo 4, Mo 5 and 2 others" in " ".join(text.split())
    assert ("Secret words" in text, "Paper" in text) == (False, False)


@pytest.mark.rule("T2", "a manager whose people all get certificates is not told twice")
def test_managers_of_paper(desk: Desk, company, boss, now) -> None:
    EmployeeFactory(company=company, employee_id="P", manager=boss)
    desk.send(rows("P,Hi,1,"))
    tell_about_batches(now)
    assert mails("batch_team") == []


@pytest.mark.rule("R3", "copied people are told once for the whole batch")
def test_copied(desk: Desk, company, boss, now, mailoutbox) -> None:
    EmployeeFactory(company=company, employee_id="M", by_mail=True)
    EmployeeFactory(company=company, employee_id="N", by_mail=True)
    file, _findings = desk.check(rows("M,Secret words,1,", "N,Hi,1,"), is_private=True, summary="Spring")
    BatchCopy.objects.for_company(company).create(company=company, batch=file.batch, employee=boss)
    batch = desk.start(file)
    desk_sends(batch, now)
    tell_about_batches(now)
    assert mails("batch_copied") == [("batch_copied", "boss@mail.example")]
    text = sent_mail("boss@mail.example", mailoutbox, now)
    assert "Acme Mills thanks 2 people in “Spring”, and you are copied." in " ".join(text.split())
    assert "Secret words" not in text


def desk_sends(batch: Batch, now) -> None:
    assert send_batch(batch.pk, now)


@pytest.mark.rule("B5", "the requester and the administrators are told how it went, also before Launch")
def test_requester(desk: Desk, company, alice: Person, now, mailoutbox) -> None:
    company.launched_at = None
    company.save()
    person = EmployeeFactory(
        company=company, employee_id="M", by_mail=True, manager=EmployeeFactory(company=company)
    )
    EmployeeFactory(company=company, employee_id="N", by_mail=True)
    file, _findings = desk.check(rows("M,Hi,1,", "N,Hi,1,"), summary="Spring")
    batch = desk.start(file)
    Employee.objects.for_company(company).filter(pk=person.pk).update(left_at=now)
    desk_sends(batch, now)
    assert tell_about_sent_batches(at=now.isoformat()) == 1
    assert mails() == [("batch_sent", "alice@acme.example"), ("batch_sent", "coordinator@acme.example")]
    text = " ".join(sent_mail("coordinator@acme.example", mailoutbox, now).split())
    assert "The batch “Spring” was sent. 1 recognition was sent. 1 row was not" in text
    assert f"/batches/{batch.pk}" in text


@pytest.mark.rule("B5", "telling again owes nothing twice, also after a death in between")
@pytest.mark.promise("V13", "a batch told about twice owes each mail once")
def test_twice(desk: Desk, company, alice: Person, boss, now) -> None:
    EmployeeFactory(company=company, employee_id="M", by_mail=True, manager=boss)
    batch = desk.send(rows("M,Hi,1,"))
    tell_about_batches(now)
    tell_recipients(now)
    before = mails()
    assert len(before) == 4
    assert (tell_about_batches(now), tell_recipients(now)) == (0, 0)
    Batch.objects.for_company(company).filter(pk=batch.pk).update(told_at=None)
    Recipient.objects.for_company(company).update(notice_owed=True)
    assert (tell_about_batches(now + timedelta(hours=1)), tell_recipients(now)) == (1, 1)
    assert mails() == before


@pytest.mark.rule("E10", "who left between the sending and the mail gets none")
def test_left_meanwhile(desk: Desk, company, now, mailoutbox) -> None:
    person = EmployeeFactory(company=company, employee_id="M", by_mail=True)
    desk.send(rows("M,Hi,1,"))
    tell_recipients(now)
    Employee.objects.for_company(company).filter(pk=person.pk).update(left_at=now)
    send_due_mails(now, 50)
    assert (len(mailoutbox), Mail.objects.get(kind="recognition_received").status) == (0, "dropped")


@pytest.mark.rule("B5", "only batches that were sent are told about")
def test_not_sent_yet(desk: Desk, company, now) -> None:
    EmployeeFactory(company=company, employee_id="M", by_mail=True)
    desk.start(desk.check(rows("M,Hi,1,"))[0])
    assert (tell_about_batches(now), mails()) == (0, [])


@pytest.mark.rule("B5", "the number of queries does not depend on how many people are told")
def test_queries(desk: Desk, company, boss, now) -> None:
    def queries(count: int) -> list[int]:
        for n in range(count):
            manager = EmployeeFactory(company=company, by_mail=True)
            EmployeeFactory(company=company, employee_id=f"{count}-{n}", by_mail=True, manager=manager)
        desk.send(rows(*(f"{count}-{n},Hi,1," for n in range(count))))
        counted = []
        for act in (tell_recipients, tell_about_batches):
            with CaptureQueriesContext(connection) as captured:
                assert act(now)
            counted.append(len(captured))
        return counted

    assert queries(1) == queries(3)


@pytest.mark.rule("A3", "what a mail says is sealed until it is handed over")
def test_sealed(desk: Desk, company, now) -> None:
    EmployeeFactory(company=company, employee_id="M", by_mail=True)
    desk.send(rows("M,Secret words,1,"))
    tell_recipients(now)
    sealed = bytes(Mail.objects.get(kind="recognition_received").sealed)
    assert (b"Secret" in sealed, vault.sealed_version(sealed)) == (False, vault.current_version())
