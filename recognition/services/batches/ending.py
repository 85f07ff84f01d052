"""How the sending of a batch ends: sent, or back at its requester with nothing sent (B5, V2)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from employees.services.mail import queue_mail
from recognition.emails import batches as emails
from recognition.models import Batch, BatchFile, PointEntry
from recognition.services.batches.holding import held, note, record
from workstars.lib.actors import SYSTEM
from workstars.lib.jobs import move_on


@transaction.atomic
def close_batch(batch: Batch, now: datetime) -> None:
    """Every confirmed row is a recognition or a skip now; the thread and the audit log say how many."""
    move_on(batch, status=Batch.Status.SENT, sent_at=now)
    batch.refresh_from_db(fields=["status", "sent_at", "rows_sent", "rows_skipped"])
    note(batch, Batch.Status.SENT, outcome_of(batch), SYSTEM, now)
    credited = PointEntry.objects.for_company(batch.company).filter(recipient__recognition__batch=batch)
    after = {"rows": batch.rows_sent, "skipped": batch.rows_skipped, "points": credited.balance()}
    record(batch, "batch.sent", SYSTEM, now, after=after)


@transaction.atomic
def give_back(batch: Batch, sentence: str, *, check_again: bool, now: datetime) -> None:
    """Nothing was sent, and nothing will be before somebody has looked at it and submitted it again.

    With `check_again` the same file is checked anew, so that the page shows what it would do by now.
    """
    move_on(
        batch,
        status=Batch.Status.NEEDS_INFORMATION,
        confirmed_fingerprint="",
        revision=batch.revision + 1,
        approved_at=None,
        send_at=None,
        started_at=None,
    )
    if check_again and batch.file is not None:
        _queue_check(batch.file, now)
    text = sentence or _(
        "Nothing was sent: Employee IDs of the file mean other people than when it was checked. "
        "It is checked anew; look at the check and submit it again."
    )
    batch = held(batch)
    entry = note(batch, Batch.Status.NEEDS_INFORMATION, text, SYSTEM, now)
    record(batch, "batch.given_back", SYSTEM, now, after={"reason": text})
    user = batch.requested_by
    queue_mail(
        company=batch.company,
        to=user.address,
        message=emails.batch_given_back(batch, user, text, page_of(batch)),
        kind="batch_sent_back",
        key=f"batch sent back {entry.pk}",
        now=now,
        user=user,
    )


def page_of(batch: Batch) -> str:
    """Its address, for mails."""
    return batch.company.address + reverse("batch", kwargs={"pk": batch.pk})


def outcome_of(batch: Batch) -> str:
    """A sentence or two, for the thread and the mail."""
    sent = ngettext(
        "%(count)s recognition was sent.", "%(count)s recognitions were sent.", batch.rows_sent
    ) % {"count": batch.rows_sent}
    if not batch.rows_skipped:
        return sent
    skipped = ngettext(
        "%(count)s row was not: that person has left, or has not started yet.",
        "%(count)s rows were not: these people have left, or have not started yet.",
        batch.rows_skipped,
    ) % {"count": batch.rows_skipped}
    return f"{sent} {skipped}"


def _queue_check(file: BatchFile, now: datetime) -> None:
    file.found, file.fingerprint, file.content_digest = {"moved_on": True}, "", None
    file.status, file.finished_at, file.failure = BatchFile.Status.CHECKING, None, ""
    file.await_worker(now)
    file.save()
