"""Pictures from outside: looked at before they are decoded, made anew, without what they carried along."""

import io
from warnings import catch_warnings, simplefilter

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_PIXELS = 40_000_000


class PictureRefused(Exception):
    """The text is a sentence for the page."""


def to_png(data: bytes, *, fit: tuple[int, int]) -> bytes:
    """The picture as a PNG no larger than `fit`, upright, without metadata. Refusal: PictureRefused."""
    picture = _open(data)
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise PictureRefused(
            _("This picture is %(width)s × %(height)s points. Make it smaller, 1,200 points wide are plenty.")
            % {"width": width, "height": height}
        )
    try:
        picture.load()
    except (OSError, SyntaxError, ValueError) as damaged:
        sentence = _("This picture is damaged. Save it again as PNG and try once more.")
        raise PictureRefused(sentence) from damaged
    upright = _upright(picture)
    plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    plain.thumbnail(fit, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    Image.frombytes(plain.mode, plain.size, plain.tobytes()).save(out, "PNG", optimize=True)
    return out.getvalue()


def _open(data: bytes) -> Image.Image:
    """Reads the head alone; what kind it is follows from the bytes, never from the name."""
    try:
        with catch_warnings():
            simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=FORMATS)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
    ) as unknown:
        raise PictureRefused(_("This is not a picture that we can read. Use PNG, JPEG or WebP.")) from unknown


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera said; what it said may be rubbish."""
    try:
        return ImageOps.exif_transpose(picture)
    except (OSError, SyntaxError, ValueError, TypeError, KeyError):
        return picture
