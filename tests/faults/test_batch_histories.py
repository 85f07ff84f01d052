"""Ask, upload, change, submit, decide, object, cancel, send, leave, register, hide, recall, print, make anew, days and
sweeps in any order, workers killed or not: rows, ledger, wall, certificates and notices are what plain reasoning says
(V1, V2, V3, V7, V12)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.db.models import F
from hypothesis import Phase
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from certificates.models import Certificate
from certificates.queries.recalls import reckoning
from certificates.services.anew import NotAnew, make_anew, renew_changed
from certificates.services.handing import NotToBeHad, print_one
from certificates.services.issuing import issue_certificates
from certificates.services.recalling import recall_shown
from certificates.services.telling_recalls import tell_about_recalls
from certificates.services.withdrawing import bring_back_shown, withdraw_hidden
from employees.models import AuditEvent, Company, Employee, Mail
from employees.services.people import deactivate_employee, reactivate_employee
from invites.models import ActivationCode
from recognition.models import Batch, BatchSkip, PointEntry, Recipient, Recognition
from recognition.queries.points import balance_of
from recognition.services.batches import recalling, sending
from recognition.services.batches.deciding import Outdated, object_to_sender
from recognition.services.batches.holding import NotNow, NotYours
from recognition.services.batches.recalling import RecallRefused
from recognition.services.batches.telling import tell_recipients
from recognition.services.batches.wishes import RequestRefused
from recognition.services.wall.hiding import HidingRefused, hide_recognition, show_recognition
from recognition.tasks import resume_batches, resume_recalls, start_due_batches_now
from tests.certificates.recalls import actor, draw_all
from tests.factories import CompanyFactory, EmployeeFactory, UserFactory
from tests.faults.histories import run
from tests.recognition.batching import rows
from tests.recognition.tickets import Ticket, a_coordinator, an_administrator
from workstars.lib.actors import Actor

START = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)  # clocks go back in Warsaw on the 25th
HISTORIES, ALL_HISTORIES = 5, 100
RECALLABLE = 7  # days
BEFORE_SENDING = frozenset({"draft", "submitted", "needs_info", "scheduled"})
PEOPLE = st.lists(st.integers(0, 3), min_size=1, max_size=3)
REACHED = {"draft", "cancelled", "rejected", "needs_info", "sent", "recalled"}
MARKED = {"left", "printed", "taken", "hidden", "withdrawn"}
LIVES = st.sampled_from([99, 99, 0, 1, 2])
"""After how many chunks the worker of a sweep is killed; a chunk is one row."""


class Killed(BaseException):
    """The worker's process is gone."""


@dataclass
class Worker:
    pk: int
    employee_id: str
    by_mail: bool
    has_left: bool = False
    is_registered: bool = False

    @property
    def is_offline(self) -> bool:
        return not (self.by_mail or self.is_registered)


@dataclass
class Row:
    """One line of a file. `end` is "", "sent" or "left"; `notice` "", owed, queued, sent or dropped; `paper` "", owed,
    issued."""

    worker: Worker
    points: int
    end: str = ""
    notice: str = ""
    paper: str = ""
    is_hidden: bool = False
    is_taken: bool = False
    is_printed: bool = False
    is_withdrawn: bool = False

    @property
    def is_seen(self) -> bool:
        return self.end == "sent" and not (self.is_hidden or self.is_taken)


@dataclass
class Tale:
    """What is known of one batch in plain Python; `rows` by the line of the file."""

    ticket: Ticket
    rows: dict[int, Row]
    send_on: date
    status: str = "draft"
    is_confirmed: bool = False
    names_somebody: bool = False
    has_objection: bool = False
    sent_on: date | None = None


@dataclass
class Clock:
    days: int = 0
    minutes: int = 0

    @property
    def now(self) -> datetime:
        """A minute after whatever was before."""
        self.minutes += 1
        return START + timedelta(days=self.days, minutes=self.minutes)

    @property
    def day(self) -> date:
        return (START + timedelta(days=self.days)).date()


