"""The second factor (A11): asked at login, set up, required, taken away."""

import base64
import re
import threading
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.html import escape

from employees.models import AuditEvent, Mail, Role
from employees.permissions import find_member
from employees.services.factors.proving import counter_of, prove_by_code
from employees.tasks import sweep_outbox
from tests.employees.authenticator import (
    PASSWORD,
    SECRET,
    code_at,
    shown_codes,
    shown_secret,
    with_app,
)
from tests.factories import NOON, EmployeeFactory, RoleGrantFactory, UserFactory
from tests.people import SiteClient, host_of, signed_in
from workstars.lib import vault

SETUP = "/account/second-factor"


@pytest.fixture(autouse=True)
def at_noon(time_machine) -> None:
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def required(settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


def log_in(client: SiteClient, email: str):
    return client.post("/login", {"email": email, "password": PASSWORD})


def audited(company) -> list[str]:
    return list(AuditEvent.objects.filter(company=company).order_by("pk").values_list("action", flat=True))


def where(response) -> tuple[int, str | None]:
    return response.status_code, response.headers.get("Location")


# At login


@pytest.mark.rule("A11", "after the password a code is asked; until it is right nobody is signed in")
def test_the_code_is_asked(company, alice, stranger):
    with_app(alice.user)
    assert where(log_in(stranger, "alice@acme.example")) == (302, "/login/code")
    assert where(stranger.get("/admin")) == (302, "/login?next=/admin")
    assert audited(company) == []

    wrong = stranger.post("/login/code", {"code": "000000"})
    assert wrong.status_code == 422
    assert "This code is wrong or was used." in wrong.content.decode()
    assert where(stranger.get("/admin")) == (302, "/login?next=/admin")

    assert where(stranger.post("/login/code", {"code": code_at(NOON)})) == (302, "/admin")
    assert stranger.get("/admin").status_code == 200
    assert audited(company) == ["login.opened"]


@pytest.mark.rule("A11", "the page that was asked for comes after the code as well")
def test_next_page_after_the_code(bob, stranger):
    with_app(bob.user)
    stranger.post("/login", {"email": "bob@mail.example", "password": PASSWORD, "next": "/account"})
    assert where(stranger.post("/login/code", {"code": code_at(NOON)})) == (302, "/account")


@pytest.mark.rule("A11", "a code of the half minute before and after counts, an older one does not")
@pytest.mark.parametrize(("seconds", "status"), [(-60, 422), (-30, 302), (0, 302), (30, 302), (60, 422)])
def test_clocks_apart(bob, stranger, seconds, status):
    with_app(bob.user)
    log_in(stranger, "bob@mail.example")
    code = code_at(NOON + timedelta(seconds=seconds))
    assert stranger.post("/login/code", {"code": f" {code[:3]} {code[3:]} "}).status_code == status


@pytest.mark.rule("A11", "a code counts once, and none of before it afterwards")
def test_a_code_counts_once(company, bob, stranger):
    with_app(bob.user)

    def log_in_with(code: str) -> int:
        client = SiteClient(host_of(company))
        log_in(client, "bob@mail.example")
        return client.post("/login/code", {"code": code}).status_code

    now, before = code_at(NOON), code_at(NOON - timedelta(seconds=30))
    assert [log_in_with(code) for code in (now, now, before)] == [302, 422, 422]
    assert log_in_with(code_at(NOON + timedelta(seconds=30))) == 302


@pytest.mark.rule("A11", "of two who type one code at the same moment one comes in")
@pytest.mark.django_db(transaction=True)
def test_one_code_twice_at_once(company, bob, by_alice):
    with_app(bob.user)
    member = find_member(bob.user, company, on_operator_host=False, now=NOON)
    together, proofs = threading.Barrier(4), []

    def prove() -> None:
        together.wait()
        proofs.append(prove_by_code(member=member, code=code_at(NOON), by=by_alice, now=NOON))
        connection.close()

    threads = [threading.Thread(target=prove) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [proof is not None for proof in proofs].count(True) == 1


@pytest.mark.rule("A11", "control: two who had both read the row before either wrote it would both come in")
def test_control_one_code_twice_without_the_lock(bob):
    with_app(bob.user)
    readers = [Authenticator.objects.get(user=bob.user, type="totp") for _ in range(2)]
    found = [counter_of(SECRET, code_at(NOON), NOON, after=row.data.get("used", -1)) for row in readers]
    assert found == [int(NOON.timestamp()) // 30] * 2


@pytest.mark.rule("A11", "a recovery code opens the login once, is told by mail and audited")
def test_recovery_code(company, bob, stranger, mailoutbox):
    first, second, *_rest = with_app(bob.user)
    log_in(stranger, "bob@mail.example")
    assert stranger.post("/login/code", {"code": f"{first[:5]}-{first[5:]}"}).status_code == 302
    assert audited(company) == ["factor.recovery_code_used"]
    sweep_outbox()
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["bob@mail.example"], "A recovery code was used · Acme Mills")
    assert "You have 9 left." in mail.body

    again = SiteClient(host_of(company))
    log_in(again, "bob@mail.example")
    assert [again.post("/login/code", {"code": code}).status_code for code in (first, second)] == [422, 302]


@pytest.mark.rule(
    "A11", "wrong codes are slowed after five from one place; elsewhere the right one still opens"
)
def test_wrong_codes_are_slowed(company, bob, stranger):
    with_app(bob.user)
    log_in(stranger, "bob@mail.example")
    tries = [stranger.post("/login/code", {"code": "111111"}).status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]
    assert stranger.post("/login/code", {"code": code_at(NOON)}).status_code == 429

    elsewhere = SiteClient(host_of(company), REMOTE_ADDR="203.0.113.9")
    log_in(elsewhere, "bob@mail.example")
    assert elsewhere.post("/login/code", {"code": code_at(NOON)}).status_code == 302


@pytest.mark.rule("A11", "thirty wrong codes an hour for one account, from however many places")
def test_wrong_codes_from_everywhere(company, bob):
    with_app(bob.user)
    statuses = []
    for place in range(7):
        client = SiteClient(host_of(company), REMOTE_ADDR=f"203.0.113.{place}")
        log_in(client, "bob@mail.example")
        statuses += [client.post("/login/code", {"code": "111111"}).status_code for _ in range(5)]
    assert statuses == [422] * 30 + [429] * 5


@pytest.mark.rule(
    "A11", "the page of the code is for who has just typed the password, for a quarter of an hour"
)
def test_nobody_half_logged_in(bob, stranger, time_machine):
    with_app(bob.user)
    assert where(stranger.get("/login/code")) == (302, "/login")
    assert where(stranger.post("/login/code", {"code": code_at(NOON)})) == (302, "/login")
    assert where(bob.post("/login/passkey", {"answer": "{}"})) == (302, "/login")
    log_in(stranger, "bob@mail.example")
    assert stranger.get("/login/code").status_code == 200
    time_machine.move_to(NOON + timedelta(minutes=16), tick=False)
    assert where(stranger.get("/login/code")) == (302, "/login")


@pytest.mark.rule("V10", "who leaves between password and code does not come in")
def test_leaving_between(company, bob, stranger):
    with_app(bob.user)
    log_in(stranger, "bob@mail.example")
    bob.employee.left_at = NOON
    bob.employee.save()
    assert where(stranger.post("/login/code", {"code": code_at(NOON)})) == (302, "/login")


@pytest.mark.rule("A11", "a new password by mail still leaves the second factor to be asked")
def test_reset_asks_the_code(bob, stranger, mailoutbox):
    with_app(bob.user)
    stranger.post("/password/reset", {"email": "bob@mail.example"})
    sweep_outbox()
    link = re.search(r"https?://[^/\s]+(/\S+)", mailoutbox[0].body).group(1)
    stranger.post(link, {"password": "a stapler of my own"})
    opened = stranger.post("/login", {"email": "bob@mail.example", "password": "a stapler of my own"})
    assert where(opened) == (302, "/login/code")


# Setting it up


@pytest.mark.rule("A11", "an app counts once a code of it was typed; recovery codes are shown this once")
def test_setting_up_an_app(company, bob, mailoutbox):
    page = bob.get(f"{SETUP}/app").content.decode()
    assert 'src="data:image/svg+xml' in page
    secret = shown_secret(page)
    assert shown_secret(bob.get(f"{SETUP}/app").content.decode()) == secret

    wrong = bob.post(f"{SETUP}/app", {"code": "000000"})
    assert (wrong.status_code, Authenticator.objects.count()) == (422, 0)
    assert "This is not the code that belongs to this key." in wrong.content.decode()

    done = bob.post(f"{SETUP}/app", {"code": code_at(NOON, secret)})
    codes = shown_codes(done.content.decode())
    assert (done.status_code, len(set(codes)), done.headers["Cache-Control"]) == (200, 10, "no-store")
    assert shown_codes(bob.get(SETUP).content.decode()) == []
    assert audited(company) == ["factor.added"]
    sweep_outbox()
    assert [mail.subject for mail in mailoutbox] == ["Your login has a new second factor · Acme Mills"]


@pytest.mark.rule("A11", "neither the app's key nor a recovery code can be read in the database")
def test_secrets_are_sealed(bob):
    secret = shown_secret(bob.get(f"{SETUP}/app").content.decode())
    kept = bob.client.session
    assert (secret in str(dict(kept)), "app_secret" in kept) == (False, True)
    page = bob.post(f"{SETUP}/app", {"code": code_at(NOON, secret)}).content.decode()
    rows = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert [word for word in (secret, *(c.replace(" ", "") for c in shown_codes(page))) if word in rows] == []


@pytest.mark.rule(
    "A11", "adding a second factor logs other devices out and asks the password ten minutes after login"
)
def test_adding_asks_the_password_later(company, bob, time_machine):
    elsewhere = SiteClient(host_of(company))
    elsewhere.sign_in(bob.user, company)
    time_machine.move_to(NOON + timedelta(minutes=11), tick=False)
    secret = shown_secret(bob.get(f"{SETUP}/app").content.decode())
    code = code_at(NOON + timedelta(minutes=11), secret)
    wrong = bob.post(f"{SETUP}/app", {"code": code, "password": "wrong"})
    assert (wrong.status_code, "This is not your password." in wrong.content.decode()) == (422, True)
    assert bob.post(f"{SETUP}/app", {"code": code, "password": PASSWORD}).status_code == 200
    assert (bob.get("/account").status_code, elsewhere.get("/account").status_code) == (200, 302)


@pytest.mark.rule("A11", "an app is replaced by a new one, whose codes alone count then")
def test_replacing_the_app(company, bob, stranger):
    with_app(bob.user)
    secret = shown_secret(bob.get(f"{SETUP}/app").content.decode())
    assert where(bob.post(f"{SETUP}/app", {"code": code_at(NOON, secret)})) == (302, SETUP)
    log_in(stranger, "bob@mail.example")
    later = NOON + timedelta(seconds=30)
    assert stranger.post("/login/code", {"code": code_at(NOON)}).status_code == 422
    assert stranger.post("/login/code", {"code": code_at(later, secret)}).status_code == 302
    assert Authenticator.objects.filter(user=bob.user, type="totp").count() == 1


@pytest.mark.rule("A11", "new recovery codes end those of before, and ask the password")
def test_new_recovery_codes(bob, stranger):
    old = with_app(bob.user)
    assert bob.post(f"{SETUP}/codes", {"password": "wrong"}).status_code == 422
    new = shown_codes(bob.post(f"{SETUP}/codes", {"password": PASSWORD}).content.decode())
    log_in(stranger, "bob@mail.example")
    tries = [stranger.post("/login/code", {"code": code}).status_code for code in (old[0], new[0])]
    assert tries == [422, 302]


@pytest.mark.rule("A11", "one's own is removed with the password, told by mail and audited")
def test_removing(company, bob, mailoutbox):
    with_app(bob.user)
    pk = Authenticator.objects.get(user=bob.user, type="totp").pk
    assert bob.post(f"{SETUP}/{pk}/remove", {"password": "wrong"}).status_code == 422
    assert where(bob.post(f"{SETUP}/{pk}/remove", {"password": PASSWORD})) == (302, SETUP)
    assert Authenticator.objects.count() == 0
    assert audited(company) == ["factor.removed"]
    sweep_outbox()
    assert [mail.subject for mail in mailoutbox] == ["A second factor was removed · Acme Mills"]
    assert "your password alone opens it" in mailoutbox[0].body


@pytest.mark.rule("C2", "somebody else's second factor is as unknown as a made-up one")
def test_removing_anothers(alice, bob):
    with_app(alice.user)
    pk = Authenticator.objects.get(user=alice.user, type="totp").pk
    for path in (f"{SETUP}/{pk}/remove", f"{SETUP}/999999/remove"):
        answers = bob.get(path), bob.post(path, {"password": PASSWORD})
        assert [answer.status_code for answer in answers] == [404, 404]
    assert Authenticator.objects.filter(user=alice.user).count() == 2


# Required


@pytest.mark.rule("A11", "an administrator without a second factor comes to its set-up from every page")
@pytest.mark.parametrize("path", ["/admin", "/admin/employees", "/batches", "/", "/admin/settings/roles"])
def test_required(required, alice, path):
    assert where(alice.get(path)) == (302, SETUP)


@pytest.mark.rule("A11", "coordinators and account managers need one too, employees and managers do not")
def test_who_needs_one(required, company, bob, olga):
    dora = UserFactory()
    RoleGrantFactory(company=company, user=dora, role=Role.COORDINATOR)
    EmployeeFactory(company=company, manager=bob.employee)
    assert where(signed_in(dora, company).get("/batches")) == (302, SETUP)
    assert where(olga.get("/backoffice")) == (302, SETUP)
    assert bob.get("/wall").status_code == 200


@pytest.mark.rule(
    "A11", "without it the set-up, one's own account and logging out are open, without navigation"
)
def test_what_stays_open(required, alice):
    pages = [
        SETUP,
        f"{SETUP}/app",
        "/account",
        "/account/email",
        "/account/sessions",
        "/password/change",
        "/logout",
    ]
    assert [alice.get(path).status_code for path in pages] == [200] * len(pages)
    page = alice.get(SETUP).content.decode()
    assert ("Set up a second factor to go on" in page, 'href="/admin' in page) == (True, False)


@pytest.mark.rule("A11", "the API answers a session without second factor with 403 and a sentence")
def test_the_api_is_no_way_around(required, alice):
    answer = alice.get("/api/v1/employees")
    assert answer.status_code == 403
    sentence = "Your role needs a second factor. Set one up under Your account, then ask again."
    assert answer.json() == {"detail": sentence}


@pytest.mark.rule("A11", "once it is set up everything is open, also after the next login")
def test_after_setting_up(required, alice, stranger):
    secret = shown_secret(alice.get(f"{SETUP}/app").content.decode())
    alice.post(f"{SETUP}/app", {"code": code_at(NOON, secret)})
    assert alice.get("/admin").status_code == 200
    log_in(stranger, "alice@acme.example")
    stranger.post("/login/code", {"code": code_at(NOON + timedelta(seconds=30), secret)})
    assert stranger.get("/admin").status_code == 200


@pytest.mark.rule("A11", "a session that was opened without the second factor that there is counts as none")
def test_session_from_before(required, alice):
    with_app(alice.user)
    assert where(alice.get("/admin")) == (302, "/login?next=/admin")


@pytest.mark.rule("A11", "who accepts a role that needs one comes to the set-up")
def test_accepting_a_role(required, company, alice, stranger, mailoutbox):
    with_app(alice.user)
    log_in(stranger, "alice@acme.example")
    stranger.post("/login/code", {"code": code_at(NOON)})
    stranger.post("/admin/settings/roles", {"email": "new@acme.example", "role": "administrator"})
    sweep_outbox()
    link = re.search(r"https?://[^/\s]+(/welcome/\S+)", mailoutbox[0].body).group(1)
    new = SiteClient(host_of(company))
    assert new.post(link, {"name": "New", "password": "a stapler of my own"}).status_code == 302
    assert where(new.get("/admin")) == (302, SETUP)


@pytest.mark.rule("A11", "where it is required the only one cannot be removed, a further one can")
def test_the_last_one_stays(required, alice):
    secret = shown_secret(alice.get(f"{SETUP}/app").content.decode())
    alice.post(f"{SETUP}/app", {"code": code_at(NOON, secret)})
    pk = Authenticator.objects.get(user=alice.user, type="totp").pk
    refused = alice.post(f"{SETUP}/{pk}/remove", {"password": PASSWORD})
    assert refused.status_code == 409
    assert "this is your only one. Add another first." in refused.content.decode()
    Authenticator.objects.create(user=alice.user, type="webauthn", data={"name": "Key"})
    assert where(alice.post(f"{SETUP}/{pk}/remove", {"password": PASSWORD})) == (302, SETUP)


# Taken away by somebody who may help


def path_for(company, user, role=Role.COORDINATOR) -> str:
    return f"/admin/settings/roles/{RoleGrantFactory(company=company, user=user, role=role).pk}/second-factor"


@pytest.mark.rule(
    "A11", "an administrator takes a colleague's away with a reason: audited, mailed, logged out"
)
def test_taking_away(company, alice, mailoutbox):
    dora = UserFactory(email="dora@acme.example", name="Dora")
    path = path_for(company, dora)
    with_app(dora)
    session = signed_in(dora, company)
    assert alice.post(path, {"reason": ""}).status_code == 422
    assert where(alice.post(path, {"reason": "Lost phone, came to my desk"})) == (
        302,
        "/admin/settings/roles",
    )
    assert Authenticator.objects.count() == 0
    assert where(session.get("/batches")) == (302, "/login?next=/batches")
    event = AuditEvent.objects.get(company=company)
    assert (event.action, event.actor_label, event.after) == (
        "factor.taken_away",
        "Alice Adams",
        {"reason": "Lost phone, came to my desk"},
    )
    sweep_outbox()
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["dora@acme.example"], "Your second factor was taken away · Acme Mills")
    ]


