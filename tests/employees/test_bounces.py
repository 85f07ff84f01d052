"""Mail that comes back later (I1): read, matched, believed or not, and what it does to the person."""

import io
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from employees.bounce_words import why_not_delivered
from employees.models import AuditEvent, Company, Employee, Mail
from employees.services.bounces import take_returned
from employees.services.mail import queue_mail, send_due_mails
from employees.services.people import change_employee
from tests.factories import NOON, EmployeeFactory, UserFactory
from tests.reports import report
from workstars.lib.mail import Message
from workstars.lib.returned_mail import MOST_BYTES


def sent(company: Company, employee: Employee | None, to: str = "", key: str = "hello", **more) -> Mail:
    mail = queue_mail(
        company=company,
        to=to or employee.hr_email,
        message=Message("Hello", "text"),
        kind="invitation",
        key=key,
        now=NOON,
        employee=employee,
        **more,
    )
    send_due_mails(NOON, 10)
    mail.refresh_from_db()
    return mail


@pytest.fixture
def ewa(company) -> Employee:
    return EmployeeFactory(
        company=company, first_name="Ewa", last_name="Lis", hr_email="ewa@work.example", by_mail=True
    )


@pytest.fixture
def mail(company, ewa) -> Mail:
    return sent(company, ewa)


def taken(data: bytes, now=NOON) -> list[str]:
    return [str(one) for one in take_returned(data, now)]


def bounced(employee: Employee):
    employee.refresh_from_db()
    return employee.hr_email_bounced_at


FOR_GOOD = {
    "no such mailbox": {"status": "5.1.1"},
    "no such mailbox, as Exchange says it": {"status": "5.1.10"},
    "no such domain": {"status": "5.4.4"},
    "the mailbox is closed": {"status": "5.2.1"},
    "said in the words alone": {"status": "5.0.0", "more": "Diagnostic-Code: smtp; 550 5.1.1 unknown"},
    "said in plain numbers alone": {"status": "5.0.0", "more": "Diagnostic-Code: smtp; 550 no such user"},
    "no status at all": {"status": "", "more": "Diagnostic-Code: smtp; 550 5.1.1 unknown"},
    "written in capitals": {"status": "5.1.1", "to": "EWA@Work.example"},
    "the whole mail is in it": {"status": "5.1.1", "returned": "message/rfc822"},
}


@pytest.mark.rule(
    "I1", "an address that a report says does not exist gets nothing more, and its person waits for paper"
)
@pytest.mark.rule("I2", "an HR e-mail that came back for good counts as none")
@pytest.mark.parametrize("what", FOR_GOOD)
def test_for_good(company, ewa, mail, what):
    assert taken(report(mail, **FOR_GOOD[what])) == ["for good"]
    assert bounced(ewa) == NOON
    mail.refresh_from_db()
    assert (mail.status, mail.sealed) == ("bounced", None)
    day = NOON.date()
    assert list(Employee.objects.for_company(company).waiting_for_invite(day)) == [ewa]
    events = AuditEvent.objects.values_list("action", "subject_label", "after")
    assert sorted(events) == [
        ("employee.email_bounced", "Ewa Lis", {"hr_email": "ewa@work.example", "reason": mail.error}),
        ("mail.failed", "Ewa Lis", {"kind": "invitation", "to": "e•••@work.example", "reason": mail.error}),
    ]


FOR_NOW = {
    "it will be tried again": {"status": "4.4.1", "action": "delayed"},
    "it was given up after days": {"status": "4.4.7"},
    "the mailbox is full": {"status": "5.2.2"},
    "our server is not liked": {"status": "5.7.1"},
    "the text is not liked": {"status": "5.6.0"},
    "nothing precise": {"status": "5.0.0", "more": "Diagnostic-Code: smtp; who knows"},
    "delayed, with a wrong number": {"status": "5.1.1", "action": "delayed"},
    "a mailbox behind it": {"status": "5.1.1", "to": "private@elsewhere.example"},
}


@pytest.mark.rule(
    "I1", "what comes back for another reason than the address is counted and shown, and changes nothing"
)
@pytest.mark.parametrize("what", FOR_NOW)
def test_for_now(ewa, mail, what):
    assert taken(report(mail, **FOR_NOW[what])) == ["for now"]
    assert taken(report(mail, **FOR_NOW[what])) == ["known already"]
    mail.refresh_from_db()
    assert (bounced(ewa), mail.status, mail.error) == (None, "sent", FOR_NOW[what]["status"])
    assert not AuditEvent.objects.exists()


@pytest.mark.rule(
    "I1", "the same report again changes nothing, also when the address has been mended meanwhile"
)
def test_again(company, ewa, mail, by_alice):
    assert taken(report(mail)) == ["for good"]
    values = {"hr_email": "ewa.lis@work.example"}
    change_employee(company=company, employee=ewa, values=values, by=by_alice, now=NOON)
    assert bounced(ewa) is None
    assert taken(report(mail)) == ["known already"]
    values = {"hr_email": "ewa@work.example"}
    change_employee(company=company, employee=ewa, values=values, by=by_alice, now=NOON)
    assert taken(report(mail)) == ["known already"]
    assert bounced(ewa) is None


