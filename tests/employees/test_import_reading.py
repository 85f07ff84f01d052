"""From bytes to a check: how a file is read, what is asked and remembered, what the check says of it (E3, E6)."""

from datetime import date

import pytest

from employees.models import Company, HeadingMatch, HrImport, HrImportFile
from employees.queries.files import usual_encoding
from employees.records import DateOrder, Extra, Field
from employees.records.columns import Choices, Matching
from employees.services.imports import FileGone, look_into, match_columns, read_file, read_upload
from employees.services.imports.files import named_files, sweep_files
from tests.employees.importing import Office, error_table, rows, warning_table
from tests.files.workbooks import workbook
from tests.people import Person
from workstars.lib.tabular import Encoding, open_sheet

HEADINGS = ["Employee ID", "Last name", "Country"]
FRENCH = "Matricule;Nom;Prénom;Pays\n007;Lee;Ann;FR\n".encode()
FRENCH_COLUMNS = {Field.EMPLOYEE_ID: 0, Field.LAST_NAME: 1, Field.FIRST_NAME: 2, Field.COUNTRY: 3}


def match(office: Office, hr_import: HrImport, columns: dict[Field, int], **more: object) -> HrImport:
    choices = Choices(matching=Matching(columns), **more)
    return match_columns(hr_import=hr_import, choices=choices, now=office.now)


# Workbooks


@pytest.mark.rule("E3", "an XLSX file goes the same way as a CSV file")
def test_a_workbook(office: Office) -> None:
    data = workbook([[*HEADINGS, "Hire date"], ["007", "Lee", "PL", "2020-01-02"], ["8", "Ng", "DE", ""]])
    hr_import, findings = office.load(data)
    assert (hr_import.status, hr_import.part, findings.new) == ("applied", "Sheet1", 2)
    assert office.everybody("employee_id", "last_name", "hire_date") == [
        ("007", "Lee", date(2020, 1, 2)),
        ("8", "Ng", None),
    ]
    assert read_upload(hr_import) == data


@pytest.mark.rule(
    "E4", "the faulty rows of a workbook come back as a workbook with text cells, and mended it goes through"
)
def test_faulty_rows_of_a_workbook(office: Office) -> None:
    hr_import, findings = office.load(
        workbook([[*HEADINGS, "Phone"], ["007", "Lee", "Polnad", "+48"], ["8", "Ng", "PL", ""]])
    )
    faulty = open_sheet(read_file(hr_import, HrImportFile.Kind.FAULTY))
    assert faulty.headings == ("What to mend", "Employee ID", "Last name", "Country", "Phone")
    ((line, cells),) = faulty.rows()
    assert (line, cells[1:]) == (2, ["007", "Lee", "Polnad", "+48"])
    assert cells[0].startswith("Line 2. Country: “Polnad” is no country that we know.")
    _hr_import, findings = office.load(workbook([list(faulty.headings), [*cells[:3], "Poland", cells[4]]]))
    assert (findings.new, findings.errors) == (1, 0)


@pytest.mark.rule("E3", "several sheets with data: which one is asked, and the chosen one is read")
def test_several_sheets(office: Office) -> None:
    hr_import = office.upload(workbook([["Legend"], ["x"]], People=[HEADINGS, ["007", "Lee", "PL"]]))
    assert (hr_import.status, hr_import.part) == ("uploaded", "Sheet1")
    look = look_into(hr_import, {"part": "People", "shown_part": "Sheet1", "headings_line": "2"})
    assert look.matching.columns == {Field.EMPLOYEE_ID: 0, Field.LAST_NAME: 1, Field.COUNTRY: 2}
    hr_import = match(office, hr_import, look.matching.columns, part="People")
    hr_import, findings = office.work(hr_import)
    assert (hr_import.part, findings.new, findings.errors) == ("People", 1, 0)


@pytest.mark.rule(
    "C6", "a workbook that was taken apart lies encrypted beside the upload and is forgotten with it"
)
def test_rows_of_a_workbook_are_kept(office: Office) -> None:
    hr_import, _findings = office.check(workbook([HEADINGS, ["007", "Lee", "PL"], ["8", "Ng", ""]]))
    kinds = dict(hr_import.files.values_list("kind", "stored_name"))
    assert sorted(kinds) == ["faulty", "rows"]
    assert sorted(named_files([*kinds.values(), "imports/unknown"])) == sorted(kinds.values())
    office.now = office.now.replace(year=office.now.year + 1)
    sweep_files(office.now)
    with pytest.raises(FileGone):
        read_file(hr_import, HrImportFile.Kind.ROWS)


# Headings that are remembered