@pytest.mark.rule("A11", "nobody takes away the own one so, nor that of who is anybody at another company")
def test_not_taken_away(company, other_company, alice):
    elsewhere, boss = UserFactory(), UserFactory(is_account_manager=True)
    RoleGrantFactory(company=other_company, user=elsewhere)
    paths = [path_for(company, user) for user in (alice.user, elsewhere, boss)]
    for user in (alice.user, elsewhere, boss):
        with_app(user)
    answers = [alice.post(path, {"reason": "x"}) for path in paths]
    assert [answer.status_code for answer in answers] == [409, 409, 409]
    same = "This one cannot be removed from here. Ask the account managers of the platform."
    assert [escape(same) in answer.content.decode() for answer in answers] == [False, True, True]
    assert Authenticator.objects.count() == 6


@pytest.mark.rule("A11", "an employee's own choice of one is taken away on the employee's page")
def test_taking_away_an_employees(company, alice, bob):
    with_app(bob.user)
    path = f"/admin/employees/{bob.employee.pk}/second-factor"
    assert path in alice.get(f"/admin/employees/{bob.employee.pk}").content.decode()
    assert where(alice.post(path, {"reason": "Lost phone"})) == (302, f"/admin/employees/{bob.employee.pk}")
    assert Authenticator.objects.count() == 0


