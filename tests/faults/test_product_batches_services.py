"""Queue and database are taken away in the middle of a batch, and the product brings it to its end by itself (V1, V17).

Minutes long, so in `make faults` alone. The moment is no luck: the hint is held in its queue, or the batch in its first
chunk.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

import psycopg2
import pytest
from redis import Redis

from tests.faults.test_product_batches import WHOLE, Office
from tests.product import Product, command_of
from workstars.lib.embedded.environment import read_file

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("kills"),
    pytest.mark.skipif(os.environ.get("FAULTS") != "all", reason="minutes long: make faults"),
]

FLUSHED, RESTARTED = 30.0, 60.0  # seconds at most until all is sent
ALONE = 10.0  # seconds in which nobody does what nobody is told to do
WORKERS, BEAT, POSTGRES = "-Q default", "--quiet beat", "postgres -D"

START = """
from django.utils import timezone
from recognition.services.batches.sending import start_due_batches
from recognition.tasks.batches import send_one_batch
for batch in start_due_batches(timezone.now()):
    send_one_batch.delay(batch_id=batch)
    print(batch)
"""
HELD = """
SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'COPY%recognition_pointentry%'
"""


def address(product: Product, name: str) -> str:
    return read_file(product.var / "development.env")[name]


def until(is_so: Callable[[], bool], seconds: float, otherwise: str) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, otherwise
        time.sleep(0.1)


@contextmanager
def asleep(product: Product, words: str) -> Iterator[None]:
    """The processes whose command line holds `words` do nothing for a while."""
    found = [pid for pid in product.processes() if words in command_of(pid)]
    assert found, f"nothing runs with {words}"
    for pid in found:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def flush_the_hint(office: Office) -> None:
    """The batch is *sending*, its hint lies in a queue that nobody reads just now, and the queue is flushed."""
    with (
        closing(Redis.from_url(address(office.product, "REDIS_URL"))) as queue,
        asleep(office.product, WORKERS),
    ):
        office.schedule()
        assert office.product.ask(START)
        assert queue.llen("default") >= 1
        queue.flushall()


def kill_the_database(office: Office) -> None:
    """By force, while the points of the first chunk are being written; `up` starts it again."""
    url = address(office.product, "DATABASE_URL")
    with closing(psycopg2.connect(url)) as holding, closing(psycopg2.connect(url)) as looking:
        looking.autocommit = True
        holding.cursor().execute("LOCK TABLE recognition_pointentry IN SHARE MODE")
        office.schedule()
        office.product.ask(START)

        def is_held() -> bool:
            cursor = looking.cursor()
            cursor.execute(HELD)
            return cursor.fetchone() != (0,)

        until(is_held, RESTARTED, "the batch was not taken up")
        assert office.product.kill_matching(POSTGRES) == 1


def is_sent(office: Office) -> bool:
    """No, too, while the database is away."""
    with suppress(AssertionError):
        return bool(office.state()["batch"] == "sent")
    return False


@pytest.fixture
def office(doomed: Product, request: pytest.FixtureRequest) -> Office:
    """A checked file of 20,000 rows in a company of its own."""
    made = Office(doomed, request.node.name.replace("_", "-")[5:])
    made.wait_for("file", "checked")
    return made


@pytest.fixture
def no_beat(office: Office) -> Iterator[None]:
    """The beat sleeps, and what it has told anybody before is done with."""
    with asleep(office.product, BEAT), closing(Redis.from_url(address(office.product, "REDIS_URL"))) as queue:
        until(lambda: not queue.llen("default") and not queue.hlen("unacked"), 60.0, "the queue never ended")
        yield


FAULTS = [pytest.param(flush_the_hint, id="flushed"), pytest.param(kill_the_database, id="restarted")]


@pytest.mark.promise("V1", "Valkey flushed with the hint of a batch in it: each row once, within 30 seconds")
@pytest.mark.promise("V17", "after Valkey was flushed the queue works on, for this batch and for the next")
def test_flushed(office: Office, doomed: Product) -> None:
    flush_the_hint(office)
    until(lambda: is_sent(office), FLUSHED, "not sent within 30 seconds")
    assert office.state() == WHOLE
    following = Office(doomed, "following")
    following.wait_for("file", "checked")
    following.schedule()
    until(lambda: is_sent(following), FLUSHED, "the next one was not sent within 30 seconds")
    assert following.state() == WHOLE


@pytest.mark.promise("V1", "PostgreSQL killed in the middle of a chunk: each row once, within 60 seconds")
@pytest.mark.promise("V17", "after its database was killed and started again a batch goes on by itself")
def test_restarted(office: Office) -> None:
    kill_the_database(office)
    until(lambda: is_sent(office), RESTARTED, "not sent within 60 seconds")
    assert office.state() == WHOLE


@pytest.mark.promise(
    "V17", "negative control: without the sweep a batch whose hint or work was lost stays where it is"
)
@pytest.mark.parametrize("fault", FAULTS)
def test_without_the_sweep(office: Office, no_beat: None, fault: Callable[[Office], None]) -> None:
    fault(office)
    time.sleep(ALONE)
    until(lambda: office_answers(office), RESTARTED, "the database did not come back")
    state = office.state()
    assert (state["batch"], state["recognitions"]) == ("sending", 0)


def office_answers(office: Office) -> bool:
    with suppress(AssertionError):
        return bool(office.state())
    return False
