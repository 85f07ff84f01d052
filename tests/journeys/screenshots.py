"""Pictures of every page, to be looked at: `python -m tests.journeys.screenshots --base http://localhost:8000`.

Needs the demo company of a development run. A page with an id is found by following a link of a page before it.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PASSWORD = "workstars-demo"
WIDTHS = (1280, 360)


@dataclass(frozen=True)
class Shot:
    """`follow` and `press` are selectors: links to go along, then one thing to press, before the picture is taken.

    `upload` is the text of a file to choose before pressing.
    """

    name: str
    address: str
    follow: tuple[str, ...] = ()
    press: str = ""
    upload: str = ""


SAVE = "main form[method=post] button.button:not(.quiet):not(.plain)"
FIRST = "main tbody th a"
OFFLINE, REGISTERED = "/admin/employees?status=offline", "/admin/employees?status=registered"
LEFT = "/admin/employees?status=left"
HR_FILE = """Employee ID;First Name;Last Name;HR e-mail;Country;Manager;Site;Hire date
P-0001;Zoë;Müller-Lüdenscheidt;;Germany;;Łódź;13/04/2020
P-0002;小明;王;xiaoming@work.example;China;P-0001;;
P-0002;Twice;InTheFile;;Germany;;;
;Nobody;WithoutAnID;;Germany;;;
P-0003;Wrong;Mail;not-a-mail;Narnia;;;31/02/2020
"""

PAGES: dict[str, tuple[Shot, ...]] = {
    "": (
        Shot("login", "/login"),
        Shot("login-errors", "/login", press=SAVE),
        Shot("password-reset", "/password/reset"),
        Shot("password-reset-done", "/password/reset/done"),
        Shot("password-reset-void", "/password/reset/key/void"),
        Shot("activate", "/activate"),
        Shot("activate-errors", "/activate", press=SAVE),
        Shot("activate-link-void", "/activate/mail/void"),
        Shot("kiosk", "/kiosk"),
        Shot("kiosk-letter", "/kiosk/letter"),
        Shot("kiosk-letter-errors", "/kiosk/letter", press=SAVE),
        Shot("kiosk-done", "/kiosk/done"),
        Shot("television", "/screen"),
        Shot("components", "/dev/components"),
        Shot("components-errors", "/dev/components?errors=1"),
        Shot("mailbox", "/dev/mail"),
    ),
    "admin@demo.example": (
        Shot("dashboard", "/admin"),
        Shot("employees", "/admin/employees"),
        Shot("employees-none", "/admin/employees?text=nobody-is-called-this"),
        Shot("employees-new", "/admin/employees/new"),
        Shot("employees-new-errors", "/admin/employees/new", press=SAVE),
        Shot("employee", "/admin/employees", follow=(FIRST,)),
        Shot("employee-edit", "/admin/employees", follow=(FIRST, "main a[href$='/edit']")),
        Shot("employee-deactivate", "/admin/employees", follow=(FIRST, "main a[href$='/deactivate']")),
        Shot("employee-slip", OFFLINE, follow=(FIRST, "main a[href$='/slip']")),
        Shot("employee-slip-made", OFFLINE, follow=(FIRST, "main a[href$='/slip']"), press=SAVE),
        Shot("employee-reset", REGISTERED, follow=(FIRST, "main a[href$='/reset']")),
        Shot("import", "/admin/employees/import"),
        Shot("import-errors", "/admin/employees/import", press=SAVE),
        Shot("import-upload", "/admin/employees/import", upload=HR_FILE, press=SAVE),
        Shot("import-latest", "/admin/employees/import", follow=(FIRST,)),
        Shot("invites", "/admin/invites"),
        Shot("invites-reminders", "/admin/invites?tab=reminders"),
        Shot("invites-csvs", "/admin/invites/csvs"),
        Shot("invites-file", "/admin/invites/csvs", follow=(FIRST,)),
        Shot("invites-void", "/admin/invites/csvs", follow=(FIRST, "main a[href$='/void']")),
        Shot("invites-managers", "/admin/invites/managers"),
        Shot("reminders-csvs", "/admin/reminders/csvs"),
        Shot("funnel", "/admin/invites/funnel"),
        Shot("funnel-manager", "/admin/invites/funnel?tab=manager"),
        Shot("employee-erase", LEFT, follow=(FIRST, "main a[href$='/erase']")),
        Shot("recognitions", "/admin/recognitions"),
        Shot("moderation", "/admin/moderation"),
        Shot("month-sheet", "/wall/month"),
        Shot("ecards", "/admin/ecards"),
        Shot("ecard", "/admin/ecards", follow=("main .gallery a",)),
        Shot("ecard-new", "/admin/ecards/new"),
        Shot("ecard-new-errors", "/admin/ecards/new", press=SAVE),
        Shot("reasons", "/admin/reasons"),
        Shot("reason-new-errors", "/admin/reasons/new", press=SAVE),
        Shot("settings", "/admin/settings"),
        Shot("settings-look", "/admin/settings/look"),
        Shot("settings-roles", "/admin/settings/roles"),
        Shot("settings-invites", "/admin/settings/invites"),
        Shot("settings-paper", "/admin/settings/paper"),
        Shot("settings-registration", "/admin/settings/registration"),
        Shot("settings-screens", "/admin/settings/screens"),
        Shot("settings-screens-errors", "/admin/settings/screens", press=SAVE),
        Shot("settings-retention", "/admin/settings/retention"),
        Shot("settings-launch", "/admin/settings/launch"),
        Shot("settings-launch-stop", "/admin/settings/launch/stop"),
        Shot("settings-mails", "/admin/settings/mails"),
        Shot("settings-mail", "/admin/settings/mails/invitation"),
        Shot("audit", "/admin/audit"),
        Shot("account", "/account"),
        Shot("account-email", "/account/email"),
        Shot("password-change", "/password/change"),
        Shot("second-factor", "/account/second-factor"),
        Shot("second-factor-app", "/account/second-factor/app"),
        Shot("second-factor-passkey", "/account/second-factor/passkey"),
        Shot("devices", "/account/sessions"),
        Shot("not-found", "/admin/nowhere"),
        Shot("log-out", "/logout"),
    ),
    "employee@demo.example": (
        Shot("home", "/"),
        Shot("wall", "/wall"),
        Shot("wall-mine", "/wall?tab=mine"),
        Shot("recognition", "/wall", follow=("main article a",)),
        Shot("thank", "/recognitions/new"),
        Shot("thank-errors", "/recognitions/new", press="main .actions button"),
        Shot("points", "/points"),
        Shot("refused", "/admin"),
    ),
    "manager@demo.example": (Shot("certificates", "/manager/certificates"),),
    "coordinator@demo.example": (
        Shot("batch", "/batches", follow=(FIRST,)),
        Shot("batch-request", "/batches", follow=(FIRST, "main a[href$='/request']")),
        Shot("batch-new", "/batches/new"),
    ),
    "ops@workstars.example": (
        Shot("backoffice", "/backoffice"),
        Shot("backoffice-new", "/backoffice/companies/new"),
        Shot("backoffice-new-errors", "/backoffice/companies/new", press=SAVE),
        Shot("backoffice-company", "/backoffice", follow=(FIRST,)),
        Shot("backoffice-edit", "/backoffice", follow=(FIRST, "main a[href$='/edit']")),
        Shot("backoffice-offline", "/backoffice", follow=(FIRST, "main a[href*='offline']")),
    ),
}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", default="http://localhost:8000")
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    parser.add_argument("--dark", action="store_true", help="in the dark form")
    parser.add_argument("--only", default="", help="pages whose name begins so")
    parser.add_argument("--width", type=int, action="append", help="instead of 1280 and 360; may be repeated")
    given = parser.parse_args(argv)
    given.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        complaints = [
            complaint
            for width in given.width or WIDTHS
            for complaint in take_all(browser, given.base, given.out, width, given.only, dark=given.dark)
        ]
        browser.close()
    for complaint in complaints:
        sys.stdout.write(f"{complaint}\n")
    return 1 if complaints else 0


def take_all(browser: Browser, base: str, out: Path, width: int, only: str, *, dark: bool) -> Iterator[str]:
    """Takes every picture of one width; yields a sentence for each page that is broken or too wide."""
    for who, shots in PAGES.items():
        wanted = [shot for shot in shots if shot.name.startswith(only)]
        if not wanted:
            continue
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-GB",
        )
        context.set_default_timeout(30_000)
        if who:
            log_in(context, base, who)
        for shot in wanted:
            file = out / f"{shot.name}-{width}{'-dark' if dark else ''}.png"
            if complaint := take(context, base, shot, file):
                yield f"{shot.name} at {width}: {complaint}"
        context.close()


def log_in(context: BrowserContext, base: str, email: str) -> None:
    page = context.new_page()
    page.goto(f"{base}/login")
    page.locator("main input:not([type=hidden])").first.fill(email)
    page.locator("main input[type=password]").fill(PASSWORD)
    page.locator(SAVE).click()
    page.wait_for_load_state()
    page.close()


def take(context: BrowserContext, base: str, shot: Shot, file: Path) -> str:
    """The complaint, or nothing when all is well."""
    page = context.new_page()
    broken: list[str] = []
    page.on("response", lambda answer: broken.append(answer.url) if answer.status >= 500 else None)
    page.on("console", lambda said: broken.append(said.text) if "Security Policy" in said.text else None)
    page.on("pageerror", lambda error: broken.append(str(error)))
    try:
        open_page(page, shot, base)
        if shot.upload:
            file_to_send = {"name": "HR.csv", "mimeType": "text/csv", "buffer": shot.upload.encode()}
            page.locator("input[type=file]").set_input_files(file_to_send)
        if shot.press:
            page.locator(shot.press).first.click()
            page.wait_for_load_state()
        page.screenshot(path=file, full_page=True)
        return "; ".join(broken) or too_wide(page)
    except BrowserError as error:
        return str(error).splitlines()[0]
    finally:
        page.close()


def open_page(page: Page, shot: Shot, base: str = "") -> None:
    """The page of a shot: its address, then along its links."""
    page.goto(base + shot.address)
    for selector in shot.follow:
        page.goto(page.locator(selector).first.evaluate("link => link.href"))


def too_wide(page: Page) -> str:
    extra = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return f"{extra} px wider than the screen" if extra > 0 else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
