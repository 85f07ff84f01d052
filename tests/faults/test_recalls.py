"""Recalls under deaths and races: nothing twice, nothing missed, no paper half withdrawn (B6, V3, V7, V13)."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Thread

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import F

from certificates.models import Certificate
from certificates.services import handing
from certificates.services.handing import NotToBeHad
from certificates.services.withdrawing import withdraw_hidden
from certificates.tasks import tell_about_recalls, withdraw
from employees.models import AuditEvent, Mail
from invites.models import ActivationCode
from recognition.models import Batch, BatchEntry, PointEntry, Recipient, Recognition
from recognition.services.batches import recalling
from recognition.services.batches.recalling import RecallRefused, overdue_recalls, recall_batch, take_back
from recognition.services.batches.telling import tell_recipients
from recognition.tasks import resume_recalls
from tests.certificates.recalls import LATER, Hall
from tests.factories import NOON
from tests.faults.crashpoints import CrashPoint, count_statements, dies_at
from tests.faults.test_batches import at_once
from tests.locks import wait_until_somebody_waits
from workstars.lib.jobs import ClaimLost, claim

pytestmark = pytest.mark.django_db(transaction=True)

SAMPLED = 3
PRESSES = 8
LINES = ("Ewa,A,1,", "Olek,B,2,", "Jan,C,4,", "Ewa,D,8,", "Jan,E,16,")
POINTS = 31


@pytest.fixture(autouse=True)
def chunks_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several chunks without thousands of rows."""
    monkeypatch.setattr(recalling, "CHUNK", 2)


def sent() -> tuple[Hall, Batch]:
    """One notice is in the outbox already, the other is owed."""
    hall = Hall()
    batch = hall.send(*LINES)
    tell_recipients(NOON, 1)
    return hall, batch


def recalled() -> tuple[Hall, Batch]:
    hall, batch = sent()
    press(hall, batch)
    return hall, batch


def press(hall: Hall, batch: Batch) -> Batch:
    return recall_batch(batch=batch, reason="Wrong file", by=hall.by, now=LATER)


def wrongs(hall: Hall) -> list[str]:
    """What contradicts a recall at any moment, also halfway."""
    found = []
    entries = PointEntry.objects.for_company(hall.company)
    reversed_ones = list(entries.exclude(reverses=None).values_list("reverses", flat=True))
    if len(reversed_ones) != len(set(reversed_ones)):
        found.append("an entry is reversed twice")
    hidden = Recognition.objects.for_company(hall.company).filter(hidden_at__isnull=False).count()
    if hidden != len(set(reversed_ones)):
        found.append(f"{hidden} are hidden, {len(set(reversed_ones))} are reversed")
    brought = entries.filter(reverses=None).balance()
    if brought != POINTS:
        found.append(f"the credits are {brought} now")
    return found


def is_whole(hall: Hall, batch: Batch) -> bool:
    entries = PointEntry.objects.for_company(hall.company)
    owing = Recipient.objects.for_company(hall.company)
    notes = BatchEntry.objects.for_company(hall.company).filter(change="recall_done").count()
    state = (
        entries.count(),
        entries.balance(),
        owing.notice_owed().count(),
        owing.paper_owed().count(),
        notes,
    )
    queued = Mail.objects.filter(company=hall.company, kind="recognition_received", status="queued").count()
    done = hall.batch(batch).recall_done_at is not None
    return (state, queued, done, wrongs(hall)) == ((10, 0, 0, 0, 1), 0, True, [])


def after_a_silence() -> None:
    """The silence of a dead worker, without waiting for it."""
    Batch.objects.across_companies().filter(heartbeat_at__isnull=False).update(
        heartbeat_at=F("heartbeat_at") - timedelta(seconds=11)
    )


def some_of(points: list[CrashPoint], everything: bool) -> list[CrashPoint]:
    return points if everything else random.Random(2026).sample(points, SAMPLED)


@pytest.mark.rule(
    "B6", "killed at any statement of a recall, no row is taken back twice, and the sweep does the rest"
)
@pytest.mark.promise("V3", "killed at any statement of a recall, each entry is reversed once")
@pytest.mark.promise("V17", "a recall whose worker was killed is brought to its end by the sweep")
def test_killed_while_recalling(all_faults: bool) -> None:
    hall, batch = recalled()
    points = count_statements(lambda: take_back(batch.pk, LATER))
    assert is_whole(hall, batch)
    for point in some_of(points, all_faults):
        hall, batch = recalled()
        assert dies_at(lambda batch=batch: take_back(batch.pk, LATER), point)
        assert (str(point), wrongs(hall)) == (str(point), [])
        after_a_silence()
        resume_recalls(at=LATER.isoformat())
        assert (str(point), is_whole(hall, batch), overdue_recalls()) == (str(point), True, [])


