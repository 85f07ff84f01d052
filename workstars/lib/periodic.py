"""Jobs by the clock: one at a time, and at any moment that is asked for."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from celery import Task, shared_task
from django.db import connection
from django.utils import timezone

HELD = "already running elsewhere"
Outcome = int | str | None


def periodic_task(name: str) -> Callable[[Callable[[datetime], Outcome]], Task]:
    """A task called as `task(at="2026-12-25T06:00Z")` that runs the function with that moment, or with now.

    The function answers with what it did, a count or a few words. While the same job runs anywhere else on this
    database it is skipped: the next beat comes.
    """

    def decorate(job: Callable[[datetime], Outcome]) -> Task:
        def run(at: str | None = None) -> Outcome:
            with only_one(name) as ours:
                return job(moment(at)) if ours else HELD

        run.__name__, run.__module__, run.__doc__ = job.__name__, job.__module__, job.__doc__
        return shared_task(name=name)(run)

    return decorate


def moment(at: str | None) -> datetime:
    """Aware time from ISO text; without text, now. A time without a zone is refused with ValueError."""
    if at is None:
        return timezone.now()
    parsed = datetime.fromisoformat(at)
    if parsed.tzinfo is None:
        raise ValueError(f"{at} has no time zone: end it with Z for UTC")
    return parsed.astimezone(UTC)


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """An advisory lock of this database session; True for who got it. It goes with the session, whatever happens."""
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        (ours,) = cursor.fetchone()
    try:
        yield ours
    finally:
        if ours and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
