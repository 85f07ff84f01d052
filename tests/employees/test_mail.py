"""The outbox, with a real mail server that fails at every step."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from employees.models import AuditEvent, Company, Employee, Mail
from employees.services.mail import (
    PAUSES,
    drop_mails,
    queue_mail,
    send_due_mails,
    send_mail_now,
    take_back_abandoned,
)
from employees.tasks import send_mail, sweep_outbox
from tests.factories import EmployeeFactory, UserFactory
from tests.smtp import HANG_UP, Server, mail_server
from workstars.lib import vault
from workstars.lib.mail import Mailer, Message, message_id

MINUTE = timedelta(minutes=1)
HELLO = Message("Welcome to Acme Mills", "Dear Ewa,\nwelcome.\n", "<p>Dear Ewa, welcome.</p>")


@pytest.fixture
def server(settings) -> Iterator[Server]:
    with mail_server() as told:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", told.port
        settings.EMAIL_TIMEOUT = 5
        settings.DEFAULT_FROM_EMAIL = "Workstars <no-reply@workstars.test>"
        yield told


def owed(company: Company, now: datetime, **changes) -> Mail:
    wanted = {"to": "ewa@work.example", "message": HELLO, "kind": "welcome", "key": "welcome-1"}
    return queue_mail(company=company, now=now, **{**wanted, **changes})


def state(mail: Mail) -> tuple[str, int, str]:
    mail.refresh_from_db()
    return mail.status, mail.attempts, mail.error


@pytest.mark.rule("V13", "a queued mail is handed over once, whatever is pressed twice")
def test_handed_over_once(company, now, server):
    mail = owed(company, now)
    assert owed(company, now + MINUTE) == mail

    send_mail_now(mail.pk, now)
    send_mail_now(mail.pk, now)
    assert send_due_mails(now + MINUTE, 10) == 0

    (taken,) = server.taken
    assert (taken["Subject"], taken["To"], taken["From"], taken["Message-ID"], taken["Auto-Submitted"]) == (
        "Welcome to Acme Mills",
        "ewa@work.example",
        "Acme Mills <no-reply@workstars.test>",
        message_id("welcome-1", mail.pk),
        "auto-generated",
    )
    text, html = taken.iter_parts()
    assert text.get_content().split() == HELLO.text.split()
    assert html.get_content().strip() == HELLO.html
    assert state(mail) == ("sent", 1, "")
    assert (mail.sealed, mail.sent_at) == (None, now)


@pytest.mark.rule("V8", "what a queued mail says is encrypted in the database, and wiped when it is sent")
def test_content_is_sealed(company, now):
    mail = owed(company, now, message=Message("Your code", "B7C9-KTRN-3DWX"))
    assert b"KTRN" not in bytes(mail.sealed)
    assert json.loads(vault.open_sealed(mail.sealed, "mail welcome-1")) == {
        "subject": "Your code",
        "text": "B7C9-KTRN-3DWX",
        "html": "",
    }
    with pytest.raises(vault.FileDamaged):
        vault.open_sealed(mail.sealed, "mail welcome-2")


PASSING = {
    "the server hangs up at once": ("connect", HANG_UP, "SMTPServerDisconnected"),
    "the server is too busy": ("connect", "421 busy", "SMTPConnectError 421"),
    "it does not greet": ("ehlo", HANG_UP, "SMTPServerDisconnected"),
    "it refuses our name": ("ehlo", "550 who are you", "SMTPHeloError 550"),
    "it refuses the sender for now": ("mail", "451 later", "SMTPSenderRefused 451"),
    "it refuses the sender for good": ("mail", "550 not you", "SMTPSenderRefused 550"),
    "it dies at the sender": ("mail", HANG_UP, "SMTPServerDisconnected"),
    "it refuses the address for now": ("rcpt", "450 4.2.1 greylisted", "450 4.2.1"),
    "it leaves at the address": ("rcpt", "421 leaving", "421"),
    "it dies at the address": ("rcpt", HANG_UP, "SMTPServerDisconnected"),
    "it does not want to read now": ("data", "451 later", "451"),
    "it dies before the text": ("data", HANG_UP, "SMTPServerDisconnected"),
    "it refuses the text for now": ("body", "452 4.3.1 disk full", "452 4.3.1"),
    "it dies after the text": ("body", HANG_UP, "SMTPServerDisconnected"),
}


@pytest.mark.rule("V13", "a failure that passes, at any step, is tried again a minute later")
@pytest.mark.parametrize("what", PASSING)
def test_passing_failures(company, now, server, what):
    step, answer, reason = PASSING[what]
    server.answers[step] = answer
    mail = owed(company, now)

    send_mail_now(mail.pk, now)
    assert state(mail) == ("queued", 1, reason)
    assert mail.next_try_at == now + MINUTE

    server.answers.clear()
    assert send_due_mails(now + timedelta(seconds=59), 10) == 0
    assert send_due_mails(now + MINUTE, 10) == 1
    assert [taken["Message-ID"] for taken in server.taken] == [message_id("welcome-1", mail.pk)]
    assert state(mail) == ("sent", 2, "")


FOR_GOOD = {
    "no such address": ("rcpt", "550 5.1.1 unknown", "550 5.1.1", True),
    "no such address, in words alone": ("rcpt", "550 no such user", "550", True),
    "the mailbox is closed": ("rcpt", "550 5.2.1 disabled", "550 5.2.1", True),
    "our server may not relay": ("rcpt", "554 5.7.1 relay access denied", "554 5.7.1", False),
    "the mailbox is full": ("rcpt", "552 5.2.2 over quota", "552 5.2.2", False),
    "the text is refused": ("body", "550 5.7.1 looks like spam", "550 5.7.1", False),
}


@pytest.mark.rule("V13", "what is refused for good has failed at once, visibly in the audit log")
@pytest.mark.rule("I2", "an HR e-mail that does not exist counts as none; other refusals say nothing of it")
@pytest.mark.parametrize("what", FOR_GOOD)
def test_refused_for_good(company, now, server, what):
    step, answer, reason, gone = FOR_GOOD[what]
    server.answers[step] = answer
    employee = EmployeeFactory(
        company=company, hr_email="Ewa@work.example", first_name="Ewa", last_name="Lis"
    )
    mail = owed(company, now, employee=employee, only_while="hr_email")

    send_mail_now(mail.pk, now)

    assert (*state(mail), mail.sealed) == ("failed", 1, reason, None)
    employee.refresh_from_db()
    assert employee.hr_email_bounced_at == (now if gone else None)
    said = {"hr_email": "ewa@work.example", "reason": reason}
    bounce = [("employee.email_bounced", "Ewa Lis", said)] if gone else []
    assert list(AuditEvent.objects.values_list("action", "subject_label", "after").order_by("pk")) == [
        ("mail.failed", "Ewa Lis", {"kind": "welcome", "to": "e•••@work.example", "reason": reason}),
        *bounce,
    ]


@pytest.mark.rule("I2", "a refused address that is not the HR e-mail leaves the HR e-mail alone")
def test_bounce_of_another_address(company, now, server):
    server.answers["rcpt"] = "550 5.1.1 unknown"
    employee = EmployeeFactory(company=company, hr_email="new@work.example")
    send_mail_now(owed(company, now, employee=employee).pk, now)
    employee.refresh_from_db()
    assert employee.hr_email_bounced_at is None


@pytest.mark.rule(
    "V13", "the pauses grow from a minute to a day; after the last the mail has failed, visibly"
)
def test_pauses_grow(company, now, server):
    server.answers["rcpt"] = "450 later"
    mail, at, pauses = owed(company, now), now, []
    while send_due_mails(at, 10):
        mail.refresh_from_db()
        pauses.append(mail.next_try_at - at)
        at = mail.next_try_at

    assert pauses[:-1] == list(PAUSES)
    assert (*state(mail), mail.sealed) == ("failed", 8, "450", None)
    assert AuditEvent.objects.get().action == "mail.failed"


@pytest.mark.rule("V13", "a server that is away costs one mail a try, not all of them")
def test_server_away_stops_the_sweep(company, now, server):
    mails = [owed(company, now, key=f"welcome-{n}") for n in range(3)]
    server.answers["mail"] = HANG_UP
    assert send_due_mails(now, 10) == 0
    assert [state(mail)[:2] for mail in mails] == [("queued", 1), ("queued", 0), ("queued", 0)]

    server.answers.clear()
    assert send_due_mails(now + MINUTE, 10) == 3
    assert server.connections == 2


@pytest.mark.rule("V13", "one refused mail does not hold up those behind it")
def test_one_refusal_among_many(company, now, server):
    server.answers["rcpt"] = lambda words: "550 5.1.1 no" if "lost@" in words else "250 ok"
    mails = [owed(company, now, key=to, to=to) for to in ("a@x.example", "lost@x.example", "b@x.example")]
    assert send_due_mails(now, 10) == 3
    assert [state(mail)[0] for mail in mails] == ["sent", "failed", "sent"]


@pytest.mark.rule("V13", "a goodbye that fails does not undo what was handed over")
def test_failing_goodbye(company, now, server):
    server.answers["quit"] = HANG_UP
    mail = owed(company, now)
    send_mail_now(mail.pk, now)
    assert state(mail) == ("sent", 1, "")


@pytest.mark.rule(
    "V13", "mail whose sender died is handed over after five minutes, under the same Message-ID"
)
def test_abandoned(company, now, server):
    mail = owed(company, now)
    Mail.objects.update(status="sending", claimed_at=now, attempts=1)

    assert take_back_abandoned(now + 5 * MINUTE) == 0
    sweep_outbox(at=(now + 6 * MINUTE).isoformat())

    assert state(mail) == ("sent", 2, "")
    assert [taken["Message-ID"] for taken in server.taken] == [message_id("welcome-1", mail.pk)]


@pytest.mark.rule("V13", "mail that its senders keep dying of has failed, visibly, instead of for ever")
def test_abandoned_for_good(company, now):
    mail = owed(company, now)
    Mail.objects.update(status="sending", claimed_at=now, attempts=len(PAUSES) + 1)
    assert take_back_abandoned(now + 6 * MINUTE) == 0
    assert state(mail) == ("failed", 8, "abandoned")
    assert AuditEvent.objects.get().after["reason"] == "abandoned"


@pytest.fixture
def while_sending(monkeypatch) -> Callable[[Callable[[], object]], None]:
    """What happens while a mail is being handed over, in the thread that sees the test's rows."""
    hand_over = Mailer.hand_over

    def during(act: Callable[[], object]) -> None:
        def slowly(mailer: Mailer, *message, **how) -> None:
            act()
            hand_over(mailer, *message, **how)

        monkeypatch.setattr(Mailer, "hand_over", slowly)

    return during


