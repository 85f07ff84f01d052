"""1,000 letters as a worker makes them: chunks of 50 in the vault, then one file with its cover sheet. Beside it a
document a letter with WeasyPrint as in its tutorial, the same look and faces, merged by pikepdf."""

import base64
import io
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import segno
import weasyprint
from django.template import Context, Template

from bench import people
from bench.certificates import ROOM_TO_GROW, SCRATCH, resident
from bench.certificates import before as warm_certificates
from bench.harness import Goal, Measure, Way
from bench.invites import mill
from invites import codes
from invites.models import CodeFile, LetterPack
from invites.pdf.letter import Letter
from invites.pdf.rendering import render
from invites.pdf.words import words_in
from invites.services.generation import generate_invites_csv
from invites.services.letters.asking import ask_for_letters
from invites.services.letters.making import LetterMaker, make_letters
from tests.invites.letter_corpus import PLAIN
from workstars.lib import pdf
from workstars.lib.actors import SYSTEM

MANY, FEW = 1_000, 25
OURS, PEER = "a pack", "WeasyPrint as in its tutorial"
GROWTH = SCRATCH / "letters-growth"


def prepare(way: Way) -> None:
    """A file for `way.rows` people at five sites."""
    warm_certificates(way)
    render(PLAIN, "warm")
    people.empty()
    people.fill(people.company(), way.rows, countries=("PL",))
    generate_invites_csv(company=mill(), country="PL", kind="invites", by=SYSTEM, now=people.NOW)


def pack() -> None:
    """Asked for and made; the memory after the second chunk and after the last is compared."""
    held: list[float] = []
    make_part = LetterMaker.make_part

    def watched(*args: object) -> None:
        make_part(*args)  # type: ignore[arg-type]
        held.append(resident())

    LetterMaker.make_part = watched  # type: ignore[assignment]
    file = CodeFile.objects.for_company(mill()).select_related("company").get()
    ask_for_letters(company=mill(), file=file, of="all", by=SYSTEM, now=people.NOW)
    make_letters(now=people.NOW)
    made = LetterPack.objects.for_company(mill()).get()
    assert (made.status, made.letters) == (LetterPack.Status.READY, MANY), made.failure
    GROWTH.write_text(str(held[-1] / held[1]))


@cache
def template() -> Template:
    return Template((Path(__file__).parent / "letter_peer.html").read_text())


def letters(count: int) -> list[Letter]:
    made = codes.generate(count)
    return [
        replace(
            PLAIN,
            name=f"{PLAIN.name} {n}",
            employee_id=f"{n:05}",
            code=codes.format_code(code),
            qr_address=codes.filled_in(PLAIN.house.activate_address, f"{n:05}", code),
        )
        for n, code in enumerate(made)
    ]


def tutorial() -> None:
    assert pdf.merge([by_itself(letter) for letter in letters(FEW)])


def by_itself(letter: Letter) -> bytes:
    square = io.BytesIO()
    segno.make(letter.qr_address, error="m").save(square, kind="png", scale=4)
    qr = "data:image/png;base64," + base64.b64encode(square.getvalue()).decode()
    shown = {"letter": letter, "words": words_in("en"), "qr": qr}
    whole: bytes = weasyprint.HTML(string=template().render(Context(shown))).write_pdf()
    return whole


def stays_flat(_seconds: Mapping[str, float], _megabytes: float) -> bool:
    return float(GROWTH.read_text()) <= ROOM_TO_GROW


MEASURES = [
    Measure(
        "letters",
        MANY,
        [Way(OURS, pack, MANY), Way(PEER, tutorial, FEW)],
        [
            Goal("≥ 2.2 × WeasyPrint as in its tutorial, per core", lambda s, _: s[PEER] >= 2.2 * s[OURS]),
            Goal(
                "memory flat from the second chunk to the last",
                stays_flat,
            ),
            Goal("≤ 400 MB", lambda _s, mb: mb <= 400),
        ],
        prepare,
        rounds=1,
        by_cpu=True,
    ),
]
