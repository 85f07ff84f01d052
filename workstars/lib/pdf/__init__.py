"""HTML to tagged PDF. Nothing is ever fetched: what a page shows is handed over with it."""

import signal
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from importlib import import_module
from io import BytesIO
from itertools import islice
from types import FrameType
from typing import TYPE_CHECKING, Any, cast

import pikepdf

from workstars.lib.pdf.refusals import CannotSet, TookTooLong

if TYPE_CHECKING:
    from workstars.lib.pdf.engine import Pages

__all__ = ["SCHEME", "CannotSet", "TookTooLong", "lay_out", "merge", "within"]

SCHEME = "handed:"
PRINT_VERSION = "1.7"
AGAIN = 1.0  # seconds of work until the clock rings once more, should the engine have swallowed the first


def lay_out(html: str, *, css: str, pictures: Mapping[str, bytes]) -> "Pages":
    """A page names a picture by `handed:NAME`, and the same name has to mean the same picture for ever.

    The first page loads the engine, which takes most of a second and 30 MB: who never draws never pays for it.
    Refusal: CannotSet.
    """
    engine: Any = import_module("workstars.lib.pdf.engine")
    return cast("Pages", engine.lay_out(html, css=css, pictures=pictures))


def merge(pdfs: Iterable[bytes], *, at_once: int = 50) -> bytes:
    """One after the other, for the printer. A picture that is on many of them is kept once.

    `at_once` of them at a time, so that never all of them are in memory.
    """
    waiting = iter(pdfs)
    parts = [_merged(some) for some in iter(lambda: list(islice(waiting, at_once)), [])]
    return parts[0] if len(parts) == 1 else _merged(parts)


def _merged(pdfs: Iterable[bytes]) -> bytes:
    whole = pikepdf.new()
    kept: dict[bytes, pikepdf.Object] = {}
    for data in pdfs:
        before = len(whole.pages)
        with pikepdf.open(BytesIO(data)) as one:
            whole.pages.extend(one.pages)
        for page in whole.pages[before:]:
            _share_pictures(page, kept)
    out = BytesIO()
    whole.save(out, min_version=PRINT_VERSION)
    return out.getvalue()


def _share_pictures(page: pikepdf.Page, kept: dict[bytes, pikepdf.Object]) -> None:
    pictures: Any = page.resources.get("/XObject", {})
    for name in list(pictures.keys()):
        picture = pictures[name]
        size = f"{picture.get('/Width')} {picture.get('/Height')} ".encode()
        if "/SMask" not in picture:
            pictures[name] = kept.setdefault(sha256(size + picture.read_raw_bytes()).digest(), picture)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raises TookTooLong in what takes longer. Seconds of work: who waits for a busy machine loses no time by it.

    The clock runs in a main thread alone, as workers have it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _ring)
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise TookTooLong