@pytest.mark.rule("V13", "a slow sender that was thought dead still says that it was sent")
def test_slow_sender(company, now, while_sending, mailoutbox):
    mail = owed(company, now)
    taken_back = []
    while_sending(lambda: taken_back.append(take_back_abandoned(now + 6 * MINUTE)))
    send_mail_now(mail.pk, now)
    assert (taken_back, state(mail), len(mailoutbox)) == ([1], ("sent", 1, ""), 1)


@pytest.mark.rule("V13", "a slow sender does not close what another has claimed since")
def test_claimed_by_another(company, now, while_sending, mailoutbox):
    mail = owed(company, now)
    while_sending(lambda: Mail.objects.update(claimed_at=now + 6 * MINUTE, attempts=2))
    send_mail_now(mail.pk, now)
    assert (*state(mail), mail.sealed is None) == ("sending", 2, "", False)


@pytest.mark.rule(
    "V13", "the hint is for the first try alone: what waits after a failure waits for its pause"
)
def test_hint_given_again(company, now, server):
    server.answers["rcpt"] = "450 later"
    mail = owed(company, now)
    for _given in range(2):
        send_mail_now(mail.pk, now + 2 * MINUTE)
    assert state(mail) == ("queued", 1, "450")


@pytest.mark.rule(
    "V13", "what is wanted no longer is dropped and wiped, unless somebody has begun to send it"
)
@pytest.mark.parametrize(
    ("status", "after"), [("queued", "dropped"), ("sending", "sending"), ("sent", "sent")]
)
def test_dropped(company, now, status, after):
    mail = owed(company, now)
    Mail.objects.update(status=status)
    assert drop_mails(company, [mail.key]) == int(status != after)
    assert (state(mail)[0], mail.sealed is None) == (after, status != after)


