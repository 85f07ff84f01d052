"""Certificates through the worker's own task, beside WeasyPrint as in its tutorial and typst; and their merging.

The peers are given the same look, the same faces (whole, each of one weight, as a Linux distribution installs them) and
the picture as the PNG that was uploaded. Our eCard is the JPEG made for print at upload.
"""

import base64
import io
import json
import os
import resource
import shutil
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp

import segno
import typst
import weasyprint
from django.template import Context, Template
from PIL import Image

from bench import people
from bench.harness import KB, Goal, Measure, Way
from certificates.models import Certificate
from certificates.pdf import Sheet, merge, render
from certificates.services.issuing import issue_certificates
from certificates.tasks import pdf_render
from employees.models import Employee
from recognition.models import ECard, ECardPicture, Recipient, Recognition
from tests.certificates.corpus import PLAIN, in_script
from workstars.lib import fonts

MANY, FEW, MEMORY, PRINTED = 100, 20, 400, 1_000
OURS, PEER, OTHER = "ours", "WeasyPrint as in its tutorial", "typst"
SCRATCH = Path(mkdtemp(prefix="workstars-bench-"))
GROWTH = SCRATCH / "growth"
ROOM_TO_GROW = 1.05
PEER_FACES = ("NotoSans-400.ttf", "NotoSans-600.ttf", "NotoEmoji-400.ttf", "AtkinsonHyperlegible-Regular.ttf")


def sheets(script: str, count: int) -> list[Sheet]:
    """Each with a message, a name and a square of its own."""
    one = PLAIN if script == "latin" else in_script(script)
    return [
        replace(
            one,
            recipient=f"{one.recipient} {n}",
            message=f"{n}. {one.message}",
            qr_address=f"{one.qr_address}{n}",
        )
        for n in range(count)
    ]


def owed(script: str, count: int) -> None:
    """So many certificates wait, each with an eCard."""
    people.empty()
    mill = people.company()
    people.fill(mill, count)
    card = ECard.objects.create(
        company=mill, name="Thanks", digest="x", width=3, height=2, created_at=people.NOW
    )
    ECardPicture.objects.create(company=mill, ecard=card, screen=b"", print=PLAIN.ecard_jpeg)
    for sheet, somebody in zip(sheets(script, count), Employee.objects.for_company(mill), strict=True):
        Employee.objects.for_company(mill).filter(pk=somebody.pk).update(
            first_name=sheet.recipient, last_name=""
        )
        said = {"message": sheet.message, "sender_name": sheet.sender, "sent_at": people.NOW}
        thanks = Recognition.objects.create(company=mill, ecard=card, **said)
        Recipient.objects.create(
            company=mill, recognition=thanks, employee=somebody, sent_at=people.NOW, points=250, paper="owed"
        )
    while issue_certificates(now=people.NOW):
        pass


def task() -> None:
    """As the queue calls it, again and again, until nothing waits."""
    while Certificate.objects.across_companies().waiting_to_be_made().exists():
        pdf_render.run(at=people.NOW.isoformat())
    assert not Certificate.objects.across_companies().filter(status=Certificate.Status.FAILED).exists()


def ours(script: str, count: int) -> None:
    for sheet in sheets(script, count):
        render(sheet)


@cache
def template() -> Template:
    return Template((Path(__file__).parent / "certificate_peer.html").read_text())


@cache
def png() -> str:
    """The picture as somebody uploaded it."""
    out = io.BytesIO()
    Image.open(io.BytesIO(PLAIN.ecard_jpeg or b"")).save(out, "PNG")
    return data_uri(out.getvalue())


