"""Geometry of the charts: numbers in, whole coordinates out, so that no language writes 1,5 into an SVG.

The pictures are stretched to the room there is; words stay outside of them, in the page's own type.
"""

from collections.abc import Sequence
from dataclasses import dataclass

FULL = 1000

Rows = Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Bar:
    """`length` is of 1000; `percent` only where bars are parts of a first whole."""

    label: str
    number: int
    length: int
    percent: int | None = None


@dataclass(frozen=True)
class Curve:
    """A path in a square of 1000, zero at the foot, and the words at its edges."""

    path: str
    dots: str
    most: int
    first: str
    last: str


def bars(rows: Rows) -> list[Bar]:
    """One bar a row, as long as its share of the largest."""
    most = max((number for _, number in rows), default=0)
    return [Bar(label, number, _part(number, most, FULL)) for label, number in rows]


def funnel(rows: Rows) -> list[Bar]:
    """One bar a stage, as long as its share of the first, which is also said in percent."""
    whole = rows[0][1] if rows else 0
    return [
        Bar(label, number, _part(number, whole, FULL), _part(number, whole, 100)) for label, number in rows
    ]


def curve(rows: Rows) -> Curve:
    """One point a row, from the first to the last."""
    most = max((number for _, number in rows), default=0)
    step = FULL / max(len(rows) - 1, 1)
    points = [(round(n * step), FULL - _part(number, most, FULL)) for n, (_, number) in enumerate(rows)]
    path = " ".join(f"{'L' if n else 'M'}{x} {y}" for n, (x, y) in enumerate(points))
    dots = " ".join(f"M{x} {y}h0" for x, y in points)
    return Curve(path, dots, most, rows[0][0] if rows else "", rows[-1][0] if rows else "")


def _part(number: int, whole: int, of: int) -> int:
    """Share in whole steps; what is there at all is never shown as nothing."""
    if whole <= 0 or number <= 0:
        return 0
    return max(round(of * min(number, whole) / whole), of // 200)