WANTED = {
    ("", "working"): True,
    ("", "left"): False,
    ("", "not started"): True,
    ("", "registered"): True,
    ("active", "working"): True,
    ("active", "left"): False,
    ("active", "not started"): False,
    ("active", "registered"): True,
    ("unregistered", "working"): True,
    ("unregistered", "left"): False,
    ("unregistered", "registered"): False,
    ("unregistered", "new address"): True,
    ("hr_email", "working"): True,
    ("hr_email", "registered"): False,
    ("hr_email", "new address"): False,
    ("hr_email", "came back"): False,
    ("unregistered", "came back"): True,
}


@pytest.mark.rule("V10", "nothing is mailed to an employee who has left, whatever was queued before")
@pytest.mark.rule("V14", "nothing that asks to register is mailed after registration")
@pytest.mark.parametrize(("only_while", "who"), WANTED)
def test_asked_again_at_sending(company, now, mailoutbox, only_while, who):
    employee = EmployeeFactory(company=company, hr_email="ewa@work.example")
    mail = owed(company, now, employee=employee, only_while=only_while)
    became = {
        "working": {},
        "left": {"leaving_date": date(2026, 3, 1)},
        "not started": {"hire_date": date(2026, 3, 3)},
        "registered": {"registered_at": now},
        "new address": {"hr_email": "ewa.lis@work.example"},
        "came back": {"hr_email_bounced_at": now},
    }
    Employee.objects.filter(pk=employee.pk).update(**became[who] or {"country": "PL"})

    send_mail_now(mail.pk, now)

    wanted = WANTED[only_while, who]
    assert len(mailoutbox) == int(wanted)
    assert (*state(mail), mail.sealed) == ("sent" if wanted else "dropped", 1, "", None)


