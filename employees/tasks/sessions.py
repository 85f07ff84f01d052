"""Sessions that have expired (A11)."""

from datetime import datetime

from employees.services.sessions import sweep_sessions as sweep
from workstars.lib.periodic import periodic_task

AT_ONCE = 10_000


@periodic_task("employees.sweep_sessions")
def sweep_sessions(now: datetime) -> int:
    return sweep(now, AT_ONCE)
