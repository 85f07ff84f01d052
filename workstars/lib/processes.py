"""Child processes that end when their parent ends, however it ends."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
Ladder = tuple[tuple[signal.Signals, float], ...]

# Loaded before any fork: a child between fork and exec must not load libraries.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(parent: int, death_signal: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel to signal this process when `parent` ends, also by kill -9. Linux only, elsewhere nothing."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if os.getppid() != parent:  # it ended before we asked
        os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Launch:
    """How a child is started; `become` runs in the child first (to drop privileges)."""

    command: tuple[str, ...]
    log: Path
    environment: Mapping[str, str]
    folder: Path | None = None
    death_signal: signal.Signals = signal.SIGTERM
    become: Callable[[], None] | None = None


def start(launch: Launch, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """Start the child in a session of its own, so that Ctrl-C reaches only us and we end it in our order."""
    parent = os.getpid()

    def prepare() -> None:
        if launch.become:
            launch.become()
        die_with_parent(parent, launch.death_signal)  # last: a change of user would forget it

    with launch.log.open("ab") as output:
        return subprocess.Popen(
            launch.command,
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(launch.environment),
            cwd=launch.folder,
            start_new_session=True,
            preexec_fn=prepare,
        )


def stop(children: Sequence[subprocess.Popen[bytes]], ladder: Ladder) -> None:
    """Signal, wait, signal harder; at the end nothing of their process groups is left."""
    for number, seconds in ladder:
        until = time.monotonic() + seconds
        living = [child for child in children if child.poll() is None]
        for child in living:
            child.send_signal(number)
        while any(child.poll() is None for child in living) and time.monotonic() < until:
            time.sleep(0.02)
    for child in children:
        sweep_group(child.pid)
        child.wait()


def sweep_group(group: int) -> None:
    """Kill what a dead leader left in its process group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def marked(name: str, value: str) -> set[int]:
    """Living processes that were started with `name`=`value` in their environment.

    Raises ValueError for an empty name or value: it would fit processes that are not ours.
    """
    if not name or not value:
        raise ValueError("a mark needs a name and a value")
    mark = f"{name}={value}".encode()
    return _living(lambda entry: mark in (entry / "environ").read_bytes().split(b"\0"))


def services_in(home: Path) -> set[int]:
    """Database and queue servers working in exactly this folder (they write their titles over their environment)."""
    wanted = home.resolve()
    return _living(lambda entry: (entry / "cwd").readlink() == wanted and _is_service(entry))


def _living(fits: Callable[[Path], bool]) -> set[int]:
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if fits(entry):
                found.add(int(entry.name))
        except OSError:  # gone meanwhile, or another user's
            continue
    return found - {1, os.getpid(), os.getppid()}


def _is_service(entry: Path) -> bool:
    return (entry / "exe").readlink().name.startswith(("postgres", "valkey-server", "redis-server"))


def end_leftovers(find: Callable[[], set[int]], ladder: Ladder) -> bool:
    """Bring what `find` finds to an end; True when nothing is left."""
    for number, seconds in ladder:
        pids = find()
        if not pids:
            return True
        for pid in pids:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
        until = time.monotonic() + seconds
        while find() and time.monotonic() < until:
            time.sleep(0.05)
    return not find()
