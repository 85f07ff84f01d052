"""A company's invitations by e-mail are stopped and go on (I1): what is mailed meanwhile, and after."""

import re
from datetime import timedelta

import pytest

from employees.models import AuditEvent, Company, Employee, Mail
from employees.services.invitations import InvitationsRefused, resume_invitations, stop_invitations
from employees.services.mail import send_due_mails
from employees.services.people import resume_mails, stop_mails
from invites.services.email_invites import mail_invitations
from tests.factories import NOON, EmployeeFactory

DAY = timedelta(days=1)
LAUNCH, REMINDER = (
    "Acme Mills says thank you here. Your place is ready",
    "Your place at Acme Mills still waits for you",
)


@pytest.fixture
def launched(company) -> Company:
    company.launched_at = NOON
    company.save()
    return company


@pytest.fixture
def ewa(launched) -> Employee:
    return EmployeeFactory(company=launched, by_mail=True)


def run(now) -> int:
    owed = mail_invitations(now=now)
    send_due_mails(now, 100)
    return owed


def stop(company, by, now) -> None:
    stop_invitations(company=company, by=by, now=now)


def go_on(company, by, now) -> None:
    resume_invitations(company=company, by=by, now=now)


@pytest.mark.rule(
    "I1", "while the company is stopped nobody is mailed; afterwards each gets one mail, not all missed"
)
def test_stopped_for_weeks(ewa, launched, by_alice, mailoutbox):
    run(NOON)
    stop(launched, by_alice, NOON + DAY)
    assert [run(NOON + weeks * 7 * DAY) for weeks in (1, 2, 3)] == [0, 0, 0]
    go_on(launched, by_alice, NOON + 22 * DAY)
    assert [run(NOON + days * DAY) for days in (22, 22, 23, 28, 29)] == [1, 0, 0, 0, 1]
    assert [mail.subject for mail in mailoutbox] == [LAUNCH, REMINDER, REMINDER]


@pytest.mark.rule(
    "I1", "an invitation in the outbox when the company is stopped is not sent, and counts as not sent"
)
@pytest.mark.parametrize("whose", ["company", "person"])
def test_queued_when_stopped(ewa, launched, by_alice, mailoutbox, whose):
    assert mail_invitations(now=NOON) == 1
    if whose == "company":
        stop(launched, by_alice, NOON)
    else:
        stop_mails(company=launched, employee=ewa, by=by_alice, now=NOON)
    send_due_mails(NOON, 100)
    ewa.refresh_from_db()
    assert (mailoutbox, Mail.objects.get().status, ewa.mail_count) == ([], "dropped", 0)
    if whose == "company":
        go_on(launched, by_alice, NOON + 9 * DAY)
    else:
        resume_mails(company=launched, employee=ewa, by=by_alice, now=NOON + 9 * DAY)
    assert [run(NOON + days * DAY) for days in (9, 9, 15, 16)] == [1, 0, 0, 1]
    assert [mail.subject for mail in mailoutbox] == [LAUNCH, REMINDER]


@pytest.mark.rule("I1", "stopped and let go on before the outbox was looked at, the mail goes out once")
def test_stopped_for_a_moment(ewa, launched, by_alice, mailoutbox):
    mail_invitations(now=NOON)
    stop(launched, by_alice, NOON)
    go_on(launched, by_alice, NOON)
    send_due_mails(NOON, 100)
    assert (len(mailoutbox), run(NOON + DAY)) == (1, 0)


@pytest.mark.rule("V14", "who registered while the company was stopped gets nothing afterwards")
def test_registered_meanwhile(ewa, launched, by_alice, mailoutbox):
    mail_invitations(now=NOON)
    stop(launched, by_alice, NOON)
    send_due_mails(NOON, 100)
    Employee.objects.filter(pk=ewa.pk).update(registered_at=NOON)
    go_on(launched, by_alice, NOON + DAY)
    assert (run(NOON + DAY), mailoutbox) == (0, [])


@pytest.mark.rule("I1", "another company's invitations are not stopped")
def test_other_company(launched, other_company, by_alice, mailoutbox):
    other_company.launched_at = NOON
    other_company.save()
    EmployeeFactory(company=other_company, by_mail=True)
    stop(launched, by_alice, NOON)
    assert (run(NOON), len(mailoutbox)) == (1, 1)


