"""An erasure whose worker dies ends all the same, whole and once (X5, V3, V17)."""

from itertools import count
from typing import Literal

import pytest

from employees.models import AuditEvent, Company, Erasure
from recognition.models import PointEntry
from tests.factories import CompanyFactory
from tests.faults.crashpoints import CrashPoint, crash_everywhere, dies_at
from tests.portal.erasing import LEFT, World, found_in_tables, kept_files, press
from workstars.portal.services import erasing
from workstars.portal.services.erasing import erase_who_waits

pytestmark = pytest.mark.django_db(transaction=True)

STEP = 7
WHENS: tuple[Literal["before", "after"], ...] = ("before", "after")
ONCE = (
    "employee.erased",
    "employee.erasure_ended",
    "certificates.shredded",
    "invites.shredded",
    "batch.shredded",
)


@pytest.fixture
def world(transactional_db: None) -> World:
    return World(CompanyFactory(name="Mill", subdomain="mill"))


def sweep() -> None:
    """When it is due: after a death that is some seconds later, up to an hour."""
    due = Erasure.objects.across_companies().values_list("retry_at", flat=True).first()
    erase_who_waits(due or LEFT)


def ledger(company: Company) -> list[tuple[object, ...]]:
    return list(PointEntry.objects.for_company(company).order_by("pk").values_list())


def assert_whole(world: World, before: list[tuple[object, ...]]) -> None:
    company = world.company
    assert found_in_tables() == set()
    assert ledger(company) == before
    assert not Erasure.objects.for_company(company).open().exists()
    assert not [data for data in kept_files(company).values() if b"Xenofonia" in data]
    events = AuditEvent.objects.filter(company=company)
    assert [events.filter(action=action).count() for action in ONCE] == [1] * len(ONCE)


@pytest.mark.rule(
    "X5", "an erasure killed at any of its statements, again and again, ends whole, each file shredded once"
)
@pytest.mark.promise("V17", "after any death of the worker the next sweep ends the erasure")
def test_killed(world: World, all_faults: bool) -> None:
    before = ledger(world.company)
    press(world)
    if all_faults:
        died = sum(1 for _point in crash_everywhere(sweep))
    else:
        died = next(n for n in count() if not dies_at(sweep, CrashPoint(2 + n * STEP, WHENS[n % 2])))
    assert died > 10
    assert_whole(world, before)


@pytest.mark.rule(
    "X5", "negative control: an erasure that forgets to look through the texts leaves names behind"
)
def test_control(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "scrub_company", lambda *_args: 0)
    press(world)
    sweep()
    assert found_in_tables()
