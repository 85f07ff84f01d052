"""Progress and sign of life of an import at work, on a connection of its own so that others see it at once."""

from threading import Event, Thread
from types import TracebackType

from django.db import Error, connection
from django.db.models.functions import Now

from employees.models import HrImport

EVERY_SECONDS = 0.5


class Heart(Thread):
    """Beats while the work goes on; a worker that is killed takes it along, and the silence is noticed.

    Set `step`, `total` and `done`; what is read here may be a moment old, which is all a progress bar needs.
    """

    def __init__(self, hr_import: HrImport) -> None:
        super().__init__(daemon=True)
        self.step, self.done, self.total = "", 0, 0
        self._row = HrImport.objects.for_company(hr_import.company).filter(
            pk=hr_import.pk, claim=hr_import.claim
        )
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
