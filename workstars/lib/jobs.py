"""Long work on one row: claimed by one worker, with progress and a sign of life, taken over when that worker dies.

The row is the truth and the queue only a hint. A claim is a conditional UPDATE; whoever moves the row on asks for the
claim again, so that a worker thought dead can do no harm. All is asked by the database's clock, which workers share.
"""

from datetime import datetime, timedelta
from threading import Event, Thread
from types import TracebackType
from typing import Any, TypeVar
from uuid import uuid4

from django.db import Error, connection, models
from django.db.models import F, Q
from django.db.models.functions import Now

# A heart beats twice a second, in a thread of its own: ten seconds of silence are a death, and the queue brings the
# task of a dead worker back after some fifteen.
EVERY_SECONDS = 0.5
STALE_AFTER = timedelta(seconds=10)
MOST_ATTEMPTS = 5


class ClaimLost(Exception):
    """Another worker thought this one dead and has begun again."""


class Job(models.Model):
    """The columns of a row that workers take up. `progress_step` is a word of the model's own."""

    claim = models.UUIDField(null=True)
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    progress_step = models.CharField(max_length=20, blank=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    def await_worker(self, now: datetime) -> None:
        """Sets the columns from which a worker takes it up; the caller saves."""
        self.started_at = now
        self.claim = self.claimed_at = self.heartbeat_at = None
        self.attempts = self.progress_done = self.progress_total = 0
        self.progress_step = ""


AnyJob = TypeVar("AnyJob", bound=Job)


def unattended() -> Q:
    """Rows that no living worker holds: never begun, or not heard of for STALE_AFTER."""
    return Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=Now() - STALE_AFTER)


def claim(row: "models.QuerySet[AnyJob]") -> AnyJob | None:
    """The one row of the queryset, with a claim of ours; None if it is gone, moved on or held by a living worker."""
    ours = uuid4()
    claimed = row.filter(unattended()).update(
        claim=ours, claimed_at=Now(), heartbeat_at=Now(), attempts=F("attempts") + 1
    )
    return row.filter(claim=ours).first() if claimed else None


def move_on(row: Any, **values: Any) -> None:
    """The next state, while claim and status are as we know them; otherwise ClaimLost, and all of this is undone."""
    same = type(row).objects.for_company(row.company).filter(pk=row.pk, claim=row.claim, status=row.status)
    if not same.update(claim=None, **values):
        raise ClaimLost


class Heart(Thread):
    """Beats while the work goes on, on a connection of its own so that others see it at once; a worker that is killed
    takes it along.

    Set `step`, `total` and `done`; what is read here may be a moment old, which is all a progress bar needs.
    """

    def __init__(self, row: Any) -> None:
        super().__init__(daemon=True)
        self.step, self.done, self.total = "", 0, 0
        self._row = type(row).objects.for_company(row.company).filter(pk=row.pk, claim=row.claim)
        self._over = Event()

    def begin(self, step: str, total: int = 0) -> None:
        self.step, self.done, self.total = step, 0, total

    def tick(self, done: int) -> None:
        self.done = done

    def run(self) -> None:
        try:
            while not self._over.wait(EVERY_SECONDS):
                self.beat()
        finally:
            connection.close()

    def beat(self) -> None:
        """A beat that cannot be written is missed, not an error: the next one comes."""
        try:
            if connection.connection is None:
                with connection.cursor() as cursor:
                    cursor.execute("SET lock_timeout = '1s'")
            self._row.update(
                heartbeat_at=Now(),
                progress_step=self.step,
                progress_done=self.done,
                progress_total=self.total,
            )
        except Error:
            connection.close()

    def __enter__(self) -> "Heart":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self.join()