class BatchMachine(RuleBasedStateMachine):
    """A company with three people on paper and one by mail; `self.tales` is what has to be."""

    def __init__(self) -> None:
        super().__init__()
        self.clock, self.numbers = Clock(), count(1)
        self.company: Company = CompanyFactory(launched_at=START, created_at=START)
        self.dora = a_coordinator(self.company, "Dora Dean")
        self.anna = an_administrator(self.company, "Anna Admin")
        self.sender = EmployeeFactory(company=self.company, user=UserFactory(), registered_at=START)
        self.workers = [self.hire(number, by_mail=number == 0) for number in range(4)]
        self.tales: list[Tale] = []
        self.ledger: list[tuple[int, int, int]] = []
        self.codes_on_paper: set[int] = set()

    def hire(self, number: int, *, by_mail: bool) -> Worker:
        facts = {"by_mail": True} if by_mail else {}
        row = EmployeeFactory(
            company=self.company, employee_id=f"W{number}", manager=self.sender, created_at=START, **facts
        )
        return Worker(row.pk, row.employee_id, by_mail)

    def person(self, worker: Worker) -> Employee:
        return Employee.objects.for_company(self.company).select_related("company").get(pk=worker.pk)

    def tale(self, which: int, *statuses: str) -> Tale | None:
        fitting = [tale for tale in self.tales if not statuses or tale.status in statuses]
        return fitting[which % len(fitting)] if fitting else None

    def row(self, which: int) -> tuple[Tale, int, Row] | None:
        sent = [(t, line, row) for t in self.tales for line, row in t.rows.items() if row.end == "sent"]
        return sent[which % len(sent)] if sent else None

    @initialize(approval=st.sampled_from(["none", "company"]))
    def settle(self, approval: str) -> None:
        self.company.batch_approval = approval
        self.company.save()
        self.approval = approval

    @rule(
        who=PEOPLE,
        later=st.sampled_from([0, 0, 1, 3]),
        named=st.booleans(),
    )
    def ask(self, who: list[int], later: int, named: bool) -> None:
        self.begin(who, later, named)

    def begin(self, who: list[int], later: int, named: bool) -> Tale | None:
        data, found = self.file(who)
        if not found:
            return None
        ticket = Ticket(self.company, self.dora, self.clock.now)
        send_on = self.clock.day + timedelta(days=later)
        wish = {"from_kind": "employee", "from_employee": self.sender} if named else {}
        tale = Tale(ticket.begin(data, send_on=send_on, **wish), found, send_on, names_somebody=named)
        self.tales.append(tale)
        return tale

    def file(self, who: list[int]) -> tuple[bytes, dict[int, Row]]:
        """Of people who are here; no two rows ever say the same."""
        here = [self.workers[one] for one in who if not self.workers[one].has_left]
        numbers = [next(self.numbers) for _worker in here]
        lines = [f"{w.employee_id},Thanks {n},{n},Safety" for w, n in zip(here, numbers, strict=True)]
        return rows(*lines), {
            line: Row(w, n) for line, (w, n) in enumerate(zip(here, numbers, strict=True), 2)
        }

    @rule(which=st.integers(0, 9), who=PEOPLE)
    def upload_another(self, which: int, who: list[int]) -> None:
        tale, (data, found) = self.tale(which), self.file(who)
        if tale is None or not found:
            return
        may = tale.status in BEFORE_SENDING
        if self.tried(tale, lambda t: t.replace_file(data), may):
            tale.rows = found
            self.goes_back(tale)

    @rule(which=st.integers(0, 9), later=st.sampled_from([0, 1]))
    def change(self, which: int, later: int) -> None:
        tale = self.tale(which)
        if tale is None:
            return
        send_on = self.clock.day + timedelta(days=later)
        wish = {"summary": f"Week {next(self.numbers)}", "send_on": send_on, "from_kind": "company"}
        if self.tried(tale, lambda t: t.change(**wish), tale.status in BEFORE_SENDING):
            tale.send_on, tale.names_somebody, tale.has_objection = send_on, False, False
            self.goes_back(tale)

    def goes_back(self, tale: Tale) -> None:
        tale.is_confirmed = False
        if tale.status != "needs_info":
            tale.status = "draft"

    def tried(self, tale: Tale, act: Callable[[Ticket], object], may: bool) -> bool:
        """Done exactly if it may be; a refusal changes nothing, which the invariants see."""
        tale.ticket.now = self.clock.now
        try:
            act(tale.ticket)
        except (NotNow, NotYours, Outdated, RequestRefused):
            assert not may
            return False
        assert may
        return True

    @rule(which=st.integers(0, 9), by_answer=st.booleans())
    def submit(self, which: int, by_answer: bool) -> None:
        if tale := self.tale(which):
            self.hand_in(tale, by_answer=by_answer)

    def hand_in(self, tale: Tale, *, by_answer: bool = False) -> None:
        if not by_answer and tale.is_confirmed and tale.status not in {"draft", "needs_info"}:
            return  # pressed twice: no refusal, and nothing changes
        possible = tale.send_on >= self.clock.day and not tale.has_objection
        if by_answer:
            may = tale.status == "needs_info" and tale.is_confirmed and possible
        else:
            may = tale.status in {"draft", "needs_info"} and possible
        act: Callable[[Ticket], object] = Ticket.answer if by_answer else Ticket.submit
        if self.tried(tale, act, may):
            tale.is_confirmed = True
            tale.status = "submitted" if self.approval == "company" else "scheduled"

    @rule(which=st.integers(0, 9), how=st.sampled_from(["approve", "approve", "reject", "ask"]))
    def decide(self, which: int, how: str) -> None:
        if tale := self.tale(which):
            self.say(tale, how)

    def say(self, tale: Tale, how: str) -> None:
        ends = {"approve": "scheduled", "reject": "rejected", "ask": "needs_info"}
        may = tale.status == "submitted"
        if not may and how == "approve":
            return  # the same yes again changes nothing, and is no refusal
        if self.tried(tale, lambda t: getattr(t, how)(self.anna), may):
            tale.status = ends[how]

    @rule(which=st.integers(0, 9))
    def object(self, which: int) -> None:
        tale = self.tale(which)
        if tale is None or tale.has_objection:
            return
        by = Actor(self.sender.user.pk, "Sender")
        may = tale.names_somebody and tale.status in BEFORE_SENDING - {"draft"}

        def act(ticket: Ticket) -> None:
            object_to_sender(batch=ticket.batch, text="Not me", by=by, now=ticket.now)

        if self.tried(tale, act, may):
            tale.status, tale.has_objection, tale.is_confirmed = "needs_info", True, False

    @rule(which=st.integers(0, 9))
    def cancel(self, which: int) -> None:
        tale = self.tale(which)
        if tale and self.tried(tale, Ticket.cancel, tale.status in BEFORE_SENDING | {"cancelled"}):
            tale.status = "cancelled"

    @rule(who=PEOPLE, lives=LIVES)
    def a_batch_is_sent(self, who: list[int], lives: int) -> None:
        """The whole way, so that histories get far."""
        tale = self.begin(who, 0, named=False)
        if tale:
            self.hand_in(tale)
            if tale.status == "submitted":
                self.say(tale, "approve")
            self.send_what_is_due(lives)

    @rule(who=PEOPLE, lives=LIVES)
    def a_batch_is_sent_and_recalled(self, who: list[int], lives: int) -> None:
        self.a_batch_is_sent(who, 99)
        self.sweep_paper(1)
        self.recall(len([tale for tale in self.tales if tale.status == "sent"]) - 1)
        self.take_back_what_is_recalled(lives, 1)

    @rule(lives=LIVES)
    def send_what_is_due(self, lives: int) -> None:
        now = self.clock.now
        start_due_batches_now(at=now.isoformat())
        for tale in self.tales:
            if tale.status == "scheduled" and tale.send_on <= self.clock.day:
                tale.status = "sending"
        order = sending.overdue_batches()
        with killed_after(sending, "_write_chunk", lives):
            resume_batches(at=now.isoformat())
        assert sorted(order) == sorted(tale.ticket.pk for tale in self.tales if tale.status == "sending")
        for tale in sorted(self.tales, key=lambda tale: placed(order, tale)):
            if tale.status == "sending":
                lives = self.rows_go_out(tale, lives)

    def rows_go_out(self, tale: Tale, lives: int) -> int:
        for row in [row for row in tale.rows.values() if not row.end]:
            if lives == 0:
                return 0
            lives -= 1
            row.end = "left" if row.worker.has_left else "sent"
            if row.end == "sent":
                row.notice = "" if row.worker.is_offline else "owed"
                row.paper = "owed" if row.worker.is_offline else ""
        tale.status, tale.sent_on = "sent", self.clock.day
        return lives

    @rule(which=st.integers(0, 3), to=st.sampled_from(["leave", "register"]))
    def people_move(self, which: int, to: str) -> None:
        worker, now = self.workers[which], self.clock.now
        person = self.person(worker)
        if to == "leave":
            act = reactivate_employee if worker.has_left else deactivate_employee
            act(company=self.company, employee=person, by=actor(self.anna), now=now)
            worker.has_left = not worker.has_left
        elif not worker.has_left and not worker.is_registered:
            person.user, person.registered_at = UserFactory(), now
            person.save()
            worker.is_registered = True

    @rule(which=st.integers(0, 20))
    def hide_or_show(self, which: int) -> None:
        found = self.row(which)
        if found is None:
            return
        tale, line, row = found
        said = Recognition.objects.for_company(self.company).get(batch=tale.ticket.pk, batch_row=line)
        who = {"company": self.company, "recognition": said, "by": actor(self.anna), "now": self.clock.now}
        if not (row.is_hidden or row.is_taken):
            assert hide_recognition(**who, reason="Rude")
            row.is_hidden = True
            return
        try:
            assert show_recognition(**who)
        except HidingRefused:
            assert tale.status == "recalled"
        else:
            assert tale.status != "recalled"
            row.is_hidden = False

    @rule(which=st.integers(0, 9))
    def recall(self, which: int) -> None:
        tale = self.tale(which, "sent") or self.tale(which)
        if tale is None:
            return
        batch, now = tale.ticket.batch, self.clock.now
        may = (
            tale.status == "sent"
            and tale.sent_on is not None
            and (self.clock.day - tale.sent_on).days <= RECALLABLE
        )
        try:
            recall_shown(
                batch=batch, seen=reckoning(batch).seen, reason="Wrong file", by=actor(self.anna), now=now
            )
        except (RecallRefused, NotNow):
            assert not may
        else:
            assert may
            tale.status = "recalled"

    @rule(lives=LIVES, times=st.integers(1, 2))
    def take_back_what_is_recalled(self, lives: int, times: int) -> None:
        for _beat in range(times):
            order = recalling.overdue_recalls()
            with killed_after(recalling, "_take_back_chunk", lives):
                resume_recalls(at=self.clock.now.isoformat())
            recalled = [tale for tale in self.tales if tale.status == "recalled"]
            recalled.sort(key=lambda tale: placed(order, tale))
            left = [row for tale in recalled for row in tale.rows.values()]
            for row in [row for row in left if row.end == "sent" and not row.is_taken][:lives]:
                row.is_taken = True
                row.notice = (
                    "dropped" if row.notice == "queued" else "" if row.notice == "owed" else row.notice
                )
                row.paper = "" if row.paper == "owed" else row.paper

    @rule(gone=st.booleans())
    def notices_go(self, gone: bool) -> None:
        tell_recipients(self.clock.now)
        everything = [row for tale in self.tales for row in tale.rows.values()]
        for row in everything:
            row.notice = "queued" if row.notice == "owed" else row.notice
        if gone:
            mine = Mail.objects.filter(company=self.company, kind="recognition_received", status="queued")
            mine.update(status="sent", sent_at=self.clock.now)
            for row in everything:
                row.notice = "sent" if row.notice == "queued" else row.notice

    @rule(times=st.integers(1, 2))
    def sweep_paper(self, times: int) -> None:
        for _beat in range(times):
            now = self.clock.now
            issue_certificates(now=now)
            bring_back_shown(now=now)
            withdraw_hidden(now=now)
            renew_changed(now=now)
            draw_all(now)
            tell_about_recalls(now=now)
        for row in [row for tale in self.tales for row in tale.rows.values()]:
            row.paper = "issued" if row.paper == "owed" else row.paper
            row.is_withdrawn = row.paper == "issued" and not row.is_seen

    def certificate(self, tale: Tale, line: int) -> Certificate:
        mine = Certificate.objects.for_company(self.company).select_related("employee")
        return mine.get(recipient__recognition__batch=tale.ticket.pk, recipient__recognition__batch_row=line)

    @rule(which=st.integers(0, 20))
    def print(self, which: int) -> None:
        found = self.row(which)
        if found is None or found[2].paper != "issued":
            return
        tale, line, row = found
        certificate = self.certificate(tale, line)
        try:
            print_one(company=self.company, certificate=certificate, by=actor(self.anna), now=self.clock.now)
        except NotToBeHad:
            worker = row.worker
            assert not row.is_seen or certificate.status != "ready" or worker.is_registered or worker.has_left
        else:
            assert row.is_seen
            row.is_printed = True
            self.codes_on_paper |= {certificate.code_id} - {None}

    @rule(which=st.integers(0, 20))
    def make_anew(self, which: int) -> None:
        """The paper is lost, or is said to be: it may still be somewhere, with the code that it bears."""
        found = self.row(which)
        if found is None or found[2].paper != "issued":
            return
        tale, line, row = found
        certificate = self.certificate(tale, line)
        which_one = {"company": self.company, "certificate": certificate}
        try:
            make_anew(**which_one, by=actor(self.anna), now=self.clock.now)
        except NotAnew:
            assert not row.is_seen or certificate.status == "queued"
        else:
            assert row.is_seen

    @rule(days=st.sampled_from([1, 1, 3, 7, 8]))
    def days_pass(self, days: int) -> None:
        self.clock.days, self.clock.minutes = self.clock.days + days, 0

    @invariant()
    def each_row_is_where_it_should_be(self) -> None:
        """V1: a recognition, a skip, or nothing yet; and the ticket stands where it should."""
        said = Recognition.objects.for_company(self.company).values_list(
            "batch", "batch_row", "hidden_at", "recipients__employee"
        )
        shown = {(batch, line, who): at is None for batch, line, at, who in said}
        assert len(said) == len(shown)
        sent = [(tale, line, row) for tale in self.tales for line, row in tale.rows.items()]
        assert shown == {
            (tale.ticket.pk, line, row.worker.pk): row.is_seen
            for tale, line, row in sent
            if row.end == "sent"
        }
        skips = BatchSkip.objects.for_company(self.company).values_list("batch", "row")
        assert sorted(skips) == sorted(
            (tale.ticket.pk, line) for tale, line, row in sent if row.end == "left"
        )
        statuses = dict(Batch.objects.for_company(self.company).values_list("pk", "status"))
        assert statuses == {tale.ticket.pk: tale.status for tale in self.tales}

    @invariant()
    def the_ledger_only_grows(self) -> None:
        """V3: balances are sums, what was written stays, and each reversal is the opposite of one entry."""
        entries = list(
            PointEntry.objects.for_company(self.company)
            .order_by("pk")
            .values_list("pk", "employee", "points")
        )
        assert entries[: len(self.ledger)] == self.ledger
        self.ledger = entries
        done = [row for tale in self.tales for row in tale.rows.values() if row.end == "sent"]
        assert len(entries) == len(done) + sum(row.is_taken for row in done)
        for worker in self.workers:
            kept = [row.points for row in done if row.worker is worker and not row.is_taken]
            assert balance_of(self.person(worker)) == sum(kept)

    @invariant()
    def certificates_are_one_each(self) -> None:
        """V12: of each row under R4 one, unless recalled before; withdrawn with it, its code dead if unprinted."""
        rows = Certificate.objects.for_company(self.company).select_related("code", "recipient__recognition")
        found = {}
        for each in rows:
            key = (each.recipient.recognition.batch_id, each.recipient.recognition.batch_row)
            assert key not in found
            found[key] = each.status == "withdrawn"
            is_dead = each.code is None or each.code.voided_at is not None
            assert each.status != "withdrawn" or is_dead or each.printed_at is not None
        assert found == {
            (tale.ticket.pk, line): row.is_withdrawn
            for tale in self.tales
            for line, row in tale.rows.items()
            if row.paper == "issued"
        }

    @invariant()
    def no_paper_bears_a_dead_code(self) -> None:
        """V7: what was ever printed keeps its code to the day that stands beside it."""
        codes = ActivationCode.objects.for_company(self.company).filter(pk__in=self.codes_on_paper)
        assert not codes.filter(voided_at__isnull=False).exists()

    @invariant()
    def notices_are_owed_once(self) -> None:
        mails = dict(
            Mail.objects.filter(company=self.company, kind="recognition_received").values_list(
                "key", "status"
            )
        )
        recipients = Recipient.objects.for_company(self.company).select_related("recognition")
        found = {}
        for each in recipients:
            state = "owed" if each.notice_owed else mails.get(f"recognition {each.pk}", "")
            found[each.recognition.batch_id, each.recognition.batch_row] = state
        assert found == {
            (tale.ticket.pk, line): row.notice
            for tale in self.tales
            for line, row in tale.rows.items()
            if row.end == "sent"
        }

    @invariant()
    def acts_are_written_down(self) -> None:
        """V16, and one mail of a recall for each person."""
        recalls = AuditEvent.objects.for_company(self.company).filter(action="batch.recalled").count()
        assert recalls == sum(tale.status == "recalled" for tale in self.tales)
        told = Mail.objects.filter(company=self.company, kind="batch_recalled", user=self.dora).count()
        assert told <= recalls


