"""A token works for as long as whoever was shown its secret is an administrator (V10, X4)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from employees.models import ApiToken, AuditEvent, Company, Mail, RoleGrant
from employees.services import people
from employees.services.api_tokens import TokenRefused, find_token, make_token, renew_token, revoke_token
from employees.services.mail import _unseal
from employees.services.token_stops import tell_of_stopped_tokens
from tests.employees.test_api_employees import UNKNOWN, System
from tests.factories import NOON, EmployeeFactory, RoleGrantFactory, UserFactory
from tests.people import Person, signed_in
from workstars.lib.actors import SYSTEM, Actor
from workstars.lib.clock import day_start

pytestmark = pytest.mark.django_db
TOLD = "tokens_stopped"


@pytest.fixture
def dora(company: Company) -> Person:
    """An employee who is an administrator, and makes tokens."""
    user = UserFactory(name="Dora Dębska", email="dora@acme.example")
    employee = EmployeeFactory(company=company, user=user, registered_at=NOON)
    RoleGrantFactory(company=company, user=user)
    return signed_in(user, company, employee)


def made(by: Person, now: Any, name: str = "Payroll") -> tuple[ApiToken, str]:
    return make_token(
        company=by.company,
        name=name,
        scopes=["employees:read"],
        expires_on=None,
        user=by.user,
        by=Actor(by.user.pk, by.user.name),
        now=now,
    )


def fresh(token: ApiToken) -> ApiToken:
    return ApiToken.objects.for_company(token.company).get(pk=token.pk)


def leave(who: Person, now: Any) -> None:
    people.deactivate_employee(company=who.company, employee=who.employee, by=SYSTEM, now=now)


def come_back(who: Person, now: Any) -> None:
    people.reactivate_employee(company=who.company, employee=who.employee, by=SYSTEM, now=now)


def lose_role(who: Person, now: Any) -> None:
    RoleGrant.objects.for_company(who.company).filter(user=who.user).delete()


def become_coordinator(who: Person, now: Any) -> None:
    RoleGrant.objects.for_company(who.company).filter(user=who.user).update(role="coordinator")


def be_closed(who: Person, now: Any) -> None:
    type(who.user).objects.filter(pk=who.user.pk).update(is_active=False)


def administer_elsewhere_alone(who: Person, now: Any) -> None:
    lose_role(who, now)
    RoleGrantFactory(user=who.user)


@pytest.mark.promise(
    "V10", "who left, or is no administrator any more: no token of theirs works from then on"
)
@pytest.mark.parametrize("end", [leave, lose_role, become_coordinator, be_closed, administer_elsewhere_alone])
def test_ends_with_its_maker(alice: Person, dora: Person, end: Any) -> None:
    now = timezone.now()
    secret, another = made(dora, now)[1], made(alice, now)[1]
    assert System(dora.company, secret).get("/employees")[0] == 200
    end(dora, now)
    assert System(dora.company, secret).get("/employees") == UNKNOWN
    assert System(dora.company, another).get("/employees")[0] == 200


@pytest.mark.rule(
    "X4", "whose leaving date passes without anybody doing anything holds no token on the next day"
)
def test_leaving_date(alice: Person, dora: Person) -> None:
    secret = made(dora, NOON)[1]
    rows = type(dora.employee).objects.for_company(dora.company).filter(pk=dora.employee.pk)
    rows.update(leaving_date=NOON.date())
    assert find_token(dora.company, secret, NOON) is not None
    assert find_token(dora.company, secret, NOON + timedelta(days=1)) is None


@pytest.mark.rule("X4", "the last day of a token is inclusive, and ends at the company's midnight")
def test_last_day(dora: Person) -> None:
    token, secret = made(dora, NOON)
    ApiToken.objects.for_company(dora.company).update(expires_on=NOON.date())
    midnight = day_start(dora.company, NOON.date() + timedelta(days=1))
    assert find_token(dora.company, secret, midnight - timedelta(seconds=1)) == token
    assert find_token(dora.company, secret, midnight) is None


@pytest.mark.rule("X4", "the use of a token is noted, once a minute")
def test_use_is_noted(dora: Person) -> None:
    token, secret = made(dora, NOON)
    noted = []
    for seconds in (0, 60, 61):
        find_token(dora.company, secret, NOON + timedelta(seconds=seconds))
        noted.append(fresh(token).last_used_at)
    assert noted == [NOON, NOON, NOON + timedelta(seconds=61)]


@pytest.mark.rule("X4", "administrators who stay are told once that a token has stopped, and of whom it was")
def test_told(alice: Person, dora: Person, other_company: Company) -> None:
    token, _secret = made(dora, NOON)
    revoke_token(company=dora.company, token=made(dora, NOON, "Old")[0], by=SYSTEM, now=NOON)
    made(alice, NOON, "Ticker")
    assert tell_of_stopped_tokens(NOON) == 0
    leave(dora, NOON)
    assert [tell_of_stopped_tokens(NOON + timedelta(minutes=minute)) for minute in range(3)] == [1, 0, 0]
    mail = Mail.objects.get(kind=TOLD)
    said = _unseal(mail)
    assert (mail.to, mail.company, said.subject) == (
        alice.user.email, dora.company, f"API tokens have stopped · {dora.company.name}",
    )  # fmt: skip
    assert "Payroll, whose secret Dora Dębska has. The system that uses it is refused." in said.text
    assert "Old" not in said.text and "Ticker" not in said.text
    event = AuditEvent.objects.get(company=dora.company, action="token.stopped")
    assert (event.actor_label, event.subject_id, event.at) == ("Workstars", token.pk, NOON)


@pytest.mark.rule("X4", "a token works again when its maker is back; when that ends too, it is told again")
def test_told_again(alice: Person, dora: Person) -> None:
    secret = made(dora, NOON)[1]
    said = []
    for hour, happen in enumerate((leave, come_back, leave)):
        now = NOON + timedelta(hours=hour)
        happen(dora, now)
        found = find_token(dora.company, secret, now) is not None
        said.append((found, tell_of_stopped_tokens(now), tell_of_stopped_tokens(now)))
    assert said == [(False, 1, 0), (True, 0, 0), (False, 1, 0)]


@pytest.mark.rule("X4", "a new secret ends the old one, and whoever asked for it answers for the token")
def test_new_secret(alice: Person, dora: Person) -> None:
    token, old = made(dora, NOON)
    leave(dora, NOON)
    tell_of_stopped_tokens(NOON)
    renewed, new = renew_token(
        company=dora.company, token=token, user=alice.user, by=Actor(alice.user.pk, "Alice Adams"), now=NOON
    )
    assert (find_token(dora.company, old, NOON), find_token(dora.company, new, NOON)) == (None, renewed)
    after = fresh(token)
    assert (after.created_by, after.created_by_label, after.stopped_told_at, after.scopes) == (
        alice.user, "Alice Adams", None, ["employees:read"],
    )  # fmt: skip
    assert new.startswith(after.hint) and tell_of_stopped_tokens(NOON) == 0
    event = AuditEvent.objects.get(company=dora.company, action="token.renewed")
    assert (event.actor, event.before) == (alice.user, {"made_by": "Dora Dębska"})


def revoke(token: ApiToken) -> None:
    revoke_token(company=token.company, token=token, by=SYSTEM, now=NOON)


def let_end(token: ApiToken) -> None:
    ApiToken.objects.for_company(token.company).update(expires_on=NOON.date() - timedelta(days=1))


@pytest.mark.rule("X4", "what is revoked or over gets no new secret")
@pytest.mark.parametrize("end", [revoke, let_end])
def test_no_secret_for_the_ended(alice: Person, end: Callable[[ApiToken], None]) -> None:
    token, _secret = made(alice, NOON)
    end(token)
    with pytest.raises(TokenRefused, match="revoked, or its last day is over"):
        renew_token(company=alice.company, token=token, user=alice.user, by=SYSTEM, now=NOON)
    page = alice.post(f"/admin/settings/api/{token.pk}/renew")
    assert (page.status_code, "Make a new one." in page.content.decode()) == (409, True)
    assert bytes(fresh(token).digest) == token.digest


@pytest.mark.rule("X4", "the page of tokens says which have stopped, and gives a new secret this once")
def test_pages(alice: Person, bob: Person, charlie: Person, dora: Person) -> None:
    token, old = made(dora, timezone.now())
    address = f"/admin/settings/api/{token.pk}/renew"
    lose_role(dora, timezone.now())
    listed = alice.get("/admin/settings/api").content.decode()
    assert ("Stopped" in listed, "Whoever made it is no administrator any more." in listed) == (True, True)
    assert [one.post(address).status_code for one in (bob, charlie)] == [403, 404]
    assert "Dora Dębska made it. From now on it is yours" in alice.get(address).content.decode()
    page = alice.post(address)
    secret = page.context["secret"]
    assert (page.status_code, page["Cache-Control"], secret in page.content.decode()) == (
        200,
        "no-store",
        True,
    )
    assert [System(dora.company, one).get("/employees")[0] for one in (old, secret)] == [401, 200]
    assert "made it. From now on" not in alice.get(address).content.decode()


@pytest.mark.rule("X4", "whoever deactivates or takes a role is told before how many tokens stop")
def test_said_before(alice: Person, dora: Person) -> None:
    for name in ("Payroll", "Ticker"):
        made(dora, timezone.now(), name)
    grant = RoleGrant.objects.for_company(dora.company).get(user=dora.user)
    pages = (f"/admin/employees/{dora.employee.pk}/deactivate", f"/admin/settings/roles/{grant.pk}/take")
    said = "2 API tokens that the person made stop."
    assert [said in alice.get(page).content.decode() for page in pages] == [True, True]
    become_coordinator(dora, None)
    assert [said in alice.get(page).content.decode() for page in pages] == [False, False]


@pytest.mark.rule("X4", "the list asks the same number of questions for one token and for three")
def test_queries(alice: Person, dora: Person) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            alice.get("/admin/settings/api")
        return len(seen)

    made(dora, NOON)
    alice.get("/admin/settings/api")
    one = asked()
    made(dora, NOON)
    made(alice, NOON)
    assert asked() == one
