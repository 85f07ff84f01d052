"""How far a job is, and how long it will still take, in words."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workstars.lib.jobs import Job


def bar_of(job: Job, label: str, poll: str, now: datetime, *, measured: bool = True) -> dict[str, Any]:
    """For `components/progress.html`; `poll` is asked again and again. What is not `measured` only goes on."""
    done, total = job.progress_done, job.progress_total
    return {
        "label": label,
        "done": done,
        "total": total if measured else 0,
        "left": time_left(job.started_at, done, total, now),
        "poll": poll,
    }


def time_left(started_at: datetime | None, done: int, total: int, now: datetime) -> str:
    """From the pace so far; empty while there is none to speak of."""
    if started_at is None or not done or done >= total:
        return ""
    seconds = (now - started_at).total_seconds() * (total - done) / done
    if seconds < 5:
        return _("A few seconds left.")
    if seconds < 90:
        return _("About %(seconds)d seconds left.") % {"seconds": -(-int(seconds) // 5) * 5}
    minutes = round(seconds / 60)
    return ngettext("About %(minutes)d minute left.", "About %(minutes)d minutes left.", minutes) % {
        "minutes": minutes
    }
