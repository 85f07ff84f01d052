"""The errand of the PDF workers about packs, and what the clock does about them."""

from datetime import datetime

from celery import Task, shared_task

from certificates.models import CertificatePack
from certificates.services.packs import fetching, making
from workstars.lib import packs
from workstars.lib.periodic import moment, periodic_task

# So many chunks with one hint: a worker can be renewed between two of them.
MOST = 20


@shared_task(name="certificates.pdf_packs", bind=True)
def pdf_packs(self: Task, *, at: str | None = None) -> None:
    """Some chunks, and a hint for the next while there are more; all at once in the foreground of `run_due_work`."""
    most = None if self.request.is_eager else MOST
    if making.make_packs(now=moment(at), most=most):
        pdf_packs.delay_on_commit()


@periodic_task("certificates.resume_packs")
def resume_packs(now: datetime) -> int:
    """Packs of recalled batches go; then a hint if any wait that no living worker makes."""
    ended = fetching.end_packs(now=now)
    if packs.waiting(CertificatePack).exists():
        pdf_packs.delay_on_commit(at=now.isoformat())
    return ended
