"""From a batch file to a worker with a certificate in hand, as administrator, coordinator, manager and worker."""

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
import zxingcpp
from playwright.sync_api import Browser, Error, Page, expect

from tests.certificates import paper
from tests.journeys.test_from_nothing import (
    PASSWORD,
    accept_role,
    import_file,
    link_in,
    log_in,
    make_company,
)
from tests.product import Product

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("product")]

SITE = "harbour"
A_SWEEP = 300.0  # seconds: a minute, on a busy machine
PEOPLE = (
    "Employee ID,First Name,Last Name,Email,Country,Manager ID,Location\r\n"
    "00017,Zofia,Wiśniewska,zofia@harbour.example,PL,,Gdańsk\r\n"
    "00018,Conan,O'Brien,,PL,00017,Gdańsk\r\n"
    "00019,小龙,李,,PL,00017,Gdańsk\r\n"
    "00020,Jürgen,Müller,juergen@harbour.example,PL,00017,Gdańsk\r\n"
)
THANKS = (
    "POINTS,EMPLOYEE_ID,MESSAGE,REASON\r\n"
    '50,00018,"You stayed until the last pallet was out.\nNobody had asked. 🙏",\r\n'
    "100,00019,谢谢你教新同事。,\r\n"
    "0,00020,Danke für die ruhige Übergabe.,\r\n"
)


def browse(browser: Browser, width: int = 1280) -> Page:
    return browser.new_context(viewport={"width": width, "height": 900}).new_page()


def name_coordinator(desk: Page, browser: Browser, product: Product, email: str) -> Page:
    """As administrator; then as the person named, who accepts by the mail's link."""
    desk.goto(f"{product.address(SITE)}/admin/settings/roles")
    desk.get_by_label("E-mail address").fill(email)
    desk.get_by_label("Program coordinator").check()
    desk.get_by_role("button", name="Send the invitation").click()
    page = browse(browser)
    page.goto(link_in(product.wait_for_mail(email)))
    page.get_by_label("Your name").fill("Cora Coordinator")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("link", name="Batches").first).to_be_visible()
    return page


def launch(desk: Page, site: str) -> None:
    desk.goto(f"{site}/admin/settings/launch")
    for box in desk.get_by_role("main").get_by_role("checkbox").all():
        box.check()
    desk.get_by_role("main").get_by_role("button", name="Launch").click()
    expect(desk.get_by_text("Launched on")).to_be_visible()


def register_by_mail(browser: Browser, product: Product, email: str) -> Page:
    """As manager with an HR e-mail: the invitation's link, a button, a password."""
    page = browse(browser)
    page.goto(link_in(product.wait_for_mail(email, seconds=A_SWEEP)))
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome, Zofia")
    return page


def request_batch(page: Page, site: str) -> str:
    """As coordinator: file, request, check, submission. Answers the ticket's address."""
    page.goto(f"{site}/batches/new")
    page.locator("input[type=file]").set_input_files(
        files=[{"name": "march.csv", "mimeType": "text/csv", "buffer": THANKS.encode("utf-8-sig")}]
    )
    page.get_by_role("button", name="Upload the file").click()
    page.get_by_label("Summary").fill("Thanks for the long night")
    page.get_by_label("Private", exact=False).check()
    page.get_by_role("button", name="Go on to the check").click()
    expect(page.get_by_role("heading", name="All rows are good")).to_be_visible()
    page.get_by_role("link", name="Go on", exact=True).click()
    page.get_by_role("button", name="Submit 3 recognitions for approval").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thanks for the long night")
    return page.url


def reload_until(page: Page, seen: Callable[[], bool], tries: int = 240) -> None:
    """What a person does who waits for something."""
    for _try in range(tries):
        if seen():
            return
        page.wait_for_timeout(1_000)
        with suppress(Error):  # the page may be loading itself anew at this very moment
            page.reload()
    raise AssertionError(page.content())


READ = """async address => {
    const answer = await fetch(address);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return [answer.status, answer.headers.get("content-type"), Array.from(bytes)];
}"""


def fetch(page: Page, address: str) -> bytes:
    """By the page itself: only a browser knows every name that ends with localhost."""
    status, kind, found = page.evaluate(READ, address)
    assert (status, kind) == (200, "application/pdf")
    return bytes(found)


def register_by_certificate(browser: Browser, product: Product, scanned: str, email: str) -> Page:
    """As worker: the phone's camera opens what the QR code says; ID and code are filled in."""
    phone = browse(browser, 360)
    phone.goto(scanned)
    expect(phone.get_by_label("Employee ID")).to_have_value("00018")
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_label("Your own e-mail address").fill(email)
    phone.get_by_label("Choose a password").fill(PASSWORD)
    phone.get_by_role("button", name="Continue").click()
    digits = re.search(r"\b\d{3} ?\d{3}\b", product.wait_for_mail(email))
    assert digits
    phone.get_by_label("Six digits").fill(digits[0])
    phone.get_by_role("button", name="Open my account").click()
    return phone


