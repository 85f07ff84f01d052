"""What a file would do to the records: new, changed, gone, back, and every reason against (E3 to E11)."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest

from employees.models import Company, Employee, HrImport, HrImportFile, RoleGrant
from employees.records import DateOrder, Field, RowRules
from employees.records.columns import Choices, missing_fields, needs_date_order, recognise
from employees.services.imports import match_columns, read_file
from tests.employees.importing import HEADINGS, Office, error_table, people, rows, warning_table
from tests.factories import EmployeeFactory, RoleGrantFactory, UserFactory
from tests.people import Person
from workstars.lib.tabular import open_sheet

WITH_MANAGER = f"{HEADINGS},manager_id"


@pytest.fixture
def office(alice: Person, company: Company, now: datetime) -> Office:
    return Office(company, alice.user, now)


# Columns


@pytest.mark.rule("E3", "our own headings are recognised in any case, with any spaces and signs")
def test_recognised_headings() -> None:
    headings = [
        "EMPLOYEE ID",
        "First_Name",
        "lastname",
        "E-Mail",
        " country ",
        "Line Manager",
        "Site",
        "Shoe size",
    ]
    assert recognise(headings) == {
        Field.EMPLOYEE_ID: 0,
        Field.FIRST_NAME: 1,
        Field.LAST_NAME: 2,
        Field.HR_EMAIL: 3,
        Field.COUNTRY: 4,
        Field.MANAGER_ID: 5,
        Field.LOCATION: 6,
    }


@pytest.mark.rule("E3", "every field is recognised by its name in files and by its label on pages")
def test_every_field_is_recognised() -> None:
    assert recognise([name.value for name in Field]) == {name: index for index, name in enumerate(Field)}
    assert recognise([str(name.label) for name in Field]) == {name: index for index, name in enumerate(Field)}


def test_two_headings_for_one_field_are_left_to_the_administrator() -> None:
    assert recognise(["Employee ID", "Site", "Location"]) == {Field.EMPLOYEE_ID: 0}


def test_what_a_file_needs() -> None:
    assert missing_fields({}, RowRules()) == [Field.EMPLOYEE_ID, Field.LAST_NAME, Field.COUNTRY]
    columns = {Field.EMPLOYEE_ID: 0, Field.FIRST_NAME: 1}
    assert missing_fields(columns, RowRules(default_country="PL")) == []
    assert missing_fields(columns, RowRules(default_country="PL", offline_employees=False)) == [
        Field.HR_EMAIL
    ]


@pytest.mark.rule("E6", "a column of days that is not written year first is noticed")
@pytest.mark.parametrize(
    ("day", "asked"), [("2027-03-04", False), ("", False), ("04.03.2027", True), ("?", False)]
)
def test_date_order_is_asked(day: str, asked: bool) -> None:
    sheet = open_sheet(f"employee_id,hire_date\n1,2020-01-01\n2,{day}\n".encode())
    assert needs_date_order(sheet, {Field.EMPLOYEE_ID: 0, Field.HIRE_DATE: 1}) == asked


# New, changed, unchanged


@pytest.mark.rule("E4", "the check counts new, changed and unchanged people and shows changes field by field")
def test_check(office: Office) -> None:
    office.load(rows("00001,Ann,Lee,ann@x.com,PL", "00002,Bo,Ng,,DE"))
    _hr_import, findings = office.check(
        rows("00001,Anna,Lee,anna@x.com,PL", "00002,Bo,Ng,,DE", "00003,Cy,Oh,,PL")
    )
    assert (findings.new, findings.changed, findings.unchanged, findings.leaving) == (1, 1, 1, 0)
    assert findings.new_list == [["00003", "Cy Oh"]]
    (changed,) = findings.changed_list
    assert (changed.employee_id, changed.name, changed.event_label) == ("00001", "Anna Lee", "")
    assert [(d.label, d.before, d.after) for d in changed.differences] == [
        ("First name", "Ann", "Anna"),
        ("HR e-mail", "ann@x.com", "anna@x.com"),
    ]


@pytest.mark.rule("E3", "nothing changes before confirm")
def test_check_changes_nothing(office: Office) -> None:
    office.load(people([1, 2]))
    before = list(Employee.objects.for_company(office.company).order_by("pk").values())
    office.check(rows("00001,X,Y,x@y.com,DE"), complete=True)
    assert list(Employee.objects.for_company(office.company).order_by("pk").values()) == before


@pytest.mark.rule("E5", "the same file again changes nothing and says so")
def test_the_same_file_again(office: Office) -> None:
    line = "00001,Zoë,O’Neill-李 \\,Z@x.com,Poland,de,,Fitter,,Hall 4,2020-01-02,"
    data = rows(line, headings=",".join(Field))
    office.load(data)
    _hr_import, findings = office.check(data, complete=True)
    assert (findings.unchanged, findings.changes_nothing, findings.changed_list) == (1, True, [])


@pytest.mark.rule("E1", "zeros, accents, quotes, backslashes and any script arrive as they were written")
def test_values_arrive_untouched(office: Office) -> None:
    names = [
        "00012,Zoë,\\N",
        "A-00,O'Neill,李小龍",
        "٣,محمد,العربي",
        "b\\t,Łukasz Ł,\\\\x",
        "9,กมล,देवनागरी",
    ]
    office.load(rows(*(f"{name},,PL" for name in names)))
    stored = office.everybody("employee_id", "first_name", "last_name")
    assert {tuple(name.split(",")) for name in names} == set(stored)


@pytest.mark.rule("E11", "a blank cell clears the HR e-mail, an absent column keeps it")
def test_blank_and_absent(office: Office) -> None:
    office.load(rows("1,Ann,Lee,ann@x.com,PL"))
    office.load(rows("1,Anna,Lee,PL", headings="employee_id,first_name,last_name,country"))
    assert (office.person("1").first_name, office.person("1").hr_email) == ("Anna", "ann@x.com")
    _hr_import, findings = office.check(rows("1,Anna,Lee,,PL"))
    (changed,) = findings.changed_list
    assert [(d.label, d.before, d.after) for d in changed.differences] == [("HR e-mail", "ann@x.com", "")]


@pytest.mark.rule("E1", "a file with only some of the columns changes only those of known people")
def test_a_narrow_file(office: Office) -> None:
    office.load(rows("1,Ann,Lee,ann@x.com,PL"))
    hr_import = office.upload(rows("1,Fitter", "2,Welder", headings="employee_id,job_title"))
    assert hr_import.status == HrImport.Status.UPLOADED
    choices = Choices(columns={Field.EMPLOYEE_ID: 0, Field.JOB_TITLE: 1})
    match_columns(hr_import=hr_import, choices=choices, now=office.now)
    hr_import, findings = office.work(hr_import)
    assert [(line, sentence) for line, _, sentence in error_table(findings)] == [
        (3, "Both first and last name are missing."),
        (3, "The country is missing."),
    ]
    office.work(office.confirm(hr_import))
    assert office.everybody("employee_id", "first_name", "hr_email", "job_title") == [
        ("1", "Ann", "ann@x.com", "Fitter")
    ]


def test_default_country_fills_blank_and_missing_cells(office: Office) -> None:
    Company.objects.filter(pk=office.company.pk).update(countries=["DE"])
    office.company.refresh_from_db()
    office.load(rows("1,Ann,Lee", headings="employee_id,first_name,last_name"))
    office.load(rows("2,Bo,Ng,,"))
    assert office.everybody("employee_id", "country") == [("1", "DE"), ("2", "DE")]
    _hr_import, findings = office.check(rows("1,Ann,Lee,,", "2,Bo,Ng,,DE"))
    assert findings.unchanged == 2


@pytest.mark.rule("E6", "dates are read in the one order that was chosen for the file")
def test_dates(office: Office) -> None:
    hr_import = office.upload(
        rows("1,Lee,PL,03.04.2020,", headings="employee_id,last_name,country,hire_date,leaving_date")
    )
    names = [Field.EMPLOYEE_ID, Field.LAST_NAME, Field.COUNTRY, Field.HIRE_DATE, Field.LEAVING_DATE]
    columns = {name: index for index, name in enumerate(names)}
    match_columns(
        hr_import=hr_import, choices=Choices(columns=columns, date_order=DateOrder.DAY_FIRST), now=office.now
    )
    hr_import, _findings = office.work(hr_import)
    office.work(office.confirm(hr_import))
    assert (office.person("1").hire_date, office.person("1").leaving_date) == (date(2020, 4, 3), None)


# Errors


@pytest.mark.rule(
    "E4", "every error of every row is told at once: line as an editor counts, column, value, rule, remedy"
)
def test_all_errors(office: Office) -> None:
    data = b'employee_id,Last Name,e-mail,country\n1,"two\nlines",ann,PL\n\n=2,Lee,,Polnad\n,Lee,,PL\n4,,,\n'
    hr_import, findings = office.check(data)
    assert hr_import.status == HrImport.Status.CHECKED
    assert error_table(findings) == [
        (2, "Last Name", "This holds a line break or a tab."),
        (2, "e-mail", "“ann” is not an e-mail address."),
        (5, "country", "“Polnad” is no country that we know."),
        (5, "employee_id", "“=2” begins with a character that a spreadsheet runs as a formula."),
        (6, "employee_id", "The Employee ID is missing."),
        (7, "", "Both first and last name are missing."),
        (7, "country", "The country is missing."),
    ]
    assert (findings.errors, findings.faulty, findings.new) == (7, 4, 0)


@pytest.mark.rule("E5", "the good rows are applied, the faulty ones left out and counted")
def test_good_rows_of_a_faulty_file(office: Office) -> None:
    _hr_import, findings = office.load(rows("1,Ann,Lee,,PL", "2,Bo,Ng,,Atlantis", "3,Cy,Oh,,PL"))
    assert (findings.new, findings.faulty) == (2, 1)
    assert office.everybody() == [("1",), ("3",)]


@pytest.mark.rule("E4", "the faulty rows come back as a file with the reason, and mended it goes through")
def test_faulty_file(office: Office) -> None:
    lines = ["1,Ann,Lee,n/a,PL,+48 5", "2,Bo,Ng,,PL,", "3,Cy,Oh,,Polnad,=1", "4,Di"]
    hr_import, _findings = office.check(rows(*lines, headings=f"{HEADINGS},phone"))
    table = list(csv.reader(io.StringIO(read_file(hr_import, HrImportFile.Kind.FAULTY).decode("utf-8-sig"))))
    assert [row[1:] for row in table] == [
        ["employee_id", "first_name", "last_name", "hr_email", "country", "phone"],
        ["1", "Ann", "Lee", "n/a", "PL", "'+48 5"],
        ["3", "Cy", "Oh", "", "Polnad", "'=1"],
        ["4", "Di"],
    ]
    assert [row[0] for row in table] == [
        "What to mend",
        "Line 2. HR e-mail: “n/a” stands where an e-mail address belongs. "
        "Leave it empty, or choose “treat as empty” for all such cells.",
        "Line 4. Country: “Polnad” is no country that we know. "
        "Write its English name or its code, like Poland, PL or POL. Perhaps Poland is meant.",
        "Line 5. This row has 2 cells, the headings are 6. "
        "Often a separator inside a cell needs quotation marks around the cell.",
    ]
    for row, mended in zip(table[1:], ["", "", "PL"], strict=True):
        row[:] = [*row, *[""] * (7 - len(row))]
        row[3:6] = [row[3] or "X", "", mended or "PL"]
    out = io.StringIO()
    csv.writer(out).writerows(table)
    _hr_import, findings = office.check(out.getvalue().encode())
    assert (findings.new, findings.errors, findings.unused) == (3, 0, ["What to mend", "phone"])


def test_the_reason_does_not_pile_up(office: Office) -> None:
    hr_import, _findings = office.check(
        rows("old reason,1,Ann,Lee,n/a,PL", headings=f"What to mend,{HEADINGS}")
    )
    first = read_file(hr_import, HrImportFile.Kind.FAULTY).decode("utf-8-sig").splitlines()[0]
    assert first == '"What to mend","employee_id","first_name","last_name","hr_email","country"'


@pytest.mark.rule("I5", "what our own download defused is read as it was")
def test_defused_cells_come_back(office: Office) -> None:
    office.load(rows("1,Ann,Lee,,PL,'- none -", headings=f"{HEADINGS},job_title"))
    assert office.person("1").job_title == "- none -"


@pytest.mark.rule("E7", "the same ID twice: both lines are named, neither is applied")
def test_same_id_twice(office: Office) -> None:
    office.load(people([1]))
    _hr_import, findings = office.load(
        rows("a7,Ann,Lee,,PL", "00001,Ewa,Nowak1,,PL", " A7 ,Bo,Ng,,Atlantis", "00001,X,Y,,PL")
    )
    sentence = "“{}” stands in lines {}. None of them is applied."
    twice = [entry for entry in error_table(findings) if "stands in lines" in entry[2]]
    assert twice == [
        (2, "employee_id", sentence.format("A7", "2, 4")),
        (3, "employee_id", sentence.format("00001", "3, 5")),
        (4, "employee_id", sentence.format("A7", "2, 4")),
        (5, "employee_id", sentence.format("00001", "3, 5")),
    ]
    assert (findings.new, findings.changed, findings.unchanged, findings.faulty) == (0, 0, 0, 4)
    assert office.everybody("employee_id", "first_name") == [("00001", "Ewa")]


@pytest.mark.rule("E4", "a file with the same mistake in every row does not choke on it")
def test_many_of_the_same(office: Office) -> None:
    _hr_import, findings = office.check(rows(*(f"7,Ann,Lee{n},a@x.com,PL" for n in range(2_000))))
    assert (findings.faulty, len(findings.error_list)) == (2_000, 100)
    assert findings.error_list[0].problem.sentence == (
        "“7” stands in lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11…. None of them is applied."
    )


# The doctor


@pytest.mark.rule(
    "E7", "an ID that equals a known one but for zeros is reported with the person, and not applied"
)
@pytest.mark.parametrize(("known", "written"), [("00123", "123"), ("123", "00123"), ("00123", "0123")])
def test_lost_zeros(office: Office, known: str, written: str) -> None:
    office.load(rows(f"{known},Ann,Lee,,PL"))
    _hr_import, findings = office.load(rows(f"{written},Ann,Lee,,PL"), complete=True)
    assert error_table(findings) == [
        (2, "employee_id", f"“{written}” differs from Ann Lee ({known}) only by zeros in front.")
    ]
    assert (findings.new, findings.leaving) == (0, 0)


@pytest.mark.rule(
    "E7", "two IDs of one file that differ only by zeros are reported, unless somebody says they are right"
)
def test_zeros_within_a_file(office: Office) -> None:
    hr_import, findings = office.check(
        rows("007,Ann,Lee,,PL", "7,Bo,Ng,,PL", "8,Cy,Oh,,PL", "0,A,B,,PL", "000,C,D,,PL")
    )
    assert [(line, heading) for line, heading, _ in error_table(findings)] == [
        (2, "employee_id"),
        (3, "employee_id"),
    ]
    columns = dict(zip(list(Field)[:5], range(5), strict=True))
    match_columns(hr_import=hr_import, choices=Choices(columns=columns, odd_ids=True), now=office.now)
    _hr_import, findings = office.work(hr_import)
    assert (findings.errors, findings.new) == (0, 5)


@pytest.mark.rule(
    "E7", "an ID that looks like 5480.0 or 1.2E+05 is reported, with the known person it may mean"
)
def test_numbers_of_a_spreadsheet(office: Office) -> None:
    office.load(rows("05480,Ann,Lee,,PL", "120000,Bo,Ng,,PL"))
    _hr_import, findings = office.check(
        rows("5480.0,Ann,Lee,,PL", "1.2E+05,Bo,Ng,,PL", "9.0,Cy,Oh,,PL"), complete=True
    )
    assert [shown.problem.remedy for shown in findings.error_list] == [
        "Format the column as text and write the ID as the HR system has it. Perhaps Ann Lee (05480) is meant.",
        "Format the column as text and write the ID with all its digits. Perhaps Bo Ng (120000) is meant.",
        "Format the column as text and write the ID as the HR system has it.",
    ]
    assert findings.leaving == 0


# Line managers


@pytest.mark.rule("E8", "line managers are named by ID, in any order, also in the same file")
def test_managers_in_any_order(office: Office) -> None:
    office.load(rows("1,Ann,Lee,,PL,3", "2,Bo,Ng,,PL,1", "3,Cy,Oh,,PL,", headings=WITH_MANAGER))
    assert office.everybody("employee_id", "manager__employee_id") == [("1", "3"), ("2", "1"), ("3", None)]


@pytest.mark.rule("E8", "an unknown manager is a warning, kept, and linked when that person appears")
def test_unknown_manager(office: Office) -> None:
    _hr_import, findings = office.load(rows("1,Ann,Lee,,PL,B-7", headings=WITH_MANAGER))
    assert warning_table(findings) == [(2, "manager_id", "Nobody with the Employee ID “B-7” is known.")]
    assert (office.person("1").manager, office.person("1").manager_ref) == (None, "B-7")
    _hr_import, findings = office.check(rows("1,Ann,Lee,,PL,b-7", headings=WITH_MANAGER))
    assert findings.unchanged == 1
    _hr_import, findings = office.load(rows("b-7,Bo,Ng,,PL"))
    assert (findings.new, findings.linked) == (1, 1)
    (changed,) = findings.changed_list
    assert [(d.label, d.after) for d in changed.differences] == [
        ("Line manager’s Employee ID", "Bo Ng (b-7)")
    ]
    assert (office.person("1").manager, office.person("1").manager_ref) == (office.person("b-7"), "")


@pytest.mark.rule("E8", "a row that says nothing new is linked too when its manager comes in the same file")
def test_linked_beside_an_unchanged_row(office: Office) -> None:
    office.load(rows("1,Ann,Lee,,PL,2", headings=WITH_MANAGER))
    _hr_import, findings = office.load(rows("1,Ann,Lee,,PL,2", "2,Bo,Ng,,PL,", headings=WITH_MANAGER))
    assert (findings.unchanged, findings.new, findings.linked) == (1, 1, 1)
    assert office.person("1").manager == office.person("2")


@pytest.mark.rule(
    "E8", "a circle is an error that names the people, whether it lies in the file or closes with the records"
)
def test_circles(office: Office) -> None:
    office.load(rows("1,Ann,Lee,,PL,2", "2,Bo,Ng,,PL,3", "3,Cy,Oh,,PL,", headings=WITH_MANAGER))
    _hr_import, findings = office.load(
        rows("3,Cy,Oh,,PL,1", "4,Di,Po,,PL,5", "5,Ed,Qi,,PL,4", headings=WITH_MANAGER)
    )
    said = "These people would manage each other in a circle: "
    assert sorted(error_table(findings)) == [
        (2, "manager_id", f"{said}Cy Oh (3) → Ann Lee (1) → Bo Ng (2) → Cy Oh (3)."),
        (3, "manager_id", f"{said}Di Po (4) → Ed Qi (5) → Di Po (4)."),
        (4, "manager_id", f"{said}Di Po (4) → Ed Qi (5) → Di Po (4)."),
    ]
    assert office.everybody() == [("1",), ("2",), ("3",)]


@pytest.mark.rule("E8", "a circle that only arises because another row is faulty is found as well")
def test_circle_behind_an_error(office: Office) -> None:
    office.load(rows("1,Ann,Lee,,PL,", "2,Bo,Ng,,PL,1", headings=WITH_MANAGER))
    turned = rows("1,Ann,Lee,,PL,2", "2,Bo,Ng,,PL,", headings=WITH_MANAGER)
    _hr_import, findings = office.check(turned)
    assert (findings.errors, findings.changed) == (0, 2)
    _hr_import, findings = office.check(rows("1,Ann,Lee,,PL,2", "2,Bo,Ng,,Atlantis,", headings=WITH_MANAGER))
    assert [line for line, _, _ in error_table(findings)] == [2, 3]


def test_circle_through_somebody_who_was_waiting(office: Office) -> None:
    office.load(rows("1,Ann,Lee,,PL,2", headings=WITH_MANAGER))
    _hr_import, findings = office.check(rows("2,Bo,Ng,,PL,1", headings=WITH_MANAGER))
    assert [line for line, _, _ in error_table(findings)] == [2]


# HR e-mail


@pytest.mark.rule(
    "E11", "an HR e-mail that another employee has is an error; two of one file name each other's lines"
)
def test_taken_addresses(office: Office) -> None:
    office.load(rows("1,Ann,Lee,ann@x.com,PL"))
    _hr_import, findings = office.check(
        rows("2,Bo,Ng,ANN@x.com,PL", "3,Cy,Oh,c@x.com,PL", "4,Di,Po,C@x.com,PL")
    )
    assert error_table(findings) == [
        (2, "hr_email", "ann@x.com is the HR e-mail of Ann Lee (1) already."),
        (3, "hr_email", "c@x.com stands in lines 3, 4."),
        (4, "hr_email", "c@x.com stands in lines 3, 4."),
    ]


@pytest.mark.rule("E11", "addresses may change hands inside one file")
def test_swapped_addresses(office: Office) -> None:
    office.load(rows("1,Ann,Lee,a@x.com,PL", "2,Bo,Ng,b@x.com,PL", "3,Cy,Oh,c@x.com,PL"))
    _hr_import, findings = office.load(
        rows("1,Ann,Lee,b@x.com,PL", "2,Bo,Ng,A@x.com,PL", "3,Cy,Oh,,PL", "4,Di,Po,c@x.com,PL")
    )
    assert findings.errors == 0
    assert office.everybody("employee_id", "hr_email") == [
        ("1", "b@x.com"),
        ("2", "A@x.com"),
        ("3", ""),
        ("4", "c@x.com"),
    ]


def test_an_address_is_not_free_while_its_row_is_faulty(office: Office) -> None:
    office.load(rows("1,Ann,Lee,a@x.com,PL"))
    _hr_import, findings = office.check(rows("1,Ann,Lee,,Atlantis", "2,Bo,Ng,a@x.com,PL"))
    assert [(line, heading) for line, heading, _ in error_table(findings)] == [
        (2, "country"),
        (3, "hr_email"),
    ]


@pytest.mark.rule(
    "E11", "a clash with a colleague's login is said without naming whose; other companies do not count"
)
def test_login_addresses(office: Office, bob: Person, other_company: Company) -> None:
    EmployeeFactory(company=other_company, registered=True, user=UserFactory(email="far@x.com"))
    _hr_import, findings = office.check(rows("7,Ann,Lee,Bob@mail.example,PL", "8,Bo,Ng,far@x.com,PL"))
    assert error_table(findings) == [
        (2, "hr_email", "bob@mail.example cannot be used: another person logs in with it.")
    ]
    _hr_import, findings = office.check(rows("00042,Bob,Brown,bob@mail.example,PL"))
    assert findings.errors == 0


@pytest.mark.rule(
    "C4", "with offline employees off, a file needs an address for new people and may not clear one"
)
def test_email_while_off(office: Office) -> None:
    office.load(rows("1,Ann,Lee,,PL", "2,Bo,Ng,b@x.com,PL"))
    Company.objects.filter(pk=office.company.pk).update(offline_employees=False)
    office.company.refresh_from_db()
    _hr_import, findings = office.check(rows("1,Anna,Lee,,PL", "2,Bo,Ng,,PL", "3,Cy,Oh,,PL"))
    assert error_table(findings) == [
        (3, "hr_email", "The HR e-mail is missing."),
        (4, "hr_email", "The HR e-mail is missing."),
    ]
    assert findings.changed == 1


# What changes mean for the way to a login


@pytest.mark.rule("I2", "new people without an address wait in Invites; with one their mail is due at once")
def test_new_people_wait(office: Office, now: datetime) -> None:
    office.load(rows("1,Ann,Lee,ann@x.com,PL", "2,Bo,Ng,,PL"))
    day = now.date()
    waiting = Employee.objects.for_company(office.company).waiting_for_invite(day)
    assert [person.employee_id for person in waiting] == ["2"]
    assert office.everybody("mail_due_at", "mail_count", "active_since") == [(now, 0, now), (None, 0, now)]


@pytest.mark.rule("E11", "an address that arrives takes the person off the paper lists and starts the mails")
def test_arriving_address(office: Office, now: datetime) -> None:
    due = now.date()
    EmployeeFactory(
        company=office.company, employee_id="1", paper_made_at=now, paper_due_on=due, reminders_since=now
    )
    office.load(rows("1,Ewa,Nowak,ewa@x.com,PL"))
    ewa = office.person("1")
    assert (ewa.reminders_since, ewa.mail_due_at, ewa.paper_made_at) == (None, now, now)
    office.load(rows("1,Ewa,Nowak,,PL"))
    assert office.person("1").mail_due_at is None


@pytest.mark.rule(
    "E10", "who is missing from a complete file has left, and comes back as the same person, invited anew"
)
def test_leaving_and_coming_back(office: Office, now: datetime) -> None:
    office.load(people([1, 2]))
    first = office.person("00002").pk
    Employee.objects.for_company(office.company).filter(pk=first).update(
        paper_made_at=now, paper_due_on=now.date()
    )
    _hr_import, findings = office.load(people([1]), complete=True)
    assert (findings.leaving, findings.leaving_list) == (1, [["00002", "Ewa Nowak2"]])
    assert office.person("00002").left_at == now
    office.now = now + timedelta(days=9)
    _hr_import, findings = office.load(people([1, 2]))
    assert (findings.back, findings.changed_list[0].event_label) == (1, "Comes back")
    back = office.person("00002")
    assert (back.pk, back.left_at, back.paper_made_at, back.active_since) == (first, None, None, office.now)


@pytest.mark.rule("E4", "nobody leaves for being absent from a file that is not said to be complete")
def test_incomplete_file(office: Office) -> None:
    office.load(people([1, 2]))
    _hr_import, findings = office.load(people([1]))
    assert findings.leaving == 0


@pytest.mark.rule("E4", "a person whose row is faulty is in the file all the same")
def test_faulty_row_is_present(office: Office) -> None:
    office.load(people([1, 2, 3]))
    _hr_import, findings = office.check(
        rows("00001,Ewa,Nowak1,,Atlantis", "00002,Ewa", "00003,Ewa,Nowak3,,PL"), complete=True
    )
    assert (findings.faulty, findings.leaving) == (2, 0)


@pytest.mark.rule("E9", "a row that does not say whom it is about stops all deactivation, and that is said")
@pytest.mark.parametrize("line", [",Ewa,Nowak2,,PL", "?,Ewa"])
def test_nameless_rows(office: Office, line: str) -> None:
    office.load(people([1, 2]))
    _hr_import, findings = office.check(rows("00001,Ewa,Nowak1,,PL", line), complete=True)
    assert findings.leaving == 0
    assert warning_table(findings) == [
        (
            0,
            "",
            "1 rows do not say whom they are about, so the file cannot count as complete: nobody is deactivated.",
        )
    ]


@pytest.mark.rule(
    "E10", "a leaving date that has passed deactivates, one ahead does not; the last day is inclusive"
)
@pytest.mark.parametrize(("day", "leaving"), [("2026-03-01", 1), ("2026-03-02", 0), ("2027-01-01", 0)])
def test_leaving_dates(office: Office, day: str, leaving: int) -> None:
    office.load(people([1]))
    data = rows(f"00001,Ewa,Nowak1,,PL,{day}", headings=f"{HEADINGS},leaving_date")
    _hr_import, findings = office.load(data)
    assert findings.leaving == leaving
    ewa = office.person("00001")
    assert (ewa.left_at is not None, ewa.leaving_date) == (bool(leaving), date.fromisoformat(day))
    _hr_import, findings = office.check(data)
    assert (findings.unchanged, findings.leaving) == (1, 0)


def test_back_with_a_later_leaving_date(office: Office) -> None:
    headings = f"{HEADINGS},leaving_date"
    office.load(rows("1,Ann,Lee,,PL,2026-03-01", headings=headings))
    _hr_import, findings = office.load(rows("1,Ann,Lee,,PL,2026-09-01", headings=headings))
    assert (findings.back, office.person("1").leaving_date) == (1, date(2026, 9, 1))
    assert office.person("1").left_at is None


def test_back_without_a_column_of_leaving_dates(office: Office) -> None:
    EmployeeFactory(company=office.company, employee_id="1", leaving_date=date(2026, 1, 1))
    _hr_import, findings = office.load(rows("1,Ewa,Nowak,,PL"))
    assert (findings.back, office.person("1").leaving_date) == (1, None)


def test_parts_of_a_row_are_judged_with_what_is_known(office: Office) -> None:
    EmployeeFactory(
        company=office.company, employee_id="1", first_name="", last_name="Lee", hire_date=date(2026, 1, 1)
    )
    headings = "employee_id,last_name,country,leaving_date"
    _hr_import, findings = office.check(rows("1,,PL,", "2,Ng,PL,", headings=headings))
    assert [(line, sentence) for line, _, sentence in error_table(findings)] == [
        (2, "Both first and last name are missing.")
    ]
    _hr_import, findings = office.check(rows("1,Lee,PL,2025-12-31", headings=headings))
    assert [(line, sentence) for line, _, sentence in error_table(findings)] == [
        (2, "The leaving date lies before the hire date.")
    ]


# Who must stay


@pytest.mark.rule("E9", "an import never deactivates whoever confirms it")
@pytest.mark.parametrize("by_date", [True, False])
def test_who_confirms_stays(office: Office, alice: Person, by_date: bool) -> None:
    RoleGrantFactory(company=office.company)
    EmployeeFactory(
        company=office.company, employee_id="1", last_name="Adams", registered=True, user=alice.user
    )
    line = "1,Ewa,Adams,,PL,2020-01-01" if by_date else "2,Bo,Ng,,PL,"
    data = rows(line, "3,Cy,Oh,,PL,", headings=f"{HEADINGS},leaving_date")
    _hr_import, findings = office.load(data, complete=True)
    assert findings.leaving == 0
    assert office.person("1").left_at is None
    assert warning_table(findings)[0][2] == (
        "Ewa Adams (1) would be deactivated by this file but stays: nobody is deactivated by their own import."
    )


@pytest.mark.rule("C5", "the last administrator is not removed by a file")
def test_last_administrator_stays(office: Office, alice: Person) -> None:
    ruth = UserFactory(email="ruth@x.com")
    RoleGrantFactory(company=office.company, user=ruth)
    EmployeeFactory(company=office.company, employee_id="9", last_name="Roe", registered=True, user=ruth)
    _hr_import, findings = office.load(people([1]), complete=True)
    assert findings.leaving == 1
    Employee.objects.for_company(office.company).filter(user=ruth).update(left_at=None)
    RoleGrant.objects.for_company(office.company).filter(user=alice.user).update(accepted_at=None)
    _hr_import, findings = office.load(people([1]), complete=True)
    assert (findings.leaving, office.person("9").left_at) == (0, None)
    assert "stays as the last administrator" in warning_table(findings)[0][2]


@pytest.mark.rule("E9", "up to ten people or a tenth of the active employees need no second confirmation")
@pytest.mark.parametrize(("staying", "asked"), [(29, True), (30, False), (99, False), (98, True)])
def test_guard(office: Office, staying: int, asked: bool) -> None:
    everybody = 40 if staying < 40 else 110
    office.load(people(range(1, everybody + 1)))
    _hr_import, findings = office.check(people(range(1, staying + 1)), complete=True)
    assert findings.leaving == everybody - staying
    assert findings.needs_second_confirmation == asked


# Companies


@pytest.mark.rule("C2", "the same IDs and addresses in another company are nobody's business")
def test_two_companies(office: Office, charlie: Person, other_company: Company) -> None:
    office.load(rows("1,Ann,Lee,ann@x.com,PL"))
    other = Office(other_company, charlie.user, office.now)
    _hr_import, findings = other.load(rows("1,Cy,Oh,ann@x.com,DE", "2,Bo,Ng,,DE"), complete=True)
    assert (findings.new, findings.errors, findings.leaving) == (2, 0, 0)
    assert office.everybody("employee_id", "first_name") == [("1", "Ann")]


def test_days_are_those_of_the_company(office: Office) -> None:
    office.now = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # 3 March in Warsaw
    office.load(people([1]))
    _hr_import, findings = office.check(
        rows("00001,Ewa,Nowak1,,PL,2026-03-02", headings=f"{HEADINGS},leaving_date")
    )
    assert findings.leaving == 1
