"""The pages of an import (E3, E4, E5, E9), for Alice; not for Bob, and Charlie finds nothing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from employees.models import Company, HrImport
from employees.records import Field
from employees.records.answers import ANSWERS
from employees.records.headings import recognise
from tests.employees.importing import Office, people, rows
from tests.files.workbooks import with_member, workbook
from tests.hints import hints
from tests.people import Person
from workstars.lib.tabular import open_sheet

LIST = "/admin/employees/import"


def upload(person: Person, data: bytes, name: str = "staff.csv", **more: str) -> HttpResponse:
    return person.post(LIST, {"file": SimpleUploadedFile(name, data), **more})


def last(company: Company) -> HrImport:
    return HrImport.objects.for_company(company).newest_first()[0]


def page_of(hr_import: HrImport, step: str = "") -> str:
    return f"{LIST}/{hr_import.pk}{step}"


def form_of(hr_import: HrImport) -> dict[str, object]:
    return {"fingerprint": hr_import.fingerprint}


@pytest.mark.rule("E3", "a worker is told of the work at once, after the upload and after the confirmation")
def test_a_worker_is_told(
    alice: Person,
    office: Office,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    with hints() as given, django_capture_on_commit_callbacks(execute=True):
        upload(alice, rows("00123,Zoë,李,,Poland"))
    hr_import = last(office.company)
    office.work(hr_import)
    hr_import.refresh_from_db()
    with hints() as given_again, django_capture_on_commit_callbacks(execute=True):
        alice.post(page_of(hr_import, "/confirm"), form_of(hr_import))

    assert given == given_again == [{"import_id": hr_import.pk}]


@pytest.mark.rule(
    "E3", "a file with our own headings goes to the check by itself; nothing changes before confirm"
)
def test_the_whole_way(alice: Person, office: Office) -> None:
    answer = upload(alice, rows("00123,Zoë,李,,Poland"), complete="on")
    hr_import = last(office.company)
    assert (answer.status_code, answer["Location"]) == (302, page_of(hr_import))
    assert (hr_import.status, hr_import.is_complete, hr_import.file_name) == ("checking", True, "staff.csv")
    working = alice.get(page_of(hr_import))
    assert "Waiting to begin" in working.content.decode()
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in working.content.decode()
    office.work(hr_import)
    hr_import.refresh_from_db()
    check = alice.get(page_of(hr_import)).content.decode()
    assert "Apply 1 change" in check
    assert office.everybody() == []
    answer = alice.post(page_of(hr_import, "/confirm"), form_of(hr_import))
    assert (answer.status_code, answer["Location"]) == (302, page_of(hr_import))
    office.work(hr_import)
    assert office.everybody("employee_id", "last_name") == [("00123", "李")]
    result = alice.get(page_of(hr_import)).content.decode()
    assert "The file was applied" in result
    assert "confirmed by Alice Adams" in result
    assert "staff.csv" in alice.get(LIST).content.decode()


@pytest.mark.rule("E3", "progress is asked by htmx, and the page comes anew when the work is done")
def test_progress(alice: Person, office: Office) -> None:
    hr_import = office.upload(people([1]))
    HrImport.objects.for_company(office.company).update(
        progress_step="rows", progress_done=1200, progress_total=20_000, started_at=office.now
    )
    bar = alice.get(page_of(hr_import), HTTP_HX_REQUEST="true").content.decode()
    assert "Checking the rows" in bar
    assert "1,200 of 20,000" in bar
    assert f'hx-get="{page_of(hr_import)}"' in bar
    assert "<html" not in bar
    office.work(hr_import)
    done = alice.get(page_of(hr_import), HTTP_HX_REQUEST="true")
    assert (done["HX-Refresh"], done.content) == ("true", b"")


@pytest.mark.rule("X3", "a file that cannot be read gets its reason at the field; the tick stays")
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n1234", "This is not a table but a file of the kind PNG."),
        (b'employee_id,last_name\n1,"Lee\n', "Line 2: a quotation mark is opened there and never closed."),
        (b"PK\x03\x04 xl/workbook.xml", "The workbook is damaged and cannot be opened."),
    ],
)
def test_refused_files(alice: Person, company: Company, data: bytes, sentence: str) -> None:
    answer = upload(alice, data, complete="on")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'name="complete"' in page
    assert 'id="id_complete" checked' in page or "checked" in page.split('name="complete"')[1].split(">")[0]
    assert HrImport.objects.for_company(company).count() == 0


def test_no_file_at_all(alice: Person) -> None:
    answer = alice.post(LIST, {})
    assert (answer.status_code, "Choose the file first." in answer.content.decode()) == (422, True)


@pytest.mark.rule("E6", "too large is refused before it is read, with the limit named")
def test_too_large(alice: Person, company: Company, settings: object) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    answer = upload(alice, b"employee_id\n" + b"1" * 1024 * 1024)
    assert answer.status_code == 413
    assert "The file has 2 MB; the limit is 1 MB." in answer.content.decode()


LIMITS = {
    "rows": (
        {"UPLOAD_MAX_ROWS": 2},
        people([1, 2, 3]),
        "The file has more than 2 rows. Split it into several files.",
    ),
    "columns": (
        {"UPLOAD_MAX_COLUMNS": 4},
        people([1]),
        "The file has 5 columns; the limit is 4. Take out the columns that are not needed.",
    ),
    "cell": (
        {"UPLOAD_MAX_CELL": 15},
        rows("1,Ann,Lee Lee Lee Lee Lee,,PL"),
        "Line 2: a cell is longer than 15 characters.",
    ),
    "unpacked": (
        {"UPLOAD_MAX_UNPACKED": 1024 * 1024, "UPLOAD_MAX_RATIO": 10_000},
        with_member("xl/media/a.bin", 2),
        "MB when it is unpacked; the limit is 1 MB.",
    ),
    "ratio": (
        {"UPLOAD_MAX_RATIO": 50},
        with_member("xl/media/a.bin", 21),
        "times as large inside as outside; the limit is 50 times.",
    ),
    "members": ({"UPLOAD_MAX_MEMBERS": 3}, workbook([["ID"], ["1"]]), "files; the limit is 3."),
}


@pytest.mark.rule("E6", "each limit of the settings is refused on the page, by its name, and nothing is kept")
@pytest.mark.parametrize("limit", LIMITS)
def test_limits(alice: Person, company: Company, settings: object, limit: str) -> None:
    wanted, data, sentence = LIMITS[limit]
    for name, value in wanted.items():
        setattr(settings, name, value)
    answer = upload(alice, data)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert HrImport.objects.for_company(company).count() == 0


@pytest.mark.rule(
    "E3", "headings that are not ours are matched by hand, with the first values of each column shown"
)
def test_matching(alice: Person, office: Office) -> None:
    upload(alice, rows("007,Lee,POL", "008,Bo,DEU", headings="Pers.Nr;Nachname;Land".replace(";", ",")))
    hr_import = last(office.company)
    page = alice.get(page_of(hr_import)).content.decode()
    assert hr_import.status == "uploaded"
    assert "Pers.Nr (007, 008)" in page
    answer = alice.post(page_of(hr_import, "/match"), {"encoding": "utf-8", "last_name": "1"})
    assert answer.status_code == 422
    assert "Employee ID: Choose the column that holds this." in answer.content.decode()
    chosen = {"encoding": "utf-8", "employee_id": "0", "last_name": "1", "country": "2"}
    answer = alice.post(page_of(hr_import, "/match"), chosen)
    assert (answer.status_code, answer["Location"]) == (302, page_of(hr_import))
    hr_import, findings = office.work(last(office.company))
    assert (hr_import.status, findings.new) == ("checked", 2)


@pytest.mark.rule("E3", "a column cannot be two things at once")
def test_column_chosen_twice(alice: Person, office: Office) -> None:
    hr_import = office.upload(rows("007,Lee", headings="a,b"))
    chosen = {"encoding": "utf-8", "employee_id": "0", "last_name": "1", "country": "1"}
    answer = alice.post(page_of(hr_import, "/match"), chosen)
    assert answer.status_code == 422
    assert "This column is chosen for Last name already." in answer.content.decode()


@pytest.mark.rule(
    "E6", "an encoding that is not known is asked, the rows in which it shows are shown decoded"
)
def test_encoding(alice: Person, office: Office) -> None:
    upload(
        alice,
        "employee_id;last_name;country\r\n1;Żak;PL\r\n2;Müller;DE\r\n".replace("Ż", "Z").encode("cp1252"),
    )
    hr_import = last(office.company)
    page = alice.get(page_of(hr_import)).content.decode()
    assert "Are these letters right?" in page
    assert "2;Müller;DE" in page
    assert (
        "which means nothing in UTF-8" in alice.get(page_of(hr_import) + "?encoding=utf-8").content.decode()
    )
    chosen = {"encoding": "windows-1252", "employee_id": "0", "last_name": "1", "country": "2"}
    alice.post(page_of(hr_import, "/match"), chosen)
    hr_import, findings = office.work(last(office.company))
    assert (hr_import.status, findings.new) == ("checked", 2)


@pytest.mark.rule("E6", "dates that are not written year first need their order to be said")
def test_date_order(alice: Person, office: Office) -> None:
    data = rows("1,Lee,PL,05.12.2020", headings="employee_id,last_name,country,hire_date")
    hr_import = office.upload(data)
    assert hr_import.status == "uploaded"
    chosen = {"encoding": "utf-8", "employee_id": "0", "last_name": "1", "country": "2", "hire_date": "3"}
    answer = alice.post(page_of(hr_import, "/match"), chosen)
    assert answer.status_code == 422
    assert "Choose the order in which this column writes its dates." in answer.content.decode()
    alice.post(page_of(hr_import, "/match"), {**chosen, "hire_date_order": "dmy"})
    _hr_import, findings = office.work(last(office.company))
    assert (findings.new, findings.errors) == (1, 0)


@pytest.mark.rule(
    "E4", "every error stands there with line, column, value, rule and remedy; faulty rows are downloaded"
)
def test_errors_on_the_page(alice: Person, office: Office) -> None:
    hr_import, _findings = office.check(rows("1,Ann,Lee,n/a,PL", "2,Bo,Ng,,Polnad"))
    page = alice.get(page_of(hr_import)).content.decode()
    assert "“Polnad” is no country that we know." in page
    assert "Perhaps Poland is meant." in page
    assert "Treat these words as empty" in page
    answer = alice.get(page_of(hr_import, "/faulty"))
    assert answer["Content-Disposition"] == 'attachment; filename="staff to mend.csv"'
    assert answer["Cache-Control"] == "no-store"
    assert answer.getvalue().decode("utf-8-sig").splitlines()[0].startswith('"What to mend","employee_id"')


@pytest.mark.rule("E11", "treat as empty mends all such cells at one press")
def test_remedy(alice: Person, office: Office) -> None:
    hr_import, findings = office.check(rows("1,Ann,Lee,n/a,PL"))
    assert findings.errors == 1
    columns = {name.value: str(index) for index, name in enumerate(list(Field)[:5])}
    alice.post(page_of(hr_import, "/match"), {"encoding": "utf-8", **columns, "blank_words": "on"})
    _hr_import, findings = office.work(hr_import)
    assert (findings.errors, findings.new) == (0, 1)


@pytest.mark.rule("E9", "more than a tenth and more than ten people: a second confirmation that lists them")
def test_guard(alice: Person, office: Office) -> None:
    office.load(people(range(1, 41)))
    hr_import, findings = office.check(people(range(1, 21)), complete=True)
    assert (findings.leaving, findings.active, findings.needs_second_confirmation) == (20, 40, True)
    check = alice.get(page_of(hr_import)).content.decode()
    assert "Look at the 20 people who would leave" in check
    assert "/confirm" not in check
    answer = alice.post(page_of(hr_import, "/confirm"), form_of(hr_import))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "20 of 40 active employees would be deactivated" in page
    assert "Look through the people who would be deactivated" in page
    assert page.count("Ewa Nowak") == 20
    alice.post(page_of(hr_import, "/confirm"), {**form_of(hr_import), "leavers_confirmed": "on"})
    hr_import, _findings = office.work(hr_import)
    assert hr_import.status == "applied"


@pytest.mark.rule("E9", "of very many who would leave the page shows the first, and a file lists all of them")
def test_guard_lists_all(alice: Person, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("employees.csv_import.findings.LEAVERS_SHOWN", 5)
    office.load(people(range(1, 21)))
    hr_import, _findings = office.check(people([1]), complete=True)
    page = alice.get(page_of(hr_import) + "?step=leavers").content.decode()
    assert (page.count("Ewa Nowak"), "The first 5 of 19." in page) == (5, True)
    assert f'href="{page_of(hr_import, "/changes")}"' in page
    file = alice.get(page_of(hr_import, "/changes")).getvalue().decode("utf-8-sig")
    assert file.count('"Leaves"') == 19


@pytest.mark.rule("E5", "nothing of a discarded file is applied, and it cannot be confirmed any more")
def test_discard(alice: Person, office: Office) -> None:
    hr_import, _findings = office.check(people([1]))
    answer = alice.post(page_of(hr_import, "/discard"))
    assert (answer.status_code, answer["Location"]) == (302, page_of(hr_import))
    answer = alice.post(page_of(hr_import, "/confirm"), form_of(hr_import))
    assert answer.status_code == 409
    assert "This import is at another step now: Discarded." in answer.content.decode()
    assert office.everybody() == []


@pytest.mark.rule("V2", "an old check cannot be confirmed")
def test_old_check(alice: Person, office: Office) -> None:
    hr_import, _findings = office.check(people([1]))
    answer = alice.post(page_of(hr_import, "/confirm"), {"fingerprint": "0" * 64})
    assert answer.status_code == 409
    assert "This check is out of date." in answer.content.decode()


@pytest.mark.rule("E12", "an earlier file is downloaded again, byte for byte")
def test_download_again(alice: Person, office: Office) -> None:
    data = rows("1,Zoë,Lee,,PL")
    hr_import = office.upload(data, name="März.csv")
    answer = alice.get(page_of(hr_import, "/file"))
    assert answer.getvalue() == data
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''M%C3%A4rz.csv"
    assert alice.get(page_of(hr_import, "/faulty")).status_code == 404


@pytest.mark.rule("C2", "another company's import is not found; an employee without the role is refused")
@pytest.mark.parametrize("step", ["", "/faulty", "/changes", "/file"])
def test_strangers_read(office: Office, bob: Person, charlie: Person, step: str) -> None:
    hr_import, _findings = office.check(rows("1,Ann,Lee,n/a,PL"))
    assert charlie.get(page_of(hr_import, step)).status_code == 404
    assert bob.get(page_of(hr_import, step)).status_code == 403


@pytest.mark.parametrize("step", ["/match", "/confirm", "/discard"])
def test_strangers_act(office: Office, bob: Person, charlie: Person, step: str) -> None:
    hr_import, _findings = office.check(people([1]))
    assert charlie.post(page_of(hr_import, step), form_of(hr_import)).status_code == 404
    assert bob.post(page_of(hr_import, step), form_of(hr_import)).status_code == 403
    assert last(office.company).status == "checked"


def test_list_is_for_administrators(bob: Person, charlie: Person, office: Office) -> None:
    office.upload(people([1]))
    assert bob.get(LIST).status_code == 403
    assert "staff.csv" not in charlie.get(LIST).content.decode()


def queries_of(person: Person, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        person.get(path)
    return len(queries)


def test_the_list_asks_the_same_however_long(alice: Person, office: Office) -> None:
    office.upload(people([1]))
    one = queries_of(alice, LIST)
    office.upload(people([2]))
    office.upload(people([3]))
    assert queries_of(alice, LIST) == one


# Reading


def matching_page(person: Person, hr_import: HrImport, **tried: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in {"step": "match", **tried}.items())
    return person.get(f"{page_of(hr_import)}?{query}").content.decode()


@pytest.mark.rule(
    "E6", "every encoding is offered, the likely one chosen, and a choice shows at once what it does"
)
def test_encodings_on_the_page(alice: Person, office: Office) -> None:
    hr_import = office.upload("employee_id;last_name;country\n1;Żółć;PL\n".encode("windows-1250"))
    page = matching_page(alice, hr_import)
    assert '<option value="windows-1252" selected>Windows-1252 (Western Europe)</option>' in page
    assert "1;¯ó³æ;PL" in page
    offered = ["utf-16", "windows-1250", "windows-1256", "iso-8859-1", "cp932", "gb18030"]
    assert [f'<option value="{name}"' in page for name in offered] == [True] * 6
    assert 'hx-trigger="change"' in page
    assert "<noscript>" in page.split("Are these letters right?")[1]
    assert "1;Żółć;PL" in matching_page(alice, hr_import, encoding="windows-1250")
    assert last(office.company).encoding == ""


def test_a_choice_by_htmx_is_the_whole_page(alice: Person, office: Office) -> None:
    hr_import = office.upload(b"Pers.Nr;Name\n1;Lee")
    answer = alice.get(f"{page_of(hr_import)}?step=match&separator=,", HTTP_HX_REQUEST="true")
    assert '<div id="matching"' in answer.content.decode()


@pytest.mark.rule("E6", "separator, sheet and line of the headings are shown and can be changed")
def test_reading_on_the_page(alice: Person, office: Office) -> None:
    hr_import = office.upload(b"Staff;of Acme\nPers.Nr;Nachname\n007;Lee")
    page = matching_page(alice, hr_import)
    assert '<option value=";" selected>Semicolon</option>' in page
    assert '<option value="1" selected>Line 1: Staff, of Acme</option>' in page
    assert '<option value="0">Pers.Nr (007)</option>' in matching_page(alice, hr_import, headings_line="2")
    book = office.upload(workbook([["Legend"], ["x"]], People=[["Nr"], ["007"]]))
    page = matching_page(alice, book)
    assert '<option value="Sheet1" selected>Sheet1</option>' in page
    assert 'name="separator"' not in page.split('<form method="post"')[0]
    assert "Nr (007)" in matching_page(alice, book, part="People", shown_part="Sheet1", headings_line="1")


@pytest.mark.rule(
    "E6", "what a column of days proves is preselected and said, with the meaning of two-digit years"
)
def test_days_on_the_page(alice: Person, office: Office) -> None:
    headings = "employee_id,last_name,country,hire_date,leaving_date"
    hr_import = office.upload(rows("1,Lee,PL,25.12.98,1/2/2027", headings=headings))
    page = matching_page(alice, hr_import)
    hired, leaving = page.split('name="hire_date_order"')[1], page.split('name="leaving_date_order"')[1]
    assert '<option value="dmy" selected>' in hired.split("</select>")[0]
    assert "Line 2 proves it: 25.12.98." in page
    assert "A year of two digits: 00 to 49 is 2000 to 2049, 50 to 99 is 1950 to 1999." in page
    assert '<option value="" selected>' in leaving.split("</select>")[0]
    assert "The column does not prove it, like 1/2/2027." in page


@pytest.mark.rule(
    "E3", "a match is remembered under the file's name unless another is typed, and said the next time"
)
def test_remembering_on_the_page(alice: Person, office: Office) -> None:
    data = b"Matricule;Nom;Pays\n007;Lee;FR"
    hr_import = office.upload(data, name="Paie 2026-11.csv")
    assert 'value="Paie 2026-11"' in matching_page(alice, hr_import)
    chosen = {"encoding": "utf-8", "separator": ";", "employee_id": "0", "last_name": "1", "country": "2"}
    alice.post(page_of(hr_import, "/match"), {**chosen, "remember_as": "Paie"})
    upload(alice, data.replace(b"007", b"008"))
    hr_import, _findings = office.work(last(office.company))
    assert "The columns are matched as in “Paie”." in alice.get(page_of(hr_import)).content.decode()
    assert "Filled in as you matched “Paie”." in matching_page(alice, hr_import)


@pytest.mark.rule("E6", "the check says how the file was read")
def test_how_it_was_read(alice: Person, office: Office) -> None:
    data = "Staff\nemployee_id;last_name;country;hire_date\n1;Lee;PL;25.12.98".encode("utf-16")
    hr_import, _findings = office.check(data)
    page = alice.get(page_of(hr_import)).content.decode()
    said = [
        "Letters in UTF-16 (Unicode text of Excel). Between the columns stands: Semicolon.",
        "The headings stand in line 2; what is above them is not read.",
        "Hire date: Day, month, year (04/03/2027), as 25.12.98 proves.",
        "A year of two digits: 00 to 49 is 2000 to 2049, 50 to 99 is 1950 to 1999.",
    ]
    assert [sentence in page for sentence in said] == [True] * 4
    book, _findings = office.check(workbook([["employee_id", "last_name", "country"], ["2", "Ng", "PL"]]))
    assert "Sheet “Sheet1” of the workbook." in alice.get(page_of(book)).content.decode()


@pytest.mark.rule("E4", "faulty rows of a workbook are downloaded as a workbook of the same name")
def test_faulty_rows_as_xlsx(alice: Person, office: Office) -> None:
    hr_import, _findings = office.check(workbook([["employee_id", "last_name", "country"], ["1", "", ""]]))
    answer = alice.get(page_of(hr_import, "/faulty"))
    assert answer["Content-Disposition"] == 'attachment; filename="staff to mend.xlsx"'
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer.getvalue().startswith(b"PK")


@pytest.mark.rule("E11", "treat as empty mends a workbook too; what was chosen before stays")
def test_remedy_of_a_workbook(alice: Person, office: Office) -> None:
    content = [
        ["employee_id", "last_name", "country", "hire_date"],
        ["1", "Lee", "PL", "-"],
        ["2", "Ng", "PL", "25.12.98"],
    ]
    hr_import, findings = office.check(workbook(content))
    assert findings.errors == 1
    page = alice.get(page_of(hr_import)).content.decode()
    form = page.split("Treat these words as empty")[0].rsplit("<form", 1)[1]
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    alice.post(page_of(hr_import, "/match"), {**sent, "blank_words": "on"})
    _hr_import, findings = office.work(hr_import)
    assert (findings.errors, findings.new) == (0, 2)


# Help


@pytest.mark.rule("E4", "each error leads to its answer on the help page, which has the ten usual ones")
def test_help(alice: Person, office: Office) -> None:
    hr_import, _findings = office.check(rows("1,Ann,Lee,n/a,PL", "2,Bo,Ng,,Polnad"))
    page = alice.get(page_of(hr_import)).content.decode()
    assert re.findall(rf'href="{LIST}/help#(\w+)"', page) == ["nothing", "country"]
    help_page = alice.get(f"{LIST}/help").content.decode()
    assert [f'id="{answer}"' in help_page for answer in ANSWERS] == [True] * 10
    assert "A file may have 200,000 rows, 100 columns, 10,000 characters in a cell and 50 MB." in help_page
    assert f'href="{LIST}/help"' in alice.get(LIST).content.decode()


@pytest.mark.rule(
    "E3", "a template in CSV and XLSX has our own headings and is understood when it is filled in"
)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_template(alice: Person, office: Office, ending: str) -> None:
    answer = alice.get(f"{LIST}/template.{ending}")
    assert answer["Content-Disposition"] == f'attachment; filename="Employees.{ending}"'
    sheet = open_sheet(answer.content)
    assert recognise(sheet.headings) == {name: index for index, name in enumerate(Field)}
    assert sheet.sample(1) == []


def test_help_is_for_administrators(bob: Person) -> None:
    assert [bob.get(f"{LIST}/{page}").status_code for page in ("help", "template.csv", "template.xlsx")] == [
        403
    ] * 3


@pytest.mark.rule("E11", "a file whose sites are “n/a” is warned of, with treat-as-empty as the remedy")
def test_words_that_are_kept(alice, office):
    headings = "employee_id,last_name,country,location"
    hr_import, _findings = office.check(rows("1,Lee,PL,n/a", headings=headings))
    address = f"/admin/employees/import/{hr_import.pk}"
    shown = alice.get(address).content.decode()
    assert ("“n/a” is kept as it stands." in shown, shown.count('name="blank_words" value="on"')) == (True, 1)
    people = alice.post(
        "/admin/employees/new", {"employee_id": "2", "last_name": "Ng", "country": "PL", "location": "-"}
    )
    assert "“-” is kept as it stands." in alice.get(people.url).content.decode()
