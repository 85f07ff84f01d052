"""Errands of batches. A task is a hint; the sweeps find what no hint reached, and what a dead worker left."""

from datetime import datetime
from time import monotonic

from celery import shared_task

from recognition.services.batches.checking import overdue_files, work_on_file
from recognition.services.batches.recalling import overdue_recalls, take_back
from recognition.services.batches.receiving import sweep_files
from recognition.services.batches.sending import overdue_batches, send_batch, start_due_batches
from recognition.services.batches.telling import tell_about_batches, tell_recipients
from workstars.lib.periodic import moment, periodic_task

SECONDS = 200  # below the hard limit of a task; the next beat goes on


@shared_task(name="recognition.check_batch_file")
def check_batch_file(*, file_id: int, at: str | None = None) -> None:
    work_on_file(file_id, moment(at))


@shared_task(name="recognition.start_batches")
def start_batches(*, at: str | None = None) -> None:
    """The hint after an approval: a batch of today need not wait for the minute."""
    start_due_batches_now(at=at)


@shared_task(name="recognition.send_one_batch")
def send_one_batch(*, batch_id: int, at: str | None = None) -> None:
    """And those whom it concerns need not wait for the minute either."""
    if send_batch(batch_id, moment(at)):
        mail_notices.delay(at=at)
        tell_about_sent_batches.delay(at=at)


@periodic_task("recognition.start_due_batches")
def start_due_batches_now(now: datetime) -> int:
    """Scheduled batches whose moment has come; each is sent by a task of its own."""
    started = start_due_batches(now)
    for batch_id in started:
        send_one_batch.delay_on_commit(batch_id=batch_id, at=now.isoformat())
    return len(started)


@periodic_task("recognition.resume_batch_checks")
def resume_batch_checks(now: datetime) -> int:
    """Checks without a living worker; answers how many were ours to do."""
    return sum(work_on_file(file_id, now) for file_id in overdue_files())


@periodic_task("recognition.resume_batches")
def resume_batches(now: datetime) -> int:
    """Batches without a living worker; answers how many were ours to do."""
    return sum(send_batch(batch_id, now) for batch_id in overdue_batches())


@periodic_task("recognition.resume_recalls")
def resume_recalls(now: datetime) -> int:
    """Recalled batches without a living worker; answers how many were ours to do."""
    return sum(take_back(batch_id, now) for batch_id in overdue_recalls())


@periodic_task("recognition.mail_notices")
def mail_notices(now: datetime) -> int:
    """To recipients of batches; answers for how many rows."""
    told, end = 0, monotonic() + SECONDS
    while monotonic() < end and (some := tell_recipients(now)):
        told += some
    return told


@periodic_task("recognition.tell_about_batches")
def tell_about_sent_batches(now: datetime) -> int:
    """To managers, copied people, requesters and administrators; answers of how many batches."""
    return tell_about_batches(now)


@periodic_task("recognition.sweep_batch_files")
def sweep_batch_files(now: datetime) -> int:
    """Files whose days are over, and files that no row names."""
    return sweep_files(now)
