"""Batches under deaths and races: each confirmed row once, whatever crashes or runs twice (V1, V2, V17)."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from employees.models import Employee, Mail
from recognition.models import Batch, BatchEntry, Recognition
from recognition.services.batches import sending
from recognition.services.batches.checking import work_on_file
from recognition.services.batches.sending import overdue_batches, send_batch, start_due_batches
from recognition.services.batches.telling import tell_about, tell_about_batches, tell_recipients
from recognition.tasks import resume_batch_checks, resume_batches
from tests.factories import NOON, CompanyFactory, EmployeeFactory, RoleGrantFactory, UserFactory
from tests.faults.crashpoints import CrashPoint, count_statements, dies_at
from tests.recognition.batching import Desk, counts, rows, said, skipped
from workstars.lib.jobs import Heart

pytestmark = pytest.mark.django_db(transaction=True)

SAMPLED = 6
WORKERS = 8
LINES = ("P0,A,1,", "P1,B,2,", "P2,C,4,", "P0,D,8,", "P3,E,16,", "P4,F,32,", "P1,faulty,x,")
# Who left between check and sending: two rows are named instead of being sent.
GONE = "P1"
SENT = [(2, "P0", "A", 1), (4, "P2", "C", 4), (5, "P0", "D", 8), (6, "P3", "E", 16), (7, "P4", "F", 32)]
SKIPPED = [(3, "P1", "left")]
WHOLE = {"recognitions": 5, "recipients": 5, "entries": 5, "points": 61, "skips": 1}


@pytest.fixture(autouse=True)
def chunks_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several chunks without thousands of rows."""
    monkeypatch.setattr(sending, "CHUNK", 2)


def desk() -> Desk:
    """A company of its own for each death, so that nothing has to be cleaned up in between."""
    company = CompanyFactory(launched_at=NOON)
    user = UserFactory()
    RoleGrantFactory(company=company, user=user, role="coordinator")
    boss = EmployeeFactory(company=company, employee_id="B", by_mail=True)
    for n in range(5):
        EmployeeFactory(
            company=company, employee_id=f"P{n}", manager=boss, **{"by_mail": True} if n > 2 else {}
        )
    return Desk(company, user, NOON)


def started() -> tuple[Desk, Batch]:
    made = desk()
    batch = made.start(made.check(rows(*LINES))[0])
    Employee.objects.for_company(made.company).with_employee_id(GONE).update(left_at=NOON)
    return made, batch


def wrongs(made: Desk, batch: Batch) -> list[str]:
    """What contradicts V1 at any moment, also halfway."""
    found = []
    count = counts(made.company)
    lines = [line for line, *_rest in said(batch)] + [line for line, *_rest in skipped(batch)]
    if len(lines) != len(set(lines)):
        found.append(f"rows {sorted(lines)} are there twice")
    if not count["recognitions"] == count["recipients"] == count["entries"]:
        found.append(f"the tables do not agree: {count}")
    if count["points"] != sum(points for *_rest, points in said(batch)):
        found.append(f"{count['points']} points are in the ledger")
    batch = made.batch(batch.pk)
    if (batch.rows_sent, batch.rows_skipped) != (count["recognitions"], count["skips"]):
        found.append(f"the batch says {batch.rows_sent} and {batch.rows_skipped}")
    return found


def is_whole(made: Desk, batch: Batch) -> bool:
    entries = BatchEntry.objects.for_company(made.company).filter(batch=batch, change="sent").count()
    state = (made.batch(batch.pk).status, said(batch), skipped(batch), counts(made.company), entries)
    return state == ("sent", SENT, SKIPPED, WHOLE, 1)


def after_a_silence() -> None:
    """The silence of a dead worker, without waiting for it."""
    Batch.objects.across_companies().filter(heartbeat_at__isnull=False).update(
        heartbeat_at=F("heartbeat_at") - timedelta(seconds=11)
    )


def some_of(points: list[CrashPoint], everything: bool) -> list[CrashPoint]:
    return points if everything else random.Random(2026).sample(points, SAMPLED)


