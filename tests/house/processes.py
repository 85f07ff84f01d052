"""Small programs and looks at the process table for these tests."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from workstars.lib.processes import Launch

ROOT = Path(__file__).resolve().parents[2]
NOT_INHERITED = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PORT", "VAR"}


def python(source: str, log: Path, **environment: str) -> Launch:
    """A child that runs `source`."""
    return Launch((sys.executable, "-c", source), log, {**os.environ, **environment})


def plain_environment(**more: str) -> dict[str, str]:
    """Ours, without what names the services of this test run."""
    return {**{key: value for key, value in os.environ.items() if key not in NOT_INHERITED}, **more}


def exists(pid: int) -> bool:
    """Whether it runs; a dead one that nobody has buried yet does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_for(condition: Callable[[], object], seconds: float = 300.0, pause: float = 0.05) -> bool:
    """Long enough for a slow machine under load; who waits for what comes waits no longer than it takes.

    What takes long to ask is asked after a longer `pause`: whatever it waits for needs the processor itself.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(pause)
    return False
