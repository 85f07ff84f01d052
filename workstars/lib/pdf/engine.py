"""WeasyPrint, and all of ours that stands on it. Loaded by `workstars.lib.pdf` when the first page is drawn."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import Any

import weasyprint
from PIL import ImageFile
from weasyprint.urls import URLFetcher, URLFetcherResponse

from workstars.lib.pauses import without_pauses
from workstars.lib.pdf import SCHEME, spelling
from workstars.lib.pdf.faces import faces
from workstars.lib.pdf.refusals import CannotSet

VARIANT = "pdf/ua-1"  # tagged, for screen readers (T8)
MOST_PICTURES = 64
# WeasyPrint has Pillow read halves of pictures, in the whole process: an upload that broke off would be taken.
ImageFile.LOAD_TRUNCATED_IMAGES = False
spelling.teach()
# What a layout engine raises over text that it cannot set. Memory, the connection and our own mistakes are not here.
BROKEN = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
Rectangle = tuple[float, float, float, float]  # left, top, width and height in CSS pixels


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

    def own(self, page: int) -> dict[str, Rectangle]:
        """Where the elements with a `data-own` stand, by that name."""
        found: dict[str, Rectangle] = {}
        for box in self._document.pages[page]._page_box.descendants():
            name = box.element.get("data-own") if box.element is not None else None
            if name and name not in found:
                found[name] = (
                    box.border_box_x(),
                    box.border_box_y(),
                    box.border_width(),
                    box.border_height(),
                )
        return found

    def only(self, pages: Iterable[int]) -> "Pages":
        return Pages(self._document.copy([self._document.pages[page] for page in pages]))

    def __add__(self, more: "Pages") -> "Pages":
        return Pages(self._document.copy([*self._document.pages, *more._document.pages]))

    def to_pdf(self) -> bytes:
        """Refusal: CannotSet."""
        with _mistakes():
            return self._document.write_pdf(pdf_variant=VARIANT)


def lay_out(html: str, *, css: str, pictures: Mapping[str, bytes]) -> Pages:
    """See `workstars.lib.pdf.lay_out`."""
    with _mistakes():
        page = weasyprint.HTML(string=html, url_fetcher=Handed(pictures))
        return Pages(
            page.render(
                font_config=faces(),
                stylesheets=[_stylesheet(css)],
                cache=_kept_pictures(),
                pdf_variant=VARIANT,
            )
        )


@lru_cache(maxsize=32)
def _stylesheet(css: str) -> weasyprint.CSS:
    return weasyprint.CSS(string=css, url_fetcher=Handed({}), font_config=faces())


_one_at_a_time = Lock()
_pictures: dict[str, Any] = {}


def _kept_pictures() -> dict[str, Any]:
    """Those of earlier pages too, since an eCard is on a thousand sheets; forgotten together when there are many."""
    if len(_pictures) > MOST_PICTURES:
        _pictures.clear()
    return _pictures


@contextmanager
def _mistakes() -> Iterator[None]:
    """Of the engine, as CannotSet. Its libraries are made for one thread; a worker has one, and others wait."""
    with _one_at_a_time, without_pauses():
        try:
            yield
        except BROKEN as broken:
            raise CannotSet(str(broken)) from broken
