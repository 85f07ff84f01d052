"""A passkey in a real browser (A11): made, asked for after the password, and the codes that help without it.

The authenticator is Chromium's virtual one; the pages are served with the strict content policy of every other.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, Route, expect

from employees.models import Company
from tests.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"
VIRTUAL = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@pytest.fixture
def site(company: Company, live_server: Any, settings: Any) -> str:
    """Acme's site on loopback, where browsers allow passkeys without TLS."""
    settings.BASE_DOMAIN, settings.PUBLIC_PORT = "localhost", live_server.thread.port
    settings.OPERATOR_HOST = "ops.localhost"
    return f"http://acme.localhost:{live_server.thread.port}"


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser complains of, such as a script that the content policy refuses."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield said
    assert [text for text in said if "422" not in text] == []


@pytest.fixture
def authenticator(page: Page) -> str:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    return devtools.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL})["authenticatorId"]


def log_in(page: Page, site: str) -> None:
    page.goto(f"{site}/login")
    page.get_by_label("E-mail address").fill("bob@mail.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


@pytest.mark.rule("A11", "a passkey is made in the browser and opens the login after the password")
def test_a_passkey(page: Page, site: str, bob: Person, authenticator: str, complaints: list[str]) -> None:
    log_in(page, site)
    page.goto(f"{site}/account/second-factor/passkey")
    page.get_by_label("Name").fill("My phone")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    codes = re.findall(r"\d{5} \d{5}", page.locator("main").inner_text())
    assert len(codes) == 10
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.path().read_text().split("\n")[:2] == [f"{codes[0]}", f"{codes[1]}"]
    assert Authenticator.objects.get(type="webauthn").data["name"] == "My phone"

    page.context.clear_cookies()
    log_in(page, site)
    expect(page).to_have_url(f"{site}/login/code")
    page.get_by_role("button", name="Use my passkey").click()
    expect(page).to_have_url(f"{site}/")

    page.context.clear_cookies()
    log_in(page, site)
    page.get_by_label("Code").fill(codes[4])
    page.get_by_role("button", name="Log in with a recovery code").click()
    expect(page).to_have_url(f"{site}/")


@pytest.mark.rule(
    "A11", "Enter before the page's script is there sends nothing; after it, the passkey is made"
)
def test_a_slow_script(page: Page, site: str, bob: Person, authenticator: str, complaints: list[str]) -> None:
    log_in(page, site)
    page.goto(f"{site}/account/second-factor")
    held: list[Route] = []

    def hold(script: Route) -> None:
        held.append(script)

    page.route("**/passkeys*.js", hold)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("My phone")
    page.keyboard.press("Enter")
    assert (sent, page.get_by_label("Name").input_value()) == ([], "My phone")
    held[0].continue_()
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()


@pytest.mark.rule("A11", "a passkey of another authenticator does not open the login, and nothing is lost")
def test_a_foreign_passkey(
    page: Page, site: str, bob: Person, authenticator: str, complaints: list[str]
) -> None:
    log_in(page, site)
    page.goto(f"{site}/account/second-factor/passkey")
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()

    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.clearCredentials", {"authenticatorId": authenticator})
    page.context.clear_cookies()
    log_in(page, site)
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_text("The passkey did not answer. Try again, or type a code.")).to_be_visible()
    page.goto(f"{site}/account")
    expect(page).to_have_url(f"{site}/login?next=/account")
