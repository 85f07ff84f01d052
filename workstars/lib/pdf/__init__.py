"""HTML to tagged PDF. Nothing is ever fetched: what a page shows is handed over with it."""

import signal
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from itertools import islice
from types import FrameType
from typing import Any

import pikepdf
import weasyprint
from PIL import ImageFile
from weasyprint.urls import URLFetcher, URLFetcherResponse

from workstars.lib.pdf import spelling
from workstars.lib.pdf.faces import faces

SCHEME = "handed:"
VARIANT = "pdf/ua-1"  # tagged, for screen readers (T8)
PRINT_VERSION = "1.7"
MOST_PICTURES = 64
# WeasyPrint has Pillow read halves of pictures, in the whole process: an upload that broke off would be taken.
ImageFile.LOAD_TRUNCATED_IMAGES = False
spelling.teach()
# What a layout engine raises over text that it cannot set. Memory, the connection and our own mistakes are not here.
BROKEN = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


class CannotSet(Exception):
    """These pages cannot be set in type."""


class TookTooLong(CannotSet):
    """Setting them took longer than it may."""


class Handed(URLFetcher):
    """Answers for the pictures that were handed over, by name, and refuses every other address."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=())
        self._pictures = pictures

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        picture = self._pictures.get(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
        if picture is None:
            raise ValueError("nothing is fetched for a PDF")
        return URLFetcherResponse(url, picture)


class Pages:
    """Laid out, not yet written."""

    def __init__(self, document: Any) -> None:
        self._document = document

    @property
    def count(self) -> int:
        return len(self._document.pages)

    def to_pdf(self) -> bytes:
        """Refusal: CannotSet."""
        with _engine():
            return self._document.write_pdf(pdf_variant=VARIANT)


def lay_out(html: str, *, css: str, pictures: Mapping[str, bytes]) -> Pages:
    """A page names a picture by `handed:NAME`, and the same name has to mean the same picture for ever.

    Refusal: CannotSet.
    """
    with _engine():
        page = weasyprint.HTML(string=html, url_fetcher=Handed(pictures))
        return Pages(
            page.render(
                font_config=faces(),
                stylesheets=[_stylesheet(css)],
                cache=_kept_pictures(),
                pdf_variant=VARIANT,
            )
        )


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


@lru_cache(maxsize=32)
def _stylesheet(css: str) -> weasyprint.CSS:
    return weasyprint.CSS(string=css, url_fetcher=Handed({}), font_config=faces())


_pictures: dict[str, Any] = {}


def _kept_pictures() -> dict[str, Any]:
    """Those of earlier pages too, since an eCard is on a thousand sheets; forgotten together when there are many."""
    if len(_pictures) > MOST_PICTURES:
        _pictures.clear()
    return _pictures


@contextmanager
def _engine() -> Iterator[None]:
    """Its mistakes as CannotSet."""
    try:
        yield
    except BROKEN as broken:
        raise CannotSet(str(broken)) from broken


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raises TookTooLong in what takes longer. The clock runs in a main thread alone, as workers have it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise TookTooLong
