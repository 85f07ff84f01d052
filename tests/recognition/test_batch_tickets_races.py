"""Two who act on one request at the same moment (B4, B6, B7)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, transaction

from employees.models import Mail
from recognition.models import Batch
from recognition.queries.batch_approvals import stamp
from recognition.services.batches.deciding import approve_batch
from recognition.services.batches.holding import NotNow
from recognition.services.batches.requesting import cancel_batch
from recognition.services.batches.sending import start_due_batches
from recognition.services.batches.submitting import SaidBefore
from tests.factories import NOON, CompanyFactory
from tests.locks import wait_until_somebody_waits
from tests.recognition.tickets import Ticket, a_coordinator, actor, an_administrator, good_rows

REFUSALS = (NotNow, SaidBefore)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What each act came to, its class of refusal or "done"; each on a connection of its own."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        barrier.wait(10)
        try:
            act()
        except REFUSALS as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def one_after_the_other(first: Callable[[], object], second: Callable[[], Any], *, waits: bool = True) -> Any:
    """`second` begins while `first` is done but not committed, the worst moment; it waits, or passes by."""
    is_done, may_commit = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            first()
            is_done.set()
            assert may_commit.wait(10)

    with ThreadPoolExecutor(2) as pool:
        doing = pool.submit(closing(hold))
        assert is_done.wait(10)
        waiting = pool.submit(closing(second))
        if waits:
            wait_until_somebody_waits()
        else:
            waiting.result(10)
        may_commit.set()
        doing.result(10)
        return waiting.result(10)


def closing(act: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        try:
            return act()
        finally:
            connection.close()

    return run


@pytest.fixture
def scheduled(transactional_db: None) -> Ticket:
    company = CompanyFactory()
    return Ticket(company, a_coordinator(company, "dora"), NOON).begin(good_rows(company)).submit()


@pytest.mark.rule("B6", "cancelled and begun to be sent at the same moment: it is the one or the other")
def test_cancel_before_the_start(scheduled: Ticket) -> None:
    started = one_after_the_other(scheduled.cancel, lambda: start_due_batches(NOON), waits=False)
    assert (started, start_due_batches(NOON), scheduled.status) == ([], [], "cancelled")


@pytest.mark.rule("B6", "who cancels while sending begins is told that it is too late")
def test_cancel_after_the_start(scheduled: Ticket) -> None:
    def cancel() -> str:
        with pytest.raises(NotNow) as refusal:
            scheduled.cancel()
        return str(refusal.value)

    said = one_after_the_other(lambda: start_due_batches(NOON), cancel)
    assert said == "This request is at another state now: Sending. Nothing was done."
    assert scheduled.status == "sending"


@pytest.mark.rule("B6", "negative control: without the lock a cancellation overtakes the start of sending")
def test_cancel_control(scheduled: Ticket) -> None:
    """The state is read before the start and written after it, as a service without the lock would."""

    def careless() -> None:
        batch = scheduled.batch
        assert batch.status == Batch.Status.SCHEDULED
        assert start_due_batches(NOON) == [batch.pk]
        batch.status = Batch.Status.CANCELLED
        batch.save(update_fields=["status"])

    careless()
    assert scheduled.status == "cancelled"  # although a worker may be sending it


@pytest.mark.rule("B4", "two people approve at the same moment: each yes counts, it is scheduled once")
def test_two_approvals_at_once(transactional_db: None) -> None:
    company = CompanyFactory(batch_approval="company", second_approval_points=5)
    anna, ben = (an_administrator(company, name) for name in ("anna", "ben"))
    ticket = Ticket(company, a_coordinator(company, "dora"), NOON).begin(good_rows(company)).submit()
    seen = stamp(ticket.batch)
    by = [
        partial(approve_batch, seen=seen, as_operator=False, by=actor(who), now=NOON) for who in (anna, ben)
    ]
    assert at_once(*(partial(act, batch=ticket.batch) for act in by)) == ["done", "done"]
    assert (ticket.status, ticket.batch.approvals.count()) == ("scheduled", 2)
    assert [change for change, _by, _text in ticket.thread()].count("scheduled") == 1


@pytest.mark.rule("B4", "one approves while another rejects: the first one decides, the other is told")
def test_approval_against_rejection(transactional_db: None) -> None:
    company = CompanyFactory(batch_approval="company")
    anna, ben = (an_administrator(company, name) for name in ("anna", "ben"))
    ticket = Ticket(company, a_coordinator(company, "dora"), NOON).begin(good_rows(company)).submit()
    assert at_once(lambda: ticket.approve(anna), lambda: ticket.reject(ben)) == ["NotNow", "done"]
    assert ticket.status in {"scheduled", "rejected"}


@pytest.mark.rule("B7", "fifty presses of the last button at the same moment submit one batch once")
@pytest.mark.promise("V1", "fifty presses of the last button at the same moment submit one batch once")
def test_fifty_presses(transactional_db: None) -> None:
    company = CompanyFactory()
    ticket = Ticket(company, a_coordinator(company, "dora"), NOON).begin(good_rows(company))
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda _press: closing(ticket.submit)(), range(50)))
    changes = [change for change, _by, _text in ticket.thread()]
    assert changes == ["submitted", "scheduled"]
    assert Mail.objects.filter(company=company).count() == 0


@pytest.mark.rule(
    "B7", "two requests with the same rows, submitted at the same moment: the second is stopped"
)
def test_same_rows_at_once(transactional_db: None) -> None:
    company = CompanyFactory()
    dora, rows = a_coordinator(company, "dora"), good_rows(company)
    tickets = [Ticket(company, dora, NOON).begin(rows, summary=str(number)) for number in range(2)]
    assert at_once(tickets[0].submit, tickets[1].submit) == ["SaidBefore", "done"]


def test_a_cancelled_batch_is_cancelled_once(scheduled: Ticket) -> None:
    acts = [
        partial(cancel_batch, batch=scheduled.batch, text="", by=actor(scheduled.requester), now=NOON)
        for _press in range(5)
    ]
    assert at_once(*acts) == ["done"] * 5
    assert [change for change, _by, _text in scheduled.thread()].count("cancelled") == 1
