"""How large things stand so that a letter stays one page: worked out from the widths of the signs, before any layout.

Lengths are millimetres, sizes of type points. The stylesheet takes the same figures from here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from invites.pdf.letter import Window
from workstars.lib.pdf.paper import Paper
from workstars.lib.pdf.widths import POINT, line_count

SIDE, TOP, BOTTOM = 24, 14, 12
PAGE = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}
HEAD = 16  # the letterhead
RETURN, RETURN_SIZE = 4.5, 6.5  # the sender's line above the name
# Where the first line of a name stands: in windows of DIN 5008 and of a No. 10 envelope; of a French or British one.
NAME_AT: dict[tuple[Paper, Window], float] = {
    ("A4", "left"): 63, ("A4", "right"): 54, ("A4", "none"): 42,
    ("Letter", "left"): 63, ("Letter", "right"): 58, ("Letter", "none"): 40,
}  # fmt: skip
BODY_AT: dict[Window, float] = {"left": 96, "right": 94, "none": 58}
RIGHT_BLOCK = 110  # from the paper's edge, whatever the direction of the text
BLOCK_WIDTH = 76
IN_WINDOW = 26  # what a window shows of name, department and site
NAME_SIZES = (13, 11, 9.5, 8, 7, 6)
PLACE = 0.85  # of the name's size
NAME_LEADING, TITLE_LEADING, STEP_LEADING, GAP = 1.25, 1.2, 1.35, 0.65
SAFETY = 1.03
LABEL, ID_LEADING, CODE_LEADING = 4.0, 1.25, 1.2
LONG_ID, LONG_ADDRESS = 18, 44  # signs; from here on they stand smaller
QR, COLUMN_GAP = 35, 6
ENTRY_GAP, TICKET_SIDE, BORDER = 1.8, 6, 0.35


@dataclass(frozen=True)
class Setting:
    """Sizes in points, room in millimetres. `code` 0.6 ems a sign, as all signs of its face are."""

    text: float
    leading: float
    title: float
    step: float
    number: float
    id: float
    long_id: float
    code: float
    room: float  # between the parts
    name: float = NAME_SIZES[0]

    @property
    def key(self) -> str:
        """As it stands in a class; sizes of names have classes of their own."""
        return f"{self.text:g}-{self.title:g}".replace(".", "_")


LADDER = (
    Setting(12, 1.5, 20, 10.5, 24, 18, 12, 28, 7),
    Setting(11.5, 1.45, 20, 10.5, 24, 18, 12, 28, 6),
    Setting(11, 1.45, 18, 10, 22, 17, 11, 27, 6),
    Setting(10.5, 1.42, 17, 10, 20, 16, 11, 26, 5),
    Setting(10, 1.4, 16, 9.5, 18, 15, 10, 25, 4),
    Setting(9.5, 1.36, 15, 9, 16, 14, 10, 24, 4),
    Setting(9, 1.32, 14, 9, 15, 13, 9, 23, 3),
    Setting(8.5, 1.3, 13, 8.5, 14, 12, 9, 22, 3),
    Setting(8, 1.26, 12, 8, 13, 12, 9, 22, 2.5),
    Setting(7, 1.22, 11, 7.5, 12, 11, 8, 20, 2),
    Setting(6, 1.18, 9, 6.5, 10, 10, 7, 20, 1.5),
    Setting(5, 1.15, 7, 5.5, 9, 9, 6, 20, 1),
    Setting(4.5, 1.1, 5.5, 5, 8, 8, 5, 20, 0.6),
)


@dataclass(frozen=True)
class Content:
    """What has to find room, as it is printed. `steps` are titles with their texts, `foot` the last lines."""

    name: str
    places: tuple[str, ...]
    title: str
    paragraphs: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]
    employee_id: str
    address: str
    until: str
    foot: tuple[str, ...]


def settings_that_fit(content: Content, paper: Paper, window: Window) -> Iterator[Setting]:
    """From the best that should fit on to ever smaller ones, for when the guess was wrong."""
    name = name_size(content)
    wide, high = PAGE[paper]
    for step in LADDER:
        setting = Setting(**{**step.__dict__, "name": min(name, step.text + 2)})
        if height(content, setting, paper, window, wide - 2 * SIDE) * SAFETY <= high - BOTTOM:
            yield setting


def name_size(content: Content) -> float:
    """The largest in which name, department and site stand in the window."""
    fits = (size for size in NAME_SIZES if block_height(content, size) <= IN_WINDOW)
    return next(fits, NAME_SIZES[-1])


def block_height(content: Content, size: float) -> float:
    lines = line_count(content.name, BLOCK_WIDTH / (size * POINT))
    places = sum(line_count(each, BLOCK_WIDTH / (size * PLACE * POINT)) for each in content.places)
    return (lines + places * PLACE) * size * NAME_LEADING * POINT


def height(content: Content, setting: Setting, paper: Paper, window: Window, wide: float) -> float:
    """Where the last line ends, from the paper's upper edge."""
    block = NAME_AT[paper, window] + block_height(content, setting.name) + 3
    body = max(BODY_AT[window], block)
    title = line_count(content.title, wide / (setting.title * POINT)) * setting.title * TITLE_LEADING * POINT
    date = setting.step * 1.4 * POINT + setting.room
    return (
        body
        + date
        + title
        + setting.room * 0.6
        + text_height(content, setting, wide)
        + setting.room
        + ticket_height(content, setting, wide)
        + setting.room
        + steps_height(content, setting, wide)
        + setting.room
        + foot_height(content, setting, wide)
    )


def text_height(content: Content, setting: Setting, wide: float) -> float:
    lines = sum(line_count(each, wide / (setting.text * POINT)) for each in content.paragraphs)
    gaps = max(len(content.paragraphs) - 1, 0) * GAP
    return (lines * setting.leading + gaps) * setting.text * POINT


def ticket_height(content: Content, setting: Setting, wide: float) -> float:
    """The box: Employee ID, code and address beside the square."""
    across = wide - QR - COLUMN_GAP - 2 * (TICKET_SIDE + BORDER)
    id_size = setting.long_id if len(content.employee_id) > LONG_ID else setting.id
    id_lines = -(-len(content.employee_id) * 0.6 * id_size * POINT // across)
    address = address_size(content.address, setting)
    lines = (
        id_lines * id_size * ID_LEADING
        + setting.code * CODE_LEADING
        + line_count(content.address, across / (address * POINT)) * address * 1.3
        + line_count(content.until, across / (setting.step * POINT)) * setting.step * STEP_LEADING
    )
    return max(lines * POINT + 3 * LABEL + 2 * ENTRY_GAP, QR) + 2 * (setting.room + BORDER)


def address_size(address: str, setting: Setting) -> float:
    return setting.step if len(address) > LONG_ADDRESS else setting.step + 2


def steps_height(content: Content, setting: Setting, wide: float) -> float:
    """The highest of the columns."""
    across = column_width(wide)
    size = setting.step * POINT
    return max(
        setting.number * 1.1 * POINT
        + (line_count(title, across / (size * 1.1)) * 1.1 + line_count(text, across / size))
        * size
        * STEP_LEADING
        + 1
        for title, text in content.steps
    )


def column_width(wide: float) -> float:
    return (wide - 2 * COLUMN_GAP) / 3 - 0.1


def foot_height(content: Content, setting: Setting, wide: float) -> float:
    size = setting.step * POINT
    return sum(line_count(each, wide / size) for each in content.foot) * size * STEP_LEADING + 3.5
