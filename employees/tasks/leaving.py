"""Leaving dates that have passed (E10)."""

from datetime import datetime

from employees.services.people import mark_leavers as mark
from workstars.lib.periodic import periodic_task


@periodic_task("employees.mark_leavers")
def mark_leavers(now: datetime) -> int:
    return mark(now)
