"""A workflow that dies before or after its n-th statement, in a process of its own, as by a power cut.

The child is killed by SIGKILL, so nothing of it tidies up: its transaction ends because its connection does. What
has to hold afterwards is asked by the parent. Needs `django_db(transaction=True)`: the child sees committed rows.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.db import connection, connections

DONE, BROKE = 0, 70


@dataclass(frozen=True)
class CrashPoint:
    """Before or after the statement of that number, counted from 1."""

    number: int
    when: Literal["before", "after"]

    def __str__(self) -> str:
        return f"{self.when} statement {self.number}"


def crash_everywhere(work: Callable[[], object]) -> Iterator[CrashPoint]:
    """Runs `work` again and again, each time killed one point later, and stops to be looked at after each death.

    Ends when a run comes through. So `work` is done exactly once, at the end.
    """
    number = 1
    while True:
        for when in ("before", "after"):
            point = CrashPoint(number, when)
            if not dies_at(work, point):
                return
            yield point
        number += 1


def dies_at(work: Callable[[], object], point: CrashPoint) -> bool:
    """Runs `work` in a child; True when it was killed at the point, False when it came through before."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        _be_the_child(work, point)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        _wait_for_rollback()
        return True
    if os.WEXITSTATUS(status) != DONE:
        raise AssertionError(f"the workflow broke by itself, to be killed {point}; see above")
    return False


def _be_the_child(work: Callable[[], object], point: CrashPoint) -> None:
    seen = 0

    def at_each_statement(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal seen
        seen += 1
        if point == CrashPoint(seen, "before"):
            os.kill(os.getpid(), signal.SIGKILL)
        result = execute(*args)
        if point == CrashPoint(seen, "after"):
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    code = BROKE
    try:
        with connection.execute_wrapper(at_each_statement):
            work()
        code = DONE
    finally:
        os._exit(code)


def _wait_for_rollback() -> None:
    """The server notices the death of a client a moment later; until then its locks are held."""
    ours = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    busy = ours + " AND backend_type = 'client backend' AND state <> 'idle'"
    end = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(busy)
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.01)
    raise AssertionError("the killed child's transaction is still open after 10 seconds")