@pytest.mark.rule(
    "E3", "headings of any language are matched once, remembered under a name, and known the next time"
)
def test_remembered_headings(office: Office) -> None:
    hr_import = office.upload(FRENCH)
    assert hr_import.status == "uploaded"
    match(office, hr_import, FRENCH_COLUMNS, separator=";", remember_as="Paie")
    again = office.upload(b"Rapport de mars\n" + FRENCH.replace(b"007", b"008"))
    assert (again.status, again.headings_line) == ("checking", 2)
    assert Matching.from_json(again.mapping) == Matching(FRENCH_COLUMNS, remembered_as="Paie")


@pytest.mark.rule("E3", "a name that is used again takes the new meaning; without a name nothing is kept")
def test_names_of_matches(office: Office) -> None:
    match(office, office.upload(FRENCH), FRENCH_COLUMNS, separator=";", remember_as=" Paie ")
    fewer = {name: FRENCH_COLUMNS[name] for name in (Field.EMPLOYEE_ID, Field.LAST_NAME)}
    match(office, office.upload(FRENCH.replace(b"Nom", b"Nom2")), fewer, separator=";", remember_as="Paie")
    match(office, office.upload(FRENCH.replace(b"Nom", b"Nom3")), fewer, separator=";")
    kept = HeadingMatch.objects.for_company(office.company).values_list("name", "headings")
    assert list(kept) == [("Paie", {"employee_id": "matricule", "last_name": "nom2"})]


@pytest.mark.rule("C2", "what one company remembers is of no use to another")
def test_remembered_headings_of_another_company(
    office: Office, charlie: Person, other_company: Company
) -> None:
    match(office, office.upload(FRENCH), FRENCH_COLUMNS, separator=";", remember_as="Paie")
    assert Office(other_company, charlie.user, office.now).upload(FRENCH).status == "uploaded"


def test_a_file_that_lacks_a_remembered_heading(office: Office) -> None:
    match(office, office.upload(FRENCH), FRENCH_COLUMNS, separator=";", remember_as="Paie")
    assert office.upload(FRENCH.replace(b"Pays", b"Ville")).status == "uploaded"


# Names in one column


@pytest.mark.rule("E3", "“Last, First” in one column is split; errors name that column")
def test_names_in_one_column(office: Office) -> None:
    data = b'employee_id,Full name,country\n1,"Lee, Ann",PL\n2,"O\xe2\x80\x99Neill,Zo\xc3\xab",PL\n3,"Ng,=1",PL\n'
    _hr_import, findings = office.load(data)
    assert office.everybody("employee_id", "first_name", "last_name") == [
        ("1", "Ann", "Lee"),
        ("2", "Zoë", "O’Neill"),
    ]
    assert error_table(findings) == [
        (4, "Full name", "“=1” begins with a character that a spreadsheet runs as a formula.")
    ]
    _hr_import, findings = office.check(data)
    assert findings.unchanged == 2


# Active and left

STATUS = "employee_id,last_name,country,status"


@pytest.mark.rule(
    "E10", "a word in a status column deactivates, brings back, and keeps strangers away who have left"
)
def test_status_words(office: Office) -> None:
    office.load(rows("1,Lee,PL,Active", "2,Ng,PL,Aktiv", "3,Oh,PL,On leave", headings=STATUS))
    _hr_import, findings = office.load(
        rows("1,Lee,PL,Terminated", "2,Ngo,PL,Inactive", "3,Oh,PL,", "4,Po,PL,Ausgeschieden", headings=STATUS)
    )
    assert (findings.leaving, findings.new, findings.unchanged) == (2, 0, 1)
    assert warning_table(findings) == [
        (0, "", "Rows of people who have left and are not in your records: 1. They are not added.")
    ]
    assert office.everybody("employee_id", "last_name", "left_at") == [
        ("1", "Lee", office.now),
        ("2", "Ngo", office.now),
        ("3", "Oh", None),
    ]
    _hr_import, findings = office.check(rows("1,Lee,PL,Terminated", "2,Ngo,PL,Active", headings=STATUS))
    assert (findings.unchanged, findings.back, findings.leaving) == (1, 1, 0)


@pytest.mark.rule(
    "E10", "a leaving date ahead counts before the word; one that has passed contradicts “active”"
)
def test_status_words_and_leaving_dates(office: Office) -> None:
    headings = f"{STATUS},leaving_date,hire_date"
    office.load(rows("1,Lee,PL,active,,", "2,Ng,PL,active,,", headings=headings))
    _hr_import, findings = office.check(
        rows(
            "1,Lee,PL,terminated,2026-12-31,",
            "2,Ng,PL,active,2026-02-01,",
            "3,Oh,PL,active,,2027-01-01",
            "4,Po,PL,perhaps,,",
            headings=headings,
        )
    )
    assert (findings.leaving, findings.changed, findings.new) == (0, 1, 1)
    assert error_table(findings) == [
        (3, "status", "“active” contradicts the leaving date 2026-02-01, which has passed."),
        (5, "status", "“perhaps” does not say whether this person works here or has left."),
    ]


