"""Comments are reported by colleagues and looked at by administrators: hidden with a reason, or kept (R8)."""

from datetime import datetime

from django.db import transaction

from employees.models import AuditEvent, Company
from recognition.models import Comment
from recognition.services.wall.hiding import SHOWN, hidden_by, refuse_others
from workstars.lib.actors import Actor


def report_comment(*, comment: Comment, now: datetime) -> bool:
    """By anybody who sees it, whose name is not kept. False when it waits already, or an administrator has kept it."""
    rows = Comment.objects.for_company(comment.company).shown().filter(pk=comment.pk)
    return bool(rows.filter(reported_at__isnull=True, kept_at__isnull=True).update(reported_at=now))


@transaction.atomic
def hide_comment(*, company: Company, comment: Comment, reason: str, by: Actor, now: datetime) -> bool:
    """From everybody but administrators and its author, who reads why. False when it is hidden or gone already.

    Refusal: HidingRefused.
    """
    refuse_others(company, by, now)
    hidden = hidden_by(by, reason, now)
    shown = Comment.objects.for_company(company).shown().filter(pk=comment.pk)
    if not shown.update(**hidden, reported_at=None):
        return False
    _record("comment.hidden", comment, by, now, reason=hidden["hidden_reason"])
    return True


@transaction.atomic
def show_comment(*, company: Company, comment: Comment, by: Actor, now: datetime) -> bool:
    """Seen again, and kept. False when it is shown already, or was taken back. Refusal: HidingRefused."""
    refuse_others(company, by, now)
    hidden = Comment.objects.for_company(company).hidden().filter(pk=comment.pk)
    if not hidden.update(**SHOWN, kept_at=now):
        return False
    _record("comment.shown", comment, by, now)
    return True


@transaction.atomic
def keep_comment(*, company: Company, comment: Comment, by: Actor, now: datetime) -> bool:
    """It was looked at and stays: nobody can report it again. False when nobody has reported it."""
    refuse_others(company, by, now)
    reported = Comment.objects.for_company(company).reported().filter(pk=comment.pk)
    if not reported.update(reported_at=None, kept_at=now):
        return False
    _record("comment.kept", comment, by, now)
    return True


def _record(action: str, comment: Comment, by: Actor, now: datetime, **after: str) -> None:
    AuditEvent.objects.record(
        company=comment.company,
        action=action,
        by=by,
        at=now,
        subject=comment,
        subject_label=comment.author.name,
        after=after,
    )
