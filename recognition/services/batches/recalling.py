"""A batch that was sent is recalled whole (B6): one press that says so, and a job that takes it back.

The press makes the request *recalled*; from then on it is on its way off the wall, whatever crashes. The job goes in
chunks that each commit: of each row the recognition is hidden, its points are reversed by an entry of their own, and
what is owed to its recipient is owed no longer. Which rows are done is asked of the ledger, where an entry can be
reversed once. What was printed is the certificates' business: they ask for what is hidden.
"""

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from employees.services.mail import drop_mails, drop_mails_about
from recognition.models import Batch, PointEntry
from recognition.models.points import PointEntryQuerySet
from recognition.services.batches.deciding import TextMissing
from recognition.services.batches.holding import NotNow, Status, held, note, record
from workstars.lib.actors import SYSTEM, Actor
from workstars.lib.clock import days_later, today
from workstars.lib.jobs import ClaimLost, Heart, claim, move_on, unattended

DAYS = 7
CHUNK = 50_000
DONE = "recall_done"
TAKE_BACK = """
    WITH taken AS MATERIALIZED (
        SELECT entry.id, entry.employee_id, entry.recipient_id, entry.points, said.id AS recognition_id
        FROM recognition_recognition said
        JOIN recognition_recipient got ON got.recognition_id = said.id
        JOIN recognition_pointentry entry ON entry.recipient_id = got.id AND entry.reverses_id IS NULL
        WHERE said.batch_id = %(batch)s AND said.company_id = %(company)s
          AND NOT EXISTS (SELECT FROM recognition_pointentry back WHERE back.reverses_id = entry.id)
        ORDER BY said.batch_row, got.id
        LIMIT %(most)s
    ),
    reversed AS (
        INSERT INTO recognition_pointentry (company_id, employee_id, recipient_id, reverses_id, points, at)
        SELECT %(company)s, employee_id, recipient_id, id, -points, %(at)s FROM taken
    ),
    hidden AS (
        UPDATE recognition_recognition said
        SET hidden_at = %(at)s, hidden_by_label = %(by)s, hidden_reason = %(reason)s
        FROM taken WHERE said.id = taken.recognition_id AND said.hidden_at IS NULL
    ),
    owed_no_more AS (
        UPDATE recognition_recipient got
        SET notice_owed = false, paper = CASE WHEN got.paper = 'owed' THEN '' ELSE got.paper END
        FROM taken WHERE got.id = taken.recipient_id AND (got.notice_owed OR got.paper = 'owed')
    )
    SELECT recipient_id FROM taken
"""


class RecallRefused(Exception):
    """The batch cannot be recalled. The text says why."""


def last_day_to_recall(batch: Batch) -> date:
    """The seventh day after the one on which it was sent, in the company's time zone; inclusive."""
    assert batch.sent_at is not None
    return days_later(batch.company, batch.sent_at, DAYS)


def can_recall(batch: Batch, now: datetime) -> bool:
    return batch.status == Status.SENT and today(batch.company, now) <= last_day_to_recall(batch)


def check_recallable(batch: Batch, now: datetime) -> None:
    """Refusals: RecallRefused with the sentence, NotNow for what was never sent."""
    if batch.status == Status.SENDING:
        raise RecallRefused(_("It is still being sent. Once that is done it can be recalled."))
    if batch.status == Status.RECALLED:
        raise RecallRefused(
            _("%(name)s has recalled this batch already.") % {"name": batch.recalled_by_label}
        )
    if batch.status != Status.SENT:
        raise NotNow(batch)
    last_day = last_day_to_recall(batch)
    if today(batch.company, now) > last_day:
        said = {"day": date_format(last_day, "DATE_FORMAT")}
        raise RecallRefused(_("It could be recalled to %(day)s. Its recognitions stay.") % said)


@transaction.atomic
def recall_batch(*, batch: Batch, reason: str, by: Actor, now: datetime) -> Batch:
    """All of it, for good. A job takes it back. Refusals: RecallRefused, NotNow, TextMissing."""
    batch = held(batch)
    check_recallable(batch, now)
    if not reason.strip():
        raise TextMissing(_("Say why it is recalled."))
    batch.status, batch.recalled_at, batch.recalled_by_label = Status.RECALLED, now, by.label[:300]
    batch.recall_reason = reason.strip()[:300]
    batch.await_worker(now)
    batch.save()
    note(batch, Status.RECALLED, batch.recall_reason, by, now)
    credited = PointEntry.objects.for_company(batch.company).credited_by(batch)
    after = {"reason": batch.recall_reason, "rows": batch.rows_sent, "points": credited.balance()}
    record(batch, "batch.recalled", by, now, after=after)
    return batch


def overdue_recalls() -> list[int]:
    """Recalled batches that no living worker takes back. None is given up: they are tried again and again."""
    waiting = Batch.objects.across_companies().filter(unattended(), _to_do())
    return list(waiting.order_by("attempts", "recalled_at").values_list("pk", flat=True))


def take_back(batch_id: int, now: datetime) -> bool:
    """Takes back what was recalled, or goes on where a dead worker stopped; answers whether it was ours to do."""
    row = Batch.objects.across_companies().filter(_to_do(), pk=batch_id)
    batch = claim(row.select_related("company", "requested_by"))
    if batch is None:
        return False
    try:
        with Heart(batch) as heart, override(batch.requested_by.language):
            heart.begin("recalling", batch.rows_sent)
            done = _reversals(batch).count()
            while number := _take_back_chunk(batch):
                done += number
                heart.tick(done)
            _close(batch, now)
    except ClaimLost:
        return False
    return True


def _to_do() -> Q:
    """The last condition is that of the index."""
    return Q(status=Status.RECALLED, recall_done_at__isnull=True, recall_told_at__isnull=True)


@transaction.atomic
def _take_back_chunk(batch: Batch) -> int:
    """All of a chunk or nothing; answers how many rows it had. Of two workers one writes."""
    ours = Batch.objects.for_company(batch.company).filter(
        pk=batch.pk, claim=batch.claim, status=Status.RECALLED
    )
    if not ours.update(attempts=1):
        raise ClaimLost
    params = {
        "batch": batch.pk,
        "company": batch.company_id,
        "most": CHUNK,
        "at": batch.recalled_at,
        "by": batch.recalled_by_label,
        "reason": batch.recall_reason,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE_BACK, params)
        recipients = [pk for (pk,) in cursor.fetchall()]
    # After the rows are held: a notice that somebody was about to write is there by now, or will never be.
    drop_mails(batch.company, (f"recognition {pk}" for pk in recipients))
    return len(recipients)


@transaction.atomic
def _close(batch: Batch, now: datetime) -> None:
    move_on(batch, recall_done_at=now)
    drop_mails_about(batch.company, f"batch team {batch.pk} ")
    drop_mails_about(batch.company, f"batch copied {batch.pk} ")
    reversals = _reversals(batch)
    number = reversals.count()
    sentence = ngettext(
        "%(count)s recognition is off the wall, and %(points)s points are taken back.",
        "%(count)s recognitions are off the wall, and %(points)s points are taken back.",
        number,
    )
    said = {"count": f"{number:,}", "points": f"{-reversals.balance():,}"}
    note(batch, DONE, sentence % said, SYSTEM, now)


def _reversals(batch: Batch) -> PointEntryQuerySet:
    rows: PointEntryQuerySet = PointEntry.objects.for_company(batch.company)
    return rows.filter(reverses__in=rows.credited_by(batch))
