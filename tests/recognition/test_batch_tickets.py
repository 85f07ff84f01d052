"""A request as a state machine (B4, V2): whatever people do, it is where plain reasoning says it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from employees.models import AuditEvent, Company, User
from recognition.models import BatchApproval, BatchEntry, PointEntry, Recognition
from recognition.services.batches.deciding import Outdated, TextMissing, object_to_sender
from recognition.services.batches.holding import NotNow, NotYours
from recognition.services.batches.sending import send_batch, start_due_batches
from recognition.services.batches.submitting import RowsRefused, SaidBefore
from recognition.services.batches.wishes import RequestRefused
from tests.factories import CompanyFactory, EmployeeFactory, UserFactory
from tests.recognition.tickets import Ticket, a_coordinator, an_administrator, good_rows
from workstars.lib.actors import Actor

REFUSALS = (NotNow, NotYours, Outdated, TextMissing, RowsRefused, SaidBefore, RequestRefused)
POINTS = 10
HISTORIES = 14


@dataclass
class Oracle:
    """The same request in plain Python: what is asked for, who said yes to exactly that since, and a state."""

    approval: str
    needs_second: bool
    status: str = "draft"
    file: int = 0
    send_on: int = 0
    changes: int = 0
    sent: tuple[Any, ...] | None = None
    is_confirmed: bool = False
    submitted_on: int = 0
    sender: str = ""
    objected: str = ""
    yes: dict[tuple[Any, ...], list[str]] = field(default_factory=dict)
    send_at: float | None = None

    @property
    def content(self) -> tuple[Any, ...]:
        return self.file, self.send_on, self.sender, self.changes

    @property
    def given(self) -> list[str]:
        return self.yes.setdefault(self.content, [])

    @property
    def needed(self) -> list[str]:
        first = [] if self.approval == "none" else [self.approval]
        return [*first, "company"] if self.needs_second else first

    def deciders(self) -> set[str]:
        """Who may say the next yes. Anna and Ben administer; Olga and Otto run the platform; Dora asks."""
        if len(self.given) >= len(self.needed):
            return set()
        administrators = {"anna", "ben"} - set(self.given)
        if self.needed[len(self.given)] == "company" and administrators:
            return administrators
        return {"olga", "otto"} - set(self.given)

    def hand_in(self, moment: float) -> None:
        self.status, self.is_confirmed, self.submitted_on = "submitted", True, int(moment // 24)
        self.schedule_when_complete(moment)

    def schedule_when_complete(self, moment: float) -> None:
        if self.deciders():
            return
        eight = self.send_on * 24 + 8
        waits = self.submitted_on != self.send_on and moment <= eight
        self.status, self.send_at = "scheduled", float(eight) if waits else moment

    def take_back(self) -> None:
        self.is_confirmed, self.send_at = False, None
        self.changes += 1
        if self.status in {"submitted", "scheduled"}:
            self.status = "draft"


BEFORE_SENDING = {"draft", "submitted", "needs_info", "scheduled"}
START = datetime.fromisoformat("2026-03-27T00:00:00+00:00")  # two days before clocks go forward in Warsaw


class RequestMachine(RuleBasedStateMachine):
    """Hours pass, people act; `self.it` says what has to be."""

    def __init__(self) -> None:
        super().__init__()
        self.company = CompanyFactory(time_zone="UTC", batch_approval="none")
        names = ("anna", "ben")
        self.people: dict[str, User] = {name: an_administrator(self.company, name) for name in names}
        self.people["dora"] = a_coordinator(self.company, "dora")
        for name in ("olga", "otto"):
            self.people[name] = UserFactory(name=name, is_account_manager=True)
        self.bosses = {
            name: EmployeeFactory(company=self.company, first_name=name, by_mail=True)
            for name in ("zoe", "ada")
        }
        self.hour, self.acts = 0.0, 0
        self.it: Oracle | None = None
        self.ticket: Ticket = Ticket(self.company, self.people["dora"], START)

    @property
    def now(self) -> datetime:
        return START + timedelta(hours=self.hour)

    @property
    def day(self) -> int:
        return int(self.hour // 24)

    def does(self, act: Callable[[], object], *, allowed: bool) -> None:
        self.ticket.now = self.now
        self.acts += 1
        try:
            with transaction.atomic():
                act()
        except REFUSALS as refusal:
            assert not allowed, refusal
        else:
            assert allowed, "was not refused"

    @initialize(
        approval=st.sampled_from(["none", "company", "operator"]),
        second=st.booleans(),
        days=st.integers(0, 3),
    )
    def begin(self, approval: str, second: bool, days: int) -> None:
        Company.objects.filter(pk=self.company.pk).update(
            batch_approval=approval, second_approval_points=0 if second else 10_000
        )
        self.ticket.begin(good_rows(self.company, 2, POINTS), send_on=self.date(days))
        self.it = Oracle(approval, second, send_on=self.day + days)

    def date(self, days: int) -> Any:
        return (START + timedelta(days=self.day + days)).date()

    @rule(hours=st.sampled_from([1, 7, 9, 24, 49]))
    def time_passes(self, hours: int) -> None:
        self.hour += hours

    @precondition(lambda self: self.it is not None)
    @rule(days=st.integers(-1, 3))
    def choose_day(self, days: int) -> None:
        same = self.it.send_on == self.day + days
        fine = self.it.status in BEFORE_SENDING and (same or self.fits(send_on=self.day + days))
        self.does(lambda: self.ticket.change(send_on=self.date(days)), allowed=fine)
        if fine and not same:
            self.it.send_on = self.day + days
            self.it.take_back()

    @precondition(lambda self: self.it is not None)
    @rule(name=st.sampled_from(["", "zoe", "ada"]))
    def choose_sender(self, name: str) -> None:
        same = self.it.sender == name
        fine = self.it.status in BEFORE_SENDING and (same or self.fits(sender=name))
        kind = "employee" if name else "company"
        self.does(
            lambda: self.ticket.change(from_kind=kind, from_employee=self.bosses.get(name)), allowed=fine
        )
        if fine and not same:
            self.it.sender = name
            self.it.take_back()

    @precondition(lambda self: self.it is not None)
    @rule()
    def mend_the_file(self) -> None:
        fine = self.it.status in BEFORE_SENDING
        self.does(lambda: self.ticket.replace_file(good_rows(self.company, 2, POINTS)), allowed=fine)
        if fine:
            self.it.file += 1
            self.it.take_back()

    @precondition(lambda self: self.it is not None)
    @rule(times=st.integers(1, 2))
    def submit(self, times: int) -> None:
        for _press in range(times):
            again = self.it.status in {"submitted", "scheduled", "sending", "sent"}
            fine = again or (self.it.status in {"draft", "needs_info"} and self.fits())
            self.does(self.ticket.submit, allowed=fine)
            if fine and not again:
                self.it.hand_in(self.hour)

    @precondition(lambda self: self.it is not None)
    @rule()
    def answer(self) -> None:
        fine = self.it.status == "needs_info" and self.it.is_confirmed and self.fits()
        self.does(self.ticket.answer, allowed=fine)
        if fine:
            self.it.hand_in(self.hour)

    @precondition(lambda self: self.it is not None)
    @rule(who=st.sampled_from(["dora", "anna", "ben", "olga", "otto"]))
    def approve(self, who: str) -> None:
        again = who in self.it.given and self.it.is_confirmed
        fine = again or (self.it.status == "submitted" and who in self.it.deciders())
        operator = who in {"olga", "otto"}
        self.does(lambda: self.ticket.approve(self.people[who], as_operator=operator), allowed=fine)
        if fine and not again:
            self.it.given.append(who)
            self.it.schedule_when_complete(self.hour)

    @precondition(lambda self: self.it is not None)
    @rule(who=st.sampled_from(["anna", "ben", "olga"]), how=st.sampled_from(["reject", "ask"]))
    def decide(self, who: str, how: str) -> None:
        fine = self.it.status == "submitted" and who in self.it.deciders()
        act = partial(getattr(self.ticket, how), self.people[who], as_operator=who in {"olga", "otto"})
        self.does(act, allowed=fine)
        if fine:
            self.it.status = "rejected" if how == "reject" else "needs_info"

    @precondition(lambda self: self.it.status in {"draft", "submitted", "needs_info", "scheduled"})
    @rule(which=st.integers(0, 1), how=st.sampled_from(["approve", "approve", "approve", "ask", "reject"]))
    def go_on(self, which: int, how: str) -> None:
        """What would be done next by whoever's turn it is: chance alone hardly gets anywhere."""
        if self.it.status == "submitted":
            rightful = sorted(self.it.deciders())
            who = rightful[which % len(rightful)]
            self.approve(who) if how == "approve" else self.decide(who, how)
        elif self.it.status == "scheduled":
            self.hour = max(self.hour, self.it.send_at)
            self.the_clock_strikes()
        elif self.fits():
            self.submit(1)

    @precondition(lambda self: self.it is not None)
    @rule()
    def object(self) -> None:
        again = self.it.sender != "" and self.it.objected == self.it.sender
        fine = self.it.sender != "" and self.it.status in BEFORE_SENDING - {"draft"}
        by = Actor(None, self.it.sender)
        self.does(
            lambda: object_to_sender(batch=self.ticket.batch, text="", by=by, now=self.now), allowed=fine
        )
        if fine and not again:
            self.it.objected, self.it.status = self.it.sender, "needs_info"
            self.it.is_confirmed, self.it.send_at = False, None

    @precondition(lambda self: self.acts > 10)
    @rule(who=st.sampled_from(["dora", "anna"]))
    def cancel(self, who: str) -> None:
        fine = self.it.status in BEFORE_SENDING | {"cancelled"}
        self.does(lambda: self.ticket.cancel(by=self.people[who]), allowed=fine)
        if fine:
            self.it.status, self.it.send_at = "cancelled", None

    @precondition(lambda self: self.it is not None)
    @rule()
    def the_clock_strikes(self) -> None:
        due = self.it.status == "scheduled" and self.it.send_at is not None and self.it.send_at <= self.hour
        started = start_due_batches(self.now)
        assert started == ([self.ticket.pk] if due else [])
        if due:
            self.it.status, self.it.sent = "sending", self.it.content

    @precondition(lambda self: self.it is not None and self.it.status == "sending")
    @rule()
    def the_worker_works(self) -> None:
        assert send_batch(self.ticket.pk, self.now)
        self.it.status = "sent"

    def fits(self, **change: Any) -> bool:
        """Whether the request can be so: its day is not over, its sender has not objected."""
        send_on = change.get("send_on", self.it.send_on)
        sender = change.get("sender", self.it.sender)
        return send_on >= self.day and (sender == "" or sender != self.it.objected)

    @invariant()
    def it_is_where_it_has_to_be(self) -> None:
        if self.it is None:
            return
        batch = self.ticket.batch
        at = START + timedelta(hours=self.it.send_at) if self.it.send_at is not None else None
        assert (batch.status, batch.send_at) == (self.it.status, at if self.it.status != "draft" else None)
        assert (batch.confirmed_fingerprint == batch.file.fingerprint) == self.it.is_confirmed

    @invariant()
    def nothing_is_sent_without_every_yes(self) -> None:
        if self.it is None:
            return
        said = Recognition.objects.for_company(self.company).filter(batch=self.ticket.pk).count()
        points = PointEntry.objects.for_company(self.company).balance()
        assert (said, points) == ((2, 2 * POINTS) if self.it.status == "sent" else (0, 0))
        if self.it.sent is not None:
            assert len(self.it.yes.get(self.it.sent, [])) == len(self.it.needed)

    @invariant()
    def the_thread_tells_it(self) -> None:
        if self.it is None or self.it.status == "draft":
            return
        last = [e.change for e in BatchEntry.objects.for_company(self.company).filter(change__gt="")][-1]
        words = {
            "submitted": {"submitted", "answered", "approved"},
            "needs_info": {"needs_info", "objected", "changed"},
        }
        assert last in words.get(self.it.status, {self.it.status, "scheduled"})
        approvals = BatchApproval.objects.for_company(self.company).count()
        assert (
            AuditEvent.objects.for_company(self.company).filter(action="batch.approved").count() == approvals
        )


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.rule("B4", "whatever is done in whatever order, the request is where plain reasoning says it is")
@pytest.mark.promise("V2", "nothing is sent that was not confirmed and approved as it is")
def test_any_history() -> None:
    visited: set[str] = set()

    class Undone(RequestMachine):
        """Each history in a transaction of its own, taken back in the end."""

        def __init__(self) -> None:
            self.around = transaction.atomic()
            self.around.__enter__()
            super().__init__()

        @invariant()
        def it_was_here(self) -> None:
            visited.add(self.it.status if self.it else "draft")

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.around.__exit__(None, None, None)

    plan = settings(
        max_examples=HISTORIES,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(Undone, settings=plan)
    everywhere = {"draft", "submitted", "needs_info", "scheduled", "sending", "sent", "rejected", "cancelled"}
    assert visited == everywhere
