"""Login, logout, reset and one's own account (A11), at one site each (C2)."""

import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.utils.html import escape

from employees.models import AuditEvent, Employee, Mail, User
from employees.reset_links import make_key
from employees.tasks import sweep_outbox
from tests.factories import RoleGrantFactory
from tests.people import SiteClient, host_of

PASSWORD = "correct horse battery"
BETTER = "a stapler of my own"


def log_in(client: SiteClient, email: str, password: str = PASSWORD, **more):
    return client.post("/login", {"email": email, "password": password, **more})


def said(response) -> str:
    """The sentence above the form."""
    found = re.search(r'<span class="strong">(.*?)</span>', response.content.decode(), re.DOTALL)
    return found.group(1) if found else ""


def audited(company) -> list[tuple[str, str, str]]:
    events = AuditEvent.objects.filter(company=company).order_by("pk")
    return list(events.values_list("action", "actor_label", "subject_label"))


def link_in(mail) -> str:
    """The path of the first address in a mail."""
    return re.search(r"https?://[^/\s]+(/\S+)", mail.body).group(1)


# Login


@pytest.mark.rule("A11", "a member logs in by e-mail address and password, and lands where the work is")
def test_login(company, alice, bob, olga, stranger):
    def landing(host: str, email: str) -> tuple[int, str]:
        response = log_in(SiteClient(host), email)
        return response.status_code, response.headers.get("Location")

    here = host_of(company)
    assert landing(here, "alice@acme.example") == (302, "/admin")
    assert landing(here, "Bob@Mail.example ") == (302, "/")
    assert landing(host_of(None), "olga@workstars.example") == (302, "/backoffice")


