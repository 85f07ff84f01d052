"""Several machines: two web, two workers, a PDF worker and a beat, each a process of its own with production settings,
over one database, one queue and one folder. A company is made and filled through them while machines go down."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import psycopg2
import psycopg2.extensions
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.employees.authenticator import code_at, shown_codes, shown_secret
from tests.house.machines import Browser, Machines, path_in
from tests.house.processes import wait_for
from tests.smtp import Server, mail_server
from workstars.lib.embedded.postgres import FOR_TESTS
from workstars.lib.embedded.services import plan_services
from workstars.lib.supervisor import Supervisor

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("by-hand")]

PASSWORD = "seven green bottles"
ROWS = 2_000
RECOVERY_CODES: list[str] = []  # of Ada, who is logged in on several machines within half a minute
MACHINES = [
    ("web", "one"), ("worker", "one"), ("pdf-worker", "one"), ("beat", "one"), ("web", "two"), ("worker", "two"),
]  # fmt: skip


@pytest.fixture(scope="module")
def mail() -> Iterator[Server]:
    with mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory, mail: Server) -> Iterator[Machines]:
    """The servers run, and nothing of Workstars yet."""
    folder = tmp_path_factory.mktemp("machines")
    servers = tmp_path_factory.mktemp("servers")
    supervisor = Supervisor(print)
    try:
        services = plan_services(servers, {}, FOR_TESTS)
        services.start(supervisor)
        machines = Machines.with_servers(folder, services.urls, mail.port)
        yield machines
        machines.stop()
    finally:
        supervisor.stop()


def mail_to(mail: Server, address: str) -> str:
    """The newest one, as soon as it is there."""

    def found() -> list[str]:
        mine = [letter for letter in mail.taken if address in letter["To"]]
        bodies = [letter.get_body(("plain",)) for letter in mine]
        return [body.get_content() for body in bodies if body]

    assert wait_for(found), f"no mail to {address}"
    return found()[-1]


@pytest.mark.rule("X5", "no process starts without its secrets; each says in a sentence which are missing")
def test_no_process_starts_without_secrets(machines: Machines) -> None:
    poor = Machines(machines.folder, machines.variables, changed={"VAULT_KEYS": ""})
    for service in ("migrate", "web", "worker", "pdf-worker", "beat"):
        assert poor.run(service) != 0
        assert "Workstars does not start without VAULT_KEYS: see docs/operations.md." in poor.said(service)
        assert "Traceback" not in poor.said(service)


@pytest.mark.rule("X6", "the processes of compose, started by hand, are healthy by compose's own checks")
def test_all_processes_come_up(machines: Machines) -> None:
    assert machines.run("migrate") == 0
    machines.manage("collectstatic", "--no-input")
    for service, machine in MACHINES:
        machines.start(service, machine)
    for service, machine in MACHINES:
        machines.wait_until_healthy(service, machine)
    assert not machines.healthy("worker", "three", seconds=2), "the check asks this worker, not any"


@pytest.mark.rule(
    "X6", "an operator names an account manager, who makes a company, whose administrator comes in"
)
def test_from_the_command_line_to_the_first_administrator(machines: Machines, mail: Server) -> None:
    machines.manage("add_account_manager", "olga@workstars.example", "Olga Marsh")
    olga = Browser.at(machines, "one", "ops")
    reset = path_in(mail_to(mail, "olga@workstars.example"))
    assert olga.post(reset, password=PASSWORD).status == 302
    answer = olga.post("/login", email="olga@workstars.example", password=PASSWORD)
    assert (answer.status, answer.headers["Location"]) == (302, "/backoffice")
    assert olga.get("/backoffice").headers["Location"] == "/account/second-factor"
    assert len(set_up_second_factor(olga)) == 10
    company = {"name": "Mill", "subdomain": "mill", "countries": "Poland", "time_zone": "Europe/Warsaw"}
    made = olga.moved_to(machines, "two").post(
        "/backoffice/companies/new", **company, language="en", administrator="ada@mill.example"
    )
    assert made.status == 302, made.text[-3000:]
    assert olga.post(f"{made.headers['Location']}/offline-employees/on").status == 302

    ada = Browser.at(machines, "two", "mill")
    welcome = path_in(mail_to(mail, "ada@mill.example"))
    came = ada.post(welcome, name="Ada Admin", password=PASSWORD)
    assert (came.status, came.headers["Location"]) == (302, "/admin"), came.text[-3000:]
    cookies = came.headers.get_all("Set-Cookie") or []
    assert [cookie for cookie in cookies if "Secure" not in cookie or not cookie.startswith("__Host-")] == []
    opened = [cookie for cookie in cookies if cookie.startswith("__Host-sessionid=")]
    assert ["HttpOnly" in cookie for cookie in opened] == [True]
    RECOVERY_CODES.extend(set_up_second_factor(ada))


def set_up_second_factor(browser: Browser) -> list[str]:
    """By an authenticator app, as production asks of who runs something; answers the recovery codes."""
    page = browser.get("/account/second-factor/app").text
    code = code_at(datetime.now(UTC), shown_secret(page))
    return shown_codes(browser.post("/account/second-factor/app", code=code).text)


def signed_in(machines: Machines, machine: str) -> Browser:
    ada = Browser.at(machines, machine, "mill")
    half = ada.post("/login", email="ada@mill.example", password=PASSWORD)
    assert (half.status, half.headers["Location"]) == (302, "/login/code")
    assert ada.post("/login/code", code=RECOVERY_CODES.pop()).headers["Location"] == "/admin"
    return ada


def upload(browser: Browser, data: bytes) -> str:
    """The address of the import's page."""
    token = browser.cookies.setdefault(browser.csrf_cookie, "t" * 32)
    form = {"csrfmiddlewaretoken": token, "file": SimpleUploadedFile("hr.csv", data)}
    body = encode_multipart(BOUNDARY, form)
    answer = browser.ask("POST", "/admin/employees/import", body, {"Content-Type": MULTIPART_CONTENT})
    assert answer.status == 302, answer.text[-3000:]
    return str(answer.headers["Location"])