def data_uri(picture: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(picture).decode()


def tutorial(script: str, count: int) -> None:
    for sheet in sheets(script, count):
        square = io.BytesIO()
        segno.make(sheet.qr_address, error="m").save(square, kind="png", scale=4)
        shown = {"sheet": sheet, "ecard": png(), "qr": data_uri(square.getvalue())}
        weasyprint.HTML(string=template().render(Context(shown))).write_pdf()


@cache
def compiler() -> typst.Compiler:
    """With the pictures beside the page, and faces looked for once."""
    folder = SCRATCH / "typst"
    folder.mkdir(exist_ok=True)
    page = shutil.copy(Path(__file__).parent / "certificate_peer.typ", folder)
    (folder / "ecard.jpg").write_bytes(PLAIN.ecard_jpeg or b"")
    return typst.Compiler(page, font_paths=[SCRATCH / "faces", fonts._collection().parent])


def by_typst(script: str, count: int) -> None:
    whole = compiler()
    for n, sheet in enumerate(sheets(script, count)):
        segno.make(sheet.qr_address, error="m").save(SCRATCH / "typst" / f"{n}.png", kind="png", scale=4)
        shown = {
            "company": sheet.company_name,
            "ecard": "ecard.jpg",
            "qr": f"{n}.png",
            "recipient": sheet.recipient,
            "sender": sheet.sender,
            "message": sheet.message,
            "reason": sheet.reason,
            "date": "2 March 2026",
            "points": str(sheet.points),
            "address": sheet.activate_address,
            "id": sheet.employee_id,
            "code": sheet.code,
            "until": "29 August 2026",
        }
        whole.compile(sys_inputs={"sheet": json.dumps(shown)})


def before(way: Way) -> None:
    """Whole faces for the peer; both have been warm for a while, as a worker is."""
    folder = SCRATCH / "faces"
    made = fonts.configuration().parent
    if not folder.exists():
        folder.mkdir()
        for name in PEER_FACES:
            shutil.copy(made / name, folder)
        whole = fonts._collection().parent
        known = "".join(f"<dir>{each}</dir>" for each in (folder, whole))
        (folder / "fonts.conf").write_text(
            f"<fontconfig>{known}<cachedir>{folder}/cache</cachedir></fontconfig>"
        )
    os.environ["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
    ours("latin", 1)
    ours("japanese", 1)
    tutorial("latin", 1)


def two_processes() -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        list(pool.map(ours, ["latin"] * 2, [MANY // 2] * 2))


def in_memory() -> None:
    """Writes by how much the process has grown between sheet 50 and sheet 400."""
    ours("latin", 50)
    early = resident()
    ours("latin", MEMORY - 50)
    GROWTH.write_text(str(resident() / early))


def resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / KB / KB


def render_for_print() -> None:
    for n, sheet in enumerate(sheets("latin", MANY)):
        (SCRATCH / f"{n}.pdf").write_bytes(render(sheet))


def merge_for_print() -> None:
    stored = [SCRATCH / f"{n % MANY}.pdf" for n in range(PRINTED)]
    assert len(merge(file.read_bytes() for file in stored)) > PRINTED


def before_merging(way: Way) -> None:
    before(way)
    if way.run is merge_for_print and not (SCRATCH / "0.pdf").exists():
        render_for_print()


def beside_the_tutorial(name: str, script: str) -> Measure:
    def prepare(way: Way) -> None:
        before(way)
        if way.name == OURS:
            owed(script, MANY)

    return Measure(
        name,
        MANY,
        [
            Way(OURS, task, MANY),
            Way(PEER, lambda: tutorial(script, FEW), FEW),
            Way(OTHER, lambda: by_typst(script, MANY), MANY, warm=lambda: by_typst(script, 1)),
        ],
        [Goal("≥ 2.2 × WeasyPrint as in its tutorial, per core", lambda s, _: s[PEER] >= 2.2 * s[OURS])],
        prepare,
        by_cpu=True,
    )


ONE, TWO = "one process", "two processes"
RENDER, MERGE = "rendering them", "merging them for the printer"

MEASURES = [
    beside_the_tutorial("certificates-latin", "latin"),
    beside_the_tutorial("certificates-japanese", "japanese"),
    Measure(
        "certificates-two-processes",
        MANY,
        [Way(TWO, two_processes, MANY), Way(ONE, lambda: ours("latin", MANY), MANY)],
        [Goal("≥ 1.8 × one process", lambda s, _: s[ONE] >= 1.8 * s[TWO])],
        before,
    ),
    Measure(
        "certificates-memory",
        MEMORY,
        [Way(OURS, in_memory, MEMORY)],
        [Goal("flat after 50 sheets", lambda _s, _mb: float(GROWTH.read_text()) <= ROOM_TO_GROW)],
        before,
        rounds=1,
    ),
    Measure(
        "certificates-merge",
        PRINTED,
        [Way(MERGE, merge_for_print, PRINTED), Way(RENDER, render_for_print, MANY)],
        [Goal("with merging ≤ 1.1 × rendering them", lambda s, _: s[MERGE] + s[RENDER] <= 1.1 * s[RENDER])],
        before_merging,
        by_cpu=True,
    ),
]
