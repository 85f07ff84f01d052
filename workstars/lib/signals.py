"""Ctrl-C, SIGTERM and a closed terminal, all as one exception at the place where we are."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Not an Exception, so that nothing on the way takes it for a fault."""

    def __init__(self, number: signal.Signals) -> None:
        super().__init__(number)
        self.number = number
        self.exit_code = 128 + number


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """The first signal raises Stopped; later ones are ignored, so that the tidying up is done in full."""
    stopping = False

    def raise_once(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        if not stopping:
            stopping = True
            raise Stopped(signal.Signals(number))

    before = {number: signal.signal(number, raise_once) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