@pytest.mark.rule("A11", "after login one comes to the page one had asked for, never to another site")
@pytest.mark.parametrize(
    ("wanted", "landed"),
    [
        ("/account?x=1", "/account?x=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("http://brill.workstars.test/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_next_page(bob, stranger, wanted, landed):
    assert log_in(stranger, "bob@mail.example", next=wanted).headers["Location"] == landed


def test_asked_for_page_survives_a_slip(bob, stranger):
    page = stranger.get("/account")
    assert page.headers["Location"] == "/login?next=/account"
    wrong = log_in(stranger, "bob@mail.example", "wrong password", next="/account")
    assert '<input type="hidden" name="next" value="/account">' in wrong.content.decode()


@pytest.mark.rule("C2", "a right password of another company's member gets the words of a wrong one")
def test_mismatch_is_one_sentence(company, bob, charlie, olga, stranger):
    def refusal(email: str, password: str = PASSWORD) -> tuple[int, str]:
        response = log_in(stranger, email, password)
        return response.status_code, said(response)

    same = (422, "The e-mail address or password is not right for Acme Mills.")
    assert refusal("bob@mail.example", "wrong") == same
    assert refusal("nobody@mail.example") == same
    assert refusal("charlie@brill.example") == same
    assert refusal("olga@workstars.example") == same


@pytest.mark.rule("X3", "what was typed stays, but for the password")
def test_typed_values_stay(bob, stranger):
    page = log_in(stranger, "bob@mail.example", "wrong password").content.decode()
    assert re.search(r'name="email" value="bob@mail.example"', page)
    assert "wrong password" not in page


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("", PASSWORD, "Type your e-mail address."),
        ("bob", PASSWORD, "This is not an e-mail address. One looks like name@company.com."),
        ("bob@mail.example", "", "Type your password."),
    ],
)
def test_missing_words(bob, stranger, email, password, sentence):
    response = log_in(stranger, email, password)
    assert response.status_code == 422
    assert sentence in response.content.decode()


@pytest.mark.rule("A11", "guessing at login is slowed after five failures, and said with status 429")
def test_failures_are_slowed(bob, stranger):
    statuses = [log_in(stranger, "bob@mail.example", "wrong").status_code for _ in range(6)]
    assert statuses == [422, 422, 422, 422, 422, 429]
    slowed = log_in(stranger, "bob@mail.example")
    assert (slowed.status_code, said(slowed)) == (
        429,
        "That was wrong too often. Wait five minutes before you try again, or ask for a new password.",
    )


@pytest.mark.rule("A11", "who fails from elsewhere locks nobody out")
def test_failures_from_elsewhere(company, bob, stranger):
    attacker = SiteClient(host_of(company), REMOTE_ADDR="203.0.113.9")
    for _ in range(6):
        log_in(attacker, "bob@mail.example", "wrong")
    assert log_in(stranger, "bob@mail.example").status_code == 302


@pytest.mark.rule("A11", "a forwarded address counts only behind the configured proxies")
def test_forged_addresses_do_not_help(bob, stranger):
    def attempt(number: int) -> int:
        return stranger.post(
            "/login",
            {"email": "bob@mail.example", "password": "wrong"},
            HTTP_X_FORWARDED_FOR=f"198.51.100.{number}",
        ).status_code

    assert [attempt(number) for number in range(6)] == [422] * 5 + [429]


@pytest.mark.rule(
    "C7", "logins of administrators and account managers are audited, those of employees are not"
)
def test_logins_in_the_audit_log(company, alice, bob, olga, stranger):
    log_in(stranger, "bob@mail.example")
    log_in(stranger, "alice@acme.example")
    log_in(SiteClient(host_of(None)), "olga@workstars.example")
    assert audited(company) == [("login.opened", "Alice Adams", "Alice Adams")]
    assert audited(None) == [("login.opened", "Olga Orlova", "Olga Orlova")]
    assert AuditEvent.objects.filter(company=company).get().address == "127.0.0.1"


def test_login_page_when_inside(alice):
    assert alice.get("/login").headers["Location"] == "/admin"
    assert alice.get("/login?next=/account").headers["Location"] == "/account"


@pytest.mark.rule(
    "C1", "on DEFAULT_COMPANY's bare host account managers and administrators share one login page"
)
def test_bare_host(company, alice, olga, settings):
    settings.BASE_DOMAIN = settings.OPERATOR_HOST = "localhost"
    settings.DEFAULT_COMPANY = "acme"
    assert log_in(SiteClient("localhost"), "olga@workstars.example").headers["Location"] == "/backoffice"
    assert log_in(SiteClient("localhost"), "alice@acme.example").headers["Location"] == "/admin"
    assert audited(None) == [("login.opened", "Olga Orlova", "Olga Orlova")]


# Sessions


@pytest.mark.rule("C2", "a session of one company opens no page of another, nor of the operator")
def test_session_is_bound_to_its_site(company, other_company, alice, olga):
    RoleGrantFactory(company=other_company, user=alice.user)
    cookie = alice.client.cookies[settings.SESSION_COOKIE_NAME].value

    def account_at(host: str) -> tuple[int, str | None]:
        client = SiteClient(host)
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie
        response = client.get("/account")
        return response.status_code, response.headers.get("Location")

    assert account_at(host_of(company)) == (200, None)
    assert account_at(host_of(other_company)) == (302, "/login?next=/account")
    assert account_at(host_of(None)) == (302, "/login?next=/account")


@pytest.mark.rule("V10", "from the moment somebody left, no session and no login of theirs works")
def test_leaving_ends_sessions(company, bob, stranger):
    assert bob.get("/account").status_code == 200
    Employee.objects.filter(pk=bob.employee.pk).update(leaving_date=date(2020, 1, 1))
    assert bob.get("/account").headers["Location"] == "/login?next=/account"
    assert log_in(stranger, "bob@mail.example").status_code == 422


@pytest.mark.rule(
    "V10", "control: a session that is kept in spite of the leaving date would still open pages"
)
def test_leaving_control(bob):
    Employee.objects.filter(pk=bob.employee.pk).update(leaving_date=date(2100, 1, 1))
    assert bob.get("/account").status_code == 200


@pytest.mark.rule("A11", "logging out ends the session; GET only asks")
def test_logout(bob):
    cookie = bob.client.cookies[settings.SESSION_COOKIE_NAME].value
    page = bob.get("/logout")
    assert (page.status_code, bob.get("/account").status_code) == (200, 200)

    assert bob.post("/logout").headers["Location"] == "/login"
    bob.client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert bob.get("/account").headers["Location"] == "/login?next=/account"


def test_logout_of_a_stranger(stranger):
    assert stranger.get("/logout").headers["Location"] == "/login"
    assert stranger.post("/logout").headers["Location"] == "/login"


@pytest.mark.rule("C1", "the pages of login exist on companies' sites and the operator's, and nowhere else")
def test_where_login_exists(company):
    statuses = {
        host: SiteClient(host).get("/login").status_code for host in (host_of(company), host_of(None))
    }
    assert statuses == {host_of(company): 200, host_of(None): 200}
    assert SiteClient("nobody.workstars.test").get("/login").status_code == 404


# Reset


@pytest.mark.rule(
    "A11", "a password is reset by a link in a mail, which shows a form and changes nothing itself"
)
def test_reset(company, bob, stranger, mailoutbox):
    asked = stranger.post("/password/reset", {"email": "Bob@mail.example"})
    assert asked.headers["Location"] == "/password/reset/done"
    sweep_outbox()
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["bob@mail.example"], "Choose a new password for Acme Mills")
    assert f"http://acme.workstars.test{link_in(mail)}" in mail.body

    before = User.objects.get(pk=bob.user.pk).password
    assert [stranger.get(link_in(mail)).status_code for _ in range(2)] == [200, 200]
    assert User.objects.get(pk=bob.user.pk).password == before

    done = stranger.post(link_in(mail), {"password": BETTER})
    assert done.headers["Location"] == "/password/reset/key/done"
    assert log_in(stranger, "bob@mail.example").status_code == 422
    assert log_in(stranger, "bob@mail.example", BETTER).status_code == 302


