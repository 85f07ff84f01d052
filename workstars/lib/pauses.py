"""Work without the pauses of Python's cycle collector."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_pauses() -> Iterator[None]:
    """Hundreds of thousands of small objects, all in use, make the cycle collector run for nothing: a quarter of the
    time of a large file, or of a page that is drawn."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
