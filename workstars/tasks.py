"""What the portal does by the clock."""

from datetime import datetime

from workstars.lib.periodic import periodic_task
from workstars.portal.queries import dashboard


@periodic_task("portal.keep_figures")
def keep_figures(now: datetime) -> int:
    return dashboard.keep_figures(now)
