"""What the portal does by the clock."""

from datetime import datetime

from workstars.lib.periodic import periodic_task
from workstars.portal.queries import dashboard
from workstars.portal.services.erasing import erase_who_waits


@periodic_task("portal.keep_figures")
def keep_figures(now: datetime) -> int:
    return dashboard.keep_figures(now)


@periodic_task("portal.erase")
def erase(now: datetime) -> int:
    """People of whom nothing is to be kept (X5); the hint after the press does the same."""
    return erase_who_waits(now)
