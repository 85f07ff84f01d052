"""The audit log's retention (C6)."""

from datetime import datetime

from employees.services.audit import delete_old_events as delete
from workstars.lib.periodic import periodic_task


@periodic_task("employees.delete_old_events")
def delete_old_events(now: datetime) -> int:
    return delete(now)
