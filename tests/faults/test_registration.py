"""Registration under crashes and a hundred times at once (V9, A6), each with the protection taken away as well."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from threading import Barrier, Lock
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import OperationalError, connection, transaction

from employees.models import AuditEvent, Company, Employee, Mail, User
from invites import codes
from invites.models import ActivationCode, Registration
from invites.services import finishing
from invites.services.activation import Refused, open_registration
from invites.services.finishing import NotRight, Outcome, Step
from invites.services.registration import (
    NoMoreMails,
    RegistrationEnded,
    begin_registration,
    find_registration,
    give_details,
    hold_registration,
)
from invites.services.six_digits import six_digits
from tests.factories import NOON, CompanyFactory, UserFactory
from tests.faults.crashpoints import CrashPoint, crash_everywhere
from tests.invites.letters import PASSWORD, detailed, letter, worker
from workstars.lib.actors import Actor

pytestmark = pytest.mark.django_db(transaction=True)

BY = Actor(None, "Somebody not signed in", "192.0.2.7")
EMAIL = "ewa@mail.example"
SOON = NOON + timedelta(minutes=5)
AT_ONCE = 100

UNTOUCHED = {"logins": 0, "mailboxes": 0, "registered": 0, "with login": 0, "codes used": 0, "audit": 0}
COMPLETE = {"logins": 1, "mailboxes": 1, "registered": 1, "with login": 1, "codes used": 1, "audit": 1}


@pytest.fixture
def ewa(transactional_db: None) -> Employee:
    return worker(CompanyFactory(name="Mill", subdomain="mill"), "00123", first_name="Ewa", last_name="Nowak")


def state(company: Company) -> dict[str, int]:
    people = Employee.objects.for_company(company)
    return {
        "logins": User.objects.count(),
        "mailboxes": EmailAddress.objects.count(),
        "registered": people.registered().count(),
        "with login": people.filter(user__isnull=False).count(),
        "codes used": ActivationCode.objects.for_company(company).filter(used_at__isnull=False).count(),
        "audit": AuditEvent.objects.for_company(company).filter(action="employee.registered").count(),
    }


def the_whole_way(
    company: Company, code: str, email: str, moment: int = 0, address: str = "192.0.2.7"
) -> Outcome:
    """A registration from the letter to the login, as one person at one browser; `moment` counts days."""
    now = NOON + timedelta(days=moment)
    registration = open_registration(
        company=company, employee_id="00123", code=codes.parse(code), address=address, now=now
    )
    which = {"company": company, "key": registration.key, "now": now}
    registration, _mail = give_details(**which, email=email, password=PASSWORD, language="pl")
    return finishing.confirm_mailbox(**which, digits=six_digits(registration), by=BY)


# Crashes


@pytest.mark.slow
@pytest.mark.rule("A6", "killed before or after any statement, an account is complete or untouched")
@pytest.mark.promise("V9", "killed before or after any statement, a registration is complete or untouched")
def test_crash_at_every_statement(ewa: Employee) -> None:
    company, code = ewa.company, letter(ewa)
    deaths: list[CrashPoint] = []
    # A day passes between the deaths, so that the person may be mailed again.
    for point in crash_everywhere(lambda: the_whole_way(company, code, EMAIL, moment=len(deaths))):
        deaths.append(point)
        assert state(company) == UNTOUCHED, point

    assert state(company) == COMPLETE
    assert Registration.objects.for_company(company).count() == 0
    assert len(deaths) >= 30


@pytest.mark.rule(
    "A6", "killed before or after any statement, a login that is joined stays as it was or is joined"
)
def test_crash_while_joining(ewa: Employee) -> None:
    company = ewa.company
    user = UserFactory(email=EMAIL)
    registration, digits = detailed(ewa)
    which: dict[str, Any] = {"company": company, "key": registration.key, "now": SOON}
    finishing.confirm_mailbox(**which, digits=digits, by=BY)
    known = {**UNTOUCHED, "logins": 1, "mailboxes": 1}

    def join() -> Outcome:
        return finishing.confirm_login(**which, password="correct horse battery", by=BY)

    for point in crash_everywhere(join):
        assert state(company) == known, point
        Registration.objects.for_company(company).update(pin_tries=0)

    assert (state(company), Employee.objects.for_company(company).get().user) == (COMPLETE, user)


@pytest.mark.rule("V9", "negative control: without the one transaction a crash leaves half an account")
def test_crash_without_the_transaction(ewa: Employee, monkeypatch: pytest.MonkeyPatch) -> None:
    registration, digits = detailed(ewa)
    monkeypatch.setattr(finishing, "lock_registration", find_registration)  # a lock needs a transaction

    def confirm_naked() -> None:
        finishing._prove.__wrapped__(ewa.company, registration.key, digits, 1, SOON, BY)

    found = next(
        now for _point in crash_everywhere(confirm_naked) if (now := state(ewa.company)) != UNTOUCHED
    )
    assert found == {**UNTOUCHED, "logins": 1, "mailboxes": 1}


# At once


def all_at_once(acts: list[Callable[[], Outcome]]) -> Counter[str]:
    """How each of them ended: the step, or the name of the refusal."""
    together = Barrier(len(acts))

    def run(act: Callable[[], Outcome]) -> str:
        together.wait()
        try:
            return str(act().step)
        except (Refused, RegistrationEnded, NotRight, NoMoreMails) as refused:
            return type(refused).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


@pytest.mark.rule("A6", "a hundred registrations with one code at the same moment make one account")
@pytest.mark.promise("V9", "a hundred registrations with one code at the same moment make one account")
def test_a_hundred_with_one_code(ewa: Employee) -> None:
    company, code = ewa.company, letter(ewa)

    def act(number: int) -> Callable[[], Outcome]:
        email, address = f"ewa{number}@mail.example", f"192.0.2.{number}"
        return lambda: the_whole_way(company, code, email, address=address)

    ended = all_at_once([act(number) for number in range(AT_ONCE)])

    assert (ended[Step.DONE], sum(ended.values())) == (1, AT_ONCE)
    assert state(company) == COMPLETE


@pytest.mark.rule("A6", "the last button pressed a hundred times at the same moment makes one account")
@pytest.mark.promise("V9", "the last button pressed a hundred times at the same moment makes one account")
def test_the_last_button_a_hundred_times(ewa: Employee) -> None:
    begun = begin_registration(company=ewa.company, employee=ewa, code=None, now=NOON, proven_email=EMAIL)
    which: dict[str, Any] = {"company": ewa.company, "key": begun.registration.key, "now": SOON}
    give_details(**which, email=EMAIL, password=PASSWORD, language="pl")

    ended = all_at_once([lambda: finishing.go_on(**which, by=BY)] * AT_ONCE)

    assert ended == {"done": 1, "RegistrationEnded": AT_ONCE - 1}
    assert state(ewa.company) == {**COMPLETE, "codes used": 0}


@pytest.mark.rule("A6", "right digits pressed a hundred times at once make one account, and ten tries count")
def test_six_digits_a_hundred_times(ewa: Employee) -> None:
    registration, digits = detailed(ewa)
    which: dict[str, Any] = {"company": ewa.company, "key": registration.key, "now": SOON}

    ended = all_at_once([lambda: finishing.confirm_mailbox(**which, digits=digits, by=BY)] * AT_ONCE)

    assert (ended["done"], sum(ended.values())) == (1, AT_ONCE)
    assert state(ewa.company) == COMPLETE


@pytest.mark.rule("A6", "wrong digits at the same moment are judged ten times, no more")
def test_wrong_digits_at_once(ewa: Employee) -> None:
    registration, digits = detailed(ewa)
    which: dict[str, Any] = {"company": ewa.company, "key": registration.key, "now": SOON}
    wrong = f"{(int(digits) + 1) % 10**6:06}"

    ended = all_at_once([lambda: finishing.confirm_mailbox(**which, digits=wrong, by=BY)] * 40)

    assert ended == {"NotRight": 9, "TriedTooOften": 31}
    assert Registration.objects.for_company(ewa.company).get().pin_tries == 10


@pytest.mark.rule("A6", "two people who prove the same mailbox at the same moment share no login")
@pytest.mark.promise("V9", "a login is one employee's in a company")
def test_one_mailbox_for_many(ewa: Employee) -> None:
    people = [ewa, *(worker(ewa.company, f"9{number:03}") for number in range(19))]
    waiting = [detailed(person) for person in people]

    def act(registration: Registration, digits: str) -> Callable[[], Outcome]:
        which: dict[str, Any] = {"company": ewa.company, "key": registration.key, "now": SOON}
        return lambda: finishing.confirm_mailbox(**which, digits=digits, by=BY)

    ended = all_at_once([act(*one) for one in waiting])

    assert ended == {"done": 1, "address": 19}
    assert state(ewa.company) == COMPLETE


@pytest.mark.rule("V9", "negative control: without locks and conditions several accounts come out")
def test_at_once_without_protection(ewa: Employee, monkeypatch: pytest.MonkeyPatch) -> None:
    company, code, people = ewa.company, letter(ewa), 8
    in_turn, all_have_looked, numbers = Lock(), Barrier(people), count()

    def look_and_wait(**which: Any) -> Registration:
        found = find_registration(**which)
        in_turn.release()  # the next one begins, over this one
        all_have_looked.wait()
        return found

    def finish_naively(registration: Registration, user: User, now: Any, by: Actor) -> Outcome:
        person = registration.employee
        person.user, person.registered_at, person.registered_by = user, now, "invites"
        person.save()
        return Outcome(Step.DONE, user)

    def act() -> Outcome:
        in_turn.acquire()
        number = next(numbers)
        registration = begin_registration(
            company=company, employee=ewa, code=None, now=NOON, proven_email=f"ewa{number}@mail.example"
        ).registration
        which: dict[str, Any] = {"company": company, "key": registration.key, "now": NOON}
        give_details(**which, email=registration.proven_email, password=PASSWORD, language="pl")
        return finishing.go_on(**which, by=BY)

    monkeypatch.setattr(finishing, "lock_registration", look_and_wait)
    monkeypatch.setattr(finishing, "_finish", finish_naively)

    assert all_at_once([act] * people) == {"done": people}
    assert (code != "", state(company)["logins"]) == (True, people)


def beside(act: Callable[[], object]) -> str:
    """How an act on another connection ends that waits for no lock."""

    def run() -> str:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '20ms'")
                act()
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            return "done"
        except OperationalError:
            return "held up"
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


@pytest.mark.rule("A6", "while a person registers, rows that name the person are written all the same")
def test_rows_that_name_the_person_do_not_wait(ewa: Employee) -> None:
    registration, _digits = detailed(ewa)
    which: dict[str, Any] = {"company": ewa.company, "key": registration.key}
    people = Employee.objects.for_company(ewa.company).filter(pk=ewa.pk)
    with transaction.atomic():
        hold_registration(**which)
        assert beside(lambda: letter(ewa)) == "done"
        assert beside(lambda: hold_registration(**which)) == "held up"
        assert beside(lambda: people.update(last_name="Kos")) == "held up"
        people.select_for_update().get()  # negative control: a stronger lock holds up what names the person
        assert beside(lambda: letter(ewa)) == "held up"


@pytest.mark.rule("A6", "a mail with six digits is owed exactly when the details are kept")
def test_crash_while_mailing(ewa: Employee) -> None:
    company = ewa.company
    letter(ewa)
    begun = begin_registration(company=company, employee=ewa, code=None, now=NOON)
    which: dict[str, Any] = {"company": company, "key": begun.registration.key, "now": SOON}

    def give() -> object:
        return give_details(**which, email=EMAIL, password=PASSWORD, language="pl")

    for point in crash_everywhere(give):
        kept = Registration.objects.for_company(company).get().email
        assert (kept, Mail.objects.count()) == ("", 0), point

    assert (Registration.objects.for_company(company).get().email, Mail.objects.count()) == (EMAIL, 1)