@pytest.mark.rule("V10", "a login that was switched off gets no mail")
def test_user_switched_off(company, now, mailoutbox):
    mail = owed(company, now, user=UserFactory(is_active=False))
    send_mail_now(mail.pk, now)
    assert (state(mail)[0], mailoutbox) == ("dropped", [])


def test_asking_about_nobody_is_a_mistake(company, now):
    with pytest.raises(ValueError, match="about an employee"):
        owed(company, now, only_while="active")


@pytest.mark.rule("V13", "a content that was tampered with is not sent, and the failure is visible")
def test_damaged_content(company, now, mailoutbox):
    mail = owed(company, now)
    *kept, last = bytes(mail.sealed)
    Mail.objects.update(sealed=bytes([*kept, last ^ 1]))
    send_mail_now(mail.pk, now)
    assert (state(mail)[0], mailoutbox) == ("failed", [])


@pytest.mark.rule("V13", "a key that the settings lack costs time, not the mail")
def test_missing_key(company, now, settings, mailoutbox):
    mail = owed(company, now)
    settings.VAULT_KEYS = {2: b"a key of thirty-two bytes, two.."}
    send_mail_now(mail.pk, now)
    assert (*state(mail), mailoutbox) == ("queued", 1, "VAULT_KEYS holds no key of version 1.", [])


def test_tasks_hand_over(company, now, mailoutbox):
    first, second = owed(company, now), owed(company, now, key="welcome-2")
    send_mail(mail_id=first.pk, at=now.isoformat())
    assert sweep_outbox(at=now.isoformat()) == 1
    assert [state(first)[0], state(second)[0], len(mailoutbox)] == ["sent", "sent", 2]


def at_once(work, times: int) -> None:
    def alone(number: int) -> None:
        try:
            work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        list(pool.map(alone, range(times)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("V13", "ten senders at once hand a mail over once")
def test_ten_senders_at_once(company, now, server):
    mail = owed(company, now)
    at_once(lambda number: send_mail_now(mail.pk, now), 10)
    assert len(server.taken) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("V13", "control: without the claim, ten senders hand it over ten times")
def test_ten_senders_without_the_claim(company, now, server):
    mail = owed(company, now)
    everybody_has_read = Barrier(10)

    def send_unclaimed(number: int) -> None:
        wanted = Mail.objects.filter(pk=mail.pk, status="queued").exists()
        everybody_has_read.wait(10)
        if wanted:
            with Mailer() as mailer:
                mailer.hand_over(HELLO, to=mail.to, key=mail.key)
            Mail.objects.filter(pk=mail.pk).update(status="sent")

    at_once(send_unclaimed, 10)
    assert len(server.taken) == 10
