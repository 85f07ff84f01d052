"""Batches that are due, sent in chunks that each commit (B5, V1).

The file is read and judged again by the functions of the check. What was confirmed is bound to it by a fingerprint:
rows that would say something else than was confirmed are never sent (V2). A chunk is one transaction that begins by
holding the batch under our claim, so of two workers one writes. Which rows are done is asked of the rows themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import override

from employees.models.employee import Status
from recognition.csv_import.columns import HeadingsWrong
from recognition.csv_import.digests import Addressed, fingerprint
from recognition.csv_import.findings import Findings
from recognition.csv_import.marks import Marks
from recognition.csv_import.reading import Entry, Reading, read_rows
from recognition.models import Batch, BatchSkip, Reason
from recognition.queries.batch_rows import rows_done
from recognition.queries.library import match_reason, reasons_by_key
from recognition.queries.reach import Addressee, Reach, addressees
from recognition.services.batches.ending import close_batch, give_back
from recognition.services.batches.receiving import FileGone, open_upload
from recognition.services.batches.writing import Given, Skipped, write_given, write_skipped
from workstars.lib import vault
from workstars.lib.clock import today
from workstars.lib.jobs import MOST_ATTEMPTS, ClaimLost, Heart, claim, unattended
from workstars.lib.pauses import without_pauses
from workstars.lib.tabular import Unreadable

CHUNK = 2_000
# A batch that breaks off again and again is not given up, since half of it may be out: it is tried more rarely.
REST = timedelta(minutes=10)
TOLD = frozenset({Status.REGISTERED, Status.INVITED_BY_MAIL})


@transaction.atomic
def start_due_batches(now: datetime) -> list[int]:
    """Scheduled batches whose moment has come are *sending* from now on; answers which, for the hints."""
    due = Batch.objects.across_companies().with_status(Batch.Status.SCHEDULED).filter(send_at__lte=now)
    started = []
    for batch in due.select_for_update(skip_locked=True).order_by("send_at", "pk"):
        batch.status = Batch.Status.SENDING
        batch.await_worker(now)
        batch.save()
        started.append(batch.pk)
    return started


def overdue_batches() -> list[int]:
    """Batches in *sending* that no living worker holds."""
    waiting = Batch.objects.across_companies().filter(unattended(), status=Batch.Status.SENDING)
    rested = Q(attempts__lte=MOST_ATTEMPTS) | Q(heartbeat_at__lt=Now() - REST)
    return list(waiting.filter(rested).order_by("attempts", "started_at").values_list("pk", flat=True))


def send_batch(batch_id: int, now: datetime) -> bool:
    """Sends what was confirmed, or goes on where a dead worker stopped; answers whether it was ours to do.

    Ends as *sent*, each confirmed row a recognition or a BatchSkip; or, with nothing sent, goes back to the requester.
    """
    row = Batch.objects.across_companies().filter(pk=batch_id, status=Batch.Status.SENDING)
    batch = claim(row.select_related("company", "file", "requested_by"))
    if batch is None:
        return False
    try:
        with override(batch.requested_by.language):
            _send(batch, now)
    except ClaimLost:
        return False
    return True


def _send(batch: Batch, now: datetime) -> None:
    with Heart(batch) as heart, without_pauses():
        try:
            order = _read(batch, heart, now)
        except (vault.FileDamaged, FileGone, Unreadable, HeadingsWrong) as error:
            if rows_done(batch):
                raise
            give_back(batch, str(error), check_again=False, now=now)
            return
        if order is None:
            give_back(batch, "", check_again=True, now=now)
            return
        heart.begin("sending", len(order.rows) + len(order.lost))
        _write_all(order, heart)
        close_batch(batch, now)


@dataclass(frozen=True)
class Order:
    """What is still to be written of a batch, and everybody's state of the moment at which it was read (B7).

    `reasons`: as written → which of the list it is. `lost` rows were confirmed and cannot be sent as confirmed now.
    """

    batch: Batch
    people: Mapping[str, Addressee]
    reasons: Mapping[str, Reason | None]
    rows: Sequence[Entry]
    lost: Sequence[Skipped]


def _read(batch: Batch, heart: Heart, now: datetime) -> Order | None:
    """The confirmed rows that are not done yet; None when nothing is done and they are not what was confirmed."""
    assert batch.file is not None
    heart.begin("rows", batch.file.rows)
    reading = read_rows(open_upload(batch.file), heart.tick)
    heart.begin("people")
    marks = Marks.unpack(Findings.from_json(batch.file.found).sendable)
    entries = [entry for entry in reading.entries if entry.number in marks]
    people = addressees(batch.company, {entry.key for entry in entries}, today(batch.company, now))
    rows = [Addressed(entry, people[entry.key].reach.employee) for entry in entries if entry.key in people]
    is_confirmed = fingerprint(rows) == batch.confirmed_fingerprint
    done = rows_done(batch)
    if not is_confirmed and not done:
        return None
    lost: list[Skipped] = []
    if not is_confirmed:
        rows = [row for row in rows if _is_unchanged(batch, people[row.entry.key])]
        lost = _lost(reading, marks, rows)
    listed = reasons_by_key(Reason.objects.for_company(batch.company).in_use())
    reasons = {text: match_reason(text, listed) for text in {row.entry.reason for row in rows}}
    left = [entry for entry, _employee in rows if entry.line not in done]
    return Order(batch, people, reasons, left, [row for row in lost if row.line not in done])


def _is_unchanged(batch: Batch, person: Addressee) -> bool:
    """Whether the person's Employee ID is surely what it was when the sending began and all was as confirmed."""
    assert batch.started_at is not None
    return person.changed_at < batch.started_at


