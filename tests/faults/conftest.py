"""How far the fault tests go: a seeded sample in `make test`, all of it in `make faults`."""

import os

import pytest


@pytest.fixture(scope="session")
def all_faults() -> bool:
    return os.environ.get("FAULTS") == "all"


@pytest.fixture(scope="session")
def fault_rounds(all_faults: bool) -> int:
    """How often a fault with a random moment is tried."""
    return 20 if all_faults else 2
