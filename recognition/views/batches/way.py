"""The way of a request from submission to result: where it is, who is asked, what comes next and when (B4, B5)."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from recognition.models import Batch
from recognition.queries.batch_approvals import Turn, users_of
from recognition.queries.batch_dates import due_on, moment_to_send
from recognition.views.batches.words import local_time
from workstars.lib.clock import today
from workstars.lib.jobs import MOST_ATTEMPTS

Status = Batch.Status
NAMED = 3
# Where it stands among the steps; past the last one all are done.
_WITH_APPROVAL = {
    **dict.fromkeys((Status.DRAFT, Status.NEEDS_INFORMATION), 1),
    **dict.fromkeys((Status.SUBMITTED, Status.APPROVED), 2),
    **dict.fromkeys((Status.SCHEDULED, Status.SENDING), 3),
    Status.SENT: 5,
}


@dataclass(frozen=True)
class Way:
    """`step` counts from 1 among submission, approval (when `is_approved`), sending and result. `asked`: some of those
    who may say the next yes; `more` have the same right."""

    step: int
    is_approved: bool
    next: str
    asked: list[str] = field(default_factory=list)
    more: int = 0


def way_of(batch: Batch, turn: Turn, now: datetime) -> Way | None:
    """None for what has come to another end: rejected, cancelled, recalled."""
    step = _WITH_APPROVAL.get(Status(batch.status))
    if step is None:
        return None
    is_approved = batch.needs_second or batch.approval not in ("", "none")
    if step > 1 and not is_approved:
        step -= 1
    waits = batch.status == Status.SUBMITTED and turn.is_company
    asked = [str(user) for user in users_of(turn, batch.company, now)] if waits else []
    return Way(step, is_approved, _next(batch, turn, now), asked[:NAMED], max(len(asked) - NAMED, 0))


def _next(batch: Batch, turn: Turn, now: datetime) -> str:
    name = {"name": batch.requested_by_label}
    sentences = {
        Status.DRAFT: lambda: _("Nothing is sent before %(name)s submits it again.") % name,
        Status.NEEDS_INFORMATION: lambda: _("With an answer, or changed, it is submitted again."),
        Status.SUBMITTED: lambda: _after_approval(batch, turn, now),
        Status.SCHEDULED: lambda: _until_sending(batch, now),
        Status.SENDING: lambda: _while_sending(batch),
        Status.SENT: lambda: _(
            "The result names every row and what became of it. Download it whenever you need it."
        ),
    }
    return sentences.get(Status(batch.status), str)()


def _after_approval(batch: Batch, turn: Turn, now: datetime) -> str:
    assert batch.submitted_at is not None
    sentence = _once_approved(batch, now)
    if turn.is_operators and today(batch.company, now) > due_on(batch.company, batch.submitted_at):
        return f"{_('The answer is overdue: write to them below.')} {sentence}"
    return sentence


def _once_approved(batch: Batch, now: datetime) -> str:
    assert batch.submitted_at is not None
    moment = moment_to_send(batch.company, batch.send_on, batch.submitted_at, now)
    if moment.is_late:
        return _("The day it was meant for is over, so it is sent as soon as it is approved.")
    if moment.at <= now:
        return _("It is sent as soon as it is approved.")
    when = {"when": local_time(batch, moment.at), "zone": batch.company.time_zone}
    return _("Once approved, it is sent on %(when)s (%(zone)s); at once, if the approval comes later.") % when


def _until_sending(batch: Batch, now: datetime) -> str:
    if batch.send_at and batch.send_at <= now:
        return _("It begins within a minute.")
    return _("Until then it can be changed or cancelled. The outcome is mailed, and stands here.")


def _while_sending(batch: Batch) -> str:
    if batch.attempts > MOST_ATTEMPTS:
        return _(
            "It broke off several times and is tried again every ten minutes. Nothing is lost, and nothing is sent "
            "twice. Ask the operator to look into it."
        )
    return _("The outcome is mailed to whoever asked for it and to the administrators, and stands here.")
