"""Roles given and taken by e-mail (C5)."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils.html import escape

from employees.models import AuditEvent, Company, Mail, Role, RoleGrant, User
from employees.services.roles import (
    RoleRefused,
    accept_with_new_login,
    find_invitation,
    grant_role,
    invite_again,
    take_role,
)
from employees.tasks import sweep_outbox
from tests.factories import NOON, EmployeeFactory, RoleGrantFactory, UserFactory
from tests.people import SiteClient, host_of
from workstars.lib.actors import SYSTEM

PASSWORD = "correct horse battery"
DORA = "dora@acme.example"


def invite(alice, email: str = DORA, role: str = "administrator"):
    return alice.post("/admin/settings/roles", {"email": email, "role": role})


def link_in(sent) -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", sent.body).group(1)


def invited_link(alice, mailoutbox, **more) -> str:
    invite(alice, **more)
    sweep_outbox()
    return link_in(mailoutbox[-1])


def granted(company: Company, email: str = DORA, role: Role = Role.ADMINISTRATOR) -> RoleGrant:
    return grant_role(company=company, email=email, role=role, by=SYSTEM, now=NOON)[0]


def roles_now(company: Company) -> list[tuple[str, str, bool]]:
    grants = RoleGrant.objects.for_company(company).order_by("email", "role")
    return [(grant.email, grant.role, grant.is_accepted) for grant in grants]


def audited(company: Company) -> list[tuple[str, str, str, dict]]:
    events = AuditEvent.objects.filter(company=company).order_by("pk")
    return list(events.values_list("action", "actor_label", "subject_label", "after"))


@pytest.mark.rule("C5", "an administrator gives a role by e-mail; it works once its link has been accepted")
def test_unknown_address(company, alice, stranger, mailoutbox):
    link = invited_link(alice, mailoutbox)
    assert mailoutbox[0].subject == "You have been named an administrator of Acme Mills"
    assert mailoutbox[0].to == [DORA]
    assert f"http://acme.workstars.test{link}" in mailoutbox[0].body

    assert [stranger.get(link).status_code for _ in range(2)] == [200, 200]
    assert roles_now(company) == [
        ("alice@acme.example", "administrator", True),
        (DORA, "administrator", False),
    ]

    done = stranger.post(link, {"name": "Dora Diaz", "password": PASSWORD})
    assert done.headers["Location"] == "/admin"
    assert stranger.get("/admin/settings/roles").status_code == 200
    dora = User.objects.get(email=DORA)
    assert (dora.name, dora.check_password(PASSWORD)) == ("Dora Diaz", True)
    assert list(dora.emailaddress_set.values_list("email", "verified", "primary")) == [(DORA, True, True)]


@pytest.mark.rule("C5", "who has a login elsewhere accepts with its password, which stays as it was")
def test_known_address(company, alice, charlie, stranger, mailoutbox):
    link = invited_link(alice, mailoutbox, email="charlie@brill.example")
    assert "Type its password to accept." in stranger.get(link).content.decode()

    wrong = stranger.post(link, {"password": "wrong password"})
    assert wrong.status_code == 422
    assert "This is not the password of charlie@brill.example." in wrong.content.decode()

    assert stranger.post(link, {"password": PASSWORD}).headers["Location"] == "/admin"
    assert RoleGrant.objects.for_company(company).get(email="charlie@brill.example").user == charlie.user
    assert User.objects.filter(email="charlie@brill.example").count() == 1


@pytest.mark.rule("C5", "who is signed in with that address only presses the button")
def test_signed_in_already(company, alice, bob, mailoutbox):
    link = invited_link(alice, mailoutbox, email="bob@mail.example", role="coordinator")
    page = bob.get(link).content.decode()
    assert ("password" in page, "Accept" in page) == (False, True)

    assert bob.post(link).headers["Location"] == "/"
    assert ("bob@mail.example", "coordinator", True) in roles_now(company)


@pytest.mark.rule("C5", "guessing the password behind an invitation is slowed like any login")
def test_guessing_at_the_link(alice, charlie, stranger, mailoutbox):
    link = invited_link(alice, mailoutbox, email="charlie@brill.example")
    statuses = [stranger.post(link, {"password": "wrong"}).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


@pytest.mark.rule("C5", "a link works once")
def test_link_works_once(company, alice, stranger, mailoutbox):
    link = invited_link(alice, mailoutbox)
    stranger.post(link, {"name": "Dora", "password": PASSWORD})
    again = SiteClient(host_of(company)).post(link, {"name": "Eve", "password": "another password"})
    assert again.status_code == 404
    assert "This link does not work any more" in again.content.decode()
    assert User.objects.get(email=DORA).name == "Dora"


@pytest.mark.rule("C5", "an invitation that is sent again makes every earlier link void")
def test_sent_again(company, alice, stranger, mailoutbox):
    old = invited_link(alice, mailoutbox)
    grant = RoleGrant.objects.for_company(company).get(email=DORA)
    assert (
        alice.post(f"/admin/settings/roles/{grant.pk}/again").headers["Location"] == "/admin/settings/roles"
    )
    sweep_outbox()
    new = link_in(mailoutbox[1])
    assert (stranger.get(old).status_code, stranger.get(new).status_code) == (404, 200)


@pytest.mark.rule("C5", "a link lives for 7 days")
def test_link_expires(company, stranger):
    grant = granted(company)
    path = re.search(r"/welcome/(\S+)", mail_text(grant)).group(1)
    week = timedelta(days=7)
    assert find_invitation(company=company, token=path, now=NOON + week) == grant
    assert find_invitation(company=company, token=path, now=NOON + week + timedelta(seconds=1)) is None


def mail_text(grant: RoleGrant) -> str:
    """What the mail owed for it says."""
    sweep_outbox(at=NOON.isoformat())
    return mail.outbox[-1].body


@pytest.mark.rule("C2", "a link of one company is void at another")
def test_link_at_another_company(alice, charlie, mailoutbox):
    link = invited_link(alice, mailoutbox)
    assert charlie.get(link).status_code == 404
    assert charlie.post(link, {"name": "Dora", "password": PASSWORD}).status_code == 404


@pytest.mark.parametrize("token", ["x", "AAAA", "é", "A" * 64])
def test_broken_links(stranger, token):
    assert stranger.get(f"/welcome/{token}").status_code == 404


@pytest.mark.rule("X3", "a weak password at the invitation is refused with the reason, the name stays")
def test_weak_password(alice, stranger, mailoutbox):
    link = invited_link(alice, mailoutbox)
    page = stranger.post(link, {"name": "Dora Diaz", "password": "dora@acme.example"})
    assert page.status_code == 422
    assert 'value="Dora Diaz"' in page.content.decode()
    sentence = "Choose a password that is not your name, Employee ID or e-mail address."
    assert escape(sentence) in page.content.decode()
    assert not User.objects.filter(email=DORA).exists()


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        ({"email": "", "role": "administrator"}, 422, "Type your e-mail address."),
        ({"email": "dora", "role": "administrator"}, 422, "This is not an e-mail address."),
        ({"email": DORA, "role": ""}, 422, "Choose a role."),
        ({"email": DORA, "role": "account_manager"}, 422, "Select a valid choice."),
        ({"email": "Alice@Acme.example", "role": "administrator"}, 409, "has this role already"),
    ],
)
@pytest.mark.rule("X3", "a role that cannot be given is refused with a sentence, what was typed stays")
def test_refused_grants(company, alice, data, status, sentence):
    response = alice.post("/admin/settings/roles", data)
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert len(roles_now(company)) == 1


def test_invited_twice(company, alice):
    assert invite(alice).status_code == 302
    again = invite(alice, email="DORA@acme.example")
    assert again.status_code == 409
    assert "was invited already and has not answered" in again.content.decode()
    assert Mail.objects.count() == 1


@pytest.mark.rule("C5", "a role that is taken away ends at once, for open sessions too")
def test_taken_away(company, alice, stranger):
    dora = UserFactory(email=DORA, name="Dora Diaz")
    grant = RoleGrantFactory(company=company, user=dora)
    stranger.sign_in(dora, company)
    assert stranger.get("/admin/settings").status_code == 200

    assert "From dora@acme.example." in alice.get(f"/admin/settings/roles/{grant.pk}/take").content.decode()
    assert stranger.get("/admin/settings").status_code == 200
    assert alice.post(f"/admin/settings/roles/{grant.pk}/take").headers["Location"] == "/admin/settings/roles"
    assert stranger.get("/admin/settings").headers["Location"] == "/login?next=/admin/settings"


@pytest.mark.rule("C5", "an invitation that is taken back makes its link void")
def test_invitation_taken_back(company, alice, stranger, mailoutbox):
    link = invited_link(alice, mailoutbox)
    grant = RoleGrant.objects.for_company(company).get(email=DORA)
    alice.post(f"/admin/settings/roles/{grant.pk}/take")
    assert stranger.get(link).status_code == 404


@pytest.mark.rule("C5", "the last administrator cannot be removed, and is told what to do first")
def test_last_administrator(company, alice):
    grant = RoleGrant.objects.for_company(company).get()
    refused = alice.post(f"/admin/settings/roles/{grant.pk}/take")
    assert refused.status_code == 409
    assert "Make somebody else an administrator first." in refused.content.decode()
    assert alice.get("/admin/settings/roles").status_code == 200


@pytest.mark.rule(
    "C5", "who has left, will leave, or was only invited does not count as another administrator"
)
def test_who_counts_as_another(company, alice, now):
    mine = RoleGrant.objects.for_company(company).get()
    granted(company)
    for number, leaving in enumerate([date(2026, 3, 1), date(2026, 12, 31)]):
        user = UserFactory()
        RoleGrantFactory(company=company, user=user)
        EmployeeFactory(
            company=company, user=user, registered_at=now, leaving_date=leaving, employee_id=f"L{number}"
        )
    with pytest.raises(RoleRefused):
        take_role(company=company, grant=mine, by=SYSTEM, now=now)

    RoleGrantFactory(company=company)
    take_role(company=company, grant=mine, by=SYSTEM, now=now)
    assert "alice@acme.example" not in [email for email, _role, _accepted in roles_now(company)]


@pytest.mark.rule("C5", "the role of an administrator who has left can be taken away")
def test_role_of_a_leaver(company, alice, now):
    user = UserFactory(email=DORA)
    gone = RoleGrantFactory(company=company, user=user)
    EmployeeFactory(company=company, user=user, registered_at=now, leaving_date=date(2026, 3, 1))
    assert "Has left" in alice.get("/admin/settings/roles").content.decode()
    take_role(company=company, grant=gone, by=SYSTEM, now=now)
    assert roles_now(company) == [("alice@acme.example", "administrator", True)]


def test_own_role_given_up(company, alice):
    RoleGrantFactory(company=company)
    mine = RoleGrant.objects.for_company(company).get(user=alice.user)
    assert "It is your own." in alice.get(f"/admin/settings/roles/{mine.pk}/take").content.decode()
    assert alice.post(f"/admin/settings/roles/{mine.pk}/take").headers["Location"] == "/"


@pytest.mark.rule("C7", "giving, sending again, accepting and taking a role are audited")
def test_audited(company, alice, stranger, mailoutbox):
    invite(alice)
    grant = RoleGrant.objects.for_company(company).get(email=DORA)
    alice.post(f"/admin/settings/roles/{grant.pk}/again")
    sweep_outbox()
    stranger.post(link_in(mailoutbox[-1]), {"name": "Dora Diaz", "password": PASSWORD})
    alice.post(f"/admin/settings/roles/{grant.pk}/take")
    administrator = {"role": "administrator"}
    assert audited(company) == [
        ("role.granted", "Alice Adams", DORA, administrator),
        ("role.invited_again", "Alice Adams", DORA, administrator),
        ("role.accepted", "Dora Diaz", DORA, administrator),
        ("login.opened", "Dora Diaz", "Dora Diaz", {}),
        ("role.taken", "Alice Adams", DORA, administrator),
    ]


@pytest.mark.rule("V16", "an act that fails leaves no audit row")
def test_no_row_without_act(company, alice, by_alice, now):
    grant = RoleGrant.objects.for_company(company).get()
    with pytest.raises(RoleRefused):
        take_role(company=company, grant=grant, by=by_alice, now=now)
    assert audited(company) == []


@pytest.mark.rule("C5", "sending again to who has accepted is refused")
def test_again_after_acceptance(company, alice):
    grant = RoleGrant.objects.for_company(company).get()
    alice.post(f"/admin/settings/roles/{grant.pk}/again")
    assert "has accepted already" in alice.get("/admin/settings/roles").content.decode()
    assert Mail.objects.count() == 0


def test_an_address_that_got_a_login_meanwhile(company, alice, now):
    grant = granted(company)
    UserFactory(email=DORA)
    with pytest.raises(RoleRefused, match="There is a login with this e-mail address by now"):
        accept_with_new_login(
            company=company, grant=grant, name="Dora", password=PASSWORD, address="192.0.2.1", now=now
        )


def test_mail_in_the_language_of_the_login(company, alice, mailoutbox):
    UserFactory(email=DORA, language="de")
    granted(company)
    sweep_outbox(at=NOON.isoformat())
    (html, _kind) = mailoutbox[0].alternatives[0]
    assert '<html lang="de" dir="ltr">' in html
    assert mailoutbox[0].subject == "Sie sind in die Verwaltung von Acme Mills berufen"


@pytest.mark.rule("C5", "the roles' list costs the same queries for one and for three")
def test_query_count(company, alice, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(50) as counted:
            alice.get("/admin/settings/roles")
        return len(counted)

    one = queries()
    RoleGrantFactory(company=company)
    granted(company)
    assert queries() == one


def at_once(*works) -> list[object]:
    """Runs all of them in threads; answers what each returned or raised."""

    def alone(work) -> object:
        try:
            return work()
        except RoleRefused as refused:
            return type(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(alone, works))


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("C5", "two administrators who remove each other at the same moment leave one")
def test_two_removals_at_once(company, now):
    grants = [RoleGrantFactory(company=company) for _ in range(2)]
    for _ in range(10):
        outcomes = at_once(
            *(lambda g=grant: take_role(company=company, grant=g, by=SYSTEM, now=now) for grant in grants)
        )
        assert sorted(map(str, outcomes)) == sorted(map(str, [None, RoleRefused]))
        for grant in grants:
            if not RoleGrant.objects.filter(pk=grant.pk).exists():
                RoleGrant.objects.bulk_create([grant])
        assert len(roles_now(company)) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("C5", "control: without the lock, two who remove each other can leave none")
def test_two_removals_without_the_lock(company, now):
    grants = [RoleGrantFactory(company=company) for _ in range(2)]
    first, second = grants

    def unlocked(mine: RoleGrant, ready: Barrier) -> None:
        with transaction.atomic():
            working = RoleGrant.objects.for_company(company).administrators().working(now.date())
            assert working.exclude(pk=mine.pk).exists()
            ready.wait(5)
            mine.delete()

    barrier = Barrier(2)
    at_once(lambda: unlocked(first, barrier), lambda: unlocked(second, barrier))
    assert roles_now(company) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("C5", "a link pressed ten times at once makes one login")
def test_pressed_ten_times(company, now):
    grant = granted(company)

    def accept() -> str:
        user = accept_with_new_login(
            company=company, grant=grant, name="Dora", password=PASSWORD, address="192.0.2.1", now=now
        )
        return user.email

    outcomes = at_once(*[accept] * 10)
    assert sorted(map(str, outcomes)) == sorted([DORA, *[str(RoleRefused)] * 9])
    assert User.objects.filter(email=DORA).count() == 1


@pytest.mark.django_db(transaction=True)
def test_invited_ten_times_at_once(company, now):
    outcomes = at_once(*[lambda: granted(company).email] * 10)
    assert sorted(map(str, outcomes)) == sorted([DORA, *[str(RoleRefused)] * 9])
    assert Mail.objects.count() == 1


def test_sending_again_moves_the_state(company, now):
    grant = granted(company)
    invite_again(company=company, grant=grant, by=SYSTEM, now=now + timedelta(hours=1))
    grant.refresh_from_db()
    assert grant.granted_at == now + timedelta(hours=1)
    assert Mail.objects.count() == 2