def _lost(reading: Reading, marks: Marks, rows: Sequence[Addressed]) -> list[Skipped]:
    """Confirmed rows that are not among `rows`: half of the batch is out, so they are named rather than the whole
    held. It takes somebody who exchanges Employee IDs within the seconds of a worker's death."""
    kept = {entry.number for entry, _employee in rows}
    ids = {entry.number: entry.written_id for entry in reading.entries}
    return [
        Skipped(line, ids.get(number, "")[:64], BatchSkip.Why.GONE)
        for number, line in enumerate(reading.lines)
        if number in marks and number not in kept
    ]


def _write_all(order: Order, heart: Heart) -> None:
    done = 0
    if order.lost:
        _write_chunk(order.batch, [], order.lost)
        done = len(order.lost)
    rows = iter(order.rows)
    while chunk := list(islice(rows, CHUNK)):
        _write_chunk(order.batch, *_judge_chunk(order, chunk))
        done += len(chunk)
        heart.tick(done)


def _judge_chunk(order: Order, chunk: Sequence[Entry]) -> tuple[list[Given], list[Skipped]]:
    """Who left, or turned out not to have started, is named instead (B7)."""
    told = TOLD if order.batch.company.is_launched else frozenset()
    given, skipped = [], []
    for entry in chunk:
        person = order.people[entry.key]
        where = person.reach
        if where.is_active:
            given.append(_given(entry, where, order.reasons[entry.reason], where.status in told))
        else:
            why = BatchSkip.Why.LEFT if where.status == Status.LEFT else BatchSkip.Why.NOT_STARTED
            skipped.append(Skipped(entry.line, person.employee_id, why))
    return given, skipped


def _given(entry: Entry, where: Reach, reason: Reason | None, told: bool) -> Given:
    return Given(
        line=entry.line,
        employee=where.employee,
        manager=where.manager,
        message=entry.message.decode(),
        points=entry.points,
        reason=reason.pk if reason else None,
        reason_text="" if reason else entry.reason,
        paper=where.paper.value,
        told=told,
        country=where.country,
    )


@transaction.atomic
def _write_chunk(batch: Batch, given: Sequence[Given], skipped: Sequence[Skipped]) -> None:
    """All of a chunk or nothing. Attempts are counted anew: it is not the work that breaks it off.

    Nobody waits for the disk: a chunk that dies with the database is missing as a whole and sent again, and the next
    commit that waits, at the latest the one that closes the batch, writes all before it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
    ours = Batch.objects.for_company(batch.company).filter(
        pk=batch.pk, claim=batch.claim, status=Batch.Status.SENDING
    )
    held = ours.update(
        rows_sent=F("rows_sent") + len(given), rows_skipped=F("rows_skipped") + len(skipped), attempts=1
    )
    if not held:
        raise ClaimLost
    write_given(batch, given)
    write_skipped(batch, skipped)
