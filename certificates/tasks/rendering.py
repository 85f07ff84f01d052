"""The errand of the PDF workers. It is a hint: the row says what is to be made."""

from celery import Task, shared_task

from certificates.services.rendering import render_waiting
from workstars.lib.periodic import moment

# So many with one hint, that a worker can be renewed between two of them.
MOST = 50


@shared_task(name="certificates.pdf_render", bind=True)
def pdf_render(self: Task, *, at: str | None = None) -> None:
    """A handful, and a hint for the next while there are more; all at once in the foreground of `run_due_work`."""
    most = None if self.request.is_eager else MOST
    if render_waiting(now=moment(at), most=most) == MOST and most is not None:
        pdf_render.delay_on_commit()
