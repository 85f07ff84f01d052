"""Keeps a handful of child processes running, in order, until told to stop."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from workstars.lib.processes import Ladder, Launch, start, stop, sweep_group

FIRST_PAUSE, LONGEST_PAUSE, HEALTHY_AFTER = 0.5, 30.0, 60.0
LARGEST_LOG = 10 * 1024 * 1024
Say = Callable[[str], None]


def nothing() -> None:
    """The default for what is to be done before a start."""


@dataclass(frozen=True)
class Program:
    """One child: `before` runs ahead of each start; those of one stage are ended together, by one ladder."""

    name: str
    launch: Launch
    ladder: Ladder
    stage: str
    before: Callable[[], None] = nothing


@dataclass
class Running:
    program: Program
    child: subprocess.Popen[bytes]
    since: float
    pause: float = FIRST_PAUSE
    again_at: float | None = None

    def alive(self) -> bool:
        return self.child.poll() is None


@dataclass
class Supervisor:
    """What is started first is stopped last. Times are seconds of a monotonic clock."""

    say: Say
    running: list[Running] = field(default_factory=list)

    def start(self, program: Program) -> Running:
        shorten_log(program.launch.log)
        program.before()
        one = Running(program, start(program.launch), since=time.monotonic())
        self.running.append(one)
        return one

    def watch(self) -> None:
        """One look at all children: who has died is started again after a pause that grows."""
        now = time.monotonic()
        for one in self.running:
            if one.again_at is not None:
                if now >= one.again_at:
                    self._start_again(one, now)
            elif not one.alive():
                self._plan_restart(one, now)

    def _plan_restart(self, one: Running, now: float) -> None:
        sweep_group(one.child.pid)
        one.pause = FIRST_PAUSE if now - one.since >= HEALTHY_AFTER else min(one.pause * 2, LONGEST_PAUSE)
        one.again_at = now + one.pause
        log = one.program.launch.log
        self.say(
            f"{one.program.name} ended ({how(one.child.returncode)}); again in {one.pause:g} s; its log is {log}"
        )

    def _start_again(self, one: Running, now: float) -> None:
        one.program.before()
        one.child = start(one.program.launch)
        one.since, one.again_at = now, None
        self.say(f"{one.program.name} started again (process {one.child.pid})")

    def stop(self) -> None:
        for _, stage in groupby(reversed(self.running), key=lambda one: one.program.stage):
            together = list(stage)
            stop([one.child for one in together], together[0].program.ladder)
        self.running.clear()


def how(code: int) -> str:
    """How a child ended, for the terminal."""
    return f"killed by signal {-code}" if code < 0 else f"exit code {code}"


def shorten_log(log: Path) -> None:
    """One older log is kept, so that logs never fill the disk."""
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
