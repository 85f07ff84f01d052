"""Pictures from outside: looked at before they are decoded, made anew, without what they carried along."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from warnings import catch_warnings, simplefilter

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "WEBP")
FORMATS_OF_CARDS = (*FORMATS, "GIF")
MOST_PIXELS = 40_000_000

SCREEN = (1200, 1200)
PRINT = (1772, 1772)  # 150 mm at 300 dots an inch
ROOMY = (2 * PRINT[0], 2 * PRINT[1])  # larger ones are made smaller before anything else, which saves memory
SHRINKABLE = frozenset({"RGB", "RGBA", "L", "LA", "CMYK", "YCbCr"})  # modes that can be mixed point by point
DOTS_PER_INCH = 300
# Of an eCard's longer side, below which paper shows steps; and how often it may hold the shorter one.
FEWEST_POINTS, MOST_STRETCHED = 400, 4
WHITE = (255, 255, 255)

# What Pillow raises for rubbish of every kind.
DAMAGED = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError)


class PictureRefused(Exception):
    """The text is a sentence for the page."""


@dataclass(frozen=True)
class Card:
    """A picture for an eCard: `screen` is WebP, `width` by `height` points; `print` is JPEG in sRGB, for 150 mm."""

    screen: bytes
    print: bytes
    width: int
    height: int


def to_png(data: bytes, *, fit: tuple[int, int]) -> bytes:
    """The picture as a PNG no larger than `fit`, upright, without metadata. Refusal: PictureRefused."""
    picture = _decoded(data, FORMATS)
    plain = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    plain.thumbnail(fit, Image.Resampling.LANCZOS)
    return _written(Image.frombytes(plain.mode, plain.size, plain.tobytes()), "PNG", optimize=True)


def to_card(data: bytes) -> Card:
    """The picture, or the first of a moving one, for screen and paper. Refusal: PictureRefused."""
    picture = _decoded(data, FORMATS_OF_CARDS, judge=_refuse_odd_shapes)
    flat = _on_white(_in_srgb(picture))
    flat.thumbnail(PRINT, Image.Resampling.LANCZOS)
    paper = _written(
        flat, "JPEG", quality=90, subsampling=0, optimize=True, dpi=(DOTS_PER_INCH, DOTS_PER_INCH)
    )
    flat.thumbnail(SCREEN, Image.Resampling.LANCZOS)
    return Card(_written(flat, "WEBP", quality=86, method=4), paper, *flat.size)


def _decoded(
    data: bytes, formats: tuple[str, ...], judge: Callable[[int, int], None] | None = None
) -> Image.Image:
    """Upright; its size is known and allowed, by `judge` too, before its points are read."""
    picture = _open(data, formats)
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise PictureRefused(
            _("This picture is %(width)s × %(height)s points. Make it smaller, 1,800 points wide are plenty.")
            % {"width": width, "height": height}
        )
    if judge:
        judge(width, height)
    try:
        if picture.mode in SHRINKABLE:
            picture.thumbnail(ROOMY, Image.Resampling.LANCZOS)
        picture.load()
    except DAMAGED as damaged:
        sentence = _("This picture is damaged. Save it again as PNG and try once more.")
        raise PictureRefused(sentence) from damaged
    return _upright(picture)


def _open(data: bytes, formats: tuple[str, ...]) -> Image.Image:
    """Reads the head alone; what kind it is follows from the bytes, never from the name."""
    try:
        with catch_warnings():
            simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=formats)
    except Image.DecompressionBombError as bomb:
        sentence = _("This picture has far too many points. Make it smaller, 1,800 points wide are plenty.")
        raise PictureRefused(sentence) from bomb
    except (UnidentifiedImageError, *DAMAGED) as unknown:
        raise PictureRefused(_cannot_read(data, formats)) from unknown


def _cannot_read(data: bytes, formats: tuple[str, ...]) -> str:
    if b"<svg" in data[:2000].lower():
        return _("This is an SVG drawing. Save it as PNG, 1,800 points wide, and choose that.")
    if "GIF" in formats:
        return _("This is not a picture that we can read. Use PNG, JPEG, WebP or GIF.")
    return _("This is not a picture that we can read. Use PNG, JPEG or WebP.")


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera said; what it said may be rubbish."""
    try:
        return ImageOps.exif_transpose(picture)
    except DAMAGED:
        return picture


def _refuse_odd_shapes(width: int, height: int) -> None:
    size = {"width": width, "height": height}
    if max(size.values()) < FEWEST_POINTS:
        raise PictureRefused(
            _("This picture is only %(width)s × %(height)s points. For print it needs %(fewest)s at least.")
            % {**size, "fewest": FEWEST_POINTS}
        )
    if max(size.values()) > MOST_STRETCHED * min(size.values()):
        raise PictureRefused(
            _("This picture is %(width)s × %(height)s points: too narrow for a card. Cut it to 3 by 2.")
            % size
        )


def _in_srgb(picture: Image.Image) -> Image.Image:
    """In the colours that screens and printers expect, whatever profile it came with; a broken profile is left out."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        try:
            theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            ours = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(picture, theirs, ours, outputMode="RGB") or picture
        except (ImageCms.PyCMSError, *DAMAGED):
            return picture
    if picture.mode.startswith("I"):  # grey in 16 bits, which a plain conversion would cut off at 8
        return picture.point(lambda grey: grey / 256).convert("L")
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency and whatever else it carried."""
    plain = picture.convert("RGBA")
    flat = Image.new("RGB", plain.size, WHITE)
    flat.paste(plain, mask=plain.getchannel("A"))
    return flat


def _written(picture: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()
