"""The pages of employees: list, add, edit, deactivate, bring back (E2, E10)."""

import csv
import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.utils import timezone

from employees.models import AuditEvent, Company, Employee
from tests.factories import EmployeeFactory
from tests.people import Person, SiteClient
from workstars.lib.tabular import open_sheet

PAGES = ["", "/new", "/{pk}", "/{pk}/edit", "/{pk}/deactivate", "/{pk}/reactivate"]
ACTS = [
    "/export",
    "/new",
    "/{pk}/edit",
    "/{pk}/deactivate",
    "/{pk}/reactivate",
    "/{pk}/stop-mails",
    "/{pk}/resume-mails",
]
NEW = {"employee_id": "0077", "first_name": "Zoë", "last_name": "O’Neill", "country": "PL"}


@pytest.fixture
def ewa(company: Company) -> Employee:
    return EmployeeFactory(company=company, employee_id="007", first_name="Ewa", last_name="Żak")


def names(answer) -> list[str]:
    """Those of the list, in its order."""
    return re.findall(r'<th scope="row"><a [^>]*><bdi>(.*?)</bdi>', answer.content.decode())


def page(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.rule(
    "C2", "administrators see the pages, employees get 403 with a sentence, others 404, anonymous login"
)
@pytest.mark.parametrize("path", PAGES)
def test_who_may_see(alice: Person, bob: Person, charlie: Person, stranger: SiteClient, ewa, path):
    address = f"/admin/employees{path.format(pk=ewa.pk)}"
    assert alice.get(address).status_code == 200
    refused = bob.get(address)
    assert (refused.status_code, "This page is for administrators" in page(refused)) == (403, True)
    if "{pk}" in path:
        assert charlie.get(address).status_code == 404
    else:
        assert "Ewa" not in page(charlie.get(address))
    answer = stranger.get(address)
    assert (answer.status_code, answer.url) == (302, f"/login?next={address}")


@pytest.mark.rule("C2", "nobody but an administrator of the company can act on its people")
@pytest.mark.parametrize("path", ACTS)
def test_who_may_act(bob: Person, charlie: Person, stranger: SiteClient, ewa, path):
    address = f"/admin/employees{path.format(pk=ewa.pk)}"
    before = Employee.objects.for_company(ewa.company).values().get(pk=ewa.pk)
    assert bob.post(address).status_code == 403
    if "{pk}" in path:
        assert charlie.post(address).status_code == 404
    assert stranger.post(address).status_code == 302
    assert Employee.objects.for_company(ewa.company).values().get(pk=ewa.pk) == before
    assert not AuditEvent.objects.filter(company=ewa.company).exists()


class TestList:
    @pytest.mark.rule("E2", "the list needs the same number of queries for one row and for three")
    def test_queries(self, alice, company, django_assert_num_queries):
        boss = EmployeeFactory(company=company)
        EmployeeFactory(company=company, manager=boss)
        address = f"/admin/employees?manager={boss.employee_id}"
        alice.get(address)
        with django_assert_num_queries(13):
            assert len(names(alice.get(address))) == 1
        EmployeeFactory.create_batch(2, company=company, manager=boss)
        with django_assert_num_queries(13):
            assert len(names(alice.get(address))) == 3

    @pytest.mark.rule("E2", "an empty list says what to do first")
    def test_empty(self, alice):
        shown = page(alice.get("/admin/employees"))
        assert "No employees yet" in shown
        assert "Import a file" in shown

    @pytest.mark.rule("E2", "the search finds by name, ID and e-mail, accents and case ignored")
    @pytest.mark.parametrize("text", ["zak", "ŻAK", "ewa zak", "007", "Ewa@acme", "0007", "07"])
    def test_search(self, alice, company, ewa, text):
        ewa.hr_email = "ewa@acme.example"
        ewa.save()
        EmployeeFactory(company=company, first_name="Jan", last_name="Kos", employee_id="123")
        assert names(alice.get("/admin/employees", {"text": text})) == ["Ewa Żak"]

    @pytest.mark.rule("E2", "an ID is found with and without its zeros")
    def test_search_with_zeros(self, alice, company):
        for employee_id in ("42", "0042"):
            EmployeeFactory(company=company, employee_id=employee_id, first_name="P", last_name=employee_id)
        assert names(alice.get("/admin/employees", {"text": "00042"})) == ["P 0042", "P 42"]
        assert names(alice.get("/admin/employees", {"text": "42"})) == ["P 0042", "P 42"]

    @pytest.mark.rule("E2", "country, site, department, status and manager filter the list")
    def test_filters(self, alice, company, bob, ewa):
        jan = EmployeeFactory(
            company=company,
            first_name="Jan",
            last_name="Kos",
            country="DE",
            location="Gdańsk",
            department="Press & Die",
            manager=ewa,
            hr_email="j@acme.example",
        )
        EmployeeFactory(company=company, first_name="Ina", last_name="Sum", left_at=jan.created_at)
        EmployeeFactory(
            company=company, first_name="Uwe", last_name="Alt", hire_date=timezone.now().date() + timedelta(9)
        )
        for query, expected in {
            "country=DE": ["Jan Kos"],
            "country=other": [],
            "site=Gda%C5%84sk": ["Jan Kos"],
            "department=Press+%26+Die": ["Jan Kos"],
            "manager=007": ["Jan Kos"],
            "manager=zak": ["Jan Kos"],
            "status=registered": ["Bob Brown"],
            "status=by_mail": ["Jan Kos"],
            "status=offline": ["Ewa Żak"],
            "status=left": ["Ina Sum"],
            "status=not_started": ["Uwe Alt"],
            "status=bounced": [],
        }.items():
            assert names(alice.get(f"/admin/employees?{query}")) == expected, query

    @pytest.mark.rule("E2", "the list sorts by name, ID, country, site and hire date, both ways")
    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("", ["A Alt", "B Bart"]),
            ("-name", ["B Bart", "A Alt"]),
            ("id", ["B Bart", "A Alt"]),
            ("-country", ["A Alt", "B Bart"]),
            ("site", ["B Bart", "A Alt"]),
            ("hired", ["B Bart", "A Alt"]),
            ("-hired", ["B Bart", "A Alt"]),
            ("nonsense", ["A Alt", "B Bart"]),
        ],
    )
    def test_sorting(self, alice, company, sort, expected):
        EmployeeFactory(company=company, first_name="A", last_name="Alt", employee_id="2", location="Ulm")
        EmployeeFactory(
            company=company,
            first_name="B",
            last_name="Bart",
            employee_id="1",
            country="DE",
            location="Bonn",
            hire_date=date(2020, 1, 1),
        )
        assert names(alice.get("/admin/employees", {"sort": sort})) == expected

    @pytest.mark.rule("E2", "fifty to a page, with the number of all")
    def test_pages(self, alice, company):
        EmployeeFactory.create_batch(52, company=company)
        first = alice.get("/admin/employees")
        assert len(names(first)) == 50
        assert "1 to 50 of 52" in page(first)
        assert len(names(alice.get("/admin/employees?page=2"))) == 2

    def test_nobody_fits(self, alice, ewa):
        shown = page(alice.get("/admin/employees?text=xyz"))
        assert "Nobody fits" in shown

    @pytest.mark.rule("X3", "a filter that cannot be is said at its field and ignored")
    @pytest.mark.parametrize("query", ["country=XX", "status=foo", "page=-1", "page=x", "text=%00"])
    def test_bad_filters(self, alice, ewa, query):
        answer = alice.get(f"/admin/employees?{query}")
        assert (answer.status_code, names(answer)) == (200, ["Ewa Żak"])

    @pytest.mark.rule("X1", "a name is escaped, and its direction stays its own")
    def test_name_is_escaped(self, alice, company):
        EmployeeFactory(company=company, first_name="<b>", last_name="שלום")
        assert names(alice.get("/admin/employees")) == ["&lt;b&gt; שלום"]


