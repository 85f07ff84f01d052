"""Resets and slips under crashes and at the same moment (A10, A12, V4, V9), with the protection taken away as well."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from employees.models import AuditEvent, Company, Employee, User
from employees.permissions import find_member
from invites.models import ActivationCode, Registration
from invites.services import finishing, recovery, resetting, slips
from invites.services.activation import open_registration
from invites.services.recovery import choose_password
from invites.services.registration import RegistrationEnded, begin_registration
from invites.services.resetting import ResetRefused, reset_registration
from invites.services.slips import SlipRefused, make_recovery_slip, make_slip
from tests.factories import NOON, CompanyFactory, UserFactory
from tests.faults.crashpoints import crash_everywhere
from tests.invites.letters import begun, detailed, without_email, worker
from tests.people import SiteClient, host_of
from workstars.lib.actors import Actor
from workstars.lib.clock import today

pytestmark = pytest.mark.django_db(transaction=True)

HR = Actor(None, "Alice Adams", "192.0.2.1")
EMAIL = "ewa@mail.example"
AT_ONCE = 20
REGISTERED = {"registered": 1, "login": 1, "open": 1, "live": 0, "waiting": 0, "audit": 0}
RESET = {"registered": 0, "login": 0, "open": 0, "live": 1, "waiting": 1, "audit": 1}


@pytest.fixture
def company(transactional_db: None) -> Company:
    return CompanyFactory(name="Mill", subdomain="mill")


@pytest.fixture
def ewa(company: Company) -> Employee:
    """Registered with a letter and an address of her own."""
    person = worker(company, "00123", first_name="Ewa", last_name="Nowak")
    registration, digits = detailed(person, EMAIL)
    which: dict[str, Any] = {"company": company, "key": registration.key, "now": NOON}
    finishing.confirm_mailbox(**which, digits=digits, by=HR)
    person.refresh_from_db()
    return person


def state(person: Employee) -> dict[str, int]:
    company = person.company
    me = Employee.objects.for_company(company).filter(pk=person.pk)
    codes = ActivationCode.objects.for_company(company).filter(employee=person)
    return {
        "registered": me.registered().count(),
        "login": me.filter(user__isnull=False).count(),
        "open": User.objects.filter(email=EMAIL, is_active=True).count(),
        "live": codes.live(today(company, NOON)).count(),
        "waiting": me.waiting_for_invite(today(company, NOON)).count(),
        "audit": AuditEvent.objects.for_company(company).filter(action="registration.reset").count(),
    }


def reset(person: Employee) -> object:
    return reset_registration(company=person.company, employee=person, reason="Lost mailbox", by=HR, now=NOON)


@pytest.mark.rule("A12", "killed before or after any statement, a registration is reset whole or not at all")
@pytest.mark.promise("V4", "killed while resetting, the person is registered or on Invites, never in between")
def test_crash_at_every_statement(ewa: Employee) -> None:
    deaths = 0
    for point in crash_everywhere(lambda: reset(ewa)):
        deaths += 1
        assert state(ewa) == REGISTERED, point

    assert (state(ewa), deaths >= 10) == (RESET, True)


@pytest.mark.rule("A12", "negative control: without the one transaction a crash leaves a reset by halves")
def test_crash_without_the_transaction(ewa: Employee, monkeypatch: pytest.MonkeyPatch) -> None:
    def find(company: Company, person: Employee) -> Employee:
        return Employee.objects.for_company(company).select_related("company", "user").get(pk=person.pk)

    monkeypatch.setattr(resetting, "hold_person", find)  # a lock needs a transaction
    monkeypatch.setattr(resetting, "hold_people", lambda company: None)

    def reset_naked() -> None:
        naked = reset_registration.__wrapped__  # type: ignore[attr-defined]
        naked(company=ewa.company, employee=ewa, reason="Lost mailbox", by=HR, now=NOON)

    found = next(now for _point in crash_everywhere(reset_naked) if (now := state(ewa)) != REGISTERED)
    assert (found["registered"], found["login"], found["open"], found["live"]) == (0, 0, 1, 0)


def at_once(acts: list[Callable[[], object]]) -> Counter[str]:
    """How each of them ended: "done", or the name of the refusal."""
    together = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        together.wait()
        try:
            act()
        except (RegistrationEnded, ResetRefused, SlipRefused) as refused:
            return type(refused).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


@pytest.mark.rule("A12", "twenty resets at the same moment reset once and make one code")
def test_resets_at_once(ewa: Employee) -> None:
    ended = at_once([lambda: reset(ewa)] * AT_ONCE)

    assert ended == {"done": 1, "ResetRefused": AT_ONCE - 1}
    assert state(ewa) == RESET


@pytest.mark.rule("A12", "raced with logins, nobody is a member once a reset is done")
@pytest.mark.promise("V10", "no session that opens while a registration is reset works afterwards")
def test_logins_at_once(ewa: Employee) -> None:
    User.objects.filter(pk=ewa.user_id).update(password=UserFactory().password)
    browsers = [SiteClient(host_of(ewa.company)) for _number in range(8)]

    def log_in(browser: SiteClient) -> Callable[[], object]:
        given = {"email": EMAIL, "password": "correct horse battery"}
        return lambda: browser.post("/login", given)

    at_once([*(log_in(browser) for browser in browsers), lambda: reset(ewa)])
    user = User.objects.get(pk=ewa.user_id)

    assert find_member(user, ewa.company, on_operator_host=False, now=NOON) is None
    assert {browser.get("/account").status_code for browser in browsers} == {302}


@pytest.mark.rule(
    "A12", "raced with the end of a registration, a reset comes before or after it, never within"
)
@pytest.mark.promise("V9", "a reset and a registration at the same moment leave one account or none")
def test_registration_at_once(company: Company) -> None:
    person = worker(company, "00123")
    registration, digits = detailed(person, EMAIL)
    which: dict[str, Any] = {"company": company, "key": registration.key, "now": NOON}

    def finish() -> object:
        return finishing.confirm_mailbox(**which, digits=digits, by=HR)

    ended = at_once([finish, *([lambda: reset(person)] * 5)])
    now = state(person)

    resets = AuditEvent.objects.for_company(company).filter(action="registration.reset").count()
    assert (ended["done"], resets) in {(1, 0), (2, 1)}
    assert now in ({**REGISTERED, "audit": 0}, RESET)


@pytest.mark.rule(
    "A10", "a slip and a registration at the same moment: no living code of somebody registered"
)
@pytest.mark.promise("V9", "a slip made while its person registers opens no second account")
def test_slip_at_once(company: Company) -> None:
    person = worker(company, "00123")
    registration, digits = detailed(person, EMAIL)
    which: dict[str, Any] = {"company": company, "key": registration.key, "now": NOON}
    made: list[slips.Slip] = []

    def make() -> object:
        made.append(make_slip(company=company, employee=person, by=HR, now=NOON))
        return made[-1]

    at_once([lambda: finishing.confirm_mailbox(**which, digits=digits, by=HR), make, make])

    assert state(person)["live"] == 0
    assert User.objects.count() == 1


@pytest.mark.rule("A10", "a slip for a new password used twenty times at once sets one password")
@pytest.mark.promise("V9", "a slip for a new password counts once, also at the same moment")
def test_recovery_at_once(company: Company) -> None:
    person = without_email(worker(company, "00123"))
    slip = make_recovery_slip(company=company, employee=person, by=HR, now=NOON)
    key = open_registration(
        company=company, employee_id="00123", code=slip.symbols, address="192.0.2.7", now=NOON
    ).key

    def choose(number: int) -> Callable[[], object]:
        password = f"four green kettles {number}"
        return lambda: choose_password(company=company, key=key, password=password, now=NOON, by=HR)

    ended = at_once([choose(number) for number in range(AT_ONCE)])

    assert ended == {"done": 1, "RegistrationEnded": AT_ONCE - 1}
    assert AuditEvent.objects.for_company(company).filter(action="password.set_by_slip").count() == 1


@pytest.mark.rule("A10", "killed before or after any statement, a new password is set whole or not at all")
def test_recovery_crashes(company: Company) -> None:
    person = without_email(worker(company, "00123"))
    slip = make_recovery_slip(company=company, employee=person, by=HR, now=NOON)
    code = ActivationCode.objects.for_company(company).get(kind="recovery")
    key = begin_registration(company=company, employee=person, code=code, now=NOON).registration.key
    user = User.objects.get(pk=person.user_id)

    def choose() -> object:
        return choose_password(company=company, key=key, password="four green kettles", now=NOON, by=HR)

    for point in crash_everywhere(choose):
        code.refresh_from_db()
        unchanged = User.objects.get(pk=user.pk).password == user.password
        assert (unchanged, code.used_at, Registration.objects.count()) == (True, None, 1), point

    assert User.objects.get(pk=user.pk).check_password("four green kettles")
    assert slip.is_recovery


@pytest.mark.rule("V9", "negative control: without lock and condition a slip sets several passwords")
def test_recovery_without_protection(company: Company) -> None:
    person, people = without_email(worker(company, "00123")), 4
    make_recovery_slip(company=company, employee=person, by=HR, now=NOON)
    code = ActivationCode.objects.for_company(company).get(kind="recovery")
    key = begin_registration(company=company, employee=person, code=code, now=NOON).registration.key
    all_have_looked, look = Barrier(people), recovery.find_recovery

    def choose_naively() -> None:
        found = look(company=company, key=key, now=NOON)
        all_have_looked.wait()
        user = User.objects.get(pk=found.employee.user_id)
        user.set_password("four green kettles")
        user.save()

    assert at_once([choose_naively] * people) == {"done": people}


def finishing_without_email(company: Company) -> Callable[[], object]:
    company.login_without_email = True
    company.save()
    which: dict[str, Any] = {"company": company, "key": begun(worker(company, "00123")).key, "now": NOON}
    which |= {"password": "four green kettles", "language": "pl", "by": HR}
    return lambda: finishing.finish_without_email(**which)


@pytest.mark.rule(
    "A6", "killed before or after any statement, an account without e-mail is complete or untouched"
)
@pytest.mark.promise("V9", "killed at any statement, an account without e-mail is complete or untouched")
def test_without_email_crashes(company: Company) -> None:
    finish = finishing_without_email(company)
    people = Employee.objects.for_company(company).registered()
    for point in crash_everywhere(finish):
        assert (User.objects.count(), people.count()) == (0, 0), point

    assert (User.objects.count(), people.filter(user__isnull=False).count()) == (1, 1)


@pytest.mark.rule("A6", "the last button without e-mail pressed at the same moment makes one account")
@pytest.mark.promise("V9", "without e-mail too a code opens one account, whoever presses at the same moment")
def test_without_email_at_once(company: Company) -> None:
    ended = at_once([finishing_without_email(company)] * AT_ONCE)

    assert ended == {"done": 1, "RegistrationEnded": AT_ONCE - 1}
    assert User.objects.count() == 1