def wait_on_page(browser: Browser, path: str, words: str) -> str:
    assert wait_for(lambda: words in browser.get(path).text), browser.get(path).text[-3000:]
    return browser.get(path).text


def hr_file(prefix: str, rows: int) -> bytes:
    lines = [f"{prefix}{n:05},Zoë,Müller,PL,{prefix}{n // 12:05}" for n in range(1, rows + 1)]
    return "\r\n".join(["Employee ID,First Name,Last Name,Country,Manager ID", *lines]).encode()


@contextmanager
def writing_held_up(database: str) -> Iterator[psycopg2.extensions.cursor]:
    """Nobody can write people until the block ends, so that a worker is found in the middle of it."""
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute("LOCK TABLE employees_employee IN SHARE ROW EXCLUSIVE MODE")
        yield cursor
        connection.rollback()


def somebody_waits(cursor: psycopg2.extensions.cursor) -> bool:
    cursor.execute(
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'employees_employee'::regclass"
    )
    return cursor.fetchone() != (0,)


def busy_worker(machines: Machines) -> str:
    """The worker that has taken up an import and has not finished it. Another may just look whether it is needed."""

    def times(name: str, what: str) -> int:
        return len(re.findall(rf"employees\.work_on_import\[\S+ {what}", machines.said(name)))

    def busy() -> list[str]:
        workers = [name for name in machines.running if name.startswith("worker@")]
        return [name for name in workers if times(name, "received") > times(name, "succeeded")]

    assert wait_for(lambda: len(busy()) == 1)
    return busy()[0]


def ask(machines: Machines, question: str) -> tuple[object, ...] | None:
    with (
        closing(psycopg2.connect(machines.variables["DATABASE_URL"])) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(question)
        return cursor.fetchone()


@pytest.mark.rule(
    "X6", "a worker's machine is lost in the middle of an import; another machine brings it to its end"
)
@pytest.mark.promise("V17", "an import goes on by itself on another machine after the worker's was lost")
def test_a_machine_is_lost_during_an_import(machines: Machines) -> None:
    ada = signed_in(machines, "one")
    page = upload(ada, hr_file("A", ROWS))
    checked = wait_on_page(ada, page, 'name="fingerprint"')
    found = re.search(r'name="fingerprint" value="(\w+)"', checked)
    assert found
    with writing_held_up(machines.variables["DATABASE_URL"]) as cursor:
        assert ada.post(f"{page}/confirm", fingerprint=found[1]).status == 302
        assert wait_for(lambda: somebody_waits(cursor))
        machines.kill(busy_worker(machines))
        machines.kill("web@one")
    ada = ada.moved_to(machines, "two")

    assert "The file was applied" in wait_on_page(ada, page, "The file was applied")
    assert ask(machines, "SELECT status, attempts FROM employees_hrimport") == ("applied", 2)
    assert ask(machines, "SELECT count(*), count(DISTINCT employee_key) FROM employees_employee") == (
        ROWS,
        ROWS,
    )


@pytest.mark.rule("X6", "what one machine stored, the others read: a generated file, made on one web machine")
def test_files_are_shared(machines: Machines) -> None:
    machines.start("web", "three")
    machines.wait_until_healthy("web", "three")
    two, three = signed_in(machines, "two"), signed_in(machines, "three")
    made = two.post("/admin/invites/generate", kind="invites", country="PL")
    assert (made.status, made.headers["Content-Type"]) == (200, "text/csv; charset=utf-8"), made.text[:500]
    listed = three.get("/admin/invites/csvs").text
    number = re.search(r"/admin/invites/csvs/(\d+)", listed)
    assert number, listed[-3000:]
    again = three.get(f"{number[0]}/download")
    assert again.body == made.body
    assert made.body.count(b"\r\n") == ROWS + 1


@pytest.mark.rule("X6", "asked to stop, every process ends by itself")
def test_an_orderly_end(machines: Machines) -> None:
    codes = machines.stop()
    assert set(codes.values()) == {0}, codes
