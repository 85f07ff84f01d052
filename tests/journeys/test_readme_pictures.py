"""The pictures of the README, taken of the demo company: `PICTURES=write pytest tests/journeys/test_readme_pictures.py`
writes them anew; without it they are taken all the same, and compared in size with those that are there."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserType, Page, expect

from tests.house.processes import wait_for
from tests.journeys.screenshots import log_in
from tests.product import ROOT, Product

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("product")]

FOLDER = ROOT / "docs" / "pictures"
SIZE = (1280, 960)
MOST_BYTES = 200 * 1024
PATIENCE = 120_000  # milliseconds: certificates are drawn after the start
LOADED = "() => [...document.images].every((picture) => picture.complete && picture.naturalWidth)"


@dataclass(frozen=True)
class Picture:
    """`settled` waits until the page shows what it is about."""

    name: str
    who: str
    address: str
    settled: Callable[[Page], None]


def thanks_are_there(page: Page) -> None:
    page.evaluate("document.querySelectorAll('img').forEach((picture) => { picture.loading = 'eager' })")
    page.wait_for_function(LOADED, timeout=PATIENCE)
    assert page.locator("main article").count() >= 10


def certificates_are_made(page: Page) -> None:
    def made() -> bool:
        page.reload()
        return page.get_by_text("Being made").count() == 0

    assert wait_for(made, PATIENCE / 1000)
    expect(page.get_by_role("main")).to_contain_text("new certificates wait to be printed")


PICTURES = (
    Picture("wall.png", "employee@demo.example", "/wall", thanks_are_there),
    Picture("certificates.png", "manager@demo.example", "/manager/certificates", certificates_are_made),
)


@pytest.fixture(scope="module")
def camera(
    product: Product, browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> Iterator[Callable[[Picture], bytes]]:
    """A browser with the faces that the product brings for paper, so that every script shows on every machine."""
    assert wait_for(lambda: list(product.var.glob("fonts/*/fonts.conf")), PATIENCE / 1000)
    (faces,) = product.var.glob("fonts/*/fonts.conf")
    browser = browser_type.launch(
        **browser_type_launch_args, env={**os.environ, "FONTCONFIG_FILE": str(faces)}
    )

    def take(picture: Picture) -> bytes:
        width, height = SIZE
        size = {"width": width, "height": height}
        context = browser.new_context(viewport=size, reduced_motion="reduce", locale="en-GB")
        log_in(context, product.address("demo"), picture.who)
        page = context.new_page()
        page.goto(product.address("demo") + picture.address)
        picture.settled(page)
        taken = page.screenshot()
        context.close()
        return taken

    yield take
    browser.close()


def small(taken: bytes) -> bytes:
    """With 128 colours, which is what these pages have, but for pictures."""
    out = BytesIO()
    Image.open(BytesIO(taken)).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_the_page_of_a_picture(camera: Callable[[Picture], bytes], picture: Picture) -> None:
    data = small(camera(picture))
    if os.environ.get("PICTURES") == "write":
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / picture.name).write_bytes(data)
    with Image.open(BytesIO(data)) as now, Image.open(FOLDER / picture.name) as kept:
        assert now.size == kept.size == SIZE
    assert len(data) < MOST_BYTES


def test_pictures_of_the_readme_are_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[([^\]]+)\]\((\S+)\)", readme)
    assert [Path(path) for _words, path in shown] == [Path("docs/pictures") / one.name for one in PICTURES]
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(one.name for one in PICTURES)
    assert [path.name for path in FOLDER.iterdir() if path.stat().st_size >= MOST_BYTES] == []
