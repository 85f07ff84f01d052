"""The script of a television, in a browser, against a server that is played here (R9)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.journey
STATIC = Path(settings.ROOT) / "workstars" / "static"
STEP = 5
ADDRESS = "http://screen.test/screen"
SLIDE = """<article class="slide"><div class="words"><p class="faces"><span class="face">JP</span></p>
    <h1>{name}</h1><p class="said size-4">{message}</p><p class="from">Ewa N.</p></div></article>"""


def stage(*messages: str, release: str = "1", state: str = "wall", name: str = "Jan P.") -> str:
    slides = "".join(SLIDE.format(message=message, name=name) for message in messages)
    given = f'data-state="{state}" data-release="{release}" data-asks="30" data-stands="14"'
    return f'<div class="stage {state}" {given}>{slides}</div>'


# How many questions are without an answer.
COUNT = """window.asking = 0;
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function () {
        window.asking += 1;
        this.addEventListener("loadend", () => { window.asking -= 1; });
        send.call(this);
    };"""


@dataclass
class Television:
    """`now` is what the server says stands there; an exception of it is a gap of the network."""

    page: Page
    now: str = ""
    is_down: bool = False
    loads: int = 0
    asked: int = 0
    release: str = "1"
    errors: list[str] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        address = route.request.url
        if address.endswith(("screen.js", "screen.css")):
            folder = "js" if address.endswith("js") else "css"
            route.fulfill(body=(STATIC / folder / address.rpartition("/")[2]).read_bytes())
        elif address.endswith("/now"):
            self.asked += 1
            route.abort() if self.is_down else route.fulfill(body=self.now)
        elif address == ADDRESS:
            self.loads += 1
            route.fulfill(content_type="text/html", body=self.whole())
        else:
            route.abort()

    def whole(self) -> str:
        return f"""<!doctype html><link rel="stylesheet" href="/screen.css"><script src="/screen.js" defer></script>
            <body><main id="screen" data-release="{self.release}" data-address="/screen/now">{self.now}</main>"""

    def switch_on(self, now: str) -> None:
        self.now = now
        self.page.goto(ADDRESS)

    def wait(self, seconds: int) -> None:
        """By steps, since answers come in the time of this machine."""
        for step in range(0, seconds, STEP):
            self.page.clock.run_for(min(STEP, seconds - step) * 1000)
            self.page.wait_for_function("() => !window.asking")

    @property
    def shown(self) -> str:
        return str(self.page.locator(".slide.on .said").inner_text())


@pytest.fixture
def television(browser: Browser) -> Iterator[Television]:
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    television = Television(page)
    page.on("pageerror", lambda error: television.errors.append(str(error)))
    page.route("**/*", television.answer)
    page.add_init_script(COUNT)
    page.clock.install()
    yield television
    assert television.errors == []
    page.close()


@pytest.mark.rule("R9", "thanks follow each other by themselves, and new ones come without a reload")
def test_turns(television):
    television.switch_on(stage("one", "two"))
    seen = [television.shown]
    for _turn in range(2):
        television.wait(14)
        seen.append(television.shown)
    television.now = stage("new", "one", "two")
    television.wait(30)
    assert seen == ["one", "two", "one"]
    assert television.page.locator(".said").all_text_contents() == ["new", "one", "two"]
    assert (television.loads, television.page.locator(".slide.on").count()) == (1, 1)


@pytest.mark.rule("R9", "a gap of the network leaves what stands there, and the screen comes back by itself")
@pytest.mark.parametrize("gap", ["no answer", "<h1>Bad gateway</h1>", ""])
def test_gap(television, gap):
    television.switch_on(stage("one"))
    television.wait(31)
    television.is_down, television.now = gap == "no answer", gap
    television.wait(120)
    assert (television.shown, television.loads) == ("one", 1)
    assert 4 <= television.asked <= 7, "less and less often"
    television.is_down, television.now = False, stage("two")
    television.wait(61)
    assert (television.shown, television.loads) == ("two", 1)


@pytest.mark.rule("R9", "after a deployment, or once it is ended, the screen loads itself anew")
@pytest.mark.parametrize("now", [stage("one", release="2"), stage(state="gone")])
def test_reload(television, now):
    television.switch_on(stage("one"))
    television.now = now
    television.release = "2"
    with television.page.expect_navigation():
        television.page.clock.run_for(31_000)
    assert television.loads == 2


@pytest.mark.rule("R9", "a long message among long names is set smaller until it fits the screen")
def test_fits(television):
    names = ", ".join(["Aleksandra-Wilhelmina W."] * 5)
    television.switch_on(stage("Donaudampfschifffahrtsgesellschaft " * 7 + "thanks", "short", name=names))
    slide = television.page.locator(".slide").first
    box, room = slide.locator(".words").bounding_box(), slide.bounding_box()
    assert (box["y"] >= 0, box["y"] + box["height"] <= room["height"] - 60) == (True, True)


@pytest.mark.rule("R9", "who watches at a desk can turn and stop the slides by keys")
def test_keys(television):
    television.switch_on(stage("one", "two", "three"))
    television.page.keyboard.press("ArrowRight")
    television.page.keyboard.press("Enter")
    television.wait(60)
    assert television.shown == "two"
    television.page.keyboard.press("Enter")
    television.wait(14)
    assert television.shown == "three"


def test_no_script_of_today():
    """Sets from 2015 read neither arrows nor let, and know no fetch."""
    script = (STATIC / "js" / "screen.js").read_text()
    assert [word for word in ("=>", "let ", "const ", "fetch(", "`", "?.") if word in script] == []


def test_the_played_stage_is_the_real_one():
    real = render_to_string(
        "recognition/screens/stage.html", {"state": "wall", "asks": 30, "stands": 14, "release": "1"}
    )
    assert real.strip().splitlines()[0] == stage().split(">")[0] + ">"
