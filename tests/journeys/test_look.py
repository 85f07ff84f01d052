"""The look in a real browser: barriers, narrow screens, pages without script, and what script adds."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, ViewportSize, expect

from tests.journeys.screenshots import PAGES, PASSWORD, Shot, open_page, too_wide
from tests.product import Product

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("product")]

ALL_RULES = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# What another width and another scheme can change; the rest was asked of the same page before.
OF_THE_LOOK = {"type": "rule", "values": ["color-contrast", "target-size", "scrollable-region-focusable"]}
HELD = "admin@demo.example"


@pytest.fixture(scope="module")
def states(product: Product, browser: Browser) -> dict[str, Any]:
    """The cookies of every demo person, by address; nobody's under ""."""
    kept: dict[str, Any] = {"": None}
    for email in filter(None, PAGES):
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{product.address()}/login")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.locator("form[action='/logout']").first).to_be_attached()
        kept[email] = context.storage_state()
        context.close()
    return kept


@pytest.fixture
def visit(product: Product, browser: Browser, states: dict[str, Any]) -> Iterator[Any]:
    """Opens an address as somebody, in a window of some width, with or without script."""
    opened: list[BrowserContext] = []

    def open_as(who: str, address: str, width: int = 1280, **options: Any) -> Page:
        size = {"width": width, "height": 800}
        context = browser.new_context(
            viewport=size,
            storage_state=states[who],
            reduced_motion="reduce",
            base_url=product.address(),
            **options,
        )
        opened.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield open_as
    for context in opened:
        context.close()


def walk(page: Page, shots: tuple[Shot, ...]) -> Iterator[str]:
    """Goes to every page that needs nothing typed, and names it."""
    for shot in shots:
        if not (shot.press or shot.upload):
            open_page(page, shot)
            yield shot.name


def barriers(page: Page, rules: dict[str, Any]) -> list[str]:
    found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found]


def flaws(page: Page) -> list[str]:
    """Of a page wide and light, then narrow and dark."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    found = [*barriers(page, ALL_RULES), too_wide(page)]
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(NARROW)
    return [*found, *barriers(page, OF_THE_LOOK), too_wide(page)]


# The gallery shows two pagers, which no other page does.
KNOWN = {'landmark-unique: <nav class="pager" aria-label="Pages">'}
WIDE, NARROW = ViewportSize(width=1280, height=800), ViewportSize(width=320, height=800)


@pytest.mark.rule("X2", "no page has a barrier that a machine can find, in light and in dark")
@pytest.mark.rule("X2", "every page fits a screen of 320 pixels")
@pytest.mark.parametrize("who", PAGES)
def test_no_barrier_and_nothing_too_wide(visit: Any, who: str) -> None:
    page = visit(who, "/healthz")
    found = [
        (name, find) for name in walk(page, PAGES[who]) for find in flaws(page) if find and find not in KNOWN
    ]

    assert found == []


@pytest.mark.rule("X2", "what can be pressed is at least 24 pixels high and wide")
@pytest.mark.parametrize("address", ["/admin", "/admin/employees", "/admin/invites", "/dev/components"])
@pytest.mark.parametrize("width", [1280, 360])
def test_targets_are_large_enough(visit: Any, address: str, width: int) -> None:
    page = visit(HELD, address, width)
    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, select, summary, input:not([type=hidden])")]
            .filter((e) => e.checkVisibility() && !e.closest("p, li p, dd, th, .person, .skip, .tick, .pick"))
            .map((e) => [e.textContent.trim(), e.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.height < 23.5 || box.width < 23.5))
            .map(([words]) => words)"""
    )

    assert small == []


@pytest.mark.rule("X2", "the first press of Tab leads past the navigation")
def test_skip_link(visit: Any) -> None:
    page = visit(HELD, "/admin")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")

    expect(page.locator(":focus")).to_have_attribute("id", "main")


@pytest.mark.rule("X2", "the menu of a phone opens without script")
def test_menu_without_script(visit: Any) -> None:
    page = visit(HELD, "/admin", 360, java_script_enabled=False)
    settings = page.locator(".top").get_by_role("link", name="Settings")
    expect(settings).to_be_hidden()
    page.locator(".top summary").click()
    settings.click()

    expect(page).to_have_url(f"{page.url.split('/admin')[0]}/admin/settings")


def test_escape_closes_the_menu(visit: Any) -> None:
    page = visit(HELD, "/admin", 360)
    page.locator(".top summary").click()
    expect(page.locator(".top details")).to_have_attribute("open", "")
    page.keyboard.press("Escape")

    expect(page.locator(".top details")).not_to_have_attribute("open", "")
    expect(page.locator(".top summary")).to_be_focused()


@pytest.mark.rule("A6", "a worker's pages work without script")
def test_worker_page_without_script(visit: Any) -> None:
    page = visit("", "/activate", 360, java_script_enabled=False)
    page.locator("main form button").click()

    expect(page.locator(".summary a")).to_have_count(2)
    page.locator(".summary a").first.click()
    expect(page).to_have_url(re.compile("#id_"))


