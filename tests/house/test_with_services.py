"""`manage.py with_services`: a command with services of its own, and nothing left of them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.processes import ROOT, exists, plain_environment, wait_for

LOOK = """
import os, psycopg2, redis
row = psycopg2.connect(os.environ["DATABASE_URL"]).cursor()
row.execute("SELECT current_setting('fsync'), lower('É'), current_database()")
print(row.fetchone(), redis.Redis.from_url(os.environ["REDIS_URL"]).ping(), os.environ["VAR"])
raise SystemExit(7)
"""


def command(*words: str) -> list[str]:
    return [sys.executable, "manage.py", "with_services", *words]


def run(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command(*words),
        cwd=ROOT,
        env=plain_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.rule("X6", "tests need no installed database or queue")
def test_a_command_gets_services_and_its_exit_code_comes_back(tmp_path: Path) -> None:
    done = run("--", sys.executable, "-c", LOOK, VAR=str(tmp_path))
    facts, _, var = done.stdout.strip().rpartition(" ")
    assert (facts, done.stderr, done.returncode) == ("('off', 'é', 'workstars') True", "", 7)
    assert var.startswith(f"{tmp_path}/ws-")
    assert list(tmp_path.iterdir()) == []


def test_it_can_be_kept(tmp_path: Path) -> None:
    done = run("--keep", "--", "true", VAR=str(tmp_path))
    (kept,) = tmp_path.iterdir()
    assert (done.stderr, done.returncode) == (f"Kept: {kept}\n", 0)
    assert sorted(path.name for path in kept.iterdir()) == ["log", "postgres", "run", "valkey"]


def test_services_that_run_elsewhere_are_used() -> None:
    show = "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'])"
    done = run("--", sys.executable, "-c", show, DATABASE_URL="postgresql://a/b", REDIS_URL="redis://c")
    assert (done.stdout, done.returncode) == ("postgresql://a/b redis://c\n", 0)


def test_which_settings_are_used_is_left_to_the_command() -> None:
    done = run("--", sys.executable, "-c", "import os; print(os.environ.get('DJANGO_SETTINGS_MODULE'))")
    assert done.stdout == "None\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Say what to run: manage.py with_services -- pytest\n"),
        (("--", "no-such-program"), "There is no program no-such-program.\n"),
    ],
)
def test_refusals(words: tuple[str, ...], sentence: str) -> None:
    done = run(*words)
    assert (done.stdout, done.stderr, done.returncode) == ("", sentence, 1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_passed_on_and_nothing_is_left(number: signal.Signals, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    source = (
        f"import os, pathlib, time; pathlib.Path({str(note)!r}).write_text(str(os.getpid())); time.sleep(60)"
    )
    outer = subprocess.Popen(
        command("--", sys.executable, "-c", source),
        cwd=ROOT,
        env=plain_environment(VAR=str(tmp_path / "var")),
        stderr=subprocess.DEVNULL,
    )
    assert wait_for(lambda: note.exists() and note.read_text())
    inner = int(note.read_text())
    outer.send_signal(number)
    code = outer.wait(300)
    assert code != 0
    assert (exists(inner), list((tmp_path / "var").iterdir())) == (False, [])
    assert os.getpid() != inner
