"""Voiding and scheduled generation under crashes and races (V4, V5, V7), and with each protection taken away."""

import random
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection
from django.db.utils import OperationalError

from employees.models import Company, Employee, Mail
from invites.models import ActivationCode, CodeFile, Kind, Schedule
from invites.queries import waiting
from invites.services import fetching, finishing, scheduling, voiding
from invites.services.finishing import confirm_mailbox
from invites.services.generation import generate_invites_csv
from invites.services.registration import RegistrationEnded, begin_registration, give_details
from invites.services.scheduling import run_schedules
from invites.services.six_digits import six_digits
from invites.services.voiding import AlreadyVoid, void_file
from tests.factories import NOON, CompanyFactory, EmployeeFactory, RoleGrantFactory
from tests.faults.crashpoints import CrashPoint, count_statements, crash_everywhere, dies_at
from tests.locks import PATIENCE, how_many_wait
from workstars.lib import vault
from workstars.lib.actors import SYSTEM
from workstars.lib.clock import today

PEOPLE, SAMPLED = 3, 6
LATER = NOON + timedelta(days=1)
NEXT_MONDAY = NOON + timedelta(days=7)
PASSWORD = "three blue kettles"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_vault(settings, tmp_path: Path) -> None:
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {
        **settings.STORAGES,
        "vault": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}},
    }


def a_file(company: Company | None = None) -> CodeFile:
    """Of a new company, for all of its people."""
    company = company or CompanyFactory()
    EmployeeFactory.create_batch(PEOPLE, company=company)
    return generate_invites_csv(company=company, country="PL", kind="invites", by=SYSTEM, now=NOON)


def void(file: CodeFile) -> None:
    void_file(company=file.company, file=file, reason="Lost", by=SYSTEM, now=LATER)


def state(file: CodeFile) -> dict[str, Any]:
    company = file.company
    return {
        "void": CodeFile.objects.for_company(company).get(pk=file.pk).is_void,
        "live codes": ActivationCode.objects.for_company(company).live(today(company, LATER)).count(),
        "waiting": waiting(company, today(company, LATER), Kind.INVITES).count(),
    }


OUT = {"void": False, "live codes": PEOPLE, "waiting": 0}
VOIDED = {"void": True, "live codes": 0, "waiting": PEOPLE}


def some_of(points: list[CrashPoint], everything: bool) -> list[CrashPoint]:
    return points if everything else random.Random(2026).sample(points, SAMPLED)


# Killed


@pytest.mark.rule(
    "I8", "killed before or after any statement, voiding is untouched or done, and then done once"
)
@pytest.mark.promise(
    "V4", "voiding killed at any statement leaves everybody on exactly one list, or on paper"
)
def test_voiding_killed(all_faults: bool) -> None:
    file = a_file()
    points = count_statements(lambda: void(file))
    assert (len(points) >= 20, state(file)) == (True, VOIDED)
    for point in some_of(points, all_faults):
        file = a_file()
        assert dies_at(lambda file=file: void(file), point)
        assert (str(point), state(file)) == (str(point), OUT)
        void(file)
        assert (str(point), state(file)) == (str(point), VOIDED)


@pytest.mark.promise("V4", "negative control: voiding without its one transaction leaves people on no list")
def test_voiding_without_the_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    take_the_locks_away(monkeypatch)  # a lock needs a transaction
    file = a_file()

    def void_naked() -> None:
        void_file.__wrapped__(company=file.company, file=file, reason="Lost", by=SYSTEM, now=LATER)

    half = next(found for _point in crash_everywhere(void_naked) if (found := state(file)) != OUT)
    assert half == {"void": True, "live codes": PEOPLE, "waiting": 0}


def take_the_locks_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voiding, "lock_company", lambda company: company)
    monkeypatch.setattr(voiding, "hold_file", lambda company, file: look_at(file))
    monkeypatch.setattr(voiding, "_hold_people", lambda file: None)


def look_at(file: CodeFile) -> CodeFile:
    return CodeFile.objects.for_company(file.company).get(pk=file.pk)


def a_schedule() -> Company:
    company = CompanyFactory()
    RoleGrantFactory(company=company)
    EmployeeFactory.create_batch(PEOPLE, company=company)
    Schedule.objects.create(
        company=company, country="PL", every="week", weekday=0, next_on=NEXT_MONDAY.date()
    )
    return company


def made(company: Company) -> tuple[int, int, bool]:
    """Files, mails owed, and whether the next turn is ahead."""
    ahead = Schedule.objects.for_company(company).get().next_on > NEXT_MONDAY.date()
    return CodeFile.objects.for_company(company).count(), Mail.objects.filter(company=company).count(), ahead


@pytest.mark.rule(
    "I10", "killed at any statement, a scheduled run is untouched or done: files, mail and next turn"
)
@pytest.mark.promise("V17", "a scheduled run that was killed is done by the next beat, once")
def test_schedule_killed(all_faults: bool) -> None:
    company = a_schedule()
    points = count_statements(lambda: run_schedules(now=NEXT_MONDAY))
    assert made(company) == (1, 1, True)
    for point in some_of(points, all_faults):
        company = a_schedule()
        assert dies_at(lambda: run_schedules(now=NEXT_MONDAY), point)
        assert (str(point), made(company)) in [(str(point), (0, 0, False)), (str(point), (1, 1, True))]
        run_schedules(now=NEXT_MONDAY)
        assert (str(point), made(company)) == (str(point), (1, 1, True))