@pytest.mark.promise("V16", "killed at any statement of the press, there is no recall without its audit row")
def test_killed_while_pressing(all_faults: bool) -> None:
    hall, batch = sent()
    points = count_statements(lambda: press(hall, batch))
    for point in some_of(points, all_faults):
        hall, batch = sent()
        dies_at(lambda hall=hall, batch=batch: press(hall, batch), point)
        is_recalled = hall.batch(batch).status == "recalled"
        audited = AuditEvent.objects.for_company(hall.company).filter(action="batch.recalled").exists()
        assert (str(point), is_recalled) == (str(point), audited)


@pytest.mark.promise(
    "V13", "negative control: without a transaction for each chunk a death leaves a notice in the outbox"
)
def test_without_the_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recalling, "_take_back_chunk", recalling._take_back_chunk.__wrapped__)
    hall, batch = recalled()
    points = count_statements(lambda: take_back(batch.pk, LATER))
    assert is_whole(hall, batch)
    ends = []
    for point in [point for point in points if point.when == "before"]:
        hall, batch = recalled()
        assert dies_at(lambda batch=batch: take_back(batch.pk, LATER), point)
        after_a_silence()
        resume_recalls(at=LATER.isoformat())
        ends.append(is_whole(hall, batch))
        if not ends[-1]:
            break
    assert not all(ends)


@pytest.mark.rule("B6", "pressed by eight at the same moment, one recalls it and seven are told by whom")
def test_pressed_at_once() -> None:
    hall, batch = sent()

    def one() -> str:
        try:
            return press(hall, batch).status
        except RecallRefused as refusal:
            return str(refusal)

    answers = sorted(map(str, at_once([one] * PRESSES)))
    assert answers == ["Ada Admin has recalled this batch already."] * (PRESSES - 1) + ["recalled"]
    assert batch.entries.filter(change="recalled").count() == 1


@pytest.mark.rule("B6", "of many workers at the same moment one takes it back")
def test_many_workers() -> None:
    hall, batch = recalled()
    answers = at_once([lambda: take_back(batch.pk, LATER)] * PRESSES)
    assert (sorted(map(bool, answers)), is_whole(hall, batch)) == ([False] * (PRESSES - 1) + [True], True)


@pytest.mark.promise("V3", "a worker that was thought dead and wakes up reverses nothing more")
def test_overtaken() -> None:
    hall, batch = recalled()
    late = claim(Batch.objects.for_company(hall.company).filter(pk=batch.pk))
    assert late is not None
    after_a_silence()
    assert take_back(batch.pk, LATER)
    with pytest.raises(ClaimLost):
        recalling._take_back_chunk(late)
    assert is_whole(hall, batch)


def two_at_the_same_rows(hall: Hall, batch: Batch) -> list[Exception]:
    """Two statements that have read the same rows before either has committed: the second waits for the first."""
    params = {"batch": batch.pk, "company": hall.company.pk, "most": 9, "at": LATER, "by": "x", "reason": "x"}
    failed: list[Exception] = []

    def second() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(recalling.TAKE_BACK, params)
        except IntegrityError as error:
            failed.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(recalling.TAKE_BACK, params)
        other = Thread(target=second)
        other.start()
        wait_until_somebody_waits()
    other.join()
    return failed


@pytest.mark.promise("V3", "the constraint alone keeps an entry from being reversed twice")
def test_the_constraint_alone() -> None:
    hall, batch = recalled()
    (failed,) = two_at_the_same_rows(hall, batch)
    assert ("reverses_id" in str(failed), wrongs(hall)) == (True, [])