@pytest.mark.rule("E9", "people deactivated by a word count for the second confirmation like all others")
def test_status_words_and_the_guard(office: Office) -> None:
    office.load(rows(*(f"{n},Lee,PL,active" for n in range(30)), headings=STATUS))
    _hr_import, findings = office.check(rows(*(f"{n},Lee,PL,left" for n in range(11)), headings=STATUS))
    assert (findings.leaving, findings.needs_second_confirmation) == (11, True)


def test_rows_of_two_employments(office: Office) -> None:
    """Exports often hold one row for each employment: an old one that has ended, and the one of today."""
    _hr_import, findings = office.check(rows("1,Lee,PL,terminated", "1,Lee,PL,active", headings=STATUS))
    assert (findings.new, findings.errors, findings.warnings) == (1, 0, 1)


# Days


@pytest.mark.rule(
    "E6", "a column that proves its order is read by it, each column by its own, and the check says so"
)
def test_proven_days(office: Office) -> None:
    headings = "employee_id,last_name,country,hire_date,leaving_date"
    hr_import = office.upload(
        rows("1,Lee,PL,03.04.2020,12/25/2027", "2,Ng,PL,25.12.1999,01/02/2028", headings=headings)
    )
    assert hr_import.status == "checking"
    matching = Matching.from_json(hr_import.mapping)
    assert matching.date_orders == {
        Field.HIRE_DATE: DateOrder.DAY_FIRST,
        Field.LEAVING_DATE: DateOrder.MONTH_FIRST,
    }
    office.work(office.confirm(office.work(hr_import)[0]))
    assert office.everybody("hire_date", "leaving_date") == [
        (date(2020, 4, 3), date(2027, 12, 25)),
        (date(1999, 12, 25), date(2028, 1, 2)),
    ]


# Encodings and separators


@pytest.mark.rule("E6", "the company's default is what was chosen last, else what its language is written in")
def test_usual_encoding(office: Office) -> None:
    assert usual_encoding(office.company) == Encoding.WINDOWS_1252
    office.company.default_language = "pl"
    assert usual_encoding(office.company) == Encoding.WINDOWS_1250
    office.upload(rows("1,Ann,Lee,,PL"))
    hr_import = office.upload("employee_id;last_name;country\n1;Иванов;BG\n".encode("windows-1251"))
    assert look_into(hr_import, {}).choices.encoding == Encoding.WINDOWS_1250
    columns = {Field.EMPLOYEE_ID: 0, Field.LAST_NAME: 1, Field.COUNTRY: 2}
    match(office, hr_import, columns, encoding=Encoding.WINDOWS_1251, separator=";")
    assert usual_encoding(office.company) == Encoding.WINDOWS_1251
    again = office.upload("employee_id;last_name;country\n1;Петров;BG\n".encode("windows-1251"))
    assert look_into(again, {}).choices.encoding == Encoding.WINDOWS_1251


@pytest.mark.rule("E6", "the separator that was found is shown, and another one can be chosen")
def test_another_separator(office: Office) -> None:
    data = b"Employee ID|Last name, first name|Country;region\n1|Lee, Ann|PL"
    hr_import = office.upload(data)
    look = look_into(hr_import, {})
    assert look.sheet is not None
    assert look.sheet.separator == "|"
    look = look_into(hr_import, {"separator": ","})
    assert look.headings == ("Employee ID|Last name", "first name|Country;region")
    assert look_into(hr_import, {"separator": "x"}).headings == look_into(hr_import, {}).headings


def test_another_line_of_headings(office: Office) -> None:
    hr_import = office.upload(b"Zalogowany;Kowal\nNumer;Nazwisko\n1;Lee")
    assert look_into(hr_import, {}).headings == ("Zalogowany", "Kowal")
    look = look_into(hr_import, {"headings_line": "2"})
    assert (look.headings, [cells for _, cells in look.sample]) == (("Numer", "Nazwisko"), [["1", "Lee"]])
    assert look_into(hr_import, {"headings_line": "x9"}).headings == ("Zalogowany", "Kowal")


@pytest.mark.rule("E3", "a column for both names beside columns of their own is refused")
def test_both_ways_of_names(office: Office, alice: Person) -> None:
    hr_import = office.upload(b"Number,Name,Surname\n1,a,b")
    sent = {"encoding": "utf-8", "employee_id": "0", Extra.FULL_NAME.value: "1", "first_name": "2"}
    answer = alice.post(f"/admin/employees/import/{hr_import.pk}/match", sent)
    assert answer.status_code == 422
    assert "Choose either this or columns for first and last name, not both." in answer.content.decode()
