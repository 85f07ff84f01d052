"""How large things stand so that page 1 stays one page: worked out from the widths of the signs, before any layout."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from certificates.pdf.sheet import Paper
from certificates.pdf.words import Line
from workstars.lib import fonts

POINT = 25.4 / 72  # millimetres
SIZES = (18, 16, 14, 13, 12, 11, 10, 9)
PICTURES = (104, 90, 76, 62, 48, 36, 28, 20)
SMALLEST = (9, 8, 7, 6)
LEADINGS = (150, 140, 135, 120, 110)
NAME_SIZES = (34, 30, 26, 22, 18, 15, 12)
FULL_LINE, BLANK_LINE = 1.0, 0.6
GUTTER = 8.0
MOST_FOOT = 90
BETWEEN_LETTERS = 0.9  # ems; what is wider is a sign that a line may end after


@dataclass(frozen=True)
class Frame:
    """Millimetres that a page leaves to us."""

    width: float
    height: float
    dense: bool = False


@dataclass(frozen=True)
class Setting:
    """Points for type, percent of it for `leading`, millimetres for the picture's height and for the foot."""

    size: int
    leading: int
    columns: int
    picture: int
    name: int
    foot: int
    frame: Frame


FRAMES: dict[Paper, tuple[Frame, Frame]] = {
    "A4": (Frame(162, 257), Frame(186, 273, dense=True)),
    "Letter": (Frame(167.9, 239.4), Frame(191.9, 255.4, dense=True)),
}


@dataclass(frozen=True)
class Content:
    """What has to find room on page 1. `foot` are the facts at its foot; `ratio` is the picture's width by height."""

    name: str
    message: list[Line]
    foot: list[tuple[str, float]]
    ratio: float | None


def settings_that_fit(content: Content, paper: Paper) -> Iterator[Setting]:
    """From the best that seems to fit on to ever smaller ones, for when the guess was wrong."""
    for setting in _ladder(content, *FRAMES[paper]):
        if height(content, setting) <= setting.frame.height:
            yield setting


def height(content: Content, setting: Setting) -> float:
    """Millimetres that page 1 needs, to be compared with its frame."""
    dense = setting.frame.dense
    picture = picture_size(content.ratio, setting)[1]
    gap = 3 if dense else 10
    name = (
        line_count(content.name, setting.frame.width / (setting.name * POINT)) * setting.name * 1.25 * POINT
    )
    head = 9 if dense else 26
    return (
        head
        + (picture + gap if picture else 0)
        + name
        + 2 * gap
        + message_height(content, setting)
        + setting.foot
    )


def foot_height(content: Content, frame: Frame) -> int:
    """Room that is kept free at the foot, with some to spare."""
    size = 9 if frame.dense else 10.5
    count = max(line_count(text, share * frame.width * 0.9 / (size * POINT)) for text, share in content.foot)
    return round(count * size * 1.35 * POINT + (8 if frame.dense else 16))


def message_height(content: Content, setting: Setting) -> float:
    across = (setting.frame.width - GUTTER * (setting.columns - 1)) / setting.columns
    heights = [_height_of(each, across / (setting.size * POINT)) for each in content.message]
    first = split_at(heights) if setting.columns > 1 else len(heights)
    return max(sum(heights[:first]), sum(heights[first:])) * setting.size * setting.leading / 100 * POINT


def columns(content: Content, setting: Setting) -> list[list[Line]]:
    """The message's lines, column by column."""
    if setting.columns == 1:
        return [content.message]
    across = (setting.frame.width - GUTTER) / 2
    first = split_at([_height_of(each, across / (setting.size * POINT)) for each in content.message])
    return [content.message[:first], content.message[first:]]


def split_at(heights: list[float]) -> int:
    """Where two columns are most alike, the first never the shorter one by more than a line."""
    whole, above = sum(heights), 0.0
    for place, each in enumerate(heights):
        if above >= whole / 2:
            return place
        above += each
    return len(heights)


def picture_size(ratio: float | None, setting: Setting) -> tuple[float, float]:
    """Width and height in millimetres."""
    if ratio is None:
        return 0, 0
    tall = min(float(setting.picture), setting.frame.width / ratio)
    return tall * ratio, tall


def line_count(text: str, across: float) -> int:
    """Lines that a text takes, `across` ems wide."""
    count, used = 1, 0.0
    for word in text.split(" "):
        for part in _unbroken(word, across):
            if used and used + part > across:
                count, used = count + 1, 0.0
            used += part
        used += 0.26
    return count


def _unbroken(word: str, across: float) -> Iterator[float]:
    """Widths of what a line cannot end in: words, single East Asian signs, pieces of a word longer than the line."""
    used = 0.0
    for sign in word:
        wide = fonts.advance(sign) or 0.0
        if wide >= BETWEEN_LETTERS or used + wide > across:
            yield used
            used = 0.0
        used += wide
    yield used


def _height_of(line: Line, across: float) -> float:
    return line_count(line.text, across) * FULL_LINE if line.text else BLANK_LINE


def _ladder(content: Content, roomy: Frame, dense: Frame) -> Iterator[Setting]:
    """Smaller type first, down to 9 points; then a smaller picture; then closer together; smaller type last of all."""
    best = Setting(SIZES[0], 150, 1, PICTURES[0], 0, 0, roomy)
    best = replace(best, name=_name_size(content.name, best), foot=foot_height(content, roomy))
    sizes = [size for size in SIZES if size <= _largest(content)]
    yield from (replace(best, size=size) for size in sizes)
    yield from (replace(best, size=size, columns=2) for size in sizes if size <= 11)
    for picture in PICTURES[1:]:
        yield from (replace(best, size=9, leading=140, columns=number, picture=picture) for number in (1, 2))
    close = replace(
        best, frame=dense, name=min(best.name, 15), foot=foot_height(content, dense), picture=PICTURES[-1]
    )
    for size in SMALLEST:
        yield from (
            replace(close, size=size, leading=leading, columns=number)
            for leading in (135, 120, 110)
            for number in (1, 2)
        )


def _largest(content: Content) -> float:
    """A short message stands large."""
    signs = sum(len(each.text) for each in content.message)
    return next(size for most, size in ((100, 18), (240, 16), (480, 14), (99_999, 13)) if signs <= most)


def _name_size(name: str, setting: Setting) -> int:
    """The largest that holds the name in one line; a name too long for that is set in several."""
    wide = line_width(name)
    fits = (size for size in NAME_SIZES if wide * size * POINT <= setting.frame.width)
    return next(fits, 15 if wide < 120 else NAME_SIZES[-1])


def line_width(text: str) -> float:
    return sum(fonts.advance(sign) or 0.0 for sign in text)
