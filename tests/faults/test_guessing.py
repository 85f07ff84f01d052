"""What somebody with a list of Employee IDs does not get: the owner delayed."""

from datetime import timedelta
from itertools import count
from statistics import median
from threading import Event, Thread
from time import perf_counter

import pytest
from django.db import connection
from django.utils import timezone

from employees.models import Company
from invites import codes
from invites.models import AttemptCounter, Registration
from invites.services.activation import Refused, open_registration
from tests.factories import NOON, CompanyFactory
from tests.invites.letters import letter, worker

GUESSERS, ADDRESSES = 8, 50


@pytest.mark.rule("A5", "while one ID is guessed from fifty addresses its owner registers without a wait")
@pytest.mark.promise("V15", "while one ID is guessed from fifty addresses its owner registers without a wait")
@pytest.mark.django_db(transaction=True)
def test_the_owner_during_an_attack(all_faults: bool) -> None:
    company = CompanyFactory()
    owner, over = worker(company, "00123"), Event()
    guessers = [Thread(target=guess_until, args=(over, company, n), daemon=True) for n in range(GUESSERS)]
    code = codes.parse(letter(owner))
    for guesser in guessers:
        guesser.start()
    waits: list[float] = []
    try:
        while len(waits) < 40 or failures_of(company) <= 100:
            waits.append(time_to_open(company, code, f"198.51.{len(waits) // 250}.{len(waits) % 250}"))
    finally:
        over.set()
        for guesser in guessers:
            guesser.join()

    assert len(waits) >= 40
    assert not all_faults or median(waits) < 5  # seconds; times move with the machine


@pytest.mark.django_db
@pytest.mark.rule(
    "A5", "a plant of 300 behind one address registers within a quarter of an hour without a wait"
)
@pytest.mark.promise("V15", "300 people behind one address, a third of whom mistype, register without a wait")
def test_a_plant_behind_one_address() -> None:
    company = CompanyFactory()
    letters = {f"{n:05}": codes.parse(letter(worker(company, f"{n:05}"))) for n in range(1, 301)}
    apart = timedelta(minutes=15) / len(letters)
    refused = []
    for place, (employee_id, code) in enumerate(letters.items()):
        now = NOON + place * apart
        mistyped = [codes.parse(codes.format_code(codes.generate(1)[0]))] if place % 3 == 0 else []
        for typed in [*mistyped, code]:
            try:
                open_registration(
                    company=company, employee_id=employee_id, code=typed, address="192.0.2.1", now=now
                )
            except Refused as refusal:
                refused.append((place, type(refusal)))

    assert refused == [(place, Refused) for place in range(0, 300, 3)]
    assert Registration.objects.for_company(company).count() == 300


def failures_of(company: Company) -> float:
    counters = AttemptCounter.objects.for_company(company).filter(scope="minute")
    return sum(counters.values_list("failures", flat=True))


def time_to_open(company: Company, code: str, address: str) -> float:
    """Seconds until the right pair has opened a registration; Refused, if it had to wait."""
    begun = perf_counter()
    open_registration(company=company, employee_id="00123", code=code, address=address, now=timezone.now())
    return perf_counter() - begun


def guess_until(over: Event, company: Company, first: int) -> None:
    for number in count(first):
        if over.is_set():
            break
        (code,) = codes.generate(1)
        address = f"192.0.2.{number % ADDRESSES}"
        try:
            open_registration(
                company=company, employee_id="00123", code=code, address=address, now=timezone.now()
            )
        except Refused:
            continue
    connection.close()
