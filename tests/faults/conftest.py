"""How far the fault tests go: a seeded sample in `make test`, all of it in `make faults`, which writes results.json."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import tally

RESULTS = Path(__file__).with_name("results.json")
CONTROL = "negative control"

outcomes: list[dict[str, Any]] = []


@pytest.fixture(scope="session")
def fault_rounds(all_faults: bool) -> int:
    """How often a fault with a random moment is tried."""
    return 10 if all_faults else 2


@pytest.fixture(autouse=True)
def kills(record_property: Any) -> Iterator[None]:
    before = tally.killed
    yield
    record_property("killed", tally.killed - before)


def pytest_itemcollected(item: pytest.Item) -> None:
    facts = [list(marker.args) for name in ("promise", "rule") for marker in item.iter_markers(name)]
    item.user_properties.append(("shows", facts))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """One entry a test: what it shows, whether it is a negative control, how many processes it killed."""
    told = dict(report.user_properties)
    if report.when == "teardown" and "shows" in told:
        is_control = any(CONTROL in fact for _name, fact in told["shows"])
        killed = told.get("killed", 0)
        tried = {"tried": told["tried"]} if "tried" in told else {}
        outcomes.append(
            {"test": report.nodeid, "shows": told["shows"], "control": is_control, "killed": killed, **tried}
        )
    elif report.failed:
        outcomes.append({"test": report.nodeid, "broke": str(report.longrepr)[-2000:]})


def pytest_sessionfinish(session: pytest.Session) -> None:
    if os.environ.get("FAULTS") == "all" and outcomes and not hasattr(session.config, "workerinput"):
        broken = [one for one in outcomes if "broke" in one]
        killed = sum(one.get("killed", 0) for one in outcomes)
        tests = sorted((one for one in outcomes if "broke" not in one), key=lambda one: str(one["test"]))
        whole = {"tests": len(tests), "processes killed": killed, "broke": broken, "what was tried": tests}
        RESULTS.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