class TestExport:
    def rows(self, answer) -> list[dict[str, str]]:
        return list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    @pytest.mark.rule("E2", "what was filtered is exported, with the headings of the import")
    def test_export(self, alice, company, ewa):
        EmployeeFactory(
            company=company,
            employee_id="0012",
            first_name="Jan",
            last_name="Kos",
            manager=ewa,
            hire_date=date(2020, 2, 1),
            language="pl",
        )
        answer = alice.post("/admin/employees/export?text=kos")
        assert answer["Content-Disposition"].startswith('attachment; filename="acme-employees-')
        assert answer["Cache-Control"] == "no-store"
        assert self.rows(answer) == [
            {
                "employee_id": "0012",
                "first_name": "Jan",
                "last_name": "Kos",
                "hr_email": "",
                "country": "PL",
                "language": "pl",
                "manager_id": "007",
                "job_title": "",
                "department": "",
                "location": "",
                "hire_date": "2020-02-01",
                "leaving_date": "",
                "status": "active",
            }
        ]

    @pytest.mark.rule("C7", "an export is in the audit log, with its filters and the number of rows")
    def test_audited(self, alice, ewa):
        alice.post("/admin/employees/export?country=PL")
        event = AuditEvent.objects.get()
        assert (event.action, event.actor) == ("employees.exported", alice.user)
        assert event.after == {"country": "PL", "rows": 1}

    @pytest.mark.rule("E2", "the export says who has left, so that importing it brings nobody back")
    def test_leavers(self, alice, company, now):
        EmployeeFactory(company=company, left_at=now)
        EmployeeFactory(company=company, left_at=now, leaving_date=date(2026, 1, 31))
        EmployeeFactory(company=company, leaving_date=date(2026, 1, 31))
        found = self.rows(alice.post("/admin/employees/export?sort=id"))
        assert [(row["status"], row["leaving_date"]) for row in found] == [
            ("left", ""),
            ("left", "2026-01-31"),
            ("left", "2026-01-31"),
        ]

    @pytest.mark.rule("E2", "the list is exported as a workbook too, every cell text")
    def test_workbook(self, alice, company, ewa):
        answer = alice.post("/admin/employees/export?text=zak", {"kind": "xlsx"})
        assert answer["Content-Disposition"].endswith('.xlsx"')
        sheet = open_sheet(b"".join(answer.streaming_content))
        assert [cells[:3] for _line, cells in sheet.rows()] == [["007", "Ewa", "Żak"]]

    @pytest.mark.rule("X3", "filters that cannot be read export nothing, and the list says so")
    def test_bad_filters(self, alice, ewa):
        answer = alice.post("/admin/employees/export?country=XX")
        assert (answer.status_code, answer.url) == (302, "/admin/employees?country=XX")
        assert not AuditEvent.objects.exists()

    @pytest.mark.rule("I5", "a cell that a spreadsheet would run is defused")
    def test_defused(self, alice, company):
        EmployeeFactory(company=company, first_name="=1+1", last_name="Kos")
        assert self.rows(alice.post("/admin/employees/export"))[0]["first_name"] == "'=1+1"

    def test_get_is_no_export(self, alice):
        assert alice.get("/admin/employees/export").status_code == 405


