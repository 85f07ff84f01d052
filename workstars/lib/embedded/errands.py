"""Commands that get ready while what they need is still starting, begin at a word, and have to end well."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from workstars.lib.embedded.postgres import last_line
from workstars.lib.processes import Launch, start, stop
from workstars.lib.refusals import Refusal
from workstars.lib.supervisor import how

WAIT = "--wait"  # the option that makes a command wait for the word
WORD = b"begin\n"


@dataclass(frozen=True)
class Errand:
    launch: Launch
    child: subprocess.Popen[bytes]

    def finish(self) -> None:
        """Give the word and wait for the end. Refusal: it did not end well."""
        with suppress(BrokenPipeError):  # it has ended by itself
            self.child.communicate(WORD)
        code = self.child.wait()
        if code != 0:
            raise Refusal(f"Preparing the database failed ({how(code)}): {last_line(self.launch.log)}")


@contextmanager
def errand(launch: Launch) -> Iterator[Errand]:
    """Started at once; what is not finished within the block is ended."""
    child = start(launch, stdin=subprocess.PIPE)
    try:
        yield Errand(launch, child)
    finally:
        stop([child], ladder=())


def wait_for_the_word() -> None:
    """In the command: until `finish`. Whoever sent it may end first, and then nothing is begun."""
    if sys.stdin.buffer.readline() != WORD:
        raise SystemExit("Whoever started this has ended, so it was not begun.")
