"""How large things stand so that page 1 stays one page: worked out from the widths of the signs, before any layout.

Lengths are millimetres, sizes of type points. The stylesheet takes the same figures from here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from workstars.lib.pdf.lines import Line
from workstars.lib.pdf.paper import Paper
from workstars.lib.pdf.widths import POINT, line_count

SIZES = (20, 18, 16, 14, 13, 12, 11, 10, 9)
# The last resort: size and leading.
SMALLEST = ((9, 135), (9, 120), (9, 110), (8, 120), (8, 110), (7, 120), (7, 110), (6, 120), (6, 110))
# How many signs a message may have to stand at most as large as this.
LARGE = ((120, 20), (240, 18), (480, 14), (100_000, 13))
LEADINGS = (150, 140, 135, 120, 110)
PICTURES = (112, 92, 76, 62, 48, 36, 28, 20)
# Without a picture the words "Thank you" stand in its place: room above them, their size.
PLATES = {picture: (round(picture * 0.3), round(picture * 0.55)) for picture in PICTURES}
# Sizes of the name with the most lines that it may take in each; any number in the last.
NAME_SIZES = {34: 1, 30: 1, 26: 1, 22: 2, 18: 2, 15: 3, 12: 99}
CLOSE_NAME = 15
NAME_LEADING, FACT_LEADING, BLANK_LINE, PLATE_LEADING = 1.15, 1.35, 0.6, 1.1
FACTS = {"from": 36, "reason": 28, "date": 21, "points": 14}  # percent of the width
FACT_ROOM = 0.92  # what its padding leaves
GUTTER = 8.0
MOST_FOOT = 120


@dataclass(frozen=True)
class Frame:
    """What a page leaves to us, and the fixed heights within: letterhead, the words above the name, gaps, foot."""

    width: float
    height: float
    head: int = 22
    after_picture: int = 9
    thanks: float = 8.2
    before_message: int = 6
    above_foot: int = 6
    foot: int = 8
    fact_size: float = 11
    dense: bool = False


def close(width: float, height: float) -> Frame:
    """For what does not fit otherwise."""
    return Frame(width, height, 9, 2, 4.7, 2, 3, 6, 9, dense=True)


FRAMES: dict[Paper, tuple[Frame, Frame]] = {
    "A4": (Frame(162, 257), close(186, 273)),
    "Letter": (Frame(167.9, 239.4), close(191.9, 255.4)),
}


@dataclass(frozen=True)
class Setting:
    """`leading` is percent of the size; `picture` is the most it may be high; `foot` is kept for the facts."""

    size: int
    leading: int
    columns: int
    picture: int
    name: int
    foot: int
    frame: Frame


@dataclass(frozen=True)
class Content:
    """What has to find room on page 1. `facts` are those that may be long; `ratio` is the picture's width by height."""

    name: str
    message: list[Line]
    facts: dict[str, str]
    ratio: float | None
    thanks: str = "Thank you"


def settings_that_fit(content: Content, paper: Paper) -> Iterator[Setting]:
    """From the best that should fit on to ever smaller ones, for when the guess was wrong.

    What stands close together has as large a picture as the room that is left allows.
    """
    for each in _ladder(content, *FRAMES[paper]):
        pictures = PICTURES if each.frame.dense and content.ratio else [each.picture]
        larger = (replace(each, picture=picture) for picture in pictures)
        yield from (setting for setting in larger if height(content, setting) <= setting.frame.height)


def height(content: Content, setting: Setting) -> float:
    """What page 1 needs."""
    frame = setting.frame
    name = (
        line_count(content.name, frame.width / (setting.name * POINT)) * setting.name * NAME_LEADING * POINT
    )
    message = message_height(content, setting)
    return frame.head + _top_height(content, setting) + name + frame.before_message + message + setting.foot


def message_height(content: Content, setting: Setting) -> float:
    heights = _line_heights(content, setting)
    first = split_at(heights) if setting.columns > 1 else len(heights)
    return max(sum(heights[:first]), sum(heights[first:])) * setting.size * setting.leading / 100 * POINT


def columns(content: Content, setting: Setting) -> list[list[Line]]:
    """The message's lines, column by column."""
    if setting.columns == 1:
        return [content.message]
    first = split_at(_line_heights(content, setting))
    return [content.message[:first], content.message[first:]]


def split_at(heights: list[float]) -> int:
    """Where two columns are most alike."""
    whole, above = sum(heights), 0.0
    for place, each in enumerate(heights):
        if above + each / 2 >= whole / 2:
            return place
        above += each
    return len(heights)


def _top_height(content: Content, setting: Setting) -> float:
    """The picture with the words under it, or the words in its place."""
    frame = setting.frame
    if content.ratio is not None:
        return min(setting.picture, frame.width / content.ratio) + frame.after_picture + frame.thanks
    if frame.dense:
        return frame.thanks
    above, size = PLATES[setting.picture]
    lines = line_count(content.thanks, frame.width / (size * POINT))
    return above + lines * size * POINT * PLATE_LEADING + frame.after_picture


def _line_heights(content: Content, setting: Setting) -> list[float]:
    """How many lines each line of the message takes."""
    across = (setting.frame.width - GUTTER * (setting.columns - 1)) / setting.columns / (setting.size * POINT)
    return [line_count(each.text, across) if each.text else BLANK_LINE for each in content.message]


def _foot(content: Content, frame: Frame) -> int:
    """Room that is kept free at the foot of the page."""
    lines = max(
        line_count(text, FACTS[fact] / 100 * FACT_ROOM * frame.width / (frame.fact_size * POINT))
        for fact, text in content.facts.items()
    )
    return min(
        round(lines * frame.fact_size * FACT_LEADING * POINT) + frame.foot + frame.above_foot, MOST_FOOT
    )


def _ladder(content: Content, roomy: Frame, dense: Frame) -> Iterator[Setting]:
    """Smaller type first, down to 9 points; then a smaller picture; then closer together; smaller type last of all."""
    name = _name_size(content.name, roomy)
    best = Setting(SIZES[0], 150, 1, PICTURES[0], name, _foot(content, roomy), roomy)
    signs = sum(len(each.text) for each in content.message)
    sizes = [size for size in SIZES if size <= next(large for most, large in LARGE if signs <= most)]
    yield from (replace(best, size=size) for size in sizes)
    yield from (replace(best, size=size, columns=2) for size in sizes if size <= 11)
    for picture in PICTURES[1:]:
        yield from (replace(best, size=9, leading=140, columns=number, picture=picture) for number in (1, 2))
    last = replace(
        best, frame=dense, name=min(name, CLOSE_NAME), foot=_foot(content, dense), picture=PICTURES[-1]
    )
    for size, leading in SMALLEST:
        yield from (replace(last, size=size, leading=leading, columns=number) for number in (1, 2))


def _name_size(name: str, frame: Frame) -> int:
    fits = (
        size for size, most in NAME_SIZES.items() if line_count(name, frame.width / (size * POINT)) <= most
    )
    return next(fits, min(NAME_SIZES))
