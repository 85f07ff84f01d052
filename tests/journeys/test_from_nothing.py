"""From an HR file to a registered person, as account manager, administrator and worker: a company made from nothing."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.product import Product

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("product")]

PASSWORD = "seven green bottles"
HR_FILE = (
    "Employee ID,First Name,Last Name,Email,Country,Manager ID,Location\r\n"
    "00017,Zofia,Wiśniewska,,PL,,Gdańsk\r\n"
    "00018,Conan,O'Brien,,PL,00017,Gdańsk\r\n"
    "00019,李,小龙,,DE,00017,Köln\r\n"
    "00020,فاطمة,الزهراء,,DE,00017,Köln\r\n"
    "00021,Jürgen,Müller,juergen.mueller@works.example,DE,00017,Köln\r\n"
)


def log_in(page: Page, address: str, email: str, password: str) -> None:
    page.goto(f"{address}/login")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in").click()


def link_in(mail: str) -> str:
    found = re.search(r"http://\S+", mail)
    assert found, mail
    return found[0]


def make_company(page: Page, product: Product, name: str, subdomain: str, administrator: str) -> None:
    """As account manager, in the back office; *offline employees* is switched on."""
    log_in(page, product.address(), "ops@workstars.example", "workstars-demo")
    page.goto(f"{product.address()}/backoffice")
    page.get_by_role("link", name="Add a company").first.click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Subdomain").fill(subdomain)
    page.get_by_label("Countries").fill("Poland\nGermany")
    page.get_by_label("First administrator").fill(administrator)
    page.get_by_role("button", name="Add the company").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("link", name="Switch off")).to_be_visible()


def accept_role(page: Page, product: Product, administrator: str) -> None:
    """As the person named by e-mail: the link of the mail, a password, and in."""
    page.goto(link_in(product.wait_for_mail(administrator)))
    page.get_by_label("Your name").fill("Ada Admin")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Accept").click()
    expect(page).to_have_url(re.compile(r"/admin$"))


def import_file(page: Page, name: str, content: bytes) -> None:
    """As administrator: upload, look at the check, confirm."""
    page.get_by_role("link", name="Import", exact=True).first.click()
    page.locator("input[type=file]").set_input_files(
        files=[{"name": name, "mimeType": "text/csv", "buffer": content}]
    )
    page.get_by_role("button", name="Upload and check").click()


def generate(page: Page, country: str, folder: Path) -> list[list[str]]:
    """Presses the button of a country; the rows of the file that arrives, with headings."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"Generate CSV for {country}").click()
    path = folder / f"{country}.csv"
    waiting.value.save_as(path)
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


def register(page: Page, product: Product, site: str, letter: tuple[str, str], email: str) -> None:
    """As worker with a letter in hand."""
    page.goto(f"{site}/activate")
    page.get_by_label("Employee ID").fill(letter[0])
    page.get_by_label("Activation code").fill(letter[1])
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Your own e-mail address").fill(email)
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    digits = re.search(r"\b\d{3} ?\d{3}\b", product.wait_for_mail(email))
    assert digits
    page.get_by_label("Six digits").fill(digits[0])
    page.get_by_role("button", name="Open my account").click()


@pytest.mark.rule(
    "C3", "an account manager makes a company and switches offline employees on, in the browser"
)
@pytest.mark.rule("C5", "the first administrator is named by e-mail and accepts by the mail's link")
@pytest.mark.rule("E3", "a file goes through upload, check, confirmation and result in the browser")
@pytest.mark.rule("I3", "the dashboard says how many have not been invited, and Invite leads to the overview")
@pytest.mark.rule("I5", "the button downloads the file at once, its columns and bytes as promised")
@pytest.mark.rule("A6", "a worker with a letter registers in three steps")
@pytest.mark.rule("A7", "after registering the worker is signed in and greeted")
@pytest.mark.rule("I6", "31 days later exactly those who did not register are on Reminders")
def test_from_nothing_to_a_registered_worker(
    browser: Browser, page: Page, product: Product, tmp_path: Path
) -> None:
    site = product.address("mills")
    make_company(page, product, "Harbour Mills", "mills", "ada@mills.example")

    desk = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    accept_role(desk, product, "ada@mills.example")
    import_file(desk, "people.csv", HR_FILE.encode("utf-8-sig"))
    desk.get_by_role("button", name="Apply 5 changes").click()
    expect(desk.get_by_text("The file was applied")).to_be_visible()

    desk.get_by_role("link", name="Dashboard").first.click()
    expect(desk.get_by_role("main")).to_contain_text("4 employees have not been invited yet")
    desk.get_by_role("link", name="Invite", exact=True).click()
    expect(desk).to_have_url(f"{site}/admin/invites")
    poland = generate(desk, "Poland", tmp_path)
    germany = generate(desk, "Germany", tmp_path)
    assert poland[0] == germany[0] == ["First Name", "Last Name", "Employee ID", "Activation Code"]
    assert [row[:3] for row in poland[1:]] == [
        ["Conan", "O'Brien", "00018"],
        ["Zofia", "Wiśniewska", "00017"],
    ]
    assert sorted(row[:3] for row in germany[1:]) == [["فاطمة", "الزهراء", "00020"], ["李", "小龙", "00019"]]

    phone = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    letter = (poland[1][2], poland[1][3])
    register(phone, product, site, letter, "conan@mail.example")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Welcome, Conan")

    desk.goto(f"{site}/admin/invites/csvs")
    expect(desk.get_by_role("row").filter(has_text="Poland")).to_contain_text("1")
    product.manage("run_due_work", "--at", thirty_one_days_on(product))  # which ends the session, too
    log_in(desk, site, "ada@mills.example", PASSWORD)
    desk.wait_for_url(f"{site}/admin")
    desk.goto(f"{site}/admin/invites?tab=reminders")
    for country, waiting in (("Poland", "1"), ("Germany", "2")):
        row = desk.get_by_role("row").filter(has_text=f"Generate CSV for {country}")
        expect(row.get_by_role("cell").first).to_have_text(waiting)


def thirty_one_days_on(product: Product) -> str:
    return product.ask(
        "from datetime import timedelta; from django.utils import timezone;"
        "print((timezone.now() + timedelta(days=31)).isoformat())"
    )