@pytest.mark.rule(
    "I10", "negative control: without its one transaction a killed run loses the mail, or the next turn"
)
def test_schedule_without_the_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduling, "lock_company", lambda company: company)
    company = a_schedule()

    def run_naked() -> None:
        scheduling._run_company.__wrapped__(company, NEXT_MONDAY)

    seen = {made(company) for _point in crash_everywhere(run_naked, thoroughly=True)}
    assert seen - {(0, 0, False), (1, 1, True)} != set()


# Raced


def wait_until(true: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not true():
        assert monotonic() < end, f"nothing happened for {PATIENCE:.0f} seconds"
        sleep(0.005)


def in_a_thread(pool: ThreadPoolExecutor, work: Callable[[], Any]) -> Future:
    """With a connection of its own; the answer is what it did, or the refusal's name."""

    def run() -> str:
        try:
            work()
        except (AlreadyVoid, RegistrationEnded, fetching.NotHandedOut, OperationalError) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    return pool.submit(run)


@pytest.mark.rule("I8", "a file that twenty void at the same moment is voided once")
def test_voided_by_twenty() -> None:
    file, start = a_file(), Barrier(20)

    def together() -> None:
        start.wait()
        void(file)

    with ThreadPoolExecutor(20) as pool:
        futures = [in_a_thread(pool, together) for _n in range(20)]
    assert sorted(future.result() for future in futures) == ["AlreadyVoid"] * 19 + ["done"]
    assert state(file) == VOIDED


def register_while_voiding(monkeypatch: pytest.MonkeyPatch) -> tuple[CodeFile, Employee, str, str]:
    """Somebody's last step is past every check when the file is voided; answers how both ended."""
    file = a_file()
    company = file.company
    code = ActivationCode.objects.for_company(company).select_related("employee").earliest("pk")
    begun = begin_registration(company=company, employee=code.employee, code=code, now=LATER)
    registration, _mail = give_details(
        company=company,
        key=begun.registration.key,
        email="ewa@mail.example",
        password=PASSWORD,
        language="pl",
        now=LATER,
    )
    checked, open_account = Event(), finishing._open_account

    def open_slowly(*args: Any) -> Any:
        checked.set()
        wait_until(lambda: how_many_wait() > 0)
        return open_account(*args)

    def void_then() -> None:
        checked.wait(PATIENCE)
        void(file)

    monkeypatch.setattr(finishing, "_open_account", open_slowly)
    digits = six_digits(registration)
    with ThreadPoolExecutor(2) as pool:
        voids = in_a_thread(pool, void_then)
        registers = in_a_thread(
            pool,
            lambda: confirm_mailbox(
                company=company, key=registration.key, digits=digits, now=LATER, by=SYSTEM
            ),
        )
    return file, code.employee, registers.result(), voids.result()


@pytest.mark.rule("I8", "who is past the last check when the file is voided registers, and waits on no list")
@pytest.mark.promise("V9", "a code that is voided while it opens an account opens it whole, or not at all")
def test_voided_while_registering(monkeypatch: pytest.MonkeyPatch) -> None:
    file, ewa, registers, voids = register_while_voiding(monkeypatch)
    assert (registers, voids) == ("done", "done")
    ewa.refresh_from_db()
    assert (ewa.is_registered, state(file)) == (True, {**VOIDED, "waiting": PEOPLE - 1})
    code = ActivationCode.objects.for_company(file.company).get(employee=ewa)
    assert (code.used_at, code.voided_at) == (LATER, None)


@pytest.mark.rule("I8", "negative control: with codes held before people the two stop each other")
def test_voided_without_holding_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voiding, "_hold_people", lambda file: None)
    _file, _ewa, registers, voids = register_while_voiding(monkeypatch)
    assert "OperationalError" in (registers, voids)


def fetch(file: CodeFile) -> None:
    fetching.download_code_file(company=file.company, file=file, by=SYSTEM, now=LATER)


def fetch_while_voiding(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A second download has begun when the file is voided; answers which of the two ended first."""
    file, order, reading, load = a_file(), [], Event(), vault.load
    fetch(file)

    def load_slowly(stored: vault.StoredFile) -> bytes:
        reading.set()
        wait_until(lambda: bool(order) or how_many_wait() > 0)
        order.append("handed out")
        return load(stored)

    def void_then() -> None:
        reading.wait(PATIENCE)
        void(file)
        order.append("void")

    monkeypatch.setattr(vault, "load", load_slowly)
    with ThreadPoolExecutor(2) as pool:
        in_a_thread(pool, void_then)
        in_a_thread(pool, lambda: fetch(file))
    assert state(file) == VOIDED
    return order


@pytest.mark.promise(
    "V7", "a download that has begun ends before the file is void: nothing is handed out after it"
)
def test_voided_while_fetching(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fetch_while_voiding(monkeypatch) == ["handed out", "void"]


@pytest.mark.promise("V7", "negative control: without holding the file, dead codes are handed out")
def test_fetching_without_holding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "hold_file", lambda company, file: look_at(file))
    assert fetch_while_voiding(monkeypatch) == ["void", "handed out"]


@pytest.mark.rule("I10", "two beats at the same moment make the files of a schedule once, with one mail")
def test_two_beats() -> None:
    company, start = a_schedule(), Barrier(2)

    def beat() -> None:
        start.wait()
        run_schedules(now=NEXT_MONDAY)

    with ThreadPoolExecutor(2) as pool:
        futures = [in_a_thread(pool, beat) for _n in range(2)]
    assert ([future.result() for future in futures], made(company)) == (["done", "done"], (1, 1, True))