@pytest.mark.rule("I1", "another HR e-mail than the one that came back stays as it is")
def test_address_changed_meanwhile(ewa, mail):
    Employee.objects.filter(pk=ewa.pk).update(hr_email="ewa.lis@work.example")
    assert taken(report(mail)) == ["for good"]
    assert bounced(ewa) is None


@pytest.mark.rule("I1", "a login address that comes back says nothing of the HR e-mail")
def test_login_address(company, ewa):
    user = UserFactory(email="ewa@home.example")
    mail = sent(company, ewa, to=user.email, user=user)
    assert taken(report(mail)) == ["for good"]
    assert bounced(ewa) is None
    assert AuditEvent.objects.get().action == "mail.failed"


FORGED = {
    "another number": lambda mail: report(mail, name=f"<{mail.pk + 1}.{'0' * 40}@workstars.test>"),
    "a mark that was made up": lambda mail: report(mail, name=f"<{mail.pk}.{'0' * 40}@workstars.test>"),
    "somebody else's mail": lambda mail: report(mail, name="<CAF8x@mail.elsewhere.example>"),
    "no name": lambda mail: report(mail).replace(b"Message-ID", b"X-Nothing"),
    "a mail that is no report": lambda mail: report(mail).replace(b"multipart/report", b"multipart/mixed"),
    "a report without recipients": lambda mail: report(mail).replace(b"Action:", b"Faction:"),
    "nothing": lambda mail: b"",
    "no text": lambda mail: bytes(range(256)) * 10,
    "a name beyond the limit": lambda mail: b"X: y\n" * MOST_BYTES + report(mail),
    "a large number": lambda mail: report(mail, name=f"<{'9' * 18}.{'0' * 40}@workstars.test>"),
}


@pytest.mark.rule("I1", "a report that is forged, unknown or no report is ignored, and counted")
@pytest.mark.parametrize("what", FORGED)
def test_forged(ewa, mail, what):
    assert taken(FORGED[what](mail)) == ["ignored"]
    assert bounced(ewa) is None
    assert not AuditEvent.objects.exists()


@pytest.mark.rule("I1", "a report that answers to our mail without quoting it is matched by that")
def test_in_reply_to(ewa, mail):
    name = report(mail).split(b"Message-ID: ")[1].split(b"\n")[0]
    bare = report(mail).replace(b"Message-ID: " + name, b"X-Gone: 1")
    assert taken(b"In-Reply-To: " + name + b"\n" + bare) == ["for good"]


@pytest.mark.rule("I1", "an invitation in the outbox is not sent to an address that has come back meanwhile")
def test_queued_is_dropped(company, ewa, mail, mailoutbox):
    mailoutbox.clear()
    taken(report(mail))
    queued = sent(company, ewa, key="next", only_while="invited")
    assert (queued.status, mailoutbox) == ("dropped", [])


def test_several_recipients(mail):
    assert taken(report(mail, to="ewa@work.example,other@work.example")) == ["for good", "known already"]


def command(*args: str) -> str:
    out = io.StringIO()
    call_command("take_bounces", *args, stdout=out)
    return out.getvalue().strip()


@pytest.mark.rule("I1", "reports are taken from a Maildir, each once")
def test_maildir(company, ewa, mail, tmp_path: Path):
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    (tmp_path / "new" / "1.mx").write_bytes(report(mail))
    (tmp_path / "new" / "2.mx").write_bytes(report(mail, "4.4.1", action="delayed"))
    (tmp_path / "new" / "3.mx").write_bytes(b"Subject: holidays\n\nI am away.\n")
    assert command(str(tmp_path)) == "for good: 1, for now: 0, known already: 1, ignored: 1"
    assert bounced(ewa) is not None
    assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == ["1.mx:2,S", "2.mx:2,S", "3.mx:2,S"]
    assert command(str(tmp_path)) == "for good: 0, for now: 0, known already: 0, ignored: 0"


@pytest.mark.rule("I1", "or from a folder of files, or one from standard input, as a mail server pipes it")
def test_folder_and_pipe(ewa, mail, tmp_path: Path, monkeypatch):
    (tmp_path / "1.eml").write_bytes(report(mail, "4.2.2"))
    assert command(str(tmp_path)) == "for good: 0, for now: 1, known already: 0, ignored: 0"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(report(mail))))
    assert command() == "for good: 1, for now: 0, known already: 0, ignored: 0"
    with pytest.raises(CommandError, match="is no folder"):
        command(str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("550 5.1.1", "There is no such mailbox."),
        ("550", "There is no such mailbox."),
        ("5.4.4", "There is no such domain: look at what stands behind the @."),
        ("552 5.2.2", "The mailbox is full."),
        ("4.4.1", "The mail server cannot deliver it for the time being."),
        ("554 5.7.1", "The mail server does not take mail from us. Ask whoever runs it."),
        ("ServerDisconnected", "The mail server answered: ServerDisconnected."),
        ("", ""),
    ],
)
def test_words(error, words):
    assert why_not_delivered(error) == words