@pytest.fixture
def reversals_may_repeat() -> Iterator[None]:
    """The unique constraint is taken away, and given back when all rows are gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE recognition_pointentry DROP CONSTRAINT recognition_pointentry_reverses_id_key"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE recognition_pointentry CASCADE")
        cursor.execute(
            "ALTER TABLE recognition_pointentry ADD CONSTRAINT recognition_pointentry_reverses_id_key"
            " UNIQUE (reverses_id)"
        )


@pytest.mark.promise(
    "V3", "negative control: without claim and constraint two workers reverse an entry twice"
)
def test_without_protection(reversals_may_repeat: None) -> None:
    hall, batch = recalled()
    assert two_at_the_same_rows(hall, batch) == []
    assert "an entry is reversed twice" in wrongs(hall)


@pytest.mark.rule("B6", "a notice that is written at the moment of the recall is never mailed")
def test_notices_at_once() -> None:
    hall, batch = recalled()
    at_once([lambda: tell_recipients(LATER, 1)] * 3 + [lambda: take_back(batch.pk, LATER)])
    assert is_whole(hall, batch)


def a_certificate() -> Hall:
    """Olek's, ready to print; its recognition is off the wall."""
    hall = Hall()
    batch = hall.send("Olek,Thanks,5,")
    hall.paper()
    press(hall, batch)
    return hall


def elsewhere(act: Callable[[], object]) -> list[Exception]:
    """On a connection of its own, that waits for a lock a moment only."""
    failed: list[Exception] = []

    def run() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '300ms'")
            act()
        except OperationalError as error:
            failed.append(error)
        finally:
            connection.close()

    other = Thread(target=run)
    other.start()
    other.join()
    return failed


def printed_while_it_is_withdrawn(monkeypatch: pytest.MonkeyPatch) -> tuple[str, bool]:
    """The recall comes between the look at the certificate and its tick. Answers its state, and whether its code is
    alive."""
    hall = a_certificate()
    look = handing.look_at

    def look_and_be_overtaken(**what: object) -> bytes:
        data = look(**what)  # type: ignore[arg-type]
        elsewhere(lambda: resume_recalls(at=LATER.isoformat()))
        elsewhere(lambda: withdraw_hidden(now=LATER))
        return data

    monkeypatch.setattr(handing, "look_at", look_and_be_overtaken)
    hall.print(hall.olek, LATER)
    withdraw_hidden(now=LATER)
    state = Certificate.objects.for_company(hall.company).with_state(NOON.date()).get().state
    return state, ActivationCode.objects.for_company(hall.company).get().voided_at is None


@pytest.mark.rule(
    "B6", "a certificate printed at the moment of the recall counts as printed, and its code lives"
)
@pytest.mark.promise("V7", "no printed certificate bears a code that a recall has ended")
def test_recalled_while_printing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed_while_it_is_withdrawn(monkeypatch) == ("to_fetch", True)


@pytest.mark.promise(
    "V7", "negative control: without the lock a certificate is printed with a code that is dead"
)
def test_printing_without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.models.QuerySet.select_for_update", lambda rows, **_how: rows)
    assert printed_while_it_is_withdrawn(monkeypatch) == ("to_fetch", False)


@pytest.mark.rule("B6", "once it is withdrawn nothing is printed, whoever pressed at the same moment")
def test_printing_at_once() -> None:
    hall = a_certificate()
    resume_recalls(at=LATER.isoformat())

    def one() -> str:
        try:
            hall.print(hall.olek, LATER)
        except NotToBeHad:
            return "refused"
        return "printed"

    answers = at_once([one, one, lambda: withdraw(at=LATER.isoformat())])
    state = Certificate.objects.for_company(hall.company).with_state(NOON.date()).get().state
    assert (answers[:2], state) == (["refused", "refused"], "withdrawn")


@pytest.mark.promise(
    "V17", "killed at any statement after the recall, paper is withdrawn and everybody told once"
)
def test_killed_while_withdrawing(all_faults: bool) -> None:
    def work() -> None:
        withdraw(at=LATER.isoformat())
        tell_about_recalls(at=LATER.isoformat())

    def begun() -> tuple[Hall, Batch]:
        hall = a_certificate()
        resume_recalls(at=LATER.isoformat())
        return hall, Batch.objects.for_company(hall.company).get()

    def ended(hall: Hall, batch: Batch) -> tuple[object, ...]:
        certificate = hall.certificate(hall.olek)
        mails = Mail.objects.filter(company=hall.company, kind="batch_recalled").count()
        code = certificate.code
        return (certificate.status, code is not None and code.voided_at is not None, mails)

    hall, batch = begun()
    points = count_statements(work)
    assert ended(hall, batch) == ("withdrawn", True, 1)
    for point in some_of(points, all_faults):
        hall, batch = begun()
        dies_at(work, point)
        work()
        assert (str(point), *ended(hall, batch)) == (str(point), "withdrawn", True, 1)