@pytest.mark.rule("A11", "a reset link works once, and ends every session of before")
def test_reset_link_works_once(bob, stranger):
    link = f"/password/reset/key/{make_key(bob.user)}"
    assert stranger.post(link, {"password": BETTER}).status_code == 302
    assert bob.get("/account").headers["Location"] == "/login?next=/account"

    again = stranger.post(link, {"password": "yet another one"})
    assert again.status_code == 404
    assert "This link does not work any more" in again.content.decode()
    assert log_in(stranger, "bob@mail.example", BETTER).status_code == 302


@pytest.mark.rule("A11", "a reset link lives for a day")
def test_reset_link_expires(bob, stranger, time_machine):
    time_machine.move_to("2026-03-02T12:00:00Z", tick=False)
    link = f"/password/reset/key/{make_key(bob.user)}"
    time_machine.shift(timedelta(hours=24))
    assert stranger.get(link).status_code == 200
    time_machine.shift(timedelta(seconds=1))
    assert stranger.get(link).status_code == 404


@pytest.mark.parametrize("key", ["x", "1-", "zzzzzzzzzzzzzzz-abc", "1-c4x2ab-0123456789abcdef", "-"])
def test_broken_reset_links(bob, stranger, key):
    assert stranger.get(f"/password/reset/key/{key}").status_code == 404
    assert stranger.post(f"/password/reset/key/{key}", {"password": BETTER}).status_code == 404


@pytest.mark.rule("C2", "a reset link of one company's member is void at another company")
def test_reset_link_at_another_company(bob, charlie):
    link = f"/password/reset/key/{make_key(bob.user)}"
    assert charlie.client.get(link).status_code == 404
    assert charlie.client.post(link, {"password": BETTER}).status_code == 404


@pytest.mark.rule(
    "C2", "asking for a reset answers the same for a member, a stranger and another company's member"
)
def test_reset_tells_nothing(bob, charlie, stranger):
    def answer(email: str) -> tuple[int, str]:
        response = stranger.post("/password/reset", {"email": email})
        return response.status_code, response.headers["Location"]

    known = answer("bob@mail.example")
    assert answer("charlie@brill.example") == answer("nobody@mail.example") == known
    assert list(Mail.objects.values_list("to", flat=True)) == ["bob@mail.example"]


@pytest.mark.rule("V10", "who left gets no reset mail, and a reset mail queued before is dropped")
def test_reset_of_a_leaver(bob, stranger, mailoutbox):
    stranger.post("/password/reset", {"email": "bob@mail.example"})
    Employee.objects.filter(pk=bob.employee.pk).update(leaving_date=date(2020, 1, 1))
    sweep_outbox()
    assert mailoutbox == []
    stranger.post("/password/reset", {"email": "bob@mail.example"})
    assert Mail.objects.values_list("status", flat=True).get() == "dropped"


