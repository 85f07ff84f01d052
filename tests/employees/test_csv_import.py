"""What a file would do to the records, and every reason against (E3 to E6)."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from employees.models import Company, Employee, HrImport, HrImportFile
from employees.records import DateOrder, Field
from employees.records.columns import Choices, Matching
from employees.services.imports import match_columns, read_file
from tests.employees.importing import HEADINGS, Office, error_table, people, rows
from tests.people import Person

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
    choices = Choices(matching=Matching({Field.EMPLOYEE_ID: 0, Field.JOB_TITLE: 1}))
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
    matching = Matching(columns, date_orders={Field.HIRE_DATE: DateOrder.DAY_FIRST})
    match_columns(hr_import=hr_import, choices=Choices(matching=matching), now=office.now)
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
        "Write its name or its code, like Poland, PL or POL. Perhaps Poland is meant.",
        "Line 5. This row does not fit the headings: 2 instead of 6 cells. "
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
