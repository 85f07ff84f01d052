"""What `/dev/components` shows of thanks: posts, eCards, people and a thread, made up."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Sample
from typing import Any

from recognition.services.library.built_in import DESIGNS, picture_of

NOON = datetime(2027, 3, 2, 12, 0, tzinfo=UTC)


def card(design: str) -> Any:
    """A built-in eCard without a database."""
    source = b64encode(picture_of(design)).decode()
    name = str(DESIGNS[design])
    return Sample(pk=1, name=name, width=1200, height=800, address=f"data:image/png;base64,{source}")


def post(message: str, **given: object) -> Sample:
    blank = {
        "pk": 1,
        "sender": "Ada Lindqvist",
        "shown_people": [Sample(name="Bo Ek", points=None)],
        "more_people": 0,
        "message": message,
        "ecard": None,
        "reason": "",
        "is_private": False,
        "sent_at": NOON,
        "whole": False,
    }
    return Sample(**{**blank, **given})


CARDS = [card(design) for design in DESIGNS]
POSTS = [
    post(
        "The night shift found the leak, shut the valve and called everybody who had to know.\n\n"
        "Nobody was hurt, and line 4 ran again by six. Thank you.",
        ecard=CARDS[5],
        reason="Safety first",
        shown_people=[Sample(name="Bo Ek", points=50), Sample(name="王小明", points=50)],
        more_people=3,
    ),
    post("شكرًا على مساعدتك في تدريب الزملاء الجدد.", sender="Northwind Mills", is_private=True),
    post(
        "Danke!", whole=True, shown_people=[Sample(name="María-José Álvarez-Fernández de la Vega", points=1)]
    ),
]
PEOPLE = [
    Sample(pk=1, name="Bo Ek", hint="Shift lead, Uppsala", chosen=True),
    Sample(pk=2, name="Bożena Wójcik-Szczepańska", hint="Packing, Łódź", chosen=False),
    Sample(pk=3, name="王小明", hint="", chosen=False),
]
ENTRIES = [
    Sample(title="Submitted", kind="", at=NOON, by="Ada Lindqvist", text=""),
    Sample(title="", at=NOON + timedelta(hours=2), by="Olga Orlova", text="Is 500 points for row 18 right?"),
    Sample(
        title="", at=NOON + timedelta(hours=3), by="Ada Lindqvist", text="No, 50.\nI have mended the file."
    ),
    Sample(title="Approved", kind="good", at=NOON + timedelta(days=1), by="Olga Orlova", text=""),
]
