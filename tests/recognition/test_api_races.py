"""The same call twice at the same moment: one batch, one recognition, one answer (X4)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from employees.models import ApiAnswer
from recognition.models import Batch, BatchFile, Recognition
from tests.factories import EmployeeFactory
from tests.people import Person
from tests.recognition.batching import rows
from tests.recognition.systems import System
from tests.recognition.test_batch_tickets_races import closing, one_after_the_other

FILE = rows("00010,Thank you,5,")
THANKS = {"recipient_ids": ["00010"], "message": "Thank you"}


@pytest.fixture
def system(transactional_db: None, alice: Person) -> System:
    EmployeeFactory(company=alice.company, employee_id="00010")
    return System(alice)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each came to; all begin together, each on a connection of its own."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait(10)
        return closing(call)()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def upload(system: System, **more: str) -> tuple[int, Any]:
    answer = system.form("/batches", FILE, summary="Safety week", **more)
    return answer.status_code, answer.json()


def made(system: System) -> tuple[int, int, int]:
    company = system.owner.company
    return (
        Batch.objects.for_company(company).count(),
        BatchFile.objects.for_company(company).count(),
        ApiAnswer.objects.for_company(company).count(),
    )


@pytest.mark.rule("X4", "an upload sent by two at the same moment under one key is one batch with one answer")
def test_one_batch(system: System) -> None:
    first, *others = at_once(*[partial(upload, system, key="k1")] * 4)
    assert (first[0], others, made(system)) == (202, [first] * 3, (1, 1, 1))


@pytest.mark.rule("X4", "the second of two waits for the first to be done, and is answered the same")
def test_the_second_waits(system: System) -> None:
    first: list[Any] = []
    again = one_after_the_other(
        lambda: first.append(upload(system, key="k1")), partial(upload, system, key="k1")
    )
    assert (again, made(system)) == (first[0], (1, 1, 1))


@pytest.mark.rule(
    "X4", "without a key, two calls at the same moment are two batches: the key is what makes them one"
)
def test_without_a_key(system: System) -> None:
    answers = at_once(*[partial(upload, system)] * 2)
    assert ([status for status, _body in answers], made(system)) == ([202, 202], (2, 2, 0))


@pytest.mark.rule("X4", "another file under the same key is refused, also when only a byte of it differs")
def test_another_file(system: System) -> None:
    upload(system, key="k1")
    other = system.form("/batches", FILE + b"\n", summary="Safety week", key="k1")
    renamed = system.form("/batches", FILE, summary="Safety week", key="k1", name="other.csv")
    assert [(answer.status_code, answer.json()["code"]) for answer in (other, renamed)] == [
        (409, "key_used")
    ] * 2
    assert made(system) == (1, 1, 1)


@pytest.mark.rule("X4", "thanks sent by two at the same moment under one key are given once")
def test_one_recognition(system: System) -> None:
    thank = partial(system.post, "/recognitions", THANKS, **{"Idempotency-Key": "k1"})
    first, second = at_once(thank, thank)
    assert (first[0], second) == (201, first)
    assert Recognition.objects.for_company(system.owner.company).count() == 1


@pytest.mark.promise("V1", "a batch submitted by two calls at the same moment is scheduled once")
def test_submitted_at_once(system: System) -> None:
    pk = system.begin(FILE)
    seen = system.fingerprint(pk)
    submit = partial(system.post, f"/batches/{pk}/submit", {"fingerprint": seen})
    answers = at_once(submit, submit)
    assert [(status, body["status"]) for status, body in answers] == [(200, "scheduled")] * 2
    thread = [one["change"] for one in system.get(f"/batches/{pk}/thread")[1]["results"]]
    assert thread == ["submitted", "scheduled"]


@pytest.mark.rule("B8", "a file of 100,000 rows is taken by one call and checked as a job")
def test_a_large_file(system: System, all_faults: bool) -> None:
    count = 100_000 if all_faults else 2_000
    data = rows(*(f"00010,Thank you {number},5," for number in range(count)))
    answer = system.form("/batches", data, summary="Everybody")
    pk = answer.json()["id"]
    assert (answer.status_code, answer.json()["file"]["rows"], answer.json()["file"]["status"]) == (
        202,
        count,
        "checking",
    )
    system.check(pk)
    found = system.get(f"/batches/{pk}/check")[1]
    assert (found["status"], found["counts"]["good"], found["counts"]["points"]) == (
        "checked",
        count,
        count * 5,
    )