def placed(order: list[int], tale: Tale) -> int:
    return order.index(tale.ticket.pk) if tale.ticket.pk in order else len(order)


@contextmanager
def killed_after(module: object, name: str, lives: int) -> Iterator[None]:
    """The worker's process dies at its next chunk once it has written so many; ten seconds of silence follow."""
    write = getattr(module, name)
    left = [lives]

    def until_killed(*chunk: object) -> object:
        if left[0] == 0:
            raise Killed
        written = write(*chunk)
        left[0] -= written != 0
        return written

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, until_killed)
        with suppress(Killed):
            yield
    silent = Batch.objects.across_companies().filter(heartbeat_at__isnull=False)
    silent.update(heartbeat_at=F("heartbeat_at") - timedelta(seconds=11))


@pytest.fixture(autouse=True)
def one_row_a_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "CHUNK", 1)
    monkeypatch.setattr(recalling, "CHUNK", 1)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.rule(
    "B6", "after any history what was recalled is off the wall, its points are back, nothing is mailed"
)
@pytest.mark.promise("V1", "random histories with killed workers against an oracle: each row ends once")
@pytest.mark.promise("V2", "after any history of changes what was sent is what was confirmed last")
@pytest.mark.promise("V3", "after any history the balances are the sums, and no entry has changed")
@pytest.mark.promise("V7", "after any history of recalls no printed code is dead")
@pytest.mark.promise(
    "V12", "after any history each recognition on paper has one certificate, withdrawn with it"
)
def test_any_history(all_faults: bool) -> None:
    reached: set[str] = set()

    class Watched(BatchMachine):
        def teardown(self) -> None:
            reached.update(reached_by(self))
            super().teardown()

    run(Watched, ALL_HISTORIES if all_faults else HISTORIES)
    assert {"sent", "recalled", "taken", "withdrawn"} <= reached, "the histories went nowhere"


