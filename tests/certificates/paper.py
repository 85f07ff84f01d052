"""What a printer, a phone's camera and a reader get out of a PDF, with the tools of poppler and qpdf."""

import logging
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

# Marks of direction that pdftotext adds, and all space: where lines end is the page's business.
_NOT_TYPED = re.compile(r"[\s\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def text(pdf: bytes, *, page: int | None = None, raw: bool = False) -> str:
    """As it is copied: in reading order, or `raw`, as it was drawn."""
    only = ["-f", str(page), "-l", str(page)] if page else []
    return _run("pdftotext", *(["-raw"] if raw else []), *only, "-", "-", stdin=pdf).decode()


def squeezed(words: str) -> str:
    """Nothing but the signs that were typed."""
    return _NOT_TYPED.sub("", unicodedata.normalize("NFC", words))


def as_file(pdf: bytes) -> BytesIO:
    return BytesIO(pdf)


def pages(pdf: bytes) -> int:
    return int(facts(pdf)["Pages"])


def facts(pdf: bytes) -> dict[str, str]:
    lines = _run("pdfinfo", "-", stdin=pdf).decode().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def fonts(pdf: bytes) -> dict[str, str]:
    """Whether each is embedded, by name."""
    rows = [line.split() for line in _run("pdffonts", "-", stdin=pdf).decode().splitlines()[2:]]
    return {row[0].split("+")[-1]: row[-5] for row in rows}


def pictures(pdf: bytes, page: int) -> list[tuple[int, int]]:
    """Width and height of those shown on a page."""
    rows = (
        _run("pdfimages", "-list", "-f", str(page), "-l", str(page), "-", stdin=pdf).decode().splitlines()[2:]
    )
    return sorted((int(row.split()[3]), int(row.split()[4])) for row in rows)


def picture(pdf: bytes, page: int, *, dpi: int = 80) -> Image.Image:
    with TemporaryDirectory() as folder:
        out = Path(folder, "page")
        only = ["-f", str(page), "-l", str(page)]
        _run("pdftoppm", "-r", str(dpi), *only, "-png", "-singlefile", "-", str(out), stdin=pdf)
        return Image.open(out.with_suffix(".png")).convert("RGB")


def complaints(pdf: bytes) -> list[str]:
    """What qpdf has to say against it."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "checked.pdf")
        file.write_bytes(pdf)
        result = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=False)
    return [] if result.returncode == 0 else [result.stdout, result.stderr]


def places(pdf: bytes, page: int) -> list[tuple[str, float, float, float, float]]:
    """Each word with its left, top, right and bottom, in points."""
    found = _run("pdftotext", "-bbox", "-f", str(page), "-l", str(page), "-", "-", stdin=pdf).decode(
        errors="replace"
    )
    word = re.compile(
        r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
    )
    return [(words, *map(float, edges)) for *edges, words in word.findall(found)]


@contextmanager
def engine_says() -> Iterator[list[str]]:
    """What the engine warns of meanwhile: a sign without a face, an address that it was not given."""
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield said
    finally:
        logger.removeHandler(handler)


def _run(*command: str, stdin: bytes) -> bytes:
    return subprocess.run(command, input=stdin, capture_output=True, check=True).stdout
