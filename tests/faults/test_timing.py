"""How long refusals take says nothing (A1): cases in turn, each against the unknown ID, by the area under the curve.

Times move with the machine, so `make test` only walks the way; `make faults` measures it and holds it to a figure.
"""

import json
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest
import time_machine
from django.core.cache import cache

from employees.models import Company
from invites.models import AttemptCounter
from tests.factories import NOON, CompanyFactory, EmployeeFactory, UserFactory
from tests.invites.letters import letter, without_email, worker
from tests.invites.test_activation import refused_cases
from tests.people import SiteClient, host_of

pytestmark = pytest.mark.django_db(transaction=True)

LIKE_CHANCE = 0.55
WRITTEN_TO = Path(__file__).with_name("timing.json")


@pytest.fixture
def rounds(all_faults: bool) -> int:
    """With 800 of each, chance alone moves one area by 0.014, and the worst of a dozen by some 0.035."""
    return 800 if all_faults else 3


def area(ones: list[float], others: list[float]) -> float:
    """How often one of `ones` takes longer than one of `others`, 0.5 for the same; never below 0.5."""
    ranked = sorted([(time, 1) for time in ones] + [(time, 0) for time in others])
    ranks = sum(rank for rank, (_time, is_one) in enumerate(ranked, 1) if is_one)
    share = (ranks - len(ones) * (len(ones) + 1) / 2) / (len(ones) * len(others))
    return max(share, 1 - share)


def measure(cases: dict[str, Callable[[], None]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each case, in turn, so that what the machine does meanwhile falls on all of them alike."""
    times: dict[str, list[float]] = {name: [] for name in cases}
    names = list(cases)
    for number in range(rounds + 1):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            start = perf_counter()
            cases[name]()
            if number:  # the first round warms up
                times[name].append(perf_counter() - start)
    return times


def judge(what: str, times: dict[str, list[float]], against: str, *, hard: bool) -> None:
    areas = {name: round(area(took, times[against]), 3) for name, took in times.items() if name != against}
    if hard:
        known = json.loads(WRITTEN_TO.read_text()) if WRITTEN_TO.exists() else {}
        known[what] = {"rounds": len(times[against]), "area under the curve": areas}
        WRITTEN_TO.write_text(json.dumps(known, indent=1) + "\n")
        assert max(areas.values()) <= LIKE_CHANCE, areas


@pytest.mark.rule(
    "A1", "every refusal takes the same time: unknown, wrong, voided, left, another company's, twins"
)
def test_pairs(rounds: int, all_faults: bool) -> None:
    company, other = CompanyFactory(name="Mill", subdomain="mill"), CompanyFactory()
    typed = refused_cases(company, other)
    typed["twins"] = ("400", letter(worker(company, "0400")))
    worker(company, "00400")
    browser = SiteClient(host_of(company))

    def try_pair(name: str) -> Callable[[], None]:
        employee_id, code = typed[name]
        given = {"employee_id": employee_id, "code": code}

        def act() -> None:
            assert browser.post("/activate", given).status_code == 422
            AttemptCounter.objects.for_company(company).delete()  # no wait, and rows are new for each case

        return act

    with time_machine.travel(NOON):
        times = measure({name: try_pair(name) for name in typed}, rounds)

    assert {len(took) for took in times.values()} == {rounds}
    judge("pairs at /activate", times, "unknown ID", hard=all_faults)


@pytest.mark.rule("A6", "a refused login by Employee ID takes the same time, whoever it means")
def test_logins(rounds: int, all_faults: bool) -> None:
    company: Company = CompanyFactory(name="Mill", subdomain="mill")
    without_email(worker(company, "00123"))
    EmployeeFactory(company=company, employee_id="00042", registered=True, user=UserFactory())
    browser = SiteClient(host_of(company))

    def log_in(employee_id: str) -> Callable[[], None]:
        given = {"email": employee_id, "password": "three red kettles"}

        def act() -> None:
            assert browser.post("/login", given).status_code == 422
            cache.clear()

        return act

    cases = {"unknown": "99999", "without e-mail": "00123", "with e-mail": "00042"}
    some = max(rounds // 3, 3)  # each hashes a password
    times = measure({name: log_in(number) for name, number in cases.items()}, some)

    assert {len(took) for took in times.values()} == {some}
    judge("logins by Employee ID", times, "unknown", hard=all_faults)


@pytest.mark.rule("A1", "negative control: a refusal that asks one thing more is found by the same figure")
def test_the_figure_finds_a_difference(rounds: int, all_faults: bool) -> None:
    company = CompanyFactory(name="Mill", subdomain="mill")

    def ask(times: int) -> Callable[[], None]:
        def act() -> None:
            for _time in range(times):
                Company.objects.get(pk=company.pk)

        return act

    times = measure({"less": ask(1), "more": ask(4)}, rounds)

    assert not all_faults or area(times["more"], times["less"]) > LIKE_CHANCE
    assert area([2.0, 2.1, 2.2], [1.0, 1.1, 2.05]) == pytest.approx(8 / 9)
