"""V7: everything is killed by force in the middle of a generation, started again, and looked at."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.faults.mill import facts_of_mill, make_mill, press_generate
from tests.product import Product
from tests.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("kills")]

PEOPLE = 6000


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    product = Product().start()
    yield product
    product.remove()


def press_in_the_background(visitor: Visitor) -> threading.Thread:
    def press() -> None:
        with suppress(OSError):  # the server is killed under it, which is what the test is about
            visitor.post("/admin/invites/generate", kind="invites", country="PL")

    thread = threading.Thread(target=press, daemon=True)
    thread.start()
    return thread


def untouched(people: int) -> dict[str, int]:
    return {"files": 0, "in a file": 0, "in two files": 0, "codes": 0, "off the list": 0, "waiting": people}


def complete(people: int) -> dict[str, int]:
    return {
        "files": 1,
        "in a file": people,
        "in two files": 0,
        "codes": people,
        "off the list": people,
        "waiting": 0,
    }


@pytest.mark.rule("I5", "after kill -9 of everything during generation it is complete or untouched")
@pytest.mark.promise("V7", "after kill -9 of everything during generation it is complete or untouched")
def test_kill_everything_during_generation(product: Product, fault_rounds: int) -> None:
    administrator = make_mill(product, PEOPLE)
    dice = random.Random(20261121)

    for _round in range(fault_rounds):
        pressing = press_in_the_background(administrator)
        time.sleep(dice.uniform(0.02, 0.5))
        product.kill_everything()
        pressing.join(timeout=70)
        product.start()
        facts = facts_of_mill(product)
        assert facts in (untouched(PEOPLE), complete(PEOPLE))
        if facts == complete(PEOPLE):
            break
    else:
        assert len(press_generate(administrator)) == PEOPLE

    assert facts_of_mill(product) == complete(PEOPLE)
