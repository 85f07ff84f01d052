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


def polyglot() -> bytes:
    """A picture to one reader, a web page to another, an archive to a third."""
    return picture("GIF", "P") + b"<script>alert(document.cookie)</script>PK\x03\x04"


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def is_near(one: Any, other: Any) -> bool:
    """Of two colours; what was made anew is never exactly the same."""
    return all(abs(a - b) <= 12 for a, b in zip(one, other, strict=True))
