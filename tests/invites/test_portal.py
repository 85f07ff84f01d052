"""The paper pages of the admin portal, as Alice, Bob, Charlie and a stranger see them."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from employees.models import AuditEvent, Company, Employee
from invites import codes
from invites.models import ActivationCode, CodeFile
from invites.services.generation import generate_invites_csv
from tests.factories import EmployeeFactory
from tests.people import Person, SiteClient
from workstars.lib.actors import Actor

PAGES = ("/admin/invites", "/admin/invites?tab=reminders", "/admin/invites/csvs", "/admin/reminders/csvs")
LATE_MONDAY = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # Tuesday in Warsaw
POLAND = {"kind": "invites", "country": "PL"}


@pytest.fixture
def file(company: Company, by_alice: Actor) -> CodeFile:
    """Made just now for three people in Poland."""
    EmployeeFactory.create_batch(3, company=company)
    now = timezone.now()
    return generate_invites_csv(company=company, country="PL", kind="invites", by=by_alice, now=now)


def download_of(file: CodeFile) -> str:
    return f"/admin/invites/csvs/{file.pk}/download"


def words(page) -> str:
    """What the page says, without markup and repeated space."""
    body = page.content.decode().split("<main", 1)[1].split("</main", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@pytest.mark.rule(
    "I5", "the button answers with the file: an attachment that nobody keeps, and its people are off the list"
)
def test_generate(alice: Person, company: Company) -> None:
    EmployeeFactory(company=company, employee_id="00123", first_name="Zoë", last_name="Łuczak")
    answer = alice.post("/admin/invites/generate", {**POLAND, "download_token": "0a1b"})
    file = CodeFile.objects.for_company(company).get()
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer["Content-Disposition"] == f'attachment; filename="{file.file_name}"'
    assert answer["Cache-Control"] == "no-store"
    (row,) = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]
    assert row[:3] == ["Zoë", "Łuczak", "00123"]
    code = ActivationCode.objects.for_company(company).get()
    assert bytes(code.digest) in codes.digests(codes.parse(row[3]), company.pk).values()
    assert Employee.objects.for_company(company).get(employee_id="00123").paper_made_at == file.created_at


@pytest.mark.rule(
    "I5", "a cookie tells the page that the file has come, and only a harmless value gets into it"
)
def test_cookie(alice: Person, company: Company) -> None:
    EmployeeFactory(company=company)
    answer = alice.post("/admin/invites/generate", {**POLAND, "download_token": "0a1b"})
    cookie = answer.cookies["download-0a1b"]
    assert (cookie.value, cookie["max-age"], cookie["path"], cookie["httponly"]) == ("1", 60, "/", "")
    EmployeeFactory(company=company)
    answer = alice.post("/admin/invites/generate", {**POLAND, "download_token": "x; path=/evil"})
    assert (answer.status_code, set(answer.cookies) - {"csrftoken"}) == (422, set())
    assert set(alice.post("/admin/invites/generate", POLAND).cookies) - {"csrftoken"} == set()


@pytest.mark.rule("I7", "the second press says that nobody waits, who made the file, and links to it")
def test_second_press(alice: Person, company: Company) -> None:
    EmployeeFactory(company=company)
    alice.post("/admin/invites/generate", POLAND)
    again = alice.post("/admin/invites/generate", POLAND)
    file = CodeFile.objects.for_company(company).get()
    assert again.status_code == 409
    said = "Nobody waits in Poland any more. Alice Adams made the file a moment ago. Download it again"
    assert words(again).count(said) == 1
    assert f'href="{download_of(file)}"' in again.content.decode()
    CodeFile.objects.for_company(company).update(created_at=LATE_MONDAY)
    later = alice.post("/admin/invites/generate", POLAND)
    assert words(later).count("Alice Adams made the last file on 3 March 2026. Download it again") == 1


@pytest.mark.rule("I7", "where nobody ever waited the page says so and points at no file")
def test_nobody_waits(alice: Person, company: Company) -> None:
    answer = alice.post("/admin/invites/generate", {"kind": "reminders", "country": "DE"})
    assert answer.status_code == 409
    assert (words(answer).count("Nobody waits in Germany."), words(answer).count("Download it again")) == (
        1,
        0,
    )


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"kind": "invites"}, "Choose one of the countries in the list."),
        ({"kind": "invites", "country": "XX"}, "Choose one of the countries in the list."),
        ({"kind": "certificate", "country": "PL"}, "Choose invites or reminders."),
        ({"country": "PL"}, "Choose invites or reminders."),
    ],
)
@pytest.mark.rule("X3", "a press that names no kind or country gets a sentence and makes nothing")
def test_bad_press(alice: Person, company: Company, sent: dict[str, str], sentence: str) -> None:
    EmployeeFactory(company=company)
    answer = alice.post("/admin/invites/generate", sent)
    assert (answer.status_code, words(answer).count(sentence)) == (422, 1)
    assert CodeFile.objects.for_company(company).count() == 0


@pytest.mark.rule(
    "I4", "each tab lists its countries with the number waiting and a button each, and both show counts"
)
def test_overview(alice: Person, company: Company, other_company: Company) -> None:
    EmployeeFactory.create_batch(2, company=company, country="PL")
    EmployeeFactory(company=company, country="DE")
    now = timezone.now()
    EmployeeFactory(
        company=company, country="ES", paper_made_at=now, paper_due_on=now.date(), reminders_since=now
    )
    EmployeeFactory(company=other_company, country="FR")
    said = words(alice.get("/admin/invites"))
    assert said.count("Invites 3 Reminders 1") == 1
    assert said.count("Germany 1 Generate CSV for Germany Poland 2 Generate CSV for Poland What happens") == 1
    said = words(alice.get("/admin/invites?tab=reminders"))
    assert said.count("Spain 1 Generate CSV for Spain What happens") == 1
    assert said.count("Anyone who has not registered 30 days later comes back here.") == 1


@pytest.mark.rule("I5", "the page says why Excel must not open the file by a double click")
def test_excel_note(alice: Person, company: Company) -> None:
    EmployeeFactory(company=company)
    assert words(alice.get("/admin/invites")).count("Excel drops the zeros in front of an Employee ID") == 1


@pytest.mark.rule("I4", "empty pages say what they are for and what to do first")
def test_empty(alice: Person) -> None:
    first_steps = {
        "/admin/invites": "Nobody waits for an invitation",
        "/admin/invites?tab=reminders": "Nobody waits for a reminder",
        "/admin/invites/csvs": "No files yet",
        "/admin/reminders/csvs": "No files yet",
    }
    assert {path: words(alice.get(path)).count(first_steps[path]) for path in PAGES} == dict.fromkeys(
        PAGES, 1
    )


@pytest.mark.rule(
    "I8", "earlier files stand with country, when, who, rows and how many have registered since"
)
def test_files(alice: Person, company: Company, file: CodeFile) -> None:
    first = Employee.objects.for_company(company).on_paper().first()
    Employee.objects.for_company(company).filter(pk=first.pk).update(registered_at=timezone.now())
    CodeFile.objects.for_company(company).update(created_at=LATE_MONDAY, guarded_cells=2)
    said = words(alice.get("/admin/invites/csvs"))
    row = "Poland 3 March 2026, 00:30 Alice Adams 3 1"
    assert (said.count(row), said.count("In 2 cells an apostrophe stands")) == (1, 1)
    assert words(alice.get("/admin/reminders/csvs")).count("No files yet") == 1


@pytest.mark.rule("I8", "an earlier file downloads again byte for byte, audited each time")
def test_download_again(alice: Person, company: Company, file: CodeFile) -> None:
    one, two = alice.get(download_of(file)), alice.get(download_of(file))
    assert (one.status_code, one["Cache-Control"], one.content) == (200, "no-store", two.content)
    assert one["Content-Disposition"] == f'attachment; filename="{file.file_name}"'
    downloads = AuditEvent.objects.for_company(company).filter(action="invites.downloaded")
    assert list(downloads.values_list("actor", "subject_id")) == [(alice.user.pk, file.pk)] * 2


@pytest.mark.rule("V6", "a file with one flipped bit is not handed out; the page says what to do")
def test_damaged(alice: Person, company: Company, file: CodeFile) -> None:
    path = Path(settings.STORAGES["vault"]["OPTIONS"]["location"]) / file.stored_name
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    answer = alice.get(download_of(file))
    assert (answer.status_code, words(answer).count("This file was damaged where it is stored")) == (409, 1)
    assert AuditEvent.objects.for_company(company).filter(action="invites.downloaded").count() == 0


@pytest.mark.rule("C4", "while offline employees is off, every paper page answers 404")
def test_switched_off(alice: Person, company: Company, file: CodeFile) -> None:
    Company.objects.filter(pk=company.pk).update(offline_employees=False)
    EmployeeFactory(company=company)
    statuses = {path: alice.get(path).status_code for path in (*PAGES, download_of(file))}
    assert statuses == dict.fromkeys((*PAGES, download_of(file)), 404)
    assert alice.post("/admin/invites/generate", POLAND).status_code == 404
    assert CodeFile.objects.for_company(company).count() == 1


@pytest.mark.rule(
    "C2", "Bob gets 403 with a sentence, a stranger the login, Charlie 404 for the file of another company"
)
def test_who_may(
    bob: Person, charlie: Person, stranger: SiteClient, company: Company, file: CodeFile
) -> None:
    for path in (*PAGES, download_of(file)):
        refused = bob.get(path)
        assert (refused.status_code, b"This page is for administrators." in refused.content) == (403, True)
        assert stranger.get(path).headers["Location"].startswith("/login?next=/admin/")
    EmployeeFactory(company=company)
    for who in (bob, charlie):
        who.post("/admin/invites/generate", POLAND)
    stranger.post("/admin/invites/generate", POLAND)
    assert CodeFile.objects.for_company(company).count() == 1
    unknown = charlie.get("/admin/invites/csvs/999999/download")
    assert (charlie.get(download_of(file)).status_code, unknown.status_code) == (404, 404)
    assert words(charlie.get("/admin/invites/csvs")).count("No files yet") == 1


@pytest.mark.rule("I8", "a list of three takes as many queries as a list of one")
def test_query_counts(alice: Person, company: Company, by_alice: Actor) -> None:
    counts: dict[str, list[int]] = {path: [] for path in PAGES}
    for countries in (["PL"], ["DE", "ES"]):
        for country in countries:
            now = timezone.now()
            EmployeeFactory(company=company, country=country)
            generate_invites_csv(company=company, country=country, kind="invites", by=by_alice, now=now)
            Employee.objects.for_company(company).on_paper().update(reminders_since=now)
            generate_invites_csv(
                company=company,
                country=country,
                kind="reminders",
                by=by_alice,
                now=now + timedelta(seconds=1),
            )
            Employee.objects.for_company(company).on_paper().update(reminders_since=now)
            EmployeeFactory(company=company, country=country)
        for path in PAGES:
            with CaptureQueriesContext(connection) as seen:
                alice.get(path)
            counts[path].append(len(seen))
    assert [path for path, (one, three) in counts.items() if one != three] == []
