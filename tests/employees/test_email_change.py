"""Change of the address that one logs in with (A11): confirmed by its mailbox, told to the old one."""

import re
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress

from employees.models import AuditEvent, Employee, RoleGrant, User
from employees.tasks import sweep_outbox
from tests.factories import NOON, EmployeeFactory, RoleGrantFactory, UserFactory
from tests.people import SiteClient, host_of, signed_in

PASSWORD = "correct horse battery"
NEW = "bob.new@mail.example"
ASK = {"email": "Bob.New@mail.example ", "password": PASSWORD}


@pytest.fixture(autouse=True)
def at_noon(time_machine) -> None:
    time_machine.move_to(NOON, tick=False)


def mails(mailoutbox) -> dict[str, tuple[str, str]]:
    """Subject and text by address, of what was owed until now."""
    sweep_outbox()
    return {mail.to[0]: (mail.subject, mail.body) for mail in mailoutbox}


def link_in(body: str) -> str:
    return re.search(r"https?://[^/\s]+(/account/email/confirm/\S+)", body).group(1)


def ask(person, mailoutbox, **more) -> str:
    """Asks for the new address; answers the link of the mail to it."""
    assert person.post("/account/email", {**ASK, **more}).status_code == 302
    return link_in(mails(mailoutbox)[NEW][1])


def emails_of(user) -> tuple[str, list[str]]:
    user.refresh_from_db()
    return user.email, list(EmailAddress.objects.filter(user=user).values_list("email", flat=True))


def audited(company) -> list[tuple[str, dict, dict]]:
    events = AuditEvent.objects.filter(company=company).order_by("pk")
    return list(events.values_list("action", "before", "after"))


@pytest.mark.rule("A11", "nothing changes before the button of the mail's page; opening it changes nothing")
def test_the_whole_way(company, bob, stranger, mailoutbox):
    link = ask(bob, mailoutbox)
    said = mails(mailoutbox)
    assert {to: subject for to, (subject, _body) in said.items()} == {
        NEW: "Confirm your new e-mail address · Acme Mills",
        "bob@mail.example": "Your e-mail address is to be changed · Acme Mills",
    }
    assert [stranger.get(link).status_code for _ in range(2)] == [200, 200]
    assert emails_of(bob.user)[0] == "bob@mail.example"

    mailoutbox.clear()
    assert stranger.post(link).headers["Location"] == "/login"
    assert emails_of(bob.user) == (NEW, [NEW])
    (subject, body) = mails(mailoutbox)["bob@mail.example"]
    assert subject == "Your e-mail address was changed · Acme Mills"
    assert "You log in with b•••@mail.example from now on." in body
    logins = [
        stranger.post("/login", {"email": email, "password": PASSWORD}).status_code
        for email in ("bob@mail.example", NEW)
    ]
    assert logins == [422, 302]


@pytest.mark.rule("A11", "when the address changes other devices are logged out, the one that confirms stays")
def test_sessions_after_the_change(company, bob, mailoutbox):
    elsewhere = SiteClient(host_of(company))
    elsewhere.sign_in(bob.user, company)
    assert bob.post(ask(bob, mailoutbox)).headers["Location"] == "/account/email"
    assert (bob.get("/account").status_code, elsewhere.get("/account").status_code) == (200, 302)


@pytest.mark.rule("A11", "the link works once, for 24 hours, and is void when another address was asked for")
def test_when_a_link_is_void(bob, stranger, mailoutbox, time_machine):
    first = ask(bob, mailoutbox)
    time_machine.move_to(NOON + timedelta(minutes=1), tick=False)
    mailoutbox.clear()
    second = ask(bob, mailoutbox)
    assert (stranger.get(first).status_code, stranger.get(second).status_code) == (404, 200)
    time_machine.move_to(NOON + timedelta(hours=24, minutes=1, seconds=1), tick=False)
    assert (stranger.get(second).status_code, stranger.post(second).status_code) == (404, 404)
    time_machine.move_to(NOON + timedelta(hours=24), tick=False)
    assert [stranger.post(second).status_code for _ in range(2)] == [302, 404]


def test_dropped_by_its_owner(bob, stranger, mailoutbox):
    link = ask(bob, mailoutbox)
    assert "Waiting for the mailbox" in bob.get("/account/email").content.decode()
    assert bob.post("/account/email/drop").status_code == 302
    assert stranger.post(link).status_code == 404
    assert "Waiting for the mailbox" not in bob.get("/account/email").content.decode()


