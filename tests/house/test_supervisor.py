"""Children are started again, ever more slowly, and ended in order."""

import os
import signal
from pathlib import Path

import pytest

from tests.house.processes import exists, python, wait_for
from workstars.lib import supervisor as module
from workstars.lib.supervisor import LONGEST_PAUSE, Program, Supervisor, how, shorten_log

LADDER = ((signal.SIGTERM, 60.0),)
SLEEP = "import time; time.sleep(60)"
SAYS_GOODBYE = """
import pathlib, signal, sys, time
def leave(number, frame):
    with open({book!r}, "a") as book: book.write({name!r} + " ")
    raise SystemExit
signal.signal(signal.SIGTERM, leave)
print("up", flush=True)
time.sleep(60)
"""


def program(name: str, source: str, folder: Path, stage: str = "only") -> Program:
    return Program(name, python(source, folder / f"{name}.log"), LADDER, stage)


def test_who_dies_is_started_again(tmp_path: Path) -> None:
    said: list[str] = []
    one = Supervisor(said.append)
    running = one.start(program("web", SLEEP, tmp_path))
    first = running.child.pid
    os.kill(first, signal.SIGKILL)
    running.child.wait()
    one.watch()
    assert said == [f"web ended (killed by signal 9); again in 1 s; its log is {tmp_path / 'web.log'}"]
    assert wait_for(lambda: (one.watch(), running.alive())[1])
    assert running.child.pid != first
    assert said[1:] == [f"web started again (process {running.child.pid})"]
    one.stop()
    assert not exists(running.child.pid)


def test_pauses_grow_and_forget_after_a_healthy_time(tmp_path: Path) -> None:
    said: list[str] = []
    one = Supervisor(said.append)
    running = one.start(program("web", "raise SystemExit(4)", tmp_path))
    running.child.wait()
    pauses = []
    for _ in range(8):
        one._plan_restart(running, running.since + 1)
        pauses.append(running.pause)
    one._plan_restart(running, running.since + 100)
    assert pauses == [1, 2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
    assert running.pause == module.FIRST_PAUSE
    assert said[0].startswith("web ended (exit code 4); again in 1 s")
    one.stop()


def test_what_must_come_before_a_start_comes_before_each(tmp_path: Path) -> None:
    done: list[str] = []
    one = Supervisor(lambda text: None)
    launch = python(SLEEP, tmp_path / "log")
    running = one.start(Program("db", launch, LADDER, "only", before=lambda: done.append("cleared")))
    running.child.kill()
    running.child.wait()
    one.watch()
    running.again_at = 0.0
    one.watch()
    assert (done, running.alive()) == (["cleared", "cleared"], True)
    one.stop()


@pytest.mark.rule("X6", "Ctrl-C ends what was started last first")
def test_the_last_is_ended_first(tmp_path: Path) -> None:
    book = tmp_path / "book"
    one = Supervisor(lambda text: None)
    for name, stage in (("database", "a"), ("worker", "b"), ("web", "c")):
        one.start(program(name, SAYS_GOODBYE.format(book=str(book), name=name), tmp_path, stage))
    assert wait_for(
        lambda: all("up" in (tmp_path / f"{n}.log").read_text() for n in ("database", "worker", "web"))
    )
    one.stop()
    assert book.read_text().split() == ["web", "worker", "database"]
    assert one.running == []


def test_how_it_ended() -> None:
    assert [how(-9), how(0), how(3)] == ["killed by signal 9", "exit code 0", "exit code 3"]


def test_one_older_log_is_kept(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    shorten_log(log)
    log.write_bytes(b"x" * module.LARGEST_LOG)
    shorten_log(log)
    assert log.stat().st_size == module.LARGEST_LOG
    log.write_bytes(b"x" * (module.LARGEST_LOG + 1))
    shorten_log(log)
    assert (log.exists(), (tmp_path / "web.log.1").stat().st_size) == (False, module.LARGEST_LOG + 1)
