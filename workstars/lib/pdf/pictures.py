"""Pictures as the engine takes them without further work."""

from functools import lru_cache
from hashlib import sha256
from io import BytesIO

import segno
from PIL import Image

from workstars.lib.pdf import SCHEME

QR_MASK = 2  # trying all eight for the best one takes longer than the page
QR_SCALE, QUIET_ZONE = 4, 4  # four pixels a square: with one, coarse screens draw squares of uneven width


class Pictures(dict[str, bytes]):
    """Those of a page, by the names that it is handed over with."""

    def hand_over(self, picture: bytes | None) -> str:
        """The address of a picture on the page. Named by what it shows, since the engine remembers names."""
        if not picture:
            return ""
        name = sha256(picture).hexdigest()[:24]
        self[name] = picture
        return SCHEME + name


@lru_cache(maxsize=8)
def flat(png: bytes) -> bytes:
    """A logo on white paper: without transparency it need not be taken apart for every sheet."""
    logo = Image.open(BytesIO(png), formats=("PNG",)).convert("RGBA")
    paper = Image.new("RGBA", logo.size, "white")
    out = BytesIO()
    Image.alpha_composite(paper, logo).convert("RGB").save(out, "JPEG", quality=95, subsampling=0)
    return out.getvalue()


def ratio(jpeg: bytes) -> float:
    """Width by height, from the head alone."""
    with Image.open(BytesIO(jpeg), formats=("JPEG",)) as picture:
        return picture.width / picture.height


def qr(address: str) -> bytes:
    """A PNG of black and white squares. Stylesheets forbid the printer to smooth it."""
    out = BytesIO()
    segno.make_qr(address, error="m", mask=QR_MASK).save(out, kind="png", scale=QR_SCALE, border=QUIET_ZONE)
    return out.getvalue()
