"""The company's colour made readable by rule: darker or lighter until contrast is 4.5:1 (WCAG AA)."""

import colorsys
import re
from functools import lru_cache

CONTRAST = 4.5
# What the accent stands on in the stylesheet: paper, surface, and the strongest tint of it.
LIGHT_GROUNDS = ("#faf8f4", "#fffefc", "#eceff6")
DARK_GROUNDS = ("#171614", "#1f1d1b", "#292724")
WHITE, INK = "#ffffff", "#14130f"
DEFAULT = "#24468f"

_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE | re.ASCII)


def is_colour(text: str) -> bool:
    """Whether it is written as #rrggbb."""
    return bool(_HEX.fullmatch(text))


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black on white), as WCAG 2 counts it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=1000)  # each mail and each page asks, mostly of the same few companies
def accessible_accent(colour: str, *, on_dark: bool) -> tuple[str, str]:
    """The nearest colour of that hue that can be read on every ground, and the ink to be read on it.

    Refuses with ValueError what is not #rrggbb.
    """
    if not is_colour(colour):
        raise ValueError(f"not a colour: {colour!r}")
    ink, grounds = (INK, DARK_GROUNDS) if on_dark else (WHITE, LIGHT_GROUNDS)
    accent = colour.lower()
    hue, light, saturation = colorsys.rgb_to_hls(*_channels(accent))
    step = 0.01 if on_dark else -0.01
    while min(contrast(accent, other) for other in (*grounds, ink)) < CONTRAST:
        light = min(max(light + step, 0.0), 1.0)
        accent = _hex(colorsys.hls_to_rgb(hue, light, saturation))
    return accent, ink


def company_stylesheet(colour: str) -> str:
    """The whole of /company.css; browsers without light-dark(), and paper, get the light pair."""
    light, light_ink = accessible_accent(colour, on_dark=False)
    dark, dark_ink = accessible_accent(colour, on_dark=True)
    one = f":root{{--accent:{light};--accent-ink:{light_ink}}}"
    both = f":root{{--accent:light-dark({light},{dark});--accent-ink:light-dark({light_ink},{dark_ink})}}"
    return f"{one}\n@supports (color:light-dark(#000,#fff)){{{both}}}\n@media print{{{one}}}\n"


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return red, green, blue


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in channels)


def _luminance(colour: str) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