@pytest.mark.rule("A11", "the last administrator's is taken away by an account manager, who sees no names")
def test_the_account_manager_helps(company, alice, bob, olga):
    with_app(alice.user)
    path = f"/backoffice/companies/{company.pk}/second-factor"
    assert "alice@" not in olga.get(path).content.decode()

    def take(email: str) -> int:
        return olga.post(path, {"email": email, "reason": "Called"}).status_code

    assert [take(email) for email in ("bob@mail.example", "nobody@x.example")] == [409, 409]
    assert take("Alice@acme.example") == 302
    assert (Authenticator.objects.count(), audited(company)) == (0, ["factor.taken_away"])


@pytest.mark.rule("A11", "an account manager's is taken away at the server alone")
def test_the_command(olga):

    with_app(olga.user)
    call_command("remove_second_factor", "olga@workstars.example", "Known voice")
    assert (Authenticator.objects.count(), audited(None)) == (0, ["factor.taken_away"])
    with pytest.raises(CommandError, match="has no second factor"):
        call_command("remove_second_factor", "olga@workstars.example", "Known voice")


@pytest.mark.rule("A3", "the secrets of second factors move under a newer key of the vault")
def test_rotation(bob, stranger, settings):

    codes = with_app(bob.user)
    settings.VAULT_KEYS = {**settings.VAULT_KEYS, 2: b"another key of thirty-two bytes."}
    call_command("rotate_keys")
    settings.VAULT_KEYS = {2: settings.VAULT_KEYS[2]}
    sealed = [row.data.get("secret") or row.data["seed"] for row in Authenticator.objects.all()]
    assert {vault.sealed_version(base64.b64decode(one)) for one in sealed} == {2}
    log_in(stranger, "bob@mail.example")
    assert stranger.post("/login/code", {"code": codes[3]}).status_code == 302


@pytest.mark.rule("A11", "mail about a login without e-mail address is not owed to anybody")
def test_without_email(company):
    user = UserFactory(email=None)
    person = signed_in(user, company, EmployeeFactory(company=company, user=user, registered_at=NOON))
    secret = shown_secret(person.get(f"{SETUP}/app").content.decode())
    assert person.post(f"{SETUP}/app", {"code": code_at(NOON, secret)}).status_code == 200
    assert (Mail.objects.count(), audited(company)) == (0, ["factor.added"])
