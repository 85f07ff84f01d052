"""What stands on a sheet."""

from dataclasses import dataclass, field
from datetime import date

from certificates.pdf.words import Wording
from workstars.lib.pdf.paper import Paper


class SheetFailed(Exception):
    """The text is a sentence for the administrator."""


@dataclass(frozen=True)
class Sheet:
    """`code` is as printed, XXXX-XXXX-XXXX; without one, page 2 says that the recipient has registered meanwhile.

    `qr_address` carries ID and code in its fragment, so neither is in the repr. `colour` is #rrggbb, the pictures are
    ours, made at upload. `wording` is the company's own words (T8). `without_email`: one may register without an e-mail
    address (A6).
    """

    company_name: str
    logo_png: bytes | None
    colour: str
    sender: str
    recipient: str
    message: str
    reason: str
    points: int
    sent_on: date
    ecard_jpeg: bytes | None
    language: str
    paper: Paper
    employee_id: str
    code: str | None = field(repr=False)
    last_day: date | None
    activate_address: str
    qr_address: str = field(repr=False)
    ecard_name: str = ""
    wording: Wording = field(default_factory=Wording)
    without_email: bool = False