@pytest.mark.django_db
@pytest.mark.rule("B6", "one long history goes through all that the random ones may or may not reach")
def test_one_long_history() -> None:
    machine = BatchMachine()
    machine.settle("company")
    machine.ask([1], 0, False)
    for end in ("cancel", "reject", "ask"):
        tale = machine.begin([1], 0, named=False)
        assert tale is not None
        machine.hand_in(tale)
        machine.cancel(len(machine.tales) - 1) if end == "cancel" else machine.say(tale, end)
    leaving = machine.begin([3], 0, named=False)
    assert leaving is not None
    machine.hand_in(leaving)
    machine.say(leaving, "approve")
    machine.people_move(3, "leave")
    machine.send_what_is_due(99)
    machine.a_batch_is_sent([1], 99)
    machine.sweep_paper(1)
    machine.print(0)
    machine.make_anew(0)
    machine.recall(1)
    machine.take_back_what_is_recalled(99, 1)
    machine.sweep_paper(1)
    machine.a_batch_is_sent([2, 0], 1)
    machine.send_what_is_due(99)
    machine.hide_or_show(1)
    machine.sweep_paper(1)
    for check in machine.invariants:
        check.function(machine)
    assert reached_by(machine) == REACHED | MARKED


def reached_by(machine: BatchMachine) -> set[str]:
    rows = [row for tale in machine.tales for row in tale.rows.values()]
    return {tale.status for tale in machine.tales} | {mark for row in rows for mark in marks_of(row)}


def marks_of(row: Row) -> list[str]:
    facts = {
        "taken": row.is_taken,
        "hidden": row.is_hidden,
        "left": row.end == "left",
        "printed": row.is_printed,
        "withdrawn": row.is_withdrawn,
    }
    return [mark for mark, is_so in facts.items() if is_so]


@pytest.mark.slow
@pytest.mark.django_db
def test_a_recall_that_leaves_one_on_the_wall_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a recall that reverses points and hides nothing is found by the same histories."""
    leaves = recalling.TAKE_BACK.replace("AND said.hidden_at IS NULL", "AND false")
    monkeypatch.setattr(recalling, "TAKE_BACK", leaves)
    with pytest.raises(AssertionError):
        run(BatchMachine, ALL_HISTORIES, (Phase.generate,))