@pytest.mark.rule(
    "B5", "killed at any statement of sending, no row is there twice, and the sweep sends the rest"
)
@pytest.mark.promise(
    "V1", "killed at any statement of sending, each confirmed row ends once, and the sums agree"
)
@pytest.mark.promise("V17", "a batch whose worker was killed is brought to its end by the sweep")
def test_killed_while_sending(all_faults: bool) -> None:
    made, batch = started()
    points = count_statements(lambda: send_batch(batch.pk, NOON))
    assert is_whole(made, batch)
    assert {point.when for point in points} == {"before", "within", "after"}
    for point in some_of(points, all_faults):
        made, batch = started()
        assert dies_at(lambda batch=batch: send_batch(batch.pk, NOON), point)
        assert (str(point), wrongs(made, batch)) == (str(point), [])
        after_a_silence()
        resume_batches(at=NOON.isoformat())
        assert (str(point), is_whole(made, batch), overdue_batches()) == (str(point), True, [])


@pytest.mark.promise("V1", "killed again and again at random, a batch ends with each row once")
def test_killed_many_times(fault_rounds: int) -> None:
    dice = random.Random(2026)
    _made, batch = started()
    points = count_statements(lambda: send_batch(batch.pk, NOON))
    for _round in range(fault_rounds):
        made, batch = started()
        for _death in range(4):
            dies_at(lambda batch=batch: send_batch(batch.pk, NOON), dice.choice(points))
            assert wrongs(made, batch) == []
            after_a_silence()
        resume_batches(at=NOON.isoformat())
        assert is_whole(made, batch)


@pytest.mark.promise(
    "V1", "negative control: without a transaction for each chunk a death leaves rows without points"
)
def test_without_the_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_write_chunk", sending._write_chunk.__wrapped__)
    made, batch = started()
    points = count_statements(lambda: send_batch(batch.pk, NOON))
    assert is_whole(made, batch)
    found: list[str] = []
    for point in points:
        made, batch = started()
        assert dies_at(lambda batch=batch: send_batch(batch.pk, NOON), point)
        found = [sentence for sentence in wrongs(made, batch) if "do not agree" in sentence]
        if found:
            break
    assert len(found) == 1


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Real threads with real connections, let go at the same moment."""
    start = Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        try:
            start.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


@pytest.mark.promise("V1", "chunks do not wait for the disk, and the commit that calls the batch sent does")
def test_what_waits_for_the_disk() -> None:
    _made, batch = started()
    waits = []

    def look(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if sql.startswith('UPDATE "recognition_batch"'):
            with connection.connection.cursor() as cursor:
                cursor.execute("SHOW synchronous_commit")
                waits.extend(cursor.fetchone())
        return execute(sql, *rest)

    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO on")
    with connection.execute_wrapper(look):
        send_batch(batch.pk, NOON)
    connection.close()
    assert waits == ["on", "off", "off", "off", "on"]  # the claim, three chunks, the end


@pytest.mark.promise("V1", "of many workers at the same moment one sends the batch")
def test_many_workers() -> None:
    made, batch = started()
    answers = at_once([lambda: send_batch(batch.pk, NOON)] * WORKERS)
    assert (sorted(map(bool, answers)), is_whole(made, batch)) == ([False] * (WORKERS - 1) + [True], True)


@pytest.mark.promise("V1", "two beats at the same moment start a batch once")
def test_two_beats() -> None:
    made = desk()
    made.schedule(made.check(rows(*LINES))[0])
    answers = at_once([lambda: start_due_batches(NOON)] * WORKERS)
    assert sorted(map(len, answers)) == [0] * (WORKERS - 1) + [1]


class Overtaken:
    """A worker that is thought dead in the middle, while another one does the whole work; then it wakes up."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, batch: Batch, *, after: int) -> None:
        self.monkeypatch, self.batch, self.after = monkeypatch, batch, after
        self.write = sending._write_chunk
        self.chunks = 0

    def send(self) -> bool:
        self.monkeypatch.setattr(sending, "_write_chunk", self.hesitate)
        return send_batch(self.batch.pk, NOON)

    def hesitate(self, *chunk: object) -> None:
        if self.chunks == self.after:
            self.monkeypatch.setattr(sending, "_write_chunk", self.write)
            after_a_silence()
            assert send_batch(self.batch.pk, NOON)
        self.chunks += 1
        self.write(*chunk)


