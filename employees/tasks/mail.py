"""Errands of the outbox."""

from datetime import datetime
from time import monotonic

from celery import shared_task

from employees.services.mail import send_due_mails, send_mail_now, take_back_abandoned
from workstars.lib.periodic import moment, periodic_task

BATCH = 50
SECONDS = 200  # below the hard limit of a task; the next beat goes on


@shared_task(name="employees.send_mail")
def send_mail(*, mail_id: int, at: str | None = None) -> None:
    """The hint after an act. What it cannot hand over is the sweep's."""
    send_mail_now(mail_id, moment(at))


@periodic_task("employees.sweep_outbox")
def sweep_outbox(now: datetime) -> int:
    """Mail that is due, and mail whose sender died; answers how many were tried."""
    take_back_abandoned(now)
    tried, end = 0, monotonic() + SECONDS
    while monotonic() < end and (done := send_due_mails(now, BATCH)):
        tried += done
    return tried
