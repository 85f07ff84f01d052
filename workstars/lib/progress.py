"""How long something will still take, in words."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


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