@pytest.mark.rule(
    "C7", "stopping and going on are in the audit log, once each; what is so already is refused"
)
def test_audited(launched, by_alice):
    with pytest.raises(InvitationsRefused, match="not stopped"):
        go_on(launched, by_alice, NOON)
    stop(launched, by_alice, NOON)
    with pytest.raises(InvitationsRefused, match="stopped already"):
        stop(launched, by_alice, NOON)
    go_on(launched, by_alice, NOON)
    events = AuditEvent.objects.filter(company=launched).order_by("pk").values_list("action", "actor_label")
    assert list(events) == [("invitations.stopped", "Alice Adams"), ("invitations.resumed", "Alice Adams")]


def page(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.rule(
    "I1", "the launch page stops after a question and lets go on; dashboard and person say that it is so"
)
def test_pages(alice, bob, ewa, launched):
    asked = alice.get("/admin/settings/launch/stop")
    assert "From this moment no invitation and no reminder is mailed" in page(asked)
    assert Company.objects.get(pk=launched.pk).invitations_stopped_at is None
    stopped = alice.post("/admin/settings/launch/stop", follow=True)
    assert "The invitations by e-mail are stopped." in page(stopped)
    assert "Let the invitations go on" in page(stopped)
    assert "The invitations by e-mail are stopped" in page(alice.get("/admin"))
    person = page(alice.get(f"/admin/employees/{ewa.pk}"))
    assert "Invitations by e-mail are stopped for the whole company." in person
    assert "stopped already" in page(alice.post("/admin/settings/launch/stop", follow=True))
    on = alice.post("/admin/settings/launch/resume", follow=True)
    assert "The invitations by e-mail go on." in page(on)
    assert "Stop the invitations by e-mail" in page(on)
    assert "not stopped" in page(alice.post("/admin/settings/launch/resume", follow=True))
    assert bob.post("/admin/settings/launch/stop").status_code == 403


@pytest.mark.rule("I1", "before launch there is nothing to stop")
def test_before_launch(alice, company):
    assert "there is nothing to stop" in page(alice.post("/admin/settings/launch/stop", follow=True))


@pytest.mark.rule(
    "I1", "before launch the page says who gets a mail, shows it, and says what becomes of the others"
)
def test_launch_page(alice, company):
    EmployeeFactory.create_batch(2, company=company)
    EmployeeFactory(company=company, by_mail=True, hr_email_bounced_at=NOON)
    EmployeeFactory(company=company, by_mail=True)
    answer = alice.get("/admin/settings/launch")
    shown = page(answer)
    assert "1 employee with an e-mail address gets the invitation. See the invitation" in shown
    assert "3 employees have no e-mail address that works. Nothing changes for them" in shown
    assert 'href="/admin/settings/mails/invitation"' in answer.content.decode()
    company.offline_employees = False
    company.save()
    assert "cannot be invited while letters are not in use" in page(alice.get("/admin/settings/launch"))


@pytest.mark.rule(
    "I1", "a person's page says since when the HR e-mail is dead and why, with the way to mend it"
)
def test_bounce_on_the_page(alice, company):
    ewa = EmployeeFactory(company=company, hr_email="ewa@work.example", hr_email_bounced_at=NOON)
    Mail.objects.create(
        company=company,
        employee=ewa,
        to="Ewa@work.example",
        kind="invitation",
        key="x",
        status="bounced",
        error="5.1.1",
        next_try_at=NOON,
        created_at=NOON,
        sent_at=NOON,
    )
    answer = alice.get(f"/admin/employees/{ewa.pk}")
    shown = page(answer)
    assert (
        "Bounced Since 2 March 2026 nothing is mailed to it. There is no such mailbox. Mend the address"
        in shown
    )
    assert f'href="/admin/employees/{ewa.pk}/edit">Mend the address' in answer.content.decode()
    assert "It could not be delivered." in shown
    Employee.objects.filter(pk=ewa.pk).update(hr_email_bounced_at=None)
    assert "Mend the address" not in page(alice.get(f"/admin/employees/{ewa.pk}"))
