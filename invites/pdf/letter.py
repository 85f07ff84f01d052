"""What stands on a letter."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from workstars.lib.pdf.paper import Paper

Window = Literal["none", "left", "right"]


class LetterFailed(Exception):
    """A letter that cannot be set in type. The text is a sentence for the administrator."""


@dataclass(frozen=True)
class House:
    """What all letters of a pack share. `address` is the company's, as on an envelope; `colour` is #rrggbb."""

    company: str
    address: str
    logo_png: bytes | None
    colour: str
    paper: Paper
    window: Window
    activate_address: str
    made_on: date
    last_day: date
    without_email: bool = False


@dataclass(frozen=True)
class Letter:
    """`title` and `text` may have names in braces; `code` is as printed, XXXX-XXXX-XXXX.

    `qr_address` carries ID and code in its fragment, so neither is in the repr.
    """

    house: House
    language: str
    first_name: str
    name: str
    site: str
    department: str
    manager: str
    employee_id: str
    title: str
    text: str
    code: str = field(repr=False)
    qr_address: str = field(repr=False)
