"""A drawing beside each step of page 2, in the company's colour. Lines alone, so that a grey printer draws them too."""

from functools import lru_cache

from workstars.lib.pdf.pictures import Pictures

SCALE = 0.58  # millimetres for each unit of a drawing
_DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-0.7 -0.7 {wide} {high}" width="{across}mm" height="{down}mm"'
    ' fill="none" stroke="{colour}" stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round">'
    '<path d="{lines}"/></svg>'
)
# Width, height and lines of each.
DRAWINGS = {
    "phone": (  # with the square on its screen
        12,
        21,
        "M2.2 0h7.6a2.2 2.2 0 0 1 2.2 2.2v16.6a2.2 2.2 0 0 1-2.2 2.2H2.2A2.2 2.2 0 0 1 0 18.8V2.2A2.2 2.2 0 0 1 2.2 0z"
        "M4.6 18.2h2.8M2.8 4.6h2.4V7H2.8zM6.9 4.6h2.4V7H6.9zM2.8 8.8h2.4v2.4H2.8zM7 9h.1M9.2 11.1h.1M7 13.4h.1"
        "M9.2 8.9h.1M2.8 13.6h1.8",
    ),
    "typed": (  # a ticket with a line above and three groups of signs
        21,
        14,
        "M2 0h17a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H2a2 2 0 0 1-2-2V2A2 2 0 0 1 2 0z"
        "M3.6 4.6h6.4M3.6 9.4h3M9 9.4h3M14.4 9.4h3",
    ),
    "lock": (
        15,
        19,
        "M2 8h11a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H2a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM3.5 8V4a4 4 0 0 1 8 0v4M7.5 12.4v2.6",
    ),
}


@lru_cache(maxsize=32)
def pictograms(colour: str) -> Pictures:
    """All of them in a colour, under the names that they are handed over with."""
    album = Pictures()
    for name in DRAWINGS:
        album.hand_over(_drawing(name, colour))
    return album


def addresses(colour: str) -> dict[str, str]:
    """For the stylesheet."""
    return {name: Pictures().hand_over(_drawing(name, colour)) for name in DRAWINGS}


def _drawing(name: str, colour: str) -> bytes:
    """With room around for the width of its line."""
    wide, high, lines = DRAWINGS[name]
    size = {"wide": wide + 1.4, "high": high + 1.4}
    across, down = round(size["wide"] * SCALE, 2), round(size["high"] * SCALE, 2)
    return _DRAWING.format(**size, across=across, down=down, colour=colour, lines=lines).encode()
