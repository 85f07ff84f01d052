"""A file as an office exports it, in a browser: matched by hand, looked at, applied; mended and sent again."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.faults.mill import Mill
from tests.product import Product

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("product")]

ROWS = 20_000
PATIENCE = 240_000  # milliseconds, for a busy machine
NAMES = ["José;Ñúñez", "Siobhán;O'Brien", "Zoë;Müller", "Björn;Ångström"]


@pytest.fixture(scope="module")
def office(product: Product) -> Mill:
    """A company without anybody in it, and its administrator."""
    return Mill(product, "office", 0)


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(browser: Browser, office: Mill, request: pytest.FixtureRequest) -> Iterator[Page]:
    address = office.product.address("office")
    context = browser.new_context(base_url=address, java_script_enabled=request.param)
    context.add_cookies(
        [{"name": "sessionid", "value": office.administrator.cookies["sessionid"], "url": address}]
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def upload(page: Page, name: str, content: bytes) -> None:
    page.goto("/admin/employees/import")
    page.locator("input[type=file]").set_input_files(
        files=[{"name": name, "mimeType": "text/csv", "buffer": content}]
    )
    page.get_by_role("button", name="Upload and check").click()


def german_file(prefix: str) -> bytes:
    lines = [f"{prefix}{n:06};{NAMES[n % 4]};POL;{n % 28 + 1:02}.03.2020" for n in range(ROWS)]
    return "\r\n".join(["Personalnr;Vorname;Nachname;Land;Eintritt", *lines]).encode("cp1252")


@pytest.mark.rule(
    "E3", "20,000 rows of Windows-1252 with foreign headings go through, with script and without"
)
@pytest.mark.rule("E6", "the decoded rows are shown before the encoding is chosen")
def test_a_large_foreign_file(page: Page, request: pytest.FixtureRequest) -> None:
    prefix = "J" if "with script" in request.node.callspec.id.split("-") else "N"
    upload(page, "Personal.csv", german_file(prefix))
    expect(page.get_by_text(f"{prefix}000001;Siobhán;O'Brien;POL;02.03.2020")).to_be_visible()
    columns = {"Employee ID": 0, "First name": 1, "Last name": 2, "Country": 3, "Hire date": 4}
    for label, index in columns.items():
        page.get_by_label(label, exact=True).select_option(str(index))
    page.get_by_role("button", name="Check the file").click()
    button = page.get_by_role("button", name="Apply 20,000 changes")
    expect(button).to_be_visible(timeout=PATIENCE)
    button.click()
    expect(page.get_by_role("heading", name="The file was applied")).to_be_visible(timeout=PATIENCE)
    page.goto(f"/admin/employees?text={prefix}019999")
    expect(page.get_by_role("link", name="Björn Ångström")).to_be_visible()


@pytest.mark.rule("E4", "faulty rows of 20,000 are downloaded, mended and uploaded again")
def test_errors_are_mended(page: Page, request: pytest.FixtureRequest) -> None:
    own, many = ("m", ROWS) if "with script" in request.node.callspec.id.split("-") else ("n", 4)
    rows = [f"{own}{n:06},Ida,Łoś,PL," for n in range(many - 2)]
    rows[1:1] = [f"{own}2,Bo,Ng,Polnad,", f"{own}3,Cy,Oh,DE,n/a"]
    content = "\n".join(["Employee ID,First name,Last name,Country,HR e-mail", *rows]).encode()
    upload(page, "staff.csv", content)
    expect(page.get_by_text("“Polnad” is no country that we know.")).to_be_visible(timeout=PATIENCE)
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("rows to mend")).click()
    page.get_by_role("button", name=f"Apply {many - 2:,} good rows").click()
    expect(page.get_by_role("heading", name="The file was applied")).to_be_visible(timeout=PATIENCE)
    faulty = waiting.value.path().read_bytes()
    upload(page, "mended.csv", faulty.replace(b"Polnad", b"Poland").replace(b'"n/a"', b'""'))
    page.get_by_role("button", name="Apply 2 changes").click()
    expect(page.get_by_role("heading", name="The file was applied")).to_be_visible(timeout=PATIENCE)
