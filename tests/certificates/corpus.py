"""Sheets of every kind: ten scripts and more, short and at the limits, for tests and for looking at."""

import io
import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw

from certificates.pdf import Sheet

ADDRESS = "https://acme.workstars.example/activate"


@cache
def ecard(width: int = 1800, height: int = 1200) -> bytes:
    """A picture of stripes as a JPEG."""
    picture = Image.new("RGB", (width, height), (214, 120, 80))
    draw = ImageDraw.Draw(picture)
    for x in range(0, width, 90):
        draw.line((x, 0, width - x, height), fill=(240, 220, 180), width=9)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


@cache
def logo() -> bytes:
    """A wordmark on nothing, as a PNG."""
    picture = Image.new("RGBA", (420, 90), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((0, 5, 80, 85), fill=(11, 110, 79, 255))
    draw.rectangle((110, 20, 400, 70), fill=(11, 110, 79, 160))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


PLAIN = Sheet(
    company_name="Acme Mills",
    logo_png=None,
    colour="#0b6e4f",
    sender="Anna Nowak",
    recipient="Magdalena Kowalska-Wiśniewska",
    message="You stayed until the last pallet was loaded, on the hottest day of the year, and made everybody laugh"
    " while we did it. The lorry left on time because of you.\n\nThank you!",
    reason="Teamwork",
    points=250,
    sent_on=date(2026, 3, 2),
    ecard_jpeg=ecard(),
    language="en",
    paper="A4",
    employee_id="00042",
    code="BCDF-GHJK-LMN3",
    last_day=date(2026, 8, 29),
    activate_address=ADDRESS,
    qr_address=f"{ADDRESS}#id=00042&code=BCDFGHJKLMN3",
)

SCRIPTS: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parents[1] / "files/sheets/scripts.json").read_text()
)

HOSTILE = (
    '<script>alert(1)</script> <link rel=stylesheet href="file:///etc/passwd"> {{7*7}} {% now "Y" %}'
    " url(http://192.0.2.1/x) <style>@import 'http://192.0.2.1/a.css';</style> <img src=http://192.0.2.1/i.png>"
    " &lt;b&gt; &amp; <!-- --> ]]> \\0041"
)
SENTENCE = "You stayed until the last pallet was loaded, and the lorry left on time because of you. "
LONG = (SENTENCE * 24)[:2000]
SIXTY_LINES = "\n".join(f"{n}. thank you for line {n} of the sixty"[:33] for n in range(1, 61))
LONG_NAME = " ".join(
    ["Maximiliane", "von", "Hohenstaufen-Wittelsbach", "y", "García", "de", "la", "Torre"] * 5
)[:300]


def in_script(name: str) -> Sheet:
    return replace(PLAIN, **SCRIPTS[name])


def of_2000(name: str) -> Sheet:
    """The message again and again until it is full."""
    sheet = in_script(name)
    one = " ".join(sheet.message.split()) + " "
    return replace(sheet, message=(one * 2000)[:2000].strip())


def sixty_lines(name: str) -> Sheet:
    """2,000 signs in sixty lines."""
    signs = of_2000(name).message.replace(" ", "")
    rows = [signs[at : at + 32] for at in range(0, 60 * 32, 32)]
    return replace(in_script(name), message="\n".join(rows))


EDGES = {
    "2000 letters": replace(PLAIN, message=LONG),
    "2000 letters without a space": replace(PLAIN, message="m" * 2000),
    "2000 letters, no eCard": replace(PLAIN, message=LONG, ecard_jpeg=None),
    "60 lines": replace(PLAIN, message=SIXTY_LINES),
    "60 lines and one long": replace(PLAIN, message="a\n" * 59 + "漢" * 1882),
    "60 lines, all else long": replace(
        PLAIN, message=SIXTY_LINES, recipient=LONG_NAME, sender=LONG_NAME, reason=LONG_NAME[:100]
    ),
    "name of 300": replace(PLAIN, recipient=LONG_NAME),
    "name of 300 without a space": replace(PLAIN, recipient="Wm" * 150, sender="W" * 300),
    "name of 1": replace(PLAIN, recipient="O", sender="X", message="👍", reason="", points=0),
    "no eCard": replace(PLAIN, ecard_jpeg=None),
    "no eCard, short": replace(PLAIN, ecard_jpeg=None, message="Thank you!", reason="", points=0),
    "portrait eCard": replace(PLAIN, ecard_jpeg=ecard(1000, 1600)),
    "panorama": replace(PLAIN, ecard_jpeg=ecard(2400, 500)),
    "points 0": replace(PLAIN, points=0),
    "points 999999": replace(PLAIN, points=999_999),
    "logo": replace(PLAIN, logo_png=logo(), colour="#ffd400"),
    "Letter": replace(PLAIN, paper="Letter"),
    "Letter, 2000": replace(PLAIN, paper="Letter", message=LONG),
    "Letter, 60 lines": replace(PLAIN, paper="Letter", message=SIXTY_LINES),
    "registered": replace(PLAIN, code=None, last_day=None),
    "long ID": replace(
        PLAIN, employee_id="A-00012345678901234567890123456789012345678901234567890123456789X"
    ),
    "long address": replace(
        PLAIN, activate_address=f"https://{'a' * 63}.recognition.example-company.com/activate"
    ),
    "Letter, all long": replace(
        PLAIN,
        paper="Letter",
        company_name="Wm" * 60,
        recipient="Wm" * 150,
        sender="Wm" * 150,
        reason="Wm" * 60,
        message="Wm " * 600,
        employee_id="W" * 64,
        activate_address=f"https://{'w' * 63}.{'m' * 63}.example/activate",
    ),
    "hostile": replace(
        PLAIN, message=HOSTILE, recipient=HOSTILE[:140], sender=HOSTILE[:60], reason=HOSTILE[:60]
    ),
}
