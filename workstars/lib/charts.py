"""Geometry of the charts: numbers in, whole coordinates out, so that no language writes 1,5 into an SVG."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

WIDTH = 640
ROW = 36
LABEL = 168
VALUE = 72
PERCENT = 56

Rows = Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Box:
    kind: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Text:
    words: str | int
    x: int
    y: int
    anchor: str = "start"
    kind: str = ""


@dataclass(frozen=True)
class Line:
    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True)
class Dot:
    x: int
    y: int


@dataclass(frozen=True)
class Picture:
    height: int
    width: int = WIDTH
    boxes: list[Box] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    path: str = ""


def bar_chart(rows: Rows) -> Picture:
    """One bar a row, as long as its share of the largest."""
    return _bars(rows, most=max((number for _, number in rows), default=0), share=False)


def funnel_chart(rows: Rows) -> Picture:
    """One bar a stage, as long as its share of the first stage, which is also said in percent."""
    return _bars(rows, most=rows[0][1] if rows else 0, share=True)


def line_chart(rows: Rows) -> Picture:
    """One point a row from left to right; zero at the foot, the highest value at the top."""
    top, foot, left, right = 16, 196, 56, WIDTH - 16
    most = max((number for _, number in rows), default=0) or 1
    step = (right - left) / max(len(rows) - 1, 1)
    heights = [round(foot - (foot - top) * number / most) for _, number in rows]
    dots = [Dot(round(left + n * step), height) for n, height in enumerate(heights)]
    marks = [Text(number, left - 10, y + 5, "end", "axis-text") for number, y in ((0, foot), (most, top))]
    ends = [(0, "start"), (-1, "end")][: len(rows)]
    names = [Text(rows[n][0], dots[n].x, foot + 24, anchor, "axis-text") for n, anchor in ends]
    path = " ".join(f"{'L' if n else 'M'}{dot.x} {dot.y}" for n, dot in enumerate(dots))
    lines = [Line(left, y, right, y) for y in (top, (top + foot) // 2, foot)]
    return Picture(height=foot + 32, dots=dots, texts=marks + names, lines=lines, path=path)


def _bars(rows: Rows, *, most: int, share: bool) -> Picture:
    room = WIDTH - LABEL - VALUE - (PERCENT if share else 0)
    boxes: list[Box] = []
    texts: list[Text] = []
    for n, (label, number) in enumerate(rows):
        y = n * ROW
        length = round(room * min(number, most) / most) if most else 0
        boxes.append(Box("rest", LABEL, y + 6, room, ROW - 12))
        boxes.append(Box("bar", LABEL, y + 6, max(length, 3 if number else 0), ROW - 12))
        texts.append(Text(_cut(str(label)), 0, y + 23))
        texts.append(Text(number, LABEL + room + VALUE - 8, y + 23, "end"))
        if share:
            percent = round(100 * number / most) if most else 0
            texts.append(Text(f"{percent} %", WIDTH, y + 23, "end", "axis-text"))
    return Picture(height=max(len(rows), 1) * ROW, boxes=boxes, texts=texts)


def _cut(label: str, room: int = 22) -> str:
    return label if len(label) <= room else f"{label[: room - 1]}…"


KINDS: dict[str, Callable[[Rows], Picture]] = {"bar": bar_chart, "line": line_chart, "funnel": funnel_chart}
