"""Errands of recalls: a task is a hint, the sweeps find what no hint reached."""

from datetime import datetime

from celery import shared_task

from certificates.services import telling_recalls, withdrawing
from certificates.tasks.rendering import pdf_render
from recognition.services.batches.recalling import take_back
from workstars.lib.periodic import moment, periodic_task


@shared_task(name="certificates.recall")
def recall(*, batch_id: int, at: str | None = None) -> None:
    """The hint after the press: off the wall, its paper withdrawn, and whoever is concerned told."""
    if take_back(batch_id, moment(at)):
        withdraw(at=at)
        tell_about_recalls(at=at)


@periodic_task("certificates.withdraw")
def withdraw(now: datetime) -> int:
    """What is hidden is withdrawn, what is shown again comes back; answers of how many certificates."""
    back = withdrawing.bring_back_shown(now=now)
    if back:
        pdf_render.delay_on_commit(at=now.isoformat())
    return withdrawing.withdraw_hidden(now=now) + back


@periodic_task("certificates.tell_about_recalls")
def tell_about_recalls(now: datetime) -> int:
    return telling_recalls.tell_about_recalls(now=now)
