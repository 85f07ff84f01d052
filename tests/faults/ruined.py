"""HR files that something went wrong with, any number of them, the same for the same number."""

import csv
import io
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random

from tests.files.workbooks import workbook
from workstars.lib.tabular import SEPARATORS, Encoding

FOLDER = Path(__file__).parents[1] / "files" / "hr"
HEADINGS = ("Employee ID", "First name", "Last name", "Country", "Hire date")
NAMES = ("Zoë", "Łukasz", "O'Neil", "李", 'Ann "Bo"', "van Dyk, jr.", "Müller", "Иванов", "", "x\ny", "=1+1")
COUNTRIES = ("PL", "DE", "Polska", "Polnad", "")
DAYS = ("2020-03-01", "", "31.12.2019", "2020-02-30")
ODD = (b"\0", b'"', b"\r", b"\n\n", b",,,,", b";", b"\xff", b"\xe2\x80\x8b", b"PK\x03\x04", b"'=", b"\x1a")
WORKBOOKS_EVERY = 15
"""A workbook is taken apart by a process of its own, which takes a while."""

Ruin = Callable[[bytes, Random], bytes]


def ruined(number: int) -> bytes:
    """One file, ruined in one to three ways."""
    random = Random(number)
    data = _whole(random, as_workbook=number % WORKBOOKS_EVERY == 0)
    for ruin in random.choices(RUINS, k=random.randint(1, 3)):
        data = ruin(data, random)
    return data


def _whole(random: Random, *, as_workbook: bool) -> bytes:
    rows = [
        [f"{n:05}", *map(random.choice, (NAMES, NAMES, COUNTRIES, DAYS))]
        for n in range(random.randint(1, 12))
    ]
    if as_workbook:
        return workbook([HEADINGS, *rows])
    if random.random() < 0.3:
        return random.choice(_kept())
    out = io.StringIO(newline="")
    quoting = random.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
    end, separator = random.choice(["\n", "\r\n", "\r"]), random.choice(SEPARATORS)
    csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting).writerows([HEADINGS, *rows])
    return out.getvalue().encode(_codec(random), errors="replace")


@cache
def _kept() -> list[bytes]:
    """The files of tests/files/hr, in an order that is the same everywhere."""
    return [path.read_bytes() for path in sorted(FOLDER.iterdir())]


def _codec(random: Random) -> str:
    return random.choice(["utf-8", "utf-8-sig", "utf-8", "utf-16", *Encoding.values])


def cut_off(data: bytes, random: Random) -> bytes:
    return data[: random.randint(0, len(data))]


def beginning_lost(data: bytes, random: Random) -> bytes:
    return data[random.randint(0, min(len(data), 40)) :]


def bits_flipped(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.randint(1, 8) if changed else 0):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def another_file_inside(data: bytes, random: Random) -> bytes:
    place = random.randint(0, len(data))
    return data[:place] + random.choice(_kept())[:2_000] + data[place:]


def half_of_another(data: bytes, random: Random) -> bytes:
    other = random.choice(_kept())
    return data[: len(data) // 2] + other[len(other) // 2 :]


def odd_bytes_inside(data: bytes, random: Random) -> bytes:
    for _ in range(random.randint(1, 4)):
        place = random.randint(0, len(data))
        data = data[:place] + random.choice(ODD) + data[place:]
    return data


def written_in_another_encoding(data: bytes, random: Random) -> bytes:
    return data.decode("latin-1").encode(_codec(random), errors="replace")


def a_piece_twice(data: bytes, random: Random) -> bytes:
    first, last = sorted([random.randint(0, len(data)), random.randint(0, len(data))])
    return data[:last] + data[first:]


RUINS: Sequence[Ruin] = (
    cut_off,
    beginning_lost,
    bits_flipped,
    another_file_inside,
    half_of_another,
    odd_bytes_inside,
    written_in_another_encoding,
    a_piece_twice,
)
