"""One attempt at an erasure: whoever fails, or dies over it, leaves it aside for a while and goes on with others."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db.models import F

from employees.models import Erasure

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
DOUBLINGS = 8


def due_erasures(now: datetime) -> list[Erasure]:
    return list(Erasure.objects.across_companies().due(now).select_related("company"))


def pause_after(attempts: int) -> timedelta:
    """So long an erasure is left alone that has failed `attempts` times before."""
    return min(FIRST_PAUSE * 2 ** min(attempts, DOUBLINGS), LONGEST_PAUSE)


@contextmanager
def attempt(erasure: Erasure, now: datetime) -> Iterator[Callable[[Erasure.Step], None]]:
    """Written down before it is made, wiped when it comes through; within, each step is told before it is begun. An
    error goes on to the caller; of it only its kind is kept, since its words may name the person."""
    row = Erasure.objects.for_company(erasure.company).filter(pk=erasure.pk)
    row.update(attempts=F("attempts") + 1, retry_at=now + pause_after(erasure.attempts), step="", failure="")

    def begin(step: Erasure.Step) -> None:
        row.update(step=step)

    try:
        yield begin
    except Exception as error:
        row.update(failure=type(error).__name__[:100])
        raise
    row.update(attempts=0, retry_at=None, step="")
