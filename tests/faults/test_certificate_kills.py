"""A batch of certificates, and workers that are killed while they draw it (T7, V12)."""

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connections

from certificates.services import rendering
from certificates.services.issuing import issue_certificates
from certificates.services.rendering import render_waiting
from employees.models import Company
from invites.models import ActivationCode
from recognition.models import Recipient
from tests import tally
from tests.factories import NOON
from tests.faults.crashpoints import DONE, _wait_for_rollback
from tests.faults.test_certificates import mill_of, mine, silence, wrongs
from workstars.lib import vault

WORKERS, KILLS = 2, 10
LONGEST_DRAWING = 0.08  # seconds; a kill comes somewhere within one

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def batch(settings, tmp_path: Path, all_faults: bool) -> Company:
    return mill_of(2000 if all_faults else 20, settings, tmp_path)


def worker(work: Callable[[], object]) -> int:
    """A process of its own that does the work and ends."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = DONE
        finally:
            os._exit(code)
    return child


def ends_well(child: int) -> bool:
    _pid, status = os.waitpid(child, 0)
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == DONE


def kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    tally.count()


def draw_and_be_killed(batch: Company, kills: int, dice: random.Random) -> None:
    """Two workers; whenever some more are ready, one of them is killed and another begins."""
    count = mine(batch).count()
    workers = [worker(lambda: render_waiting(now=NOON)) for _ in range(WORKERS)]
    for each in sorted(dice.sample(range(1, count - 4), kills)):
        while mine(batch).ready().count() < each:
            time.sleep(0.01)
        time.sleep(dice.uniform(0, LONGEST_DRAWING))
        kill(workers.pop(dice.randrange(len(workers))))
        silence()  # of the living one too: it is thought dead, and goes on
        workers.append(worker(lambda: render_waiting(now=NOON)))
    assert [ends_well(each) for each in workers] == [True] * WORKERS
    _wait_for_rollback()
    silence()
    render_waiting(now=NOON)


@pytest.mark.rule(
    "T7", "2,000 certificates of a batch, workers killed ten times at random: each there, each once"
)
@pytest.mark.promise(
    "V12", "2,000 certificates of a batch, workers killed ten times at random: each there, each once"
)
def test_batch_with_killed_workers(batch: Company, tmp_path: Path, all_faults: bool) -> None:
    issue_certificates(now=NOON)
    while Recipient.objects.for_company(batch).paper_owed().exists():
        issue_certificates(now=NOON)
    render_waiting(now=NOON, most=1)  # fonts are loaded: every worker starts warm
    draw_and_be_killed(batch, KILLS if all_faults else 3, random.Random(20261122))

    people = Recipient.objects.for_company(batch).count()
    rows = mine(batch).ready().values_list("recipient", "stored_name")
    assert (len(rows), len({who for who, _name in rows}), len({name for _who, name in rows})) == (people,) * 3
    assert ActivationCode.objects.for_company(batch).count() == people
    assert wrongs(batch) == []
    named = {name for _who, name in rows}
    assert [name for name in named if not (tmp_path / name).is_file()] == []


@pytest.mark.promise(
    "V12", "negative control: a worker that commits first and stores later leaves sheets that are nowhere"
)
def test_killed_before_it_has_stored(batch: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order of `_keep_file` turned round, and death between its two halves."""
    store = vault.store
    monkeypatch.setattr(rendering, "render", lambda sheet: b"%PDF")
    monkeypatch.setattr(rendering.vault, "store", lambda prefix, pdf: take_away(store(prefix, pdf), tmp_path))
    issue_certificates(now=NOON)
    ends_well(worker(lambda: render_waiting(now=NOON, most=1)))

    (name,) = mine(batch).ready().values_list("stored_name", flat=True)
    assert (tmp_path / name).is_file() is False


def take_away(stored: vault.StoredFile, folder: Path) -> vault.StoredFile:
    (folder / stored.name).unlink()
    return stored


@pytest.mark.rule(
    "T7", "a message on which workers die takes none but its own: five times, then it is shown as failed"
)
def test_deadly_message(batch: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    issue_certificates(now=NOON)
    deadly = mine(batch).order_by("pk").first()
    monkeypatch.setattr(rendering, "render", lambda sheet: draw_or_die(sheet, deadly.employee.employee_id))
    deaths = 0
    while not ends_well(worker(lambda: render_waiting(now=NOON))):
        tally.count()
        deaths += 1
        silence()

    failed = mine(batch).filter(status="failed")
    assert (deaths, [each.pk for each in failed]) == (rendering.MOST_ATTEMPTS, [deadly.pk])
    assert mine(batch).ready().count() == mine(batch).count() - 1
    assert "broke off five times" in failed[0].failure


def draw_or_die(sheet, deadly: str) -> bytes:
    if sheet.employee_id == deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    return b"%PDF"