@pytest.mark.rule("A11", "the password is asked; wrong ones are slowed")
def test_the_password_is_asked(bob):
    statuses = [bob.post("/account/email", {**ASK, "password": "wrong"}).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    assert bob.post("/account/email", ASK).status_code == 429


def test_asking_too_often(bob):
    assert [bob.post("/account/email", ASK).status_code for _ in range(6)] == [302] * 5 + [429]


@pytest.mark.rule("A11", "an address that has a login answers like any other; its mailbox's owner is told")
def test_no_enumeration(alice, bob, mailoutbox, time_machine):
    def answer(email: str) -> tuple[int, str, str]:
        time_machine.shift(timedelta(seconds=1))
        response = bob.post("/account/email", {"email": email, "password": PASSWORD})
        page = bob.get("/account/email").content.decode()
        return (
            response.status_code,
            response.headers["Location"],
            re.sub(r"csrf\S+ value=\S+", "", page).replace(email, ""),
        )

    free, taken = answer("free.one@mail.example"), answer("alice@acme.example")
    assert free == taken
    said = mails(mailoutbox)["alice@acme.example"]
    assert said[0] == "This address has a login already · Acme Mills"
    assert "/account/email/confirm/" not in said[1]


@pytest.mark.rule("A11", "an address costs the same number of queries whether it has a login or not")
def test_equal_queries(bob, alice, django_assert_max_num_queries):
    bob.post("/account/email", {"email": "one@mail.example", "password": PASSWORD})
    counts = []
    for email in ("free.one@mail.example", "alice@acme.example"):
        with django_assert_max_num_queries(100) as captured:
            bob.post("/account/email", {"email": email, "password": PASSWORD})
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_taken_meanwhile(bob, stranger, mailoutbox):
    link = ask(bob, mailoutbox)
    UserFactory(email=NEW)
    refused = stranger.post(link)
    assert refused.status_code == 409
    assert "This address has a login of its own by now." in refused.content.decode()
    assert emails_of(bob.user)[0] == "bob@mail.example"


def test_ones_own_address(bob):
    refused = bob.post("/account/email", {"email": "bob@mail.example", "password": PASSWORD})
    assert (refused.status_code, "You log in with this address already." in refused.content.decode()) == (
        409,
        True,
    )


@pytest.mark.rule("A11", "the HR e-mail stays as it is, whatever address somebody logs in with")
def test_hr_email_stays(bob, stranger, mailoutbox):
    Employee.objects.filter(pk=bob.employee.pk).update(hr_email="bob@work.example")
    stranger.post(ask(bob, mailoutbox))
    assert Employee.objects.get(pk=bob.employee.pk).hr_email == "bob@work.example"


@pytest.mark.rule("A11", "a login without e-mail gets its first address the same way")
def test_from_no_email(company, stranger, mailoutbox):
    user = UserFactory(email=None)
    person = signed_in(user, company, EmployeeFactory(company=company, user=user, registered_at=NOON))
    assert "You have no e-mail address here yet." in person.get("/account/email").content.decode()
    link = ask(person, mailoutbox)
    assert list(mails(mailoutbox)) == [NEW]
    stranger.post(link)
    assert emails_of(user) == (NEW, [NEW])


@pytest.mark.rule("C7", "the change stands in the log of every company of the person, addresses masked")
def test_audited_everywhere(company, other_company, alice, stranger, mailoutbox):
    RoleGrantFactory(company=other_company, user=alice.user)
    stranger.post(ask(alice, mailoutbox))
    asked = ("email.change_asked", {}, {"to": "b•••@mail.example"})
    changed = ("email.changed", {"to": "a•••@acme.example"}, {"to": "b•••@mail.example"})
    assert audited(company) == audited(other_company) == [asked, changed]


@pytest.mark.rule("C5", "roles follow the new address; one that was offered to it as well is the same role")
def test_roles_follow(company, alice, stranger, mailoutbox):
    RoleGrant(company=company, role="administrator", email=NEW, granted_at=NOON).save()
    stranger.post(ask(alice, mailoutbox))
    grants = RoleGrant.objects.filter(company=company).values_list("email", "user_id")
    assert list(grants) == [(NEW, alice.user.pk)]


@pytest.mark.rule("C2", "a link of one company's member is void at another company, and for who has left")
def test_link_elsewhere(company, bob, charlie, stranger, mailoutbox):
    link = ask(bob, mailoutbox)
    assert (charlie.client.get(link).status_code, charlie.client.post(link).status_code) == (404, 404)
    Employee.objects.filter(pk=bob.employee.pk).update(leaving_date=date(2020, 1, 1))
    assert stranger.post(link).status_code == 404


def test_made_up_links(stranger, db):
    assert [stranger.get(f"/account/email/confirm/{token}").status_code for token in ("x", "A" * 64)] == [
        404,
        404,
    ]


@pytest.mark.rule("A11", "an account manager changes the address at the back office")
def test_at_the_back_office(olga, mailoutbox):
    link = ask(olga, mailoutbox)
    assert SiteClient(host_of(None)).post(link).status_code == 302
    assert User.objects.get(pk=olga.user.pk).email == NEW
    assert [action for action, _before, _after in audited(None)] == ["email.change_asked", "email.changed"]
