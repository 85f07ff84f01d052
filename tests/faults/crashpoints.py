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
from psycopg2.extensions import cursor as CursorOfDriver

from tests import tally
from tests.locks import PATIENCE

DONE, BROKE = 0, 70
WHENS: tuple[Literal["before"], Literal["after"]] = ("before", "after")


@dataclass(frozen=True)
class CrashPoint:
    """Before, in the middle of (COPY alone) or after the statement of that number, counted from 1."""

    number: int
    when: Literal["before", "within", "after"]

    def __str__(self) -> str:
        return f"{self.when} statement {self.number}"


def crash_everywhere(work: Callable[[], object], *, thoroughly: bool = False) -> Iterator[CrashPoint]:
    """Runs `work` again and again, each time killed one point later, and stops to be looked at after each death.

    Ends when a run comes through. So `work` is done exactly once, at the end. `make test` leaves out what is the
    same to the database: dying after a statement, and before the next one.
    """
    whens = WHENS if thoroughly or os.environ.get("FAULTS") == "all" else WHENS[:1]
    number = 1
    while True:
        for when in whens:
            point = CrashPoint(number, when)
            if not dies_at(work, point):
                return
            yield point
        number += 1


def count_statements(work: Callable[[], object]) -> list[CrashPoint]:
    """Does `work` once, in a child, and answers with every point at which it could have died."""
    here, there = os.pipe()
    connections.close_all()
    child = os.fork()
    if child == 0:
        _be_the_child(work, CrashPoint(0, "before"), there)
    os.close(there)
    with os.fdopen(here) as answer:
        said = answer.read()
    _pid, status = os.waitpid(child, 0)
    if status != DONE:
        raise AssertionError("the workflow broke by itself; see above")
    return [CrashPoint(int(number), when) for number, when in (line.split() for line in said.splitlines())]


def dies_at(work: Callable[[], object], point: CrashPoint) -> bool:
    """Runs `work` in a child; True when it was killed at the point, False when it came through before."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        _be_the_child(work, point)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        tally.count()
        _wait_for_rollback()
        return True
    if os.WEXITSTATUS(status) != DONE:
        raise AssertionError(f"the workflow broke by itself, to be killed {point}; see above")
    return False


def _be_the_child(work: Callable[[], object], point: CrashPoint, tell: int | None = None) -> None:
    """Ends the process, one way or another. The points that were passed are written to `tell`."""
    passed: list[CrashPoint] = []
    number = 0

    def pass_by(when: Literal["before", "within", "after"]) -> None:
        passed.append(CrashPoint(number, when))
        if passed[-1] == point:
            os.kill(os.getpid(), signal.SIGKILL)

    def at_each_statement(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal number
        number += 1
        pass_by("before")
        result = execute(*args)
        pass_by("after")
        return result

    class Cursor(CursorOfDriver):
        """COPY goes past Django's wrappers, straight to the driver."""

        def copy_expert(self, sql: str, file: Any, *args: Any) -> None:
            at_each_statement(super().copy_expert, sql, Halfway(file, lambda: pass_by("within")), *args)

    code = BROKE
    try:
        connection.ensure_connection()
        connection.connection.cursor_factory = Cursor
        with connection.execute_wrapper(at_each_statement):
            work()
        if tell is not None:
            os.write(tell, "".join(f"{p.number} {p.when}\n" for p in passed).encode())
        code = DONE
    finally:
        os._exit(code)


class Halfway:
    """A file of COPY that tells when its first piece has gone through."""

    def __init__(self, file: Any, tell: Callable[[], None]) -> None:
        self.file, self.tell, self.told = file, tell, False

    def read(self, size: int = -1) -> Any:
        piece = self.file.read(size)
        if not piece:
            self._once()
        return piece

    def write(self, piece: Any) -> Any:
        self._once()
        return self.file.write(piece)

    def _once(self) -> None:
        if not self.told:
            self.told = True
            self.tell()


def _wait_for_rollback() -> None:
    """The server notices the death of a client a moment later; until then its locks are held."""
    ours = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    busy = ours + " AND backend_type = 'client backend' AND state <> 'idle'"
    end = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(busy)
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.01)
    raise AssertionError(f"the killed child's transaction is still open after {PATIENCE:.0f} seconds")
