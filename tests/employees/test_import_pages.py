"""The pages of an import (E3, E4, E5, E9), for Alice; not for Bob, and Charlie finds nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from employees.models import Company, HrImport
from employees.records import Field
from tests.employees.importing import Office, people, rows
from tests.people import Person

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
    alice: Person, office: Office, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks() as after_upload:
        upload(alice, rows("00123,Zoë,李,,Poland"))
    hr_import = last(office.company)
    office.work(hr_import)
    hr_import.refresh_from_db()
    with django_capture_on_commit_callbacks() as after_confirmation:
        alice.post(page_of(hr_import, "/confirm"), form_of(hr_import))

    hints = [callback.keywords for callback in (*after_upload, *after_confirmation)]  # type: ignore[attr-defined]
    assert hints == [{"import_id": hr_import.pk}, {"import_id": hr_import.pk}]


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
    assert answer.content.decode("utf-8-sig").splitlines()[0].startswith('"What to mend","employee_id"')


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
    assert answer.content == data
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
