"""Pictures of every kind, good and bad, made on the spot."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw

SIZE = (900, 600)
RED, BLUE = (200, 30, 30), (20, 40, 160)


def drawn(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """Red at the left, blue at the right, so that one can see which way up it is."""
    picture = Image.new("RGB", size, RED)
    ImageDraw.Draw(picture).rectangle((size[0] // 2, 0, *size), fill=BLUE)
    return picture.convert(mode)


def written(picture: Image.Image, kind: str = "PNG", **how: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def picture(kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = SIZE, **how: Any) -> bytes:
    return written(drawn(mode, size), kind, **how)


def animated_gif() -> bytes:
    """The first frame is red and blue, the second white."""
    return picture("GIF", save_all=True, append_images=[Image.new("RGB", SIZE, "white")], duration=100)


def see_through_palette_png() -> bytes:
    """Red on nothing: the right half is transparent."""
    flat = Image.new("P", SIZE, 1)
    flat.putpalette([*RED, 0, 0, 0])
    ImageDraw.Draw(flat).rectangle((0, 0, SIZE[0] // 2, SIZE[1]), fill=0)
    return written(flat, "PNG", transparency=1)


def turned_photograph() -> bytes:
    """Taken with the camera on its side, and full of what a camera writes."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of Ewa Nowak"
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", exif=exif, comment=b"Ewa's kitchen")


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that promises so many points."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


PAGE = b"<html><script>alert(document.cookie)</script></html>"
ARCHIVE = b"PK\x03\x04" + bytes(26) + b"PK\x05\x06" + bytes(18)


def with_text(data: bytes) -> bytes:
    """A PNG whose first chunk of text is a web page."""
    name, chunk = b"tEXt", b"Comment\0" + PAGE
    after_head = 8 + 25
    text = struct.pack(">I", len(chunk)) + name + chunk + struct.pack(">I", zlib.crc32(name + chunk))
    return data[:after_head] + text + data[after_head:]


# Pictures to one reader, web pages to another, archives or documents to a third.
POLYGLOTS = {
    "gif and page": lambda: picture("GIF", "P") + PAGE + b"PK\x03\x04",
    "png and archive": lambda: picture("PNG") + ARCHIVE,
    "png around a page": lambda: with_text(picture("PNG")),
    "jpeg around a page": lambda: picture("JPEG", comment=PAGE),
    "jpeg and archive": lambda: picture("JPEG") + ARCHIVE,
    "jpeg and document": lambda: picture("JPEG", comment=b"%PDF-1.7") + PAGE,
    "webp around a page": lambda: picture("WEBP", xmp=PAGE),
}

HOW_TO_UNDO = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def held_so(upright: Image.Image, orientation: int) -> bytes:
    """What a camera held in that way writes of what is upright."""
    how = HOW_TO_UNDO[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    return written(upright.transpose(how) if how is not None else upright, "JPEG", exif=exif, quality=95)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def is_near(one: Any, other: Any) -> bool:
    """Of two colours; what was made anew is never exactly the same."""
    return all(abs(a - b) <= 12 for a, b in zip(one, other, strict=True))
