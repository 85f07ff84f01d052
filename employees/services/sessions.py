"""Sessions ended by their owner, or because what protects them changed (A11)."""

from datetime import datetime

from django.db import transaction

from employees.models import Session, User
from employees.services.noticing import record_everywhere
from workstars.lib.actors import Actor


def end_session(*, user: User, key: str) -> bool:
    """One of the person's own, by its stored key; False when it was over already."""
    return bool(Session.objects.of(user).filter(pk=key).delete()[0])


def end_other_sessions(*, user: User, keep: str | None) -> int:
    """Every one but `keep` (its stored key), at whatever company's site; answers how many."""
    return int(Session.objects.of(user).besides(keep).delete()[0])


@transaction.atomic
def log_out_others(*, user: User, keep: str, by: Actor, now: datetime) -> int:
    """By its owner: all others, which is worth a line in the audit log."""
    ended = end_other_sessions(user=user, keep=keep)
    if ended:
        record_everywhere(user, "sessions.ended", by=by, now=now, after={"sessions": ended})
    return ended


def sweep_sessions(now: datetime, limit: int) -> int:
    """Deletes those that have expired, at most `limit`."""
    old = Session.objects.expired(now).order_by("expire_date").values_list("pk", flat=True)[:limit]
    return int(Session.objects.filter(pk__in=list(old)).delete()[0])