class TestForm:
    @pytest.mark.rule("E2", "an administrator adds an employee on the page")
    def test_add(self, alice, company):
        answer = alice.post("/admin/employees/new", NEW)
        employee = Employee.objects.for_company(company).get()
        assert (answer.status_code, answer.url) == (302, f"/admin/employees/{employee.pk}")
        assert (employee.employee_id, employee.name, employee.country) == ("0077", "Zoë O’Neill", "PL")
        assert "Zoë O’Neill was added." in page(alice.get(answer.url))

    @pytest.mark.rule("X3", "what was typed stays, and each error is at its field with a remedy")
    def test_errors(self, alice, company):
        answer = alice.post("/admin/employees/new", {**NEW, "hr_email": "nobody@", "job_title": "Mason"})
        assert answer.status_code == 422
        shown = page(answer)
        assert "“nobody@” is not an e-mail address. Write one address like ann@company.com" in shown
        for typed in ("nobody@", "Mason", "0077", "Zoë"):
            assert f'value="{typed}"' in answer.content.decode()
        assert not Employee.objects.for_company(company).exists()

    def test_nothing_typed(self, alice):
        shown = page(alice.post("/admin/employees/new", {}))
        assert "The Employee ID is missing. Fill it in" in shown

    @pytest.mark.rule("C4", "the page says whether the e-mail is needed, and why")
    def test_email_hint(self, alice, company):
        assert "Leave it empty for who has none" in page(alice.get("/admin/employees/new"))
        company.offline_employees = False
        company.save()
        assert "Needed, because offline employees are switched off" in page(alice.get("/admin/employees/new"))
        answer = alice.post("/admin/employees/new", NEW)
        assert (answer.status_code, "The HR e-mail is missing" in page(answer)) == (422, True)

    @pytest.mark.rule("E7", "an ID that differs by zeros from another can be confirmed on the page")
    def test_odd_id(self, alice, company, ewa):
        values = {**NEW, "employee_id": "7"}
        answer = alice.post("/admin/employees/new", values)
        assert answer.status_code == 422
        assert "differs from 007 (Ewa Żak) only by zeros in front" in page(answer)
        assert 'type="checkbox" name="odd_id_meant"' in answer.content.decode()
        assert alice.post("/admin/employees/new", {**values, "odd_id_meant": "on"}).status_code == 302

    @pytest.mark.rule("E8", "an unknown manager is saved with a warning on the page")
    def test_unknown_manager(self, alice):
        answer = alice.post("/admin/employees/new", {**NEW, "manager_id": "BOSS"}, follow=True)
        assert "Nobody with the Employee ID “BOSS” is known. It is kept" in page(answer)

    @pytest.mark.rule("E2", "an administrator edits an employee on the page")
    def test_edit(self, alice, ewa):
        assert 'value="007"' in alice.get(f"/admin/employees/{ewa.pk}/edit").content.decode()
        values = {**NEW, "employee_id": "007", "location": "Łódź"}
        answer = alice.post(f"/admin/employees/{ewa.pk}/edit", values, follow=True)
        ewa.refresh_from_db()
        assert (ewa.name, ewa.location) == ("Zoë O’Neill", "Łódź")
        assert "The changes are saved." in page(answer)

    def test_edit_without_change(self, alice, ewa):
        values = {"employee_id": "007", "first_name": "Ewa", "last_name": "Żak", "country": "PL"}
        assert "Nothing was changed." in page(
            alice.post(f"/admin/employees/{ewa.pk}/edit", values, follow=True)
        )

    def test_edit_refused(self, alice, company, ewa):
        EmployeeFactory(company=company, employee_id="008")
        answer = alice.post(f"/admin/employees/{ewa.pk}/edit", {**NEW, "employee_id": "008"})
        assert answer.status_code == 422
        ewa.refresh_from_db()
        assert ewa.employee_id == "007"

    @pytest.mark.rule(
        "C5", "the page refuses a leaving date to the last administrator, in a sentence at the field"
    )
    def test_leaving_date_of_last_administrator(self, alice, company):
        me = EmployeeFactory(
            company=company, employee_id="1", user=alice.user, registered_at=company.created_at
        )
        values = {**NEW, "employee_id": "1", "leaving_date": "2030-01-01"}
        answer = alice.post(f"/admin/employees/{me.pk}/edit", values)
        assert (answer.status_code, "is the last administrator who stays" in page(answer)) == (422, True)