@pytest.mark.rule("A11", "asking too often for a reset is slowed, and said")
def test_reset_is_slowed(bob, stranger):
    statuses = [stranger.post("/password/reset", {"email": "bob@mail.example"}).status_code for _ in range(6)]
    assert statuses == [302] * 5 + [429]


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "Choose a password."),
        ("short", "This password is too short. It must contain at least 10 characters."),
        ("password123", "This password is too common."),
        ("bob@mail.example", "Choose a password that is not your name, Employee ID or e-mail address."),
        ("Bob Brown 1", "Choose a password that is not your name, Employee ID or e-mail address."),
    ],
)
@pytest.mark.rule("A11", "a weak password is refused with the reason")
def test_weak_passwords(bob, stranger, password, sentence):
    response = stranger.post(f"/password/reset/key/{make_key(bob.user)}", {"password": password})
    assert response.status_code == 422
    assert escape(sentence) in response.content.decode()


@pytest.mark.rule("C7", "asking for a reset and resetting are audited, and the person is told by mail")
def test_reset_is_audited(company, bob, stranger, mailoutbox):
    stranger.post("/password/reset", {"email": "bob@mail.example"})
    stranger.post(f"/password/reset/key/{make_key(bob.user)}", {"password": BETTER})
    sweep_outbox()
    assert audited(company) == [
        ("password.reset_asked", "Somebody not signed in", "Bob Brown"),
        ("password.reset", "Bob Brown", "Bob Brown"),
    ]
    assert [mail.subject for mail in mailoutbox] == [
        "Choose a new password for Acme Mills",
        "Your password for Acme Mills was changed",
    ]


@pytest.mark.rule("C1", "an account manager's reset link leads to the operator's host")
def test_reset_at_the_back_office(olga, mailoutbox):
    client = SiteClient(host_of(None))
    client.post("/password/reset", {"email": "olga@workstars.example"})
    sweep_outbox()
    (mail,) = mailoutbox
    assert mail.subject == "Choose a new password for the back office"
    assert f"http://ops.workstars.test{link_in(mail)}" in mail.body
    assert client.post(link_in(mail), {"password": BETTER}).status_code == 302


# One's own account


@pytest.mark.rule("A11", "a change of password asks for the one now, ends other sessions and keeps this one")
def test_password_change(company, bob):
    elsewhere = SiteClient(host_of(company))
    elsewhere.sign_in(bob.user, company)

    wrong = bob.post("/password/change", {"current": "wrong", "password": BETTER})
    assert wrong.status_code == 422
    assert "This is not your password." in wrong.content.decode()

    done = bob.post("/password/change", {"current": PASSWORD, "password": BETTER})
    assert done.headers["Location"] == "/account"
    assert bob.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    assert audited(company) == [("password.changed", "Bob Brown", "Bob Brown")]


def test_password_change_is_slowed(bob):
    def change() -> int:
        return bob.post("/password/change", {"current": "wrong", "password": BETTER}).status_code

    assert [change() for _ in range(6)] == [422] * 5 + [429]


@pytest.mark.rule("A11", "one changes one's own language; the name where no HR record says it")
def test_own_settings(alice, bob):
    assert alice.post("/account", {"name": "Alice Anders", "language": "de"}).status_code == 302
    assert bob.post("/account", {"name": "Somebody Else", "language": "pl"}).status_code == 302
    alice.user.refresh_from_db()
    bob.user.refresh_from_db()
    assert (alice.user.name, alice.user.language) == ("Alice Anders", "de")
    assert (bob.user.name, bob.user.language) == ("Bob Brown", "pl")


def test_own_settings_refused(alice):
    response = alice.post("/account", {"name": "", "language": "xx"})
    assert response.status_code == 422
    assert "Type your name." in response.content.decode()
    alice.user.refresh_from_db()
    assert alice.user.name == "Alice Adams"


@pytest.mark.rule("A11", "an account manager has an account page on the operator's host")
def test_account_of_an_account_manager(olga):
    assert "olga@workstars.example" in olga.get("/account").content.decode()


@pytest.mark.rule("C5", "one's own account is for members, at their own site")
@pytest.mark.parametrize("path", ["/account", "/password/change"])
def test_account_pages_need_a_login(stranger, path):
    assert stranger.get(path).headers["Location"] == f"/login?next={path}"
