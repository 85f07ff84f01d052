"""The page of one file (I8), its workbook (I5), voiding on a page, and managers first (I11)."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from employees.models import AuditEvent, Company, Employee
from invites.models import ActivationCode, CodeFile, LetterPack
from tests.factories import EmployeeFactory
from tests.invites.paper import Office
from tests.invites.test_portal import POLAND, words
from tests.people import Person, SiteClient
from workstars.lib.actors import SYSTEM
from workstars.lib.tabular import open_sheet


@pytest.fixture
def office(company: Company) -> Office:
    return Office(company, timezone.now() - timedelta(hours=1))


@pytest.fixture
def file(office: Office, company: Company) -> CodeFile:
    """Made an hour ago for three people."""
    for number, last, site in (("00123", "Łuczak", "Łódź"), ("7", "Nowak", "Gdańsk"), ("8", "Lis", "Gdańsk")):
        EmployeeFactory(
            company=company,
            employee_id=number,
            first_name="Zoë",
            last_name=last,
            location=site,
            active_since=office.now,
        )
    return office.make()


def page_of(file: CodeFile) -> str:
    return f"/admin/invites/csvs/{file.pk}"


def listed(page) -> list[str]:
    return [code.employee.employee_id for code in page.context["page"]]


@pytest.mark.rule("I8", "a file has a page: what it is, who is still out, who fetched it, and never a code")
def test_page(alice: Person, company: Company, file: CodeFile) -> None:
    Employee.objects.for_company(company).filter(employee_id="7").update(registered_at=timezone.now())
    data = alice.get(f"{page_of(file)}/download").content.decode("utf-8-sig")
    page = alice.get(page_of(file))
    said = words(page)
    assert said.count("Invites CSV for Poland") == 1
    assert said.count("People 3 Codes valid to") == 1
    assert said.count("Registered since 1 Still out 2") == 1
    assert said.count("Downloaded as CSV") == 1
    assert listed(page) == ["8", "7", "00123"]  # as in the file: by site and name
    printed = [row[3] for row in csv.reader(io.StringIO(data))][1:]
    assert [code for code in printed if code in page.content.decode()] == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?which=out", ["8", "00123"]),
        ("?which=registered", ["7"]),
        ("?text=luczak", ["00123"]),
        ("?text=123", ["00123"]),
        ("?text=gdansk+lis", ["8"]),
        ("?text=gdansk&which=out", ["8"]),
        ("?text=nobody", []),
        ("?which=nonsense&page=99", ["8", "7", "00123"]),
    ],
)
@pytest.mark.rule(
    "I8", "the people of a file are found by name, ID or site, accents ignored, and by still out"
)
def test_people(alice: Person, company: Company, file: CodeFile, query: str, found: list[str]) -> None:
    Employee.objects.for_company(company).filter(employee_id="7").update(registered_at=timezone.now())
    page = alice.get(page_of(file) + query)
    assert (page.status_code, listed(page)) == (200, found)


@pytest.mark.rule("I5", "the workbook holds the rows of the CSV as text cells, and the same bytes each time")
def test_workbook(alice: Person, file: CodeFile) -> None:
    plain = alice.get(f"{page_of(file)}/download").content.decode("utf-8-sig")
    book = alice.get(f"{page_of(file)}/xlsx")
    assert book.content == alice.get(f"{page_of(file)}/xlsx").content
    assert (book["Cache-Control"], book["Content-Type"].rsplit(".", 1)[1]) == ("no-store", "sheet")
    assert book["Content-Disposition"] == f'attachment; filename="{file.file_name[:-4]}.xlsx"'
    sheet = open_sheet(book.content)
    rows = [list(sheet.headings), *(cells for _line, cells in sheet.rows())]
    assert rows == list(csv.reader(io.StringIO(plain)))
    with zipfile.ZipFile(io.BytesIO(book.content)) as inside:
        cells = inside.read("xl/worksheets/sheet1.xml").decode()
    assert (cells.count('t="s"'), cells.count("<c ")) == (16, 16)  # every cell is text


@pytest.mark.rule("C7", "CSV and workbook are written down separately, each time")
def test_audit_of_downloads(alice: Person, company: Company, file: CodeFile) -> None:
    for ending in ("download", "xlsx", "xlsx"):
        alice.get(f"{page_of(file)}/{ending}")
    events = AuditEvent.objects.for_company(company).filter(action__contains="downloaded").order_by("pk")
    assert list(events.values_list("action", "actor", "subject_id")) == [
        (action, alice.user.pk, file.pk)
        for action in ("invites.downloaded", *["invites.downloaded_as_xlsx"] * 2)
    ]
    said = words(alice.get(page_of(file)))
    assert (said.count("Downloaded as CSV"), said.count("Downloaded as XLSX")) == (1, 2)


@pytest.mark.rule(
    "I8", "letters that were downloaded stand among the downloads of their file, not of another"
)
def test_letters_among_downloads(alice: Person, company: Company, office: Office, file: CodeFile) -> None:
    pack = LetterPack.objects.create(company=company, file=file, created_at=office.now)
    AuditEvent.objects.record(
        company=company, action="letters.downloaded", by=SYSTEM, at=office.now, subject=pack
    )
    EmployeeFactory(company=company, country="DE", active_since=office.now)
    other = office.make(country="DE")
    said = [words(alice.get(page_of(one))).count("Letters downloaded") for one in (file, other)]
    assert said == [1, 0]


@pytest.mark.rule("I5", "right after the button was pressed the page offers the workbook, with the reason")
def test_offered_at_once(alice: Person, company: Company) -> None:
    EmployeeFactory(company=company)
    alice.post("/admin/invites/generate", POLAND)
    file = CodeFile.objects.for_company(company).get()
    page = alice.get("/admin/invites")
    assert words(page).count("Excel drops the zeros in front of an Employee ID") == 1
    assert f'href="{page_of(file)}/xlsx"' in page.content.decode()
    CodeFile.objects.for_company(company).update(created_at=timezone.now() - timedelta(hours=1))
    assert f'href="{page_of(file)}/xlsx"' not in alice.get("/admin/invites").content.decode()


@pytest.mark.rule(
    "I8", "the page that asks says how many codes die and how many people wait again; then it is so"
)
def test_void(alice: Person, company: Company, file: CodeFile) -> None:
    asked = words(alice.get(f"{page_of(file)}/void"))
    assert asked.count("3 codes stop working.") == asked.count("3 people wait in Invites again.") == 1
    done = alice.post(f"{page_of(file)}/void", {"reason": "The box was lost"}, follow=True)
    said = words(done)
    assert done.redirect_chain == [(page_of(file), 302)]
    assert said.count("The box was lost") == said.count("Alice Adams voided it on") == 1
    assert f"{page_of(file)}/download" not in done.content.decode()
    file.refresh_from_db()
    assert (file.void_reason, ActivationCode.objects.for_company(company).filter(voided_at=None).count()) == (
        "The box was lost",
        0,
    )
    assert words(alice.get("/admin/invites/csvs")).count("Void") == 1
    assert words(alice.get("/admin/invites")).count("Poland 3 Generate CSV for Poland") == 1


@pytest.mark.rule(
    "I8", "a void file answers every download with a sentence; voiding it again changes nothing"
)
def test_void_stays(alice: Person, company: Company, file: CodeFile) -> None:
    alice.post(f"{page_of(file)}/void", {"reason": "Lost"})
    for ending in ("download", "xlsx"):
        refused = alice.get(f"{page_of(file)}/{ending}")
        assert (refused.status_code, words(refused).count("This file is void:")) == (410, 1)
    again = alice.post(f"{page_of(file)}/void", {"reason": "Once more"}, follow=True)
    assert words(again).count("Lost") == 1
    assert alice.get(f"{page_of(file)}/void").status_code == 302
    assert AuditEvent.objects.for_company(company).filter(action="invites.voided").count() == 1


@pytest.mark.rule("X3", "voiding without a reason is refused with a sentence")
def test_void_without_reason(alice: Person, file: CodeFile) -> None:
    refused = alice.post(f"{page_of(file)}/void", {"reason": " "})
    file.refresh_from_db()
    assert (refused.status_code, file.is_void) == (422, False)
    assert words(refused).count("Say why, so that others know later.") == 2  # in the summary and at the field


@pytest.mark.rule("C2", "Bob gets 403, a stranger the login, Charlie 404, for every page of a file")
@pytest.mark.rule("C4", "while offline employees is off, the pages of a file answer 404")
def test_who_may(
    alice: Person, bob: Person, charlie: Person, stranger: SiteClient, company: Company, file: CodeFile
) -> None:
    for page in (page_of(file), f"{page_of(file)}/xlsx", f"{page_of(file)}/void", "/admin/invites/managers"):
        assert (bob.get(page).status_code, stranger.get(page).status_code) == (403, 302)
        assert charlie.get(page).status_code == (200 if page.endswith("managers") else 404)
    for who in (bob, charlie):
        who.post(f"{page_of(file)}/void", {"reason": "Mine"})
    file.refresh_from_db()
    assert file.is_void is False
    Company.objects.filter(pk=company.pk).update(offline_employees=False)
    for page in (page_of(file), f"{page_of(file)}/xlsx", f"{page_of(file)}/void", "/admin/invites/managers"):
        assert alice.get(page).status_code == 404
    assert alice.post(f"{page_of(file)}/void", {"reason": "Mine"}).status_code == 404


@pytest.mark.rule("I8", "the page of a file of three takes as many queries as that of a file of one")
def test_query_count(alice: Person, company: Company, office: Office) -> None:
    counts = []
    for people in (1, 3):
        for _n in range(people):
            manager = EmployeeFactory(company=company, active_since=office.now)
            EmployeeFactory(company=company, manager=manager, country="DE", active_since=office.now)
        file = office.make()
        for _n in range(people):
            alice.get(f"{page_of(file)}/download")
        for page in (page_of(file), f"{page_of(file)}?text=o", "/admin/invites/managers"):
            with CaptureQueriesContext(connection) as seen:
                assert alice.get(page).status_code == 200
            counts.append(len(seen))
    assert counts[:3] == counts[3:]


@pytest.mark.rule(
    "I11", "managers who wait stand above everybody, by country, with how many people report to them"
)
def test_managers_first(alice: Person, company: Company) -> None:
    boss = EmployeeFactory(company=company, first_name="Ada", last_name="Boss")
    EmployeeFactory.create_batch(2, company=company, manager=boss)
    EmployeeFactory(company=company, manager=boss, left_at=timezone.now())
    reached = EmployeeFactory(company=company, registered=True)
    EmployeeFactory(company=company, manager=reached)
    said = words(alice.get("/admin/invites"))
    assert said.count("Poland Ada Boss 1 2 CSV for managers in Poland") == 1
    assert said.index("Managers first") < said.index("Generate CSV for Poland")
    everywhere = words(alice.get("/admin/invites/managers"))
    assert everywhere.count(f"Ada Boss {boss.employee_id} Poland 2 2 Waits in Invites") == 1
    assert words(alice.get("/admin/invites?tab=reminders")).count("Managers first") == 0


@pytest.mark.rule("I11", "a file for managers alone takes them off the list, and nobody else")
def test_managers_alone(alice: Person, company: Company) -> None:
    boss = EmployeeFactory(company=company, employee_id="1")
    EmployeeFactory(company=company, employee_id="2", manager=boss)
    answer = alice.post("/admin/invites/generate", {**POLAND, "managers_only": "1"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]
    assert [row[2] for row in rows] == ["1"]
    file = CodeFile.objects.for_company(company).get()
    assert (file.managers_only, file.file_name.startswith("acme-invites-managers-PL-")) == (True, True)
    again = alice.post("/admin/invites/generate", {**POLAND, "managers_only": "1"})
    assert (again.status_code, words(again).count("No manager waits in Poland.")) == (409, 1)
    rest = alice.post("/admin/invites/generate", POLAND)
    assert [row[2] for row in csv.reader(io.StringIO(rest.content.decode("utf-8-sig")))][1:] == ["2"]


@pytest.mark.rule("I11", "where every manager can be reached the page says so")
def test_no_offline_manager(alice: Person) -> None:
    assert words(alice.get("/admin/invites/managers")).count("Every manager can be reached") == 1