@pytest.mark.rule("B4", "an administrator approves on the ticket what a coordinator has asked for")
@pytest.mark.rule("B5", "on its day it is sent; the coordinator sees how many, and has a mail")
@pytest.mark.rule("R4", "two offline people of three get a certificate each, into their manager's account")
@pytest.mark.rule(
    "T1", "a certificate has two pages with message, code and last day, and a QR code that opens"
)
@pytest.mark.rule("T2", "the manager has one mail for the batch, without a code")
@pytest.mark.rule("T5", "the sheet of somebody who has registered is no new one any more")
@pytest.mark.rule("A8", "the certificate's QR code opens activation filled in")
@pytest.mark.rule("A7", "the worker sees the thanks and points that were waiting")
@pytest.mark.rule("R2", "a private thank you is on the worker's wall, and on no colleague's")
def test_from_a_file_to_a_certificate_in_hand(browser: Browser, page: Page, product: Product) -> None:
    site = product.address(SITE)
    make_company(page, product, "Harbour Works", SITE, "ada@harbour.example")
    desk = browse(browser)
    accept_role(desk, product, "ada@harbour.example")
    import_file(desk, "people.csv", PEOPLE.encode("utf-8-sig"))
    desk.get_by_role("button", name="Apply 4 changes").click()
    expect(desk.get_by_text("The file was applied")).to_be_visible()
    launch(desk, site)
    product.manage("run_due_work")  # the invitations, without waiting for the minute to end
    desk.goto(f"{site}/admin/settings/batches")
    desk.get_by_label("Another administrator of the company").check()
    desk.get_by_role("button", name="Save").click()
    cora = name_coordinator(desk, browser, product, "cora@harbour.example")
    zofia = register_by_mail(browser, product, "zofia@harbour.example")
    mails_before = len(product.mails_to("zofia@harbour.example"))

    ticket = request_batch(cora, site)
    desk.goto(ticket)
    desk.get_by_role("button", name="Approve: recognition for 3 people").click()
    cora.goto(ticket)
    sent = cora.get_by_role("link", name="Download the result per row")
    reload_until(cora, sent.is_visible)

    zofia.goto(f"{site}/manager/certificates")
    both = zofia.get_by_role("button", name="Print all 2 new ones")
    reload_until(zofia, both.is_visible)
    told = product.wait_for_mail("zofia@harbour.example", mails_before + 1, A_SWEEP)
    line = zofia.get_by_role("row").filter(has_text="Conan O'Brien")
    address = line.get_by_role("link", name="Conan O'Brien", exact=True).get_attribute("href")
    sheet = fetch(zofia, f"{site}{address}")
    first, second = (paper.squeezed(paper.text(sheet, page=number)) for number in (1, 2))
    code = re.search(r"[B-Z379]{4}-[B-Z379]{4}-[B-Z379]{4}", second)
    assert code
    (scanned,) = (found.text for found in zxingcpp.read_barcodes(paper.picture(sheet, 2, dpi=150)))
    assert (paper.pages(sheet), paper.complaints(sheet)) == (2, [])
    assert paper.squeezed("You stayed until the last pallet was out. Nobody had asked.") in first
    assert ("ConanO'Brien" in first, "00018" in second, code[0] in told) == (True, True, False)
    assert scanned.partition("#")[0] == f"{site}/activate"

    phone = register_by_certificate(browser, product, scanned, "conan.obrien@mail.example")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Welcome, Conan")
    expect(phone.get_by_role("main")).to_contain_text("Nobody had asked. 🙏")
    expect(phone.get_by_role("main")).to_contain_text("50")
    zofia.goto(f"{site}/manager/certificates")
    expect(zofia.get_by_role("button", name="Print the new one")).to_be_visible()

    juergen = browse(browser)
    juergen.goto(link_in(product.mails_to("juergen@harbour.example")[0]))
    juergen.get_by_role("button", name="Begin").click()
    juergen.get_by_label("Choose a password").fill(PASSWORD)
    juergen.get_by_role("button", name="Continue").click()
    juergen.goto(f"{site}/wall")
    expect(juergen.get_by_role("main")).to_contain_text("Danke für die ruhige Übergabe.")
    expect(juergen.get_by_role("main")).not_to_contain_text("Nobody had asked")
    log_in(browse(browser), site, "conan.obrien@mail.example", PASSWORD)
