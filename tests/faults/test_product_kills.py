"""Everything is killed by force in the middle of a generation and of a registration, started again, and looked at."""

import os
import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from tests.faults.mill import Mill
from tests.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("kills")]

PEOPLE = 6000


def in_the_background(act: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        with suppress(OSError):  # the server is killed under it, which is what the test is about
            act()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def kill_after(seconds: float, product: Product, act: Callable[[], object]) -> None:
    """Begins to act, kills everything so many seconds later, and starts it again."""
    acting = in_the_background(act)
    time.sleep(seconds)
    product.kill_everything()
    acting.join(timeout=70)
    product.start()


UNTOUCHED = {"files": 0, "in a file": 0, "in two files": 0, "codes": 0, "off the list": 0, "waiting": PEOPLE}
COMPLETE = {
    "files": 1,
    "in a file": PEOPLE,
    "in two files": 0,
    "codes": PEOPLE,
    "off the list": PEOPLE,
    "waiting": 0,
}


@pytest.mark.rule("I5", "after kill -9 of everything during a generation it is complete or untouched")
@pytest.mark.promise("V7", "after kill -9 of everything during a generation it is complete or untouched")
@pytest.mark.skipif(
    os.environ.get("FAULTS") != "all", reason="each statement is tried in test_generation: make faults"
)
def test_kill_everything_during_generation(doomed: Product, fault_rounds: int) -> None:
    mill = Mill(doomed, "mill", PEOPLE)
    dice = random.Random(20261121)

    for _round in range(fault_rounds):
        kill_after(dice.uniform(0.02, 0.5), doomed, mill.generate)
        paper = mill.paper()
        assert paper in (UNTOUCHED, COMPLETE)
        if paper == COMPLETE:
            break
    else:
        assert len(mill.generate()) == PEOPLE

    assert mill.paper() == COMPLETE


STARTED = {"registered": False, "logins": 0, "mailboxes": 0, "has the login": False, "codes used": 0}
FINISHED = {"registered": True, "logins": 1, "mailboxes": 1, "has the login": True, "codes used": 1}


@pytest.mark.rule("A6", "after kill -9 of everything at the last step the account is there or nothing of it")
@pytest.mark.promise(
    "V9", "after kill -9 of everything at the last step the account is there or nothing of it"
)
def test_kill_everything_during_registration(doomed: Product, all_faults: bool, fault_rounds: int) -> None:
    mill = Mill(doomed, "millrace", fault_rounds if all_faults else 1)
    dice = random.Random(7)

    for number, (_first, _last, employee_id, code) in enumerate(mill.generate()):
        email = f"worker{number}@mail.example"
        worker = mill.visitor()
        digits = mill.type_letter(worker, employee_id, code, email)
        press = worker.post
        kill_after(dice.uniform(0.0, 0.12), doomed, lambda: press("/activate/code", digits=digits))  # noqa: B023
        facts = mill.person(employee_id, email)
        assert facts in ({**STARTED, "registrations open": 1}, {**FINISHED, "registrations open": 0})
        if not facts["registered"]:
            again = mill.visitor()
            last = again.post("/activate/code", digits=mill.type_letter(again, employee_id, code, email))
            assert (last.status, last.headers["Location"]) == (303, "/")
        assert mill.person(employee_id, email) == {**FINISHED, "registrations open": 0}
