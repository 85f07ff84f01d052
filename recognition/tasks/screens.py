"""Errands of screens."""

from datetime import datetime

from recognition.services.screens import sweep_screens as sweep
from workstars.lib.periodic import periodic_task


@periodic_task("recognition.sweep_screens")
def sweep_screens(now: datetime) -> int:
    """Televisions that nobody paired, and those that ended long ago."""
    return sweep(now)
