"""What is exported comes in again without a change (E2), whatever people are called."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from employees.csv_export import export_lines, export_workbook
from employees.models import Company, Employee
from employees.models.employee import search_text
from employees.queries.people import Wanted, listed
from employees.records import Field, RowRules, judge
from employees.services.people import ExportRefused, Kind, export_employees
from tests.employees.importing import Office
from tests.factories import EmployeeFactory
from workstars.lib.text import fold_employee_id

DAY = date(2026, 3, 2)
TIMES = (st.none(), st.dates(date(1950, 1, 1), date(2080, 12, 31)))
NASTY = "'\"=+-@\\;,|\t\n\r _#\u00a0\u00ad\u200b\u200d\u200f\u202e\u2066\u0301\u05d0\u0634\u0e44漢字😀👩\ufeffＡ＝éłß0"
WORDS = [
    "n/a",
    "-",
    "none",
    "_x0041_",
    "'=1",
    "''=1",
    "=1",
    "left",
    "active",
    "1E5",
    "007",
    "#N/A",
    "O’Neil",
    "'t Hooft",
]
TEXT = st.one_of(
    st.sampled_from(WORDS),
    st.text(st.one_of(st.sampled_from(NASTY), st.characters(exclude_categories=["Cs"])), max_size=10),
)
PERSON = st.fixed_dictionaries(
    {
        "employee_id": st.one_of(TEXT, st.sampled_from(["7", "07", "A-1", "5480.0", "1.2E+05"])),
        "first_name": TEXT,
        "last_name": TEXT,
        "job_title": TEXT,
        "department": TEXT,
        "location": TEXT,
        "manager_id": TEXT,
        "language": st.sampled_from(["", "pl", "ar"]),
        "country": st.sampled_from(["PL", "DE", "FR"]),
        "email": st.booleans(),
        "hire_date": st.one_of(*TIMES),
        "leaving_date": st.one_of(*TIMES),
        "left": st.booleans(),
    }
)


def taken(company: Company, number: int, one: dict[str, Any]) -> dict[str, Any]:
    """The record as every way in would leave it; what the rules refuse gives way to something plain."""
    days = {name: one[name].isoformat() if one[name] else "" for name in ("hire_date", "leaving_date")}
    email = f"p{number}@acme.example" if one["email"] else ""
    values = {**{str(name): one[name] for name in Field if name in one}, **days, "hr_email": email}
    plain = {"employee_id": f"N{number}", "last_name": "Nowak"}
    for _time in range(len(Field)):
        judged = judge(values, RowRules.of(company, odd_ids=True))
        if judged.record is not None:
            return judged.record.model_dump()
        for problem in judged.problems:
            if problem.is_error:
                values[str(problem.field)] = plain.get(str(problem.field), "")
        values["last_name"] = values["last_name"].strip() or "Nowak"
    raise AssertionError(values)


def stored(company: Company, drawn: list[dict[str, Any]], now: datetime) -> int:
    people: dict[str, Employee] = {}
    for number, one in enumerate(drawn):
        record = taken(company, number, one)
        key = fold_employee_id(record["employee_id"])
        people[key] = Employee(
            company=company,
            employee_key=key,
            search_text=search_text(record["first_name"], record["last_name"], key, record["hr_email"]),
            manager_ref=record.pop("manager_id"),
            left_at=now if one["left"] else None,
            active_since=now,
            created_at=now,
            changed_at=now,
            **record,
        )
    Employee.objects.for_company(company).bulk_create(people.values())
    link(company, list(people.values()))
    return len(people)


def link(company: Company, people: list[Employee]) -> None:
    """Who waits for somebody known has that manager; every third is the manager of the next."""
    keys = {person.employee_key: person for person in people}
    for number, person in enumerate(people):
        manager = keys.get(fold_employee_id(person.manager_ref)) if person.manager_ref else None
        if manager or number % 3 == 1:
            person.manager_ref = ""
            person.manager = people[number - 1] if number % 3 == 1 else None
    Employee.objects.for_company(company).bulk_update(people, ["manager", "manager_ref"])


def everything(company: Company) -> list[dict[str, Any]]:
    return list(Employee.objects.for_company(company).order_by("pk").values())


def comes_back(office: Office, data: bytes, people: int, name: str = "staff.csv") -> None:
    before = everything(office.company)
    hr_import = office.upload(data, complete=True, name=name)
    assert hr_import.status == hr_import.Status.CHECKING, hr_import.mapping
    _import, found = office.work(hr_import)
    assert [shown.problem.sentence for shown in found.error_list] == []
    assert (found.unchanged, found.changes_nothing, found.rows) == (people, True, people)
    assert everything(office.company) == before


@pytest.mark.rule("E2", "any people, exported and imported again, are unchanged, every one")
def test_any_people(office: Office, all_faults: bool) -> None:
    @settings(
        max_examples=500 if all_faults else 20,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(st.lists(PERSON, min_size=1, max_size=8))
    def as_csv(drawn: list[dict[str, Any]]) -> None:
        Employee.objects.for_company(office.company).update(manager=None)
        Employee.objects.for_company(office.company).delete()
        count = stored(office.company, drawn, office.now)
        people = listed(office.company, Wanted(), DAY)
        comes_back(office, b"".join(export_lines(people, DAY)), count)

    as_csv()


@pytest.mark.rule("E2", "a workbook comes in again as well")
def test_workbook(office: Office) -> None:
    @settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(PERSON, min_size=30, max_size=40))
    def as_xlsx(drawn: list[dict[str, Any]]) -> None:
        Employee.objects.for_company(office.company).update(manager=None)
        Employee.objects.for_company(office.company).delete()
        count = stored(office.company, drawn, office.now)
        people = listed(office.company, Wanted(), DAY)
        comes_back(office, export_workbook(people, DAY), count, "staff.xlsx")

    as_xlsx()


def made(company: Company, **values: Any) -> Employee:
    return EmployeeFactory(company=company, **{"employee_id": "0001", "last_name": "Nowak", **values})


@pytest.mark.rule("E7", "an odd ID that is on record is nobody else's, also in a row that says something new")
@pytest.mark.parametrize("odd", ["5480.0", "1.2E+05"])
def test_odd_ids(office: Office, odd: str) -> None:
    made(office.company, employee_id=odd, job_title="a\\b")
    data = b"".join(export_lines(listed(office.company, Wanted(), DAY), DAY))
    comes_back(office, data, 1)
    _import, found = office.check(data.replace(b"Nowak", b"Lis"))
    assert (found.changed, found.errors) == (1, 0)


@pytest.mark.rule("E2", "a cell that looks guarded comes back with its apostrophe, by file and workbook")
@pytest.mark.parametrize("title", ["=Boss", "'=Boss", "''-", "'t Hooft", "'", "_x0041_", "a\\tb"])
def test_apostrophes(office: Office, title: str) -> None:
    made(office.company, job_title=title)
    people = listed(office.company, Wanted(), DAY)
    comes_back(office, b"".join(export_lines(people, DAY)), 1)
    comes_back(office, export_workbook(people, DAY), 1, "staff.xlsx")


@pytest.mark.rule(
    "E10", "nobody who left comes back by an export: deactivated early, late, or by a passed day"
)
@pytest.mark.parametrize("days", [None, -30, -1, 0, 30])
@pytest.mark.parametrize("marked", [True, False])
def test_leavers(office: Office, now: datetime, days: int | None, marked: bool) -> None:
    leaving = None if days is None else DAY + timedelta(days)
    made(office.company, left_at=now if marked else None, leaving_date=leaving)
    comes_back(office, b"".join(export_lines(listed(office.company, Wanted(), DAY), DAY)), 1)


@pytest.mark.rule("E10", "a word that nobody knows is an error also for somebody who has left")
def test_unknown_word(office: Office, now: datetime) -> None:
    made(office.company, left_at=now)
    data = b"".join(export_lines(listed(office.company, Wanted(), DAY), DAY)).replace(
        b'"left"', b'"gone fishing"'
    )
    made(office.company, employee_id="2")
    more = b"".join(export_lines(listed(office.company, Wanted(sort="-id"), DAY), DAY)).splitlines()[1]
    _import, found = office.check(data + more + b"\r\n")
    assert [shown.code for shown in found.error_list] == ["status_unknown"]


@pytest.mark.rule("E2", "the lines of an export come from the database as they are asked for")
def test_memory_stays_flat(company, by_alice, now, django_assert_num_queries) -> None:
    made(company)
    export = export_employees(company=company, wanted=Wanted(), kind=Kind.CSV, by=by_alice, now=now)
    lines = iter(export.lines)
    with django_assert_num_queries(0):
        assert next(lines).startswith(b'\xef\xbb\xbf"employee_id","first_name"')
    with django_assert_num_queries(1):
        assert len(list(lines)) == 1
    assert (export.rows, export.file_name) == (1, "acme-employees-2026-03-02.csv")


@pytest.mark.rule("X3", "a workbook that would be too large is refused with what to do instead")
def test_large_workbook(company, by_alice, now) -> None:
    made(company)
    given = {"company": company, "wanted": Wanted(), "kind": Kind.XLSX, "by": by_alice, "now": now}
    with pytest.raises(ExportRefused, match="more than 0 people is too large"):
        export_employees(**given, most_in_workbook=0)
    assert export_employees(**given, most_in_workbook=1).rows == 1
