"""How much room text takes, from the widths of its signs, before any layout."""

from collections.abc import Iterator

from workstars.lib import fonts

POINT = 25.4 / 72  # in millimetres
SPACE = 0.26
BETWEEN_SIGNS = 0.9  # ems; a line may end after any sign as wide as this


def line_count(text: str, across: float) -> int:
    """Lines that a text takes, `across` ems wide."""
    count, used = 1, 0.0
    for word in text.split(" "):
        for part in _unbroken(word, across):
            if used and used + part > across:
                count, used = count + 1, 0.0
            used += part
        used += SPACE
    return count


def line_width(text: str) -> float:
    """Ems."""
    return sum(fonts.advance(sign) or 0.0 for sign in text)


def _unbroken(word: str, across: float) -> Iterator[float]:
    """Widths of what no line ends in: words, single East Asian signs, pieces of a word longer than the line."""
    used = 0.0
    for sign in word:
        wide = fonts.advance(sign) or 0.0
        if wide >= BETWEEN_SIGNS or used + wide > across:
            yield used
            used = 0.0
        used += wide
    yield used
