"""`manage.py up`, for real: the whole product, killed and started again."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.processes import ROOT, plain_environment, wait_for
from tests.product import Product, command_of, free_port
from workstars.lib.embedded.environment import read_file
from workstars.lib.processes import marked

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("kills")]


@pytest.fixture
def product(doomed: Product) -> Product:
    """Perhaps killed and started again before; the last test here ends it."""
    return doomed


def refused(**environment: str) -> str:
    """What a start that is refused says; it has to be one sentence and exit code 1."""
    done = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=plain_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (done.stdout, done.returncode, done.stderr.count("\n")) == ("", 1, 1)
    return done.stderr.strip()


def process_of(product: Product, words: str) -> int:
    """The oldest process of this kind: the parent of the others."""
    found = [pid for pid in product.processes() if words in command_of(pid)]
    assert found, f"no {words} runs"
    return min(found)


@pytest.mark.rule("X6", "one command starts everything and says where it is and who can sign in")
def test_what_it_says(product: Product) -> None:
    assert wait_for(lambda: "Ctrl-C ends everything" in product.output.read_text())
    said = product.output.read_text().partition("Ctrl-C ends everything")[0]
    assert re.match(r"Database and queue are up \([0-9.]+ s\)\.\nWorkstars is ready: ", said)
    assert f"http://demo.localhost:{product.port} (also http://localhost:{product.port})" in said
    accounts = re.findall(r"^  (\S+@\S+)", said, re.M)
    assert accounts == [
        "ops@workstars.example",
        "admin@demo.example",
        "coordinator@demo.example",
        "manager@demo.example",
        "employee@demo.example",
    ]


def test_everything_runs_and_belongs_to_nobody_else(product: Product) -> None:
    for words in ("gunicorn", "-Q default", "-Q pdf", "celery -A workstars --quiet beat", "postgres -D"):
        assert process_of(product, words)
    assert product.var.stat().st_mode & 0o007 == 0
    assert (product.var / "development.env").stat().st_mode & 0o777 == 0o600


@pytest.mark.rule("X6", "a second start on the same data is refused in a sentence")
def test_a_second_one_on_the_same_data(product: Product) -> None:
    sentence = refused(VAR=str(product.var), PORT=str(free_port()))
    assert product.process is not None
    assert sentence == (
        f"Workstars already runs on {product.var} (process {product.process.pid}): "
        "end it first, or choose another folder with VAR=…"
    )


@pytest.mark.rule("X6", "a port in use is said in a sentence")
def test_a_port_in_use(product: Product, tmp_path: Path) -> None:
    sentence = refused(VAR=str(tmp_path / "var"), PORT=str(product.port))
    assert sentence == (
        f"Port {product.port} is in use by another program: "
        f"choose another, for example PORT={product.port + 1} make run."
    )


def test_refusals_before_anything_is_started(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert refused(VAR=str(tmp_path), PORT="http") == "PORT is 'http': give a number from 1 to 65535."
    assert refused(VAR=str(tmp_path / "file"), PORT=str(free_port())) == (
        f"{tmp_path / 'file'} cannot be used: file exists ({tmp_path / 'file'}). Choose another folder with VAR=…"
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
@pytest.mark.rule("X6", "a full disk is said in a sentence")
def test_a_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], check=False)
    if mounted.returncode != 0:
        pytest.skip("this machine does not let us mount a disk")
    try:
        sentence = refused(VAR=str(disk / "var"), PORT=str(free_port()))
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert sentence == (
        f"The disk under {disk / 'var'} is full (8 MB free, 300 MB are needed): "
        "free some space, or choose a folder on another disk with VAR=…"
    )


@pytest.mark.rule("V17", "every killed part of a running product is started again")
def test_every_killed_child_comes_back(product: Product) -> None:
    kinds = ("gunicorn", "-Q default", "-Q pdf", "--quiet beat", "valkey-server", "postgres -D")
    before = {words: process_of(product, words) for words in kinds}
    said_before = len(product.output.read_text())
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)

    def all_back() -> bool:
        running = product.processes()
        text = product.output.read_text()[said_before:]
        return text.count("started again") == len(kinds) and not set(before.values()) & set(running)

    assert wait_for(all_back)
    assert wait_for(product.is_ready)
    said = product.output.read_text()[said_before:]
    assert sorted(re.findall(r"^(\S+) ended \(killed by signal 9\)", said, re.M)) == [
        "beat",
        "pdf-worker",
        "postgres",
        "valkey",
        "web",
        "worker",
    ]


@pytest.mark.rule("V17", "after kill -9 of `up` nothing runs on, and the next start goes on with the data")
def test_kill_and_start_again(product: Product) -> None:
    secrets = read_file(product.var / "development.env")
    product.ask(
        "from employees.models import User; User.objects.create(email='kept@mail.example', name='Kept')"
    )
    assert product.process is not None
    product.process.kill()
    product.process.wait()
    assert wait_for(lambda: product.processes() == [])
    product.start()
    assert read_file(product.var / "development.env") == secrets
    kept = product.ask(
        "from employees.models import User; print(User.objects.get(email='kept@mail.example').name)"
    )
    assert kept == "Kept"


@pytest.mark.rule("X6", "SIGTERM ends everything in order and leaves nothing running")
def test_an_orderly_end(product: Product) -> None:
    assert product.process is not None
    product.process.send_signal(signal.SIGTERM)
    assert product.process.wait(300) == 0
    assert product.output.read_text().endswith("Ending everything…\nEverything is ended.\n")
    assert product.processes() == []
    assert marked("WORKSTARS_UP", str(product.var)) == set()
    assert not (product.var / "postgres" / "data" / "postmaster.pid").exists()
    log = (product.var / "log" / "postgres.log").read_text()
    assert log.rstrip().endswith("database system is shut down")
