"""VAR: one folder with all data of an installation, used by one `up` at a time."""

import errno
import fcntl
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workstars.lib.refusals import Refusal

MEGABYTE = 1024 * 1024
NEW_NEEDS, KNOWN_NEEDS = 300 * MEGABYTE, 60 * MEGABYTE
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108
THROWN_AWAY_NEEDS = 6_000 * MEGABYTE  # a whole run of the tests, with room to spare


def make_var(var: Path) -> None:
    """The folder, private when it is new, with room on its disk."""
    try:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("log", "beat"):
            (var / name).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Refusal(f"{var} cannot be used: {in_words(error)} Choose another folder with VAR=…") from error
    if not os.access(var, os.W_OK | os.X_OK):
        raise Refusal(f"{var} belongs to somebody else: choose another folder with VAR=…")
    needed = KNOWN_NEEDS if (var / "postgres" / "data").exists() else NEW_NEEDS
    free = shutil.disk_usage(var).free
    if free < needed:
        raise Refusal(
            f"The disk under {var} is full ({free // MEGABYTE} MB free, {needed // MEGABYTE} MB are needed): "
            "free some space, or choose a folder on another disk with VAR=…"
        )


def in_memory() -> Path | None:
    """Where what is thrown away soon never meets a disk; None where there is no room for it."""
    roomy = SHARED_MEMORY.is_dir() and shutil.disk_usage(SHARED_MEMORY).free >= THROWN_AWAY_NEEDS
    return SHARED_MEMORY if roomy else None


@contextmanager
def only_up(var: Path) -> Iterator[None]:
    """Held while `up` runs and released by the kernel even after kill -9."""
    with (var / "up.lock").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise Refusal(
                f"Workstars already runs on {var} (process {file.read().strip() or 'unknown'}): "
                "end it first, or choose another folder with VAR=…"
            ) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def check_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            why = "is in use by another program" if error.errno == errno.EADDRINUSE else "is not allowed here"
            raise Refusal(
                f"Port {port} {why}: choose another, for example PORT={other(port)} make run."
            ) from error


def other(port: int) -> int:
    """A port to suggest instead."""
    return port + 1 if 1024 <= port < 65535 else 8000


def in_words(error: OSError) -> str:
    """What the system said, as a sentence."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full."
    where = f" ({error.filename})" if error.filename else ""
    return f"{(error.strerror or str(error)).lower()}{where}."