class TestLeaving:
    @pytest.mark.rule("E10", "deactivating asks first, and says what ends and what is kept")
    def test_asks_first(self, alice, company, ewa):
        EmployeeFactory.create_batch(2, company=company, manager=ewa)
        shown = page(alice.get(f"/admin/employees/{ewa.pk}/deactivate"))
        assert "Codes on letters and slips already printed stop working." in shown
        assert "2 people keep this line manager" in shown
        ewa.refresh_from_db()
        assert ewa.left_at is None

    @pytest.mark.rule("E2", "an administrator deactivates and brings back on the page")
    def test_there_and_back(self, alice, ewa):
        answer = alice.post(f"/admin/employees/{ewa.pk}/deactivate", follow=True)
        ewa.refresh_from_db()
        assert ewa.left_at is not None
        assert "Ewa Żak has left." in page(answer)
        assert "waits in Invites again" in page(alice.get(f"/admin/employees/{ewa.pk}/reactivate"))
        answer = alice.post(f"/admin/employees/{ewa.pk}/reactivate", follow=True)
        ewa.refresh_from_db()
        assert ewa.left_at is None
        assert "Ewa Żak is back." in page(answer)

    def test_pressed_twice(self, alice, ewa):
        address = f"/admin/employees/{ewa.pk}/deactivate"
        alice.post(address)
        again = alice.post(address)
        assert (again.status_code, "Ewa Żak has left already." in page(again)) == (409, True)

    @pytest.mark.rule("E9", "the page refuses to deactivate oneself")
    def test_oneself(self, alice, company):
        me = EmployeeFactory(company=company, user=alice.user, registered_at=company.created_at)
        answer = alice.post(f"/admin/employees/{me.pk}/deactivate")
        assert (answer.status_code, "You cannot deactivate yourself" in page(answer)) == (409, True)

    def test_not_left(self, alice, ewa):
        answer = alice.post(f"/admin/employees/{ewa.pk}/reactivate")
        assert (answer.status_code, "Ewa Żak has not left." in page(answer)) == (409, True)

    @pytest.mark.rule("I1", "an administrator stops the mails to one person on the page")
    def test_mails(self, alice, company):
        ewa = EmployeeFactory(company=company, by_mail=True)
        assert "Stop the e-mails" in page(alice.get(f"/admin/employees/{ewa.pk}"))
        answer = alice.post(f"/admin/employees/{ewa.pk}/stop-mails", follow=True)
        ewa.refresh_from_db()
        assert ewa.mail_stopped_at is not None
        assert "Resume e-mails" in page(answer)
        alice.post(f"/admin/employees/{ewa.pk}/resume-mails")
        ewa.refresh_from_db()
        assert ewa.mail_stopped_at is None

    def test_nothing_to_stop(self, alice, ewa):
        answer = alice.post(f"/admin/employees/{ewa.pk}/stop-mails", follow=True)
        assert "No invitations go to Ewa Żak by e-mail." in page(answer)
