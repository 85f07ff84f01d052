"""Errands of the library."""

from datetime import datetime

from recognition.services.library.built_in import supply_companies
from workstars.lib.periodic import periodic_task


@periodic_task("recognition.supply_ecards")
def supply_ecards(now: datetime) -> int:
    """Companies that lack built-in eCards: the new ones, and all of them when a release brings another design."""
    return supply_companies(now=now)
