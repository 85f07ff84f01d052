"""Guessing is slowed, never locked (A5)."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from employees.models import Company
from invites.models import AttemptCounter
from invites.services.attempts import (
    Tries,
    count_failure,
    count_success,
    enter,
    network_of,
    sweep_counters,
    tries_of,
)
from tests.factories import NOON, CompanyFactory

HOME = "192.0.2.7"


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def wait(tries: Tries, now: datetime) -> int:
    with transaction.atomic():
        return enter(tries, now)


def fail(tries: Tries, times: int, now: datetime = NOON) -> None:
    for _time in range(times):
        count_failure(tries, now)


@pytest.mark.rule("A5", "an address is an IPv4 address or the first 64 bits of IPv6")
@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_network(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.rule("A5", "five failures are free, then the wait is 1, 2, 4 … 60 seconds")
def test_waits_of_a_pair(company: Company) -> None:
    tries = tries_of(company, "00123", HOME)

    waits = []
    for _failure in range(14):
        count_failure(tries, NOON)
        waits.append(wait(tries, NOON))

    assert waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.rule("A5", "a wait ends by itself; nothing is ever locked")
def test_a_wait_ends(company: Company) -> None:
    tries = tries_of(company, "00123", HOME)
    fail(tries, 9)

    left = [wait(tries, NOON + seconds(passed)) for passed in (0, 0.5, 7, 7.9, 8)]

    assert left == [8, 8, 1, 1, 0]


@pytest.mark.rule("A5", "an Employee ID typed with other leading zeros is the same for the wait")
def test_zeros_do_not_give_new_tries(company: Company) -> None:
    fail(tries_of(company, "00123", HOME), 6)

    assert wait(tries_of(company, "0123", HOME), NOON) == 1
    assert wait(tries_of(company, "00124", HOME), NOON) == 0


@pytest.mark.rule("A5", "whoever fails elsewhere delays nobody at an address without failures")
@pytest.mark.promise("V15", "failures for the same ID from fifty other addresses delay nobody")
def test_another_address_is_not_delayed(company: Company) -> None:
    for number in range(50):
        fail(tries_of(company, "00123", f"198.51.100.{number}"), 20)

    assert wait(tries_of(company, "00123", HOME), NOON) == 0


@pytest.mark.rule("A5", "another company's failures do not count")
def test_companies_count_apart(company: Company, other_company: Company) -> None:
    fail(tries_of(company, "00123", HOME), 70)

    assert wait(tries_of(company, "00123", HOME), NOON) == 60
    assert wait(tries_of(other_company, "00123", HOME), NOON) == 0


@pytest.mark.rule("A5", "an address that used up 60 failures waits 60 seconds, whatever ID is typed")
def test_an_address_runs_empty(company: Company) -> None:
    for number in range(59):
        fail(tries_of(company, f"a{number}", HOME), 1)
    before = wait(tries_of(company, "somebody else", HOME), NOON)
    fail(tries_of(company, "a60", HOME), 1)
    after = [wait(tries_of(company, "somebody else", HOME), NOON + seconds(s)) for s in (0, 59, 60)]

    assert (before, after) == (0, [60, 1, 0])


@pytest.mark.rule("A5", "an address gets back one failure every ten seconds")
def test_an_address_recovers(company: Company) -> None:
    for number in range(60):
        fail(tries_of(company, f"a{number}", HOME), 1)
    later = NOON + seconds(100)
    for number in range(9):
        fail(tries_of(company, f"b{number}", HOME), 1, later)
    before = wait(tries_of(company, "c", HOME), later)
    fail(tries_of(company, "b9", HOME), 1, later)

    assert (before, wait(tries_of(company, "c", HOME), later)) == (0, 60)


@pytest.mark.rule("A5", "a success gives an address five failures back, and the pair a new start")
def test_a_success_gives_back(company: Company) -> None:
    for number in range(59):
        fail(tries_of(company, f"a{number}", HOME), 1)
    mine = tries_of(company, "00123", HOME)
    fail(mine, 1)
    count_success(mine, give_back=True)
    fail(tries_of(company, "b", HOME), 4)
    before = wait(mine, NOON)
    fail(tries_of(company, "c", HOME), 1)

    assert (before, wait(mine, NOON)) == (0, 60)


@pytest.mark.rule("A5", "beginning again gives an address nothing back")
def test_a_repeated_success_gives_nothing(company: Company) -> None:
    mine = tries_of(company, "00123", HOME)
    for number in range(60):
        fail(tries_of(company, f"a{number}", HOME), 1)
    count_success(mine, give_back=False)

    assert wait(mine, NOON) == 60


@pytest.mark.rule("A5", "giving back never makes an address better than new")
def test_giving_back_stops_at_nothing(company: Company) -> None:
    mine = tries_of(company, "00123", HOME)
    fail(mine, 2)
    count_success(mine, give_back=True)
    for number in range(59):
        fail(tries_of(company, f"a{number}", HOME), 1)
    before = wait(mine, NOON)
    fail(tries_of(company, "b", HOME), 1)

    assert (before, wait(mine, NOON)) == (0, 60)


@pytest.mark.rule("A5", "a pair that was quiet for a day starts anew")
def test_a_day_forgives(company: Company) -> None:
    tries = tries_of(company, "00123", HOME)
    fail(tries, 12)
    next_day = NOON + timedelta(hours=24, seconds=1)
    fail(tries, 5, next_day)

    assert wait(tries, next_day) == 0


@pytest.mark.rule("A5", "counters hold neither ID nor address")
def test_counters_hold_no_text(company: Company) -> None:
    fail(tries_of(company, "00123", HOME), 1)

    subjects = [bytes(c.subject) for c in AttemptCounter.objects.for_company(company).order_by("scope")]

    assert [len(subject) for subject in subjects] == [32, 32, 9, 32]
    assert [s for s in subjects if b"123" in s or HOME.encode() in s] == []


@pytest.mark.rule("A5", "counters that say nothing any more are deleted, the others stay")
def test_sweep(company: Company) -> None:
    fail(tries_of(company, "old", HOME), 1, NOON - timedelta(hours=25))
    fail(tries_of(company, "new", "198.51.100.1"), 1, NOON - timedelta(hours=23))

    assert sweep_counters(now=NOON) == 4
    assert AttemptCounter.objects.for_company(company).count() == 4
    assert sweep_counters(now=NOON) == 0


@pytest.mark.rule("A5", "failures at the same moment all count")
@pytest.mark.django_db(transaction=True)
def test_parallel_failures_all_count() -> None:
    company = CompanyFactory()
    tries, together = tries_of(company, "00123", HOME), Barrier(12)

    def fail_with_the_others() -> None:
        together.wait()
        fail(tries, 5)
        connection.close()

    run_all([Thread(target=fail_with_the_others) for _ in range(12)])

    counted = {"address": 0.0, "pair": 0.0, "minute": 0.0, "id": 0.0}
    for counter in AttemptCounter.objects.for_company(company):
        counted[counter.scope] += counter.failures
    assert counted == {"address": 60.0, "pair": 60.0, "minute": 60.0, "id": 60.0}


def run_all(threads: list[Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
