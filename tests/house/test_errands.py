"""Commands that get ready first and begin at a word."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.processes import ROOT, python, wait_for
from workstars.lib.embedded.errands import WORD, errand
from workstars.lib.refusals import Refusal

COMMAND = (
    "from workstars.lib.embedded.errands import wait_for_the_word; print('ready', flush=True);"
    "wait_for_the_word(); print('done')"
)


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_it_gets_ready_at_once_and_begins_at_the_word(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with errand(python(COMMAND, log)) as one:
        assert wait_for(lambda: log.read_text() == "ready\n")
        one.finish()
    assert log.read_text() == "ready\ndone\n"


def test_what_is_not_finished_is_ended_and_has_not_begun(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with errand(python(COMMAND, log)) as one:
        assert wait_for(lambda: log.read_text() == "ready\n")
    assert one.child.returncode is not None
    assert log.read_text() == "ready\n"


@pytest.mark.parametrize("said", [b"", WORD[:3]])
def test_whoever_sent_it_has_ended(said: bytes) -> None:
    done = subprocess.run([sys.executable, "-c", COMMAND], input=said, capture_output=True, check=False)
    assert (done.stdout, done.returncode) == (b"ready\n", 1)
    assert done.stderr == b"Whoever started this has ended, so it was not begun.\n"


@pytest.mark.rule("X6", "what goes wrong before the first page is said with the end of its log")
@pytest.mark.parametrize("when", ["", "from workstars.lib.embedded.errands import *; wait_for_the_word();"])
def test_one_that_fails_before_or_after_the_word(tmp_path: Path, when: str) -> None:
    log = tmp_path / "log"
    with pytest.raises(Refusal) as refusal, errand(python(when + "raise SystemExit('no room')", log)) as one:
        one.finish()
    assert str(refusal.value) == f"Preparing the database failed (exit code 1): no room (more in {log})"
