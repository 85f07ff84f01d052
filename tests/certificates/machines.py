"""What machines make of a sheet: readers of squares and letters, a checker of accessibility, what is in the file."""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from io import BytesIO

import deqr
import page as accessibility
import pikepdf
import zxingcpp
from PIL import Image

from tests.certificates import paper

HAS_OCR = shutil.which("tesseract") is not None
MM = 72 / 25.4
_GLYPHS = re.compile(rb"<([0-9a-fA-F]*)>")


def squares(pdf: bytes, *, dpi: int, at: int = 2) -> dict[str, list[str]]:
    """What three readers that share no code take from the squares of a page."""
    shown = paper.picture(pdf, at, dpi=dpi)
    grey = shown.convert("L")
    return {
        "zxing": [each.text for each in zxingcpp.read_barcodes(shown)],
        "qrdec": _decoded(deqr.QRdecDecoder(), grey),
        "quirc": _decoded(deqr.QuircDecoder(), grey),
    }


def _decoded(reader: deqr.QRdecDecoder | deqr.QuircDecoder, grey: Image.Image) -> list[str]:
    found = reader.decode(grey)
    return ["".join(str(entry.data) for entry in code.data_entries) for code in found]


def read_by_eye(pdf: bytes, *, at: int = 2, dpi: int = 150) -> str:
    """What is read off the picture of a page, by letters alone."""
    out = BytesIO()
    paper.picture(pdf, at, dpi=dpi).convert("L").save(out, "PNG")
    command = ["tesseract", "-", "-", "-l", "eng", "--psm", "11"]
    run = subprocess.run(command, input=out.getvalue(), capture_output=True, check=True)
    return run.stdout.decode()


def inaccessible(pdf: bytes) -> list[str]:
    """What breaks PDF/UA-1 of all that a machine can check."""
    report = accessibility.validate_pdf_bytes(pdf, profile="ua1")
    return [f"{each.rule_id}: {each.message}" for each in report.failures]


def unsound(pdf: bytes) -> list[str]:
    """What qpdf finds wrong with the file itself."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [*opened.check_pdf_syntax(), *opened.get_warnings()]


def glyphs_of_nothing(pdf: bytes) -> int:
    """How often a glyph stands for a sign that its face does not have."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return sum(
            int(glyphs[at : at + 4], 16) == 0
            for each in opened.pages
            for glyphs in _shown(each)
            for at in range(0, len(glyphs), 4)
        )


def _shown(each: pikepdf.Page) -> Iterator[str]:
    for operands, operator in pikepdf.parse_content_stream(each):
        if str(operator) == "TJ":
            yield from (bytes(piece).hex() for piece in operands[0] if isinstance(piece, pikepdf.String))
        elif str(operator) == "Tj":
            yield bytes(operands[0]).hex()


def faces_outside(pdf: bytes) -> list[str]:
    """Faces that a sheet names and does not carry."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        described = [
            each
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
        ]
        files = ("/FontFile", "/FontFile2", "/FontFile3")
        return [str(each.FontName) for each in described if not any(file in each for file in files)]


def tags(pdf: bytes) -> Counter[str]:
    """How many of each there are in the tree that a screen reader walks."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return Counter(str(each.S) for each in walk(opened.Root.StructTreeRoot))


def walk(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """In the order in which it is read."""
    kids = element.get("/K", [])
    for each in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(each, pikepdf.Dictionary) and "/S" in each:
            yield each
            yield from walk(each)


def ink_at_the_edge(pdf: bytes, *, at: int, millimetres: float = 5) -> bool:
    """Whether anything is printed where printers do not reach."""
    shown = paper.picture(pdf, at, dpi=72).convert("L")
    edge = int(millimetres * MM)
    inner = shown.crop((edge, edge, shown.width - edge, shown.height - edge))
    blank = Image.new("L", shown.size, 255)
    blank.paste(inner, (edge, edge))
    return shown.tobytes() != blank.tobytes()
