"""The person picker in a browser, against a server that is played here: by keyboard alone, and said aloud (R1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route, expect

from recognition.forms.giving import PeopleField
from recognition.queries.people import Choice
from tests.portal.markup import write

pytestmark = pytest.mark.journey
PEOPLE = {1: "Wojciech Góral", 2: "Wojciech Zając", 3: "Żaneta Wójcik", 4: "Ann Lee"}
SCRIPTS = ("django_htmx/htmx-2.min.js", "js/forms.js", "js/pages.js")


@dataclass
class Field:
    """As a form gives it to the component."""

    name: str = "recipients"

    html_name = auto_id = property(lambda self: self.name)
    label, help_text, errors, field = "Whom do you thank?", "", (), PeopleField()


def found(text: str, chosen: list[int]) -> list[Choice]:
    others = [pk for pk, name in PEOPLE.items() if text and text.lower() in name.lower() and pk not in chosen]
    return [Choice(pk, PEOPLE[pk], "", pk in chosen) for pk in [*chosen, *others]]


def answer(route: Route) -> None:
    address = urlsplit(route.request.url)
    script = address.path.removeprefix("/")
    if script in SCRIPTS:
        route.fulfill(path=str(finders.find(script)), content_type="text/javascript")
    elif address.path == "/people":
        asked = parse_qs(address.query)
        text = asked.get("find_recipients", [""])[0].strip()
        people = found(text, [int(pk) for pk in asked.get("recipients", [])])
        nobody = bool(text) and all(one.chosen for one in people)
        route.fulfill(
            content_type="text/html",
            body=write(
                '{% include "components/people_found.html" with field_name="recipients" %}',
                people=people,
                query=text,
                nobody=nobody,
            ),
        )
    elif address.path == "/":
        picker = '{% include "components/person_picker.html" with people=none search="/people" %}'
        tags = "".join(f'<script src="/{script}" defer></script>' for script in SCRIPTS)
        form = f'<form method="post" action="/sent">{write(picker, field=Field())}</form>'
        route.fulfill(content_type="text/html", body=f"<!doctype html>{tags}<body>{form}")
    else:
        route.fulfill(content_type="text/html", body="elsewhere")


@pytest.fixture(scope="module")
def browser_page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.route("**/*", answer)
    yield page
    page.close()


@pytest.fixture
def page(browser_page: Page) -> Page:
    browser_page.goto("http://picker.test/")
    browser_page.locator("[type=search]").focus()
    return browser_page


def chosen(page: Page) -> list[str]:
    return [PEOPLE[int(box.input_value())] for box in page.locator(".picks input:checked").all()]


def type_and_wait(page: Page, text: str, people: int) -> None:
    page.keyboard.type(text)
    expect(page.locator(".picks")).to_have_attribute("data-query", text)
    expect(page.locator(".picks input:not(:checked)")).to_have_count(people)


@pytest.mark.rule(
    "R1", "by keyboard: Enter takes the first who was found and leaves the field for the next name"
)
def test_enter(page):
    type_and_wait(page, "wo", 2)
    page.keyboard.press("Enter")
    expect(page.locator(".picks")).to_have_attribute("data-query", "")
    assert (chosen(page), page.locator("[type=search]").input_value()) == (["Wojciech Góral"], "")
    type_and_wait(page, "ann", 1)
    page.keyboard.press("Enter")
    expect(page.locator(".picks")).to_have_attribute("data-query", "")
    assert chosen(page) == ["Wojciech Góral", "Ann Lee"]
    assert page.url == "http://picker.test/", "nothing was sent"
    expect(page.locator("[type=search]")).to_be_focused()


@pytest.mark.rule("R1", "by keyboard: arrows walk the people found, space chooses, Escape leads back")
def test_arrows(page):
    type_and_wait(page, "w", 3)
    for _step in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert chosen(page) == ["Wojciech Zając", "Żaneta Wójcik"]
    page.keyboard.press("Escape")
    expect(page.locator("[type=search]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator("[type=search]")).to_be_focused()


@pytest.mark.rule("X2", "a screen reader is told how many people were found, and how to reach them")
def test_said_aloud(page):
    status = page.locator("p[role=status][data-found]")
    assert status.text_content() == ""
    type_and_wait(page, "wo", 2)
    expect(status).to_have_text("People found: 2. The down arrow leads to them.")
    page.keyboard.type("xyz")
    expect(status).to_have_text("People found: 0. The down arrow leads to them.")
    expect(page.get_by_text("Nobody is called “woxyz”.")).to_be_visible()


@pytest.mark.rule("R1", "Enter takes nobody whom an earlier search had found")
def test_enter_before_the_answer(page):
    type_and_wait(page, "wo", 2)
    page.locator("[type=search]").fill("ann")
    page.keyboard.press("Enter")
    expect(page.locator(".picks")).to_have_attribute("data-query", "ann")
    assert chosen(page) == []
