"""Children that end with their parent, and what is looked for in the process table."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.processes import ROOT, exists, python, wait_for
from workstars.lib.processes import end_leftovers, marked, services_in, start, stop

SLEEP = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
QUICK = ((signal.SIGTERM, 0.3),)


def numbers_in(path: Path) -> list[int]:
    return [int(word) for word in path.read_text().split()] if path.exists() else []


def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    numbers = tmp_path / "numbers"
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import time, pathlib, sys; from tests.house.processes import python;"
            "from workstars.lib.processes import start;"
            f"child = start(python({SLEEP!r}, pathlib.Path({str(tmp_path / 'log')!r})));"
            f"pathlib.Path({str(numbers)!r}).write_text(str(child.pid)); time.sleep(60)",
        ],
        cwd=ROOT,
    )
    assert wait_for(lambda: numbers_in(numbers))
    (child,) = numbers_in(numbers)
    assert exists(child)
    parent.kill()
    parent.wait()
    assert wait_for(lambda: not exists(child))


def test_output_goes_to_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    for word in ("one", "two"):
        start(python(f"print({word!r})", log)).wait()
    assert log.read_text() == "one\ntwo\n"


def test_stop_asks_first_and_forces_then(tmp_path: Path) -> None:
    polite = start(python(SLEEP, tmp_path / "polite"))
    stubborn = start(python(STUBBORN, tmp_path / "stubborn"))
    assert wait_for(lambda: (tmp_path / "stubborn").read_text() == "up\n")
    stop([polite, stubborn], QUICK)
    assert (polite.returncode, stubborn.returncode) == (-signal.SIGTERM, -signal.SIGKILL)


def test_stop_leaves_nothing_of_the_group(tmp_path: Path) -> None:
    grandchild = (
        f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {SLEEP!r}]).pid, flush=True)"
    )
    leader = start(python(grandchild, tmp_path / "log"))
    leader.wait()
    (orphan,) = numbers_in(tmp_path / "log")
    assert exists(orphan)
    stop([leader], QUICK)
    assert wait_for(lambda: not exists(orphan))


def test_stop_of_what_has_ended(tmp_path: Path) -> None:
    ended = start(python("raise SystemExit(3)", tmp_path / "log"))
    ended.wait()
    stop([ended], QUICK)
    assert ended.returncode == 3


def test_only_what_carries_the_mark_is_found(tmp_path: Path) -> None:
    ours = start(python(SLEEP, tmp_path / "a", WORKSTARS_TEST=str(tmp_path)))
    other = start(python(SLEEP, tmp_path / "b", WORKSTARS_TEST=f"{tmp_path}/more"))
    try:
        assert wait_for(lambda: marked("WORKSTARS_TEST", str(tmp_path)))
        assert marked("WORKSTARS_TEST", str(tmp_path)) == {ours.pid}
    finally:
        stop([ours, other], QUICK)
    assert marked("WORKSTARS_TEST", str(tmp_path)) == set()


@pytest.mark.parametrize(("name", "value"), [("", ""), ("", "x"), ("WORKSTARS_TEST", "")])
def test_an_empty_mark_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="needs a name and a value"):
        marked(name, value)


def test_a_shell_in_the_data_folder_is_no_service(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", SLEEP], cwd=tmp_path)
    try:
        assert wait_for(lambda: Path(f"/proc/{child.pid}/cwd").resolve() == tmp_path)
        assert services_in(tmp_path) == set()
    finally:
        stop([child], QUICK)


def test_ourselves_and_our_parent_are_never_found() -> None:
    name, value = next((name, value) for name, value in os.environ.items() if value)
    assert marked(name, value) & {1, os.getpid(), os.getppid()} == set()


def test_leftovers_are_ended_and_stubborn_ones_by_force(tmp_path: Path) -> None:
    stubborn = start(python(STUBBORN, tmp_path / "log", WORKSTARS_TEST=str(tmp_path)))
    assert wait_for(lambda: (tmp_path / "log").read_text() == "up\n")

    def find() -> set[int]:
        stubborn.poll()  # its parent is here to bury it
        return marked("WORKSTARS_TEST", str(tmp_path))

    assert end_leftovers(find, QUICK) is False
    assert end_leftovers(find, (*QUICK, (signal.SIGKILL, 60.0))) is True
    assert stubborn.wait() == -signal.SIGKILL