@pytest.fixture
def heartless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that hangs so that even its heart stands still."""
    monkeypatch.setattr(Heart, "run", lambda heart: None)


@pytest.mark.promise("V1", "a worker that was thought dead and wakes up writes nothing more")
@pytest.mark.parametrize("after", [0, 1, 2])
def test_overtaken(heartless: None, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    made, batch = started()
    assert Overtaken(monkeypatch, batch, after=after).send() is False
    assert (is_whole(made, batch), wrongs(made, batch)) == (True, [])


def write_without_the_claim(batch: Batch, given, skipped_rows) -> None:
    """As it would be written without asking whether the batch is still ours."""
    with transaction.atomic():
        Batch.objects.for_company(batch.company).filter(pk=batch.pk).update(
            rows_sent=F("rows_sent") + len(given), rows_skipped=F("rows_skipped") + len(skipped_rows)
        )
        sending.write_given(batch, given)
        sending.write_skipped(batch, skipped_rows)


@pytest.fixture
def rows_may_repeat() -> Iterator[None]:
    """The unique constraints are taken away, and given back when all rows are gone."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_recognition_per_row")
        cursor.execute("ALTER TABLE recognition_batchskip DROP CONSTRAINT skipped_once")
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE recognition_recognition, recognition_batchskip CASCADE")
        cursor.execute(
            "CREATE UNIQUE INDEX one_recognition_per_row ON recognition_recognition (batch_id, batch_row)"
            " WHERE batch_id IS NOT NULL"
        )
        cursor.execute("ALTER TABLE recognition_batchskip ADD CONSTRAINT skipped_once UNIQUE (batch_id, row)")


@pytest.mark.promise(
    "V1", "negative control: without claim and constraints a worker that wakes up sends rows again"
)
def test_without_protection(heartless: None, rows_may_repeat: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made, batch = started()
    overtaken = Overtaken(monkeypatch, batch, after=1)
    overtaken.write = write_without_the_claim
    overtaken.send()
    lines = [line for line, *_rest in said(batch)]
    assert (len(lines) > len(set(lines)), counts(made.company)["points"] > WHOLE["points"]) == (True, True)


@pytest.mark.promise("V1", "the constraint alone keeps a row from being sent twice")
def test_the_constraint_alone(heartless: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _made, batch = started()
    overtaken = Overtaken(monkeypatch, batch, after=1)
    overtaken.write = write_without_the_claim
    with pytest.raises(IntegrityError, match="one_recognition_per_row"):
        overtaken.send()
    assert said(batch) == SENT


@pytest.mark.promise(
    "V17", "a check that was killed at any statement is done by the sweep, with the same answer"
)
def test_killed_while_checking(all_faults: bool) -> None:
    made = desk()
    file = made.upload(rows(*LINES))
    points = count_statements(lambda: work_on_file(file.pk, NOON))
    wanted = made.work(file)[1]
    for point in some_of(points, all_faults):
        made = desk()
        file = made.upload(rows(*LINES))
        assert dies_at(lambda file=file: work_on_file(file.pk, NOON), point)
        type(file).objects.across_companies().filter(heartbeat_at__isnull=False).update(
            heartbeat_at=F("heartbeat_at") - timedelta(seconds=11)
        )
        resume_batch_checks(at=NOON.isoformat())
        file, findings = made.work(file)
        assert (str(point), file.status) == (str(point), "checked")
        own = {"preview": [], "said": ""}  # names and people are each company's own
        assert replace(findings, **own) == replace(wanted, **own)
        assert Recognition.objects.for_company(made.company).count() == 0


def owed(made: Desk) -> list[tuple[str, str]]:
    return sorted(Mail.objects.filter(company=made.company).values_list("kind", "key"))


def tell_all() -> None:
    while tell_recipients(NOON, 2):
        pass
    tell_about_batches(NOON)


@pytest.mark.promise("V13", "killed at any statement of telling, each person is owed each mail exactly once")
def test_killed_while_telling(all_faults: bool) -> None:
    made, batch = started()
    send_batch(batch.pk, NOON)
    points = count_statements(tell_all)
    kinds = [kind for kind, _key in owed(made)]
    assert kinds == ["batch_sent", "batch_team", "recognition_received", "recognition_received"]
    for point in some_of(points, all_faults):
        made, batch = started()
        send_batch(batch.pk, NOON)
        dies_at(tell_all, point)
        tell_all()
        assert (str(point), [kind for kind, _key in owed(made)]) == (str(point), kinds)
        assert made.batch(batch.pk).told_at == NOON


@pytest.mark.promise("V13", "many workers telling at the same moment owe each mail once")
def test_telling_at_once() -> None:
    made, batch = started()
    send_batch(batch.pk, NOON)
    at_once([lambda: tell_recipients(NOON, 1), lambda: tell_about(batch.pk, NOON)] * 4)
    tell_all()
    keys = [key for _kind, key in owed(made)]
    assert (len(keys), len(set(keys))) == (4, 4)
