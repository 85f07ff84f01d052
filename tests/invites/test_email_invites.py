"""Invitations by mail (I1, V14): the launch mail once, a reminder every 7 days, never one after registration."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from employees.models import Company, Employee, Mail
from employees.services.mail import send_due_mails
from invites.services import email_invites
from invites.services.email_invites import mail_invitations
from invites.services.mail_links import find_invited
from invites.tasks import mail_invites
from tests.factories import NOON, EmployeeFactory
from tests.people import SiteClient

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
MIDNIGHT = datetime(
    2026, 3, 8, 23, 0, tzinfo=UTC
)  # Monday 9 March begins in Warsaw, 7 days after NOON's Monday


@pytest.fixture
def launched(company: Company) -> Company:
    company.launched_at = NOON
    company.save()
    return company


@pytest.fixture
def ewa(launched: Company) -> Employee:
    return EmployeeFactory(company=launched, first_name="Ewa", last_name="Nowak", by_mail=True)


def owed(company: Company) -> list[str]:
    """The subjects of the mails that were sent so far, oldest first."""
    return [mail.subject for mail in outbox.outbox]


def run(now: datetime) -> int:
    """What the clock does at that moment: owe the mails, then send them. Answers how many came to be owed."""
    invited = mail_invitations(now=now)
    send_due_mails(now, 1000)
    return invited


LAUNCH = "Acme Mills says thank you here. Your place is ready"
REMINDER = "Your place at Acme Mills still waits for you"


@pytest.mark.rule("I1", "the launch invitation goes once, then a reminder every 7 days from midnight on")
def test_rhythm(ewa: Employee, launched: Company) -> None:
    week = (
        NOON,
        NOON + SECOND,
        NOON + DAY,
        MIDNIGHT - SECOND,
        MIDNIGHT,
        MIDNIGHT + 6 * DAY,
        MIDNIGHT + 7 * DAY,
    )
    assert [run(moment) for moment in week] == [1, 0, 0, 0, 1, 0, 1]
    assert owed(launched) == [LAUNCH, REMINDER, REMINDER]
    ewa.refresh_from_db()
    assert (ewa.mail_count, ewa.mail_due_at) == (3, MIDNIGHT + 14 * DAY)


@pytest.mark.rule("I1", "the mail holds a link that opens registration for that person, in text and HTML")
def test_content(ewa: Employee, launched: Company) -> None:
    run(NOON)
    (mail,) = outbox.outbox
    assert (mail.to, mail.from_email.split(" <")[0]) == ([ewa.hr_email], "Acme Mills")
    start = "http://acme.workstars.test/activate/mail/"
    token = mail.body.split(start)[1].split()[0]
    assert find_invited(company=launched, token=token, now=NOON) == ewa
    html = mail.alternatives[0].content
    assert (html.count(f'href="{start}{token}"'), mail.body.startswith("Hello Ewa Nowak,\n")) == (2, True)


@pytest.mark.rule("I1", "the mail's link opens a page with one button")
def test_page_of_the_link(ewa: Employee, launched: Company, stranger: SiteClient) -> None:
    run(timezone.now())
    path = outbox.outbox[0].body.split("http://acme.workstars.test")[1].split()[0]
    page = stranger.get(path)
    assert (page.status_code, page.content.count(b"<button")) == (200, 1)


@pytest.mark.rule("I1", "a link ends with registration, leaving, coming back, another address, and its age")
def test_link_ends(ewa: Employee, launched: Company, other_company: Company) -> None:
    run(NOON)
    token = outbox.outbox[0].body.split("/activate/mail/")[1].split()[0]
    ewas = Employee.objects.for_company(launched).filter(pk=ewa.pk)
    for change in (
        {"registered_at": NOON},
        {"left_at": NOON},
        {"leaving_date": NOON.date() - DAY},
        {"active_since": NOON + SECOND},
        {"hr_email": "other@work.example"},
        {"hr_email": ""},
    ):
        before = ewas.values(*change).get()
        ewas.update(**change)
        assert find_invited(company=launched, token=token, now=NOON) is None, change
        ewas.update(**before)
    assert find_invited(company=other_company, token=token, now=NOON) is None
    assert find_invited(company=launched, token=token, now=NOON + 181 * DAY) is None
    assert find_invited(company=launched, token=token, now=NOON + 180 * DAY) == ewa


@pytest.mark.rule("I1", "before Launch nothing is mailed; after it whoever waits gets the launch invitation")
def test_launch(company: Company) -> None:
    EmployeeFactory.create_batch(2, company=company, by_mail=True)
    assert run(NOON + DAY) == 0
    Company.objects.filter(pk=company.pk).update(launched_at=NOON + 2 * DAY)
    assert run(NOON + 2 * DAY) == 2
    assert owed(company) == [LAUNCH, LAUNCH]


@pytest.mark.rule(
    "I1", "only active, started, unregistered people with a working address are mailed, unless spared"
)
def test_who_is_mailed(launched: Company) -> None:
    today = NOON.date()
    for fields in [
        {"employee_id": "plain"},
        {"employee_id": "starts today", "hire_date": today},
        {"employee_id": "last day today", "leaving_date": today},
        {"employee_id": "starts tomorrow", "hire_date": today + DAY},
        {"employee_id": "left yesterday", "leaving_date": today - DAY},
        {"employee_id": "deactivated", "left_at": NOON},
        {"employee_id": "registered", "registered": True},
        {"employee_id": "bounced", "hr_email_bounced_at": NOON},
        {"employee_id": "spared", "mail_stopped_at": NOON},
        {"employee_id": "due later", "mail_due_at": NOON + SECOND},
    ]:
        EmployeeFactory(company=launched, **{"by_mail": True, **fields})
    EmployeeFactory(company=launched, employee_id="no address")
    assert mail_invitations(now=NOON) == 3
    mailed = Mail.objects.filter(company=launched).values_list("employee__employee_id", flat=True)
    assert sorted(mailed) == ["last day today", "plain", "starts today"]


@pytest.mark.rule("V14", "who registers between queueing and sending gets nothing more")
def test_registered_meanwhile(ewa: Employee, launched: Company) -> None:
    mail_invitations(now=NOON)
    Employee.objects.for_company(launched).filter(pk=ewa.pk).update(registered_at=NOON)
    send_due_mails(NOON, 10)
    assert (owed(launched), Mail.objects.get().status) == ([], Mail.Status.DROPPED)
    assert run(MIDNIGHT) == 0


@pytest.mark.rule(
    "V14", "a reminder waits while the mail before it is on its way, and 7 days after it was sent"
)
def test_delayed_mail(ewa: Employee, launched: Company) -> None:
    mail_invitations(now=NOON)  # the mail server is away until Sunday
    sunday = MIDNIGHT - 6 * timedelta(hours=1)
    assert (mail_invitations(now=MIDNIGHT + DAY), owed(launched)) == (0, [])
    Mail.objects.update(status=Mail.Status.SENT, sent_at=sunday)
    assert [mail_invitations(now=MIDNIGHT + days * DAY) for days in (1, 5, 6)] == [0, 0, 1]


@pytest.mark.rule("V14", "however late the sweep comes, it owes one mail and not all that were missed")
def test_late(ewa: Employee, launched: Company) -> None:
    run(NOON)
    late = MIDNIGHT + 30 * DAY
    assert [run(late), run(late + SECOND), run(late + 6 * DAY), run(late + 7 * DAY)] == [1, 0, 0, 1]


@pytest.mark.rule("E11", "another address is invited at once, and the mail to the old one is not sent")
def test_other_address(ewa: Employee, launched: Company) -> None:
    mail_invitations(now=NOON)
    Employee.objects.for_company(launched).filter(pk=ewa.pk).update(
        hr_email="new@work.example", mail_due_at=NOON + SECOND, mail_count=0
    )
    run(NOON + SECOND)
    assert [(mail.to, mail.subject) for mail in outbox.outbox] == [(["new@work.example"], LAUNCH)]


@pytest.mark.rule("E10", "who comes back is invited anew, however short the absence")
def test_back_again(ewa: Employee, launched: Company) -> None:
    run(NOON)
    Employee.objects.for_company(launched).filter(pk=ewa.pk).update(
        active_since=NOON + DAY, mail_due_at=NOON + DAY, mail_count=0
    )
    assert run(NOON + DAY) == 1
    assert owed(launched) == [LAUNCH, LAUNCH]


@pytest.mark.rule("I1", "many people are mailed in chunks, each with its own mail")
def test_chunks(launched: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(email_invites, "CHUNK", 2)
    EmployeeFactory.create_batch(5, company=launched, by_mail=True)
    assert (mail_invites(at=NOON.isoformat()), mail_invites(at=NOON.isoformat())) == (5, 0)
    assert Mail.objects.filter(company=launched).values("employee").distinct().count() == 5


@pytest.mark.rule("I1", "with nobody due the sweep asks one question")
def test_query_count(ewa: Employee, launched: Company) -> None:
    mail_invitations(now=NOON)
    with CaptureQueriesContext(connection) as seen:
        mail_invitations(now=NOON + SECOND)
    assert len(seen) == 1
