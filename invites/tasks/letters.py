"""The errand of the PDF workers about letters, and what the clock does about them."""

from datetime import datetime

from celery import Task, shared_task

from invites.models import LetterPack
from invites.services.letters import fetching, making
from workstars.lib import packs
from workstars.lib.periodic import moment, periodic_task

# So many chunks with one hint: a minute or so, and a worker can be renewed between two of them.
MOST = 20


@shared_task(name="invites.pdf_letters", bind=True)
def pdf_letters(self: Task, *, at: str | None = None) -> None:
    """Some chunks, and a hint for the next while there are more; all at once in the foreground of `run_due_work`."""
    most = None if self.request.is_eager else MOST
    if making.make_letters(now=moment(at), most=most):
        pdf_letters.delay_on_commit()


@periodic_task("invites.resume_letters")
def resume_letters(now: datetime) -> int:
    """Letters of void files go; then a hint if any wait that no living worker makes."""
    ended = fetching.end_letters(now=now)
    if packs.waiting(LetterPack).exists():
        pdf_letters.delay_on_commit(at=now.isoformat())
    return ended


@periodic_task("invites.sweep_orphan_letters")
def sweep_orphan_letters(now: datetime) -> int:
    """By the disk's own clock, whatever moment is asked for: a file on its way must never look old."""
    return fetching.sweep_orphan_letters()
