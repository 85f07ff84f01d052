"""Registration as a worker meets it: an old phone, 320 pixels, no script, the keyboard alone, a shared tablet."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.journeys.screenshots import OFFLINE, SAVE, log_in, too_wide
from tests.product import Product

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("product")]

PASSWORD = "three blue kettles"
SERIOUS = {"serious", "critical"}
ROWS = "main tbody th a"
TABLET, PHONE = ViewportSize(width=1024, height=768), ViewportSize(width=320, height=568)


@pytest.fixture(scope="module")
def address(product: Product) -> str:
    return product.address()


@pytest.fixture(scope="module")
def office(address: str, browser: Browser) -> Iterator[Page]:
    """An administrator's browser, in a company that lets people register without e-mail."""
    context = browser.new_context(base_url=address)
    log_in(context, address, "admin@demo.example")
    page = context.new_page()
    page.goto("/admin/settings/registration")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Save").click()
    yield page
    page.goto("/admin/settings/registration")
    page.get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="Save").click()
    context.close()


@pytest.fixture
def slip(office: Page) -> tuple[str, str]:
    """Employee ID and code of somebody who waits, from a slip made on the spot (A10)."""
    office.goto(OFFLINE)
    office.goto(office.locator(ROWS).first.evaluate("link => link.href") + "/slip")
    office.locator(SAVE).first.click()
    words = office.inner_text("main")
    employee_id = re.search(r"Employee ID\s+(\S+)", words)
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b", words)
    assert employee_id and code
    return employee_id[1], code[0]


@pytest.fixture
def somebody(address: str, browser: Browser) -> Iterator[Any]:
    """Opens a browser of its own, of some width, with or without script."""
    opened: list[BrowserContext] = []

    def open_one(**options: Any) -> Page:
        context = browser.new_context(base_url=address, reduced_motion="reduce", **options)
        opened.append(context)
        return context.new_page()

    yield open_one
    for context in opened:
        context.close()


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:100]}" for one in found if one["impact"] in SERIOUS]


def type_pair(page: Page, slip: tuple[str, str]) -> None:
    page.locator("[name=employee_id]").fill(slip[0])
    page.locator("[name=code]").fill(slip[1])
    page.locator(SAVE).first.click()


@pytest.mark.rule("A6", "without script, on 320 pixels, a letter leads to an account in three short steps")
@pytest.mark.rule("X2", "the steps of a registration fit 320 pixels")
def test_without_script(somebody: Any, slip: tuple[str, str]) -> None:
    page = somebody(viewport=PHONE, java_script_enabled=False)
    page.goto("/activate")
    type_pair(page, slip)
    page.get_by_role("link", name="I have no e-mail address").click()
    page.locator("[name=password]").fill(PASSWORD)
    page.locator(SAVE).first.click()

    expect(page).to_have_url(re.compile(r"/$"))


@pytest.mark.rule("A6", "by the keyboard alone, at 200 % zoom, no step is too wide or has a serious barrier")
@pytest.mark.rule("X2", "axe finds nothing serious on the pages of a registration")
def test_by_keyboard(somebody: Any, slip: tuple[str, str]) -> None:
    page = somebody(viewport={"width": 320, "height": 512}, device_scale_factor=2)  # 640 pixels at 200 %
    page.goto("/activate")
    found = [too_wide(page)]
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    for words in slip:
        page.keyboard.press("Tab")
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/activate/you$"))
    found += [*serious(page), too_wide(page)]
    page.locator("[name=email]").focus()
    page.keyboard.type("by.keyboard@mail.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/activate/code$"))
    found += [*serious(page), too_wide(page)]
    page.goto("/activate/without-email")
    found += [*serious(page), too_wide(page)]
    page.goto("/login")
    found += [too_wide(page)]

    assert [one for one in found if one] == []


@pytest.mark.rule("A8", "a QR code fills the page in, and leaves nothing in address or history")
def test_qr(somebody: Any, slip: tuple[str, str]) -> None:
    page = somebody()
    page.goto(f"/activate#id={slip[0]}&code={slip[1]}")

    expect(page.locator("[name=code]")).to_have_value(slip[1])
    assert (page.url.endswith("/activate"), page.evaluate("history.length") <= 2) == (True, True)


@pytest.mark.rule(
    "A9", "a tablet counts down, goes back to the start by itself, and going back shows the start"
)
@pytest.mark.rule("A9", "the pages fit a tablet and a phone, and have no serious barrier")
def test_kiosk(somebody: Any, slip: tuple[str, str]) -> None:
    page = somebody(viewport=TABLET)
    page.clock.install()
    page.goto("/kiosk")
    page.get_by_role("button", name="Polski").click()
    type_pair(page, slip)
    expect(page).to_have_url(re.compile(r"/kiosk/you$"))
    found = [*serious(page), *too_wide_anywhere(page)]
    page.locator("[name=email]").press("End")  # the barriers were looked at for as long as this machine takes
    page.clock.run_for(30_000)
    expect(page.locator("[data-idle]")).to_contain_text(
        re.compile(r"Back to the start in ([12]?\d|30) seconds")
    )
    page.locator("[name=email]").fill("tablet@mail.example")
    page.clock.run_for(1_000)
    expect(page.locator("[data-idle]")).to_contain_text(re.compile(r"in [45]\d seconds"))
    page.locator("[name=password]").fill(PASSWORD)
    page.locator(SAVE).first.click()
    expect(page).to_have_url(re.compile(r"/kiosk/phone$"))
    found += [*serious(page), *too_wide_anywhere(page)]
    page.clock.run_for(200_000)
    page.locator("[name=digits]").press("1")
    expect(page).to_have_url(re.compile(r"/kiosk/phone$"))
    page.clock.run_for(101_000)
    expect(page).to_have_url(re.compile(r"/kiosk$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/kiosk$"))

    assert [one for one in found if one] == []


def too_wide_anywhere(page: Page) -> list[str]:
    """On a tablet, and on the narrowest phone."""
    found = [too_wide(page)]
    page.set_viewport_size(PHONE)
    found.append(too_wide(page))
    page.set_viewport_size(TABLET)
    return found


@pytest.mark.rule("A9", "without script a page of the tablet goes back by a refresh")
def test_kiosk_without_script(somebody: Any) -> None:
    page = somebody(java_script_enabled=False)
    page.goto("/kiosk/letter")

    refresh = page.locator("meta[http-equiv=refresh]")
    expect(refresh).to_have_attribute("content", "300; url=/kiosk")


@pytest.mark.rule("A10", "a slip is printed without the page around it")
def test_printed_slip(office: Page, slip: tuple[str, str]) -> None:
    office.emulate_media(media="print")
    printed = [office.locator(f"text={words}").first.is_visible() for words in (slip[1], "Activation code")]
    hidden = [office.locator(part).first.is_visible() for part in (".side", ".notice", "[data-print]")]
    office.emulate_media(media="screen")

    assert (printed, hidden) == ([True, True], [False, False, False])
