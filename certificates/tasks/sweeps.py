"""What the clock does about certificates; each answers how many rows or files it touched."""

from datetime import datetime

from certificates.services import anew, issuing, placing, reminding, rendering, retention, telling
from certificates.services.packs.fetching import sweep_orphan_packs
from certificates.tasks.rendering import pdf_render
from workstars.lib.periodic import periodic_task


@periodic_task("certificates.issue")
def issue(now: datetime) -> int:
    """What recognitions owe, and what has to be drawn anew; then a hint to the PDF workers if anything waits."""
    issued = issuing.issue_certificates(now=now) + anew.renew_changed(now=now)
    if rendering.waiting(now).exists():
        pdf_render.delay_on_commit(at=now.isoformat())
    return issued


@periodic_task("certificates.follow_managers")
def follow_managers(now: datetime) -> int:
    return placing.follow_managers(now=now)


@periodic_task("certificates.tell_holders")
def tell_holders(now: datetime) -> int:
    return telling.tell_holders(now=now)


@periodic_task("certificates.remind_holders")
def remind_holders(now: datetime) -> int:
    return reminding.remind_holders(now=now)


@periodic_task("certificates.sweep_orphans")
def sweep_orphans(now: datetime) -> int:
    """By the disk's own clock, whatever moment is asked for: a file on its way must never look old."""
    return retention.sweep_orphan_files() + sweep_orphan_packs()


@periodic_task("certificates.delete_old")
def delete_old(now: datetime) -> int:
    return retention.delete_old_certificates(now=now)
