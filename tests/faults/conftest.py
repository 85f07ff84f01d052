"""How far the fault tests go: a seeded sample in `make test`, all of it in `make faults`."""

import os
from collections.abc import Iterator

import pytest

from tests.product import Product


@pytest.fixture(scope="session")
def all_faults() -> bool:
    return os.environ.get("FAULTS") == "all"


@pytest.fixture(scope="session")
def fault_rounds(all_faults: bool) -> int:
    """How often a fault with a random moment is tried."""
    return 20 if all_faults else 2


@pytest.fixture(scope="session")
def doomed() -> Iterator[Product]:
    """A product to be killed, for tests of the xdist group "kills"; nobody else may need it."""
    product = Product().start()
    yield product
    product.remove()