@pytest.mark.rule("A6", "/activate with all it loads is at most 15 KB on the line")
def test_activate_is_light(product: Product, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    done: list[Request] = []
    page.on("requestfinished", lambda one: done.append(one))  # noqa: PLW0108 (it refuses a method of list)
    page.goto(f"{product.address('demo')}/activate", wait_until="networkidle")
    sizes = [one.sizes()["responseBodySize"] + one.sizes()["responseHeadersSize"] for one in done]
    context.close()

    assert len(sizes) >= 3
    assert sum(sizes) <= 15 * 1024


@pytest.mark.rule("X2", "no page asks another site for anything")
@pytest.mark.parametrize("address", ["/admin", "/admin/employees", "/admin/employees/import"])
def test_no_outside_request(visit: Any, product: Product, address: str) -> None:
    page = visit(HELD, "/admin")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)

    assert asked
    assert [url for url in asked if not url.startswith(product.address())] == []


# What script adds


@pytest.mark.rule(
    "R8", "a reaction and older thanks are at hand by keyboard, and the focus stays where one is"
)
def test_wall_by_keyboard(visit: Any) -> None:
    page = visit("employee@demo.example", "/wall")
    sign = page.locator(f"#{page.locator('article button[aria-pressed]').first.get_attribute('id')}")
    before = sign.get_attribute("aria-pressed")
    sign.press("Space")
    expect(sign).to_have_attribute("aria-pressed", "false" if before == "true" else "true")
    expect(sign).to_be_focused()

    articles = page.locator("#posts > article")
    shown = articles.count()
    page.locator("#older a").press("Enter")
    expect(articles.nth(shown)).to_be_focused()


def test_second_press_sends_nothing_and_ten_seconds_later_it_does(visit: Any) -> None:
    page = visit("", "/login")
    page.clock.install()
    sent: list[str] = []

    def answer(route: Route) -> None:
        """No content: the browser stays on the page, as if the answer were still on its way."""
        sent.append(route.request.method)
        route.fulfill(status=204)

    page.route("**/login", answer)
    button = page.get_by_role("button", name="Log in")
    with page.expect_response("**/login"):
        for _ in range(3):
            button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    assert sent == ["POST"]
    page.clock.run_for(10_100)
    expect(button).not_to_have_attribute("aria-busy", "true")
    with page.expect_response("**/login"):
        button.click()

    expect(button).to_have_attribute("aria-busy", "true")
    assert sent == ["POST", "POST"]


def test_password_can_be_shown_and_hidden(visit: Any) -> None:
    page = visit("", "/login")
    password = page.get_by_label("Password", exact=True)
    password.fill("seven green bottles")
    page.get_by_role("button", name="Show").click()
    expect(password).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide").click()

    expect(password).to_have_attribute("type", "password")
    expect(password).to_have_value("seven green bottles")


def test_counter_counts_signs_and_says_when_there_are_too_many(visit: Any) -> None:
    page = visit("", "/dev/components")
    line = page.locator("#id_message_counter")
    expect(line).to_have_text("2,000 characters left")
    page.locator("#id_message").fill("👍é" * 10)
    expect(line).to_have_text("1,980 characters left")
    page.locator("#id_message").fill("x" * 2003)

    expect(line).to_have_text("3 characters too many")


def test_chosen_file_is_named_with_its_size(visit: Any) -> None:
    page = visit(HELD, "/admin/employees/import")
    page.locator("input[type=file]").set_input_files(
        {"name": "März <b>.csv", "mimeType": "text/csv", "buffer": b"x" * 2500}
    )

    expect(page.locator("[data-chosen]")).to_have_text("März <b>.csv, 3 kB")


def test_file_can_be_chosen_by_keyboard(visit: Any) -> None:
    page = visit(HELD, "/admin/employees/import")
    with page.expect_file_chooser() as chooser:
        page.locator("input[type=file]").press("Space")

    assert chooser.value.is_multiple() is False


def test_select_all_selects_and_shows_a_part(visit: Any) -> None:
    page = visit("", "/dev/components")
    every = page.get_by_label("Select all rows of this page")
    rows = page.locator("[data-select]")
    every.check()
    assert rows.evaluate_all("rows => rows.map((row) => row.checked)") == [True, True, True]
    rows.first.uncheck()

    assert every.evaluate("box => [box.checked, box.indeterminate]") == [False, True]


def test_dialog_opens_and_keeps_the_focus(visit: Any) -> None:
    page = visit("", "/dev/components")
    page.get_by_role("link", name="Open a dialog").click()
    expect(page.get_by_role("dialog", name="Void this file?")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)


def test_dialog_opens_without_script_too(visit: Any) -> None:
    page = visit("", "/dev/components", java_script_enabled=False)
    page.get_by_role("link", name="Open a dialog").click()

    expect(page.get_by_text("The codes of 412 letters stop working.")).to_be_visible()


def test_error_summary_takes_the_focus(visit: Any) -> None:
    page = visit("", "/login")
    page.get_by_role("button", name="Log in").click()

    expect(page.get_by_role("alert")).to_be_focused()


@pytest.mark.rule(
    "I5", "pressing Generate CSV downloads the file at once, and the list shows that its people have left it"
)
def test_generating_downloads_and_refreshes(visit: Any) -> None:
    page = visit(HELD, "/admin/invites")
    waiting = page.locator(".tabs [aria-current] .count").inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Generate CSV for").first.click()
    name = download.value.suggested_filename

    assert name.endswith(".csv")
    expect(page.locator(".tabs [aria-current] .count")).not_to_have_text(waiting)
