"""What those who approve a batch do with it (B4), and the objection of the person it names (B1)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from recognition.models import Batch, BatchApproval
from recognition.queries.batch_approvals import Turn, stamp, turn_of
from recognition.queries.batch_dates import moment_to_send
from recognition.services.batches.holding import (
    CHANGEABLE,
    NotNow,
    NotYours,
    Status,
    held,
    note,
    person,
    record,
)
from recognition.services.batches.letters import ask_approvers, tell_other_side, tell_requester
from workstars.lib.actors import SYSTEM, Actor
from workstars.lib.clock import today


class Outdated(Exception):
    """What was looked at is not what the request says now."""

    def __init__(self) -> None:
        super().__init__(_("The request has changed since you opened this page. Look at it again."))


class TextMissing(Exception):
    """A decision that has to be explained, or an empty message."""


@transaction.atomic
def approve_batch(*, batch: Batch, seen: str, as_operator: bool, by: Actor, now: datetime) -> Batch:
    """One person's yes to what `seen` stands for; the last one schedules it. The same yes again changes nothing.

    Refusals: NotNow, Outdated, NotYours.
    """
    batch = held(batch)
    bound_to = stamp(batch)
    if seen == bound_to and batch.approvals.filter(by=by.user_id, fingerprint=bound_to).exists():
        return batch
    _refuse_unless_theirs(batch, as_operator=as_operator, by=by, now=now)
    if seen != bound_to:
        raise Outdated
    BatchApproval(
        company=batch.company,
        batch=batch,
        by_id=person(by),
        by_label=by.label[:300],
        by_operator=as_operator,
        at=now,
        fingerprint=bound_to,
    ).save()
    entry = note(batch, Status.APPROVED, "", by, now)
    record(batch, "batch.approved", by, now, after=totals(batch))
    turn = turn_of(batch, now)
    if turn.is_over:
        schedule(batch, now)
    else:
        ask_approvers(batch, entry, turn, now)
    tell_requester(batch, entry, now)
    return batch


@transaction.atomic
def reject_batch(*, batch: Batch, text: str, as_operator: bool, by: Actor, now: datetime) -> Batch:
    """The end of it, with the reason. Refusals: NotNow, NotYours, TextMissing."""
    return _decide(batch, Status.REJECTED, text, as_operator=as_operator, by=by, now=now)


@transaction.atomic
def ask_for_information(*, batch: Batch, text: str, as_operator: bool, by: Actor, now: datetime) -> Batch:
    """Back to the requester with a question; the answer submits it again. Refusals: NotNow, NotYours, TextMissing."""
    return _decide(batch, Status.NEEDS_INFORMATION, text, as_operator=as_operator, by=by, now=now)


def _decide(
    batch: Batch, status: Batch.Status, text: str, *, as_operator: bool, by: Actor, now: datetime
) -> Batch:
    batch = held(batch)
    _refuse_unless_theirs(batch, as_operator=as_operator, by=by, now=now)
    if not text.strip():
        raise TextMissing(_("Say why, so that it can be mended."))
    batch.status = status
    batch.save(update_fields=["status"])
    entry = note(batch, status, text, by, now)
    action = "batch.rejected" if status == Status.REJECTED else "batch.asked"
    record(batch, action, by, now, after={"reason": entry.text})
    tell_requester(batch, entry, now)
    return batch


@transaction.atomic
def object_to_sender(*, batch: Batch, text: str, by: Actor, now: datetime) -> Batch:
    """The person it names does not want to be named: nothing is sent before another sender is chosen.

    Refusal: NotNow, also once sending has begun.
    """
    batch = held(batch)
    sender = batch.from_employee
    if sender is None or batch.status not in CHANGEABLE - {Status.DRAFT}:
        raise NotNow(batch)
    if batch.objected_by_id == sender.pk:
        return batch
    batch.status, batch.objected_by, batch.send_at = Status.NEEDS_INFORMATION, sender, None
    batch.confirmed_fingerprint = ""
    batch.save(update_fields=["status", "objected_by", "send_at", "confirmed_fingerprint"])
    entry = note(batch, "objected", text, by, now)
    record(batch, "batch.objected", by, now, after={"reason": entry.text})
    tell_other_side(batch, entry, by, now)
    return batch


def schedule(batch: Batch, now: datetime) -> None:
    """Nobody's yes is missing: it is sent at its moment, and the thread says which (B5)."""
    assert batch.submitted_at is not None
    moment = moment_to_send(batch.company, batch.send_on, batch.submitted_at, now)
    batch.status, batch.approved_at, batch.send_at = Status.SCHEDULED, now, moment.at
    batch.save(update_fields=["status", "approved_at", "send_at"])
    note(batch, Status.SCHEDULED, _when(batch, moment.at, is_late=moment.is_late, now=now), SYSTEM, now)
    local = f"{moment.at.astimezone(ZoneInfo(batch.company.time_zone)):%Y-%m-%d %H:%M}"
    record(batch, "batch.scheduled", SYSTEM, now, after={"send_at": local, "late": moment.is_late})


def _when(batch: Batch, at: datetime, *, is_late: bool, now: datetime) -> str:
    day = {"day": date_format(batch.send_on, "DATE_FORMAT")}
    if is_late and batch.submitted_at and today(batch.company, batch.submitted_at) == batch.send_on:
        return _("The approval came after %(day)s, so it is sent at once.") % day
    if is_late:
        return _("The approval came after %(day)s, 08:00, so it is sent at once.") % day
    if at <= now:
        return _("It is sent at once.")
    shown = date_format(localtime(at, at.tzinfo), "DATETIME_FORMAT")
    return _("It is sent on %(when)s (%(zone)s).") % {"when": shown, "zone": batch.company.time_zone}


def totals(batch: Batch) -> dict[str, int]:
    return {"people": batch.people, "points": batch.points}


def _refuse_unless_theirs(batch: Batch, *, as_operator: bool, by: Actor, now: datetime) -> None:
    if batch.status != Status.SUBMITTED:
        raise NotNow(batch)
    turn = turn_of(batch, now)
    if not turn.is_for(by.user_id, as_operator=as_operator):
        raise NotYours(_why_not(batch, turn, by))


def _why_not(batch: Batch, turn: Turn, by: Actor) -> str:
    if batch.requested_by_id == by.user_id:
        return _("You asked for this batch, so somebody else has to decide.")
    if by.user_id in turn.excluded:
        return _("You have approved it already. So many points need a second person.")
    if turn.is_operators:
        return _("The account managers of the platform decide about this batch.")
    return _("An administrator of the company decides about this batch.")
