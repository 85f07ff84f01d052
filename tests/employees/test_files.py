"""Files as HR departments have them, each with what comes of it (E3 to E8)."""

from pathlib import Path

import pytest

from employees.models import HrImport
from employees.records import Field
from employees.records.columns import Choices, Matching
from employees.services.imports import match_columns
from tests.employees.importing import Office, error_table, warning_table
from workstars.lib.tabular import Encoding, Unreadable

FILES = Path(__file__).parents[1] / "files" / "hr"


def data(name: str) -> bytes:
    return (FILES / f"{name}.csv").read_bytes()


@pytest.mark.rule("E6", "a file that is no table is refused at once, with the reason")
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("unclosed_quote", "Line 3: a quotation mark is opened there and never closed."),
        (
            "text_after_quote",
            "Line 2: text follows a closing quotation mark, in a cell that begins in line 2.",
        ),
        ("duplicate_headings", "Columns 2 and 4 are both called “last name”."),
        ("headings_only", "The file has headings but no rows below them."),
        ("empty", "The file is empty."),
        ("nul_byte", "Line 3 holds a NUL byte"),
        ("workbook_named", "The workbook is damaged and cannot be opened."),
        ("picture_named", "This is not a table but a file of the kind PNG."),
        ("web_page_named", "This is a web page, whatever its name says."),
    ],
)
def test_refused(office: Office, name: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        office.upload(data(name))
    assert str(refused.value).startswith(sentence)
    assert HrImport.objects.for_company(office.company).count() == 0


@pytest.mark.rule("E6", "a file that is a table is read as it is")
@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("semicolons_announced_by_excel", [("007", "Lee")]),
        ("carriage_returns_only", [("1", "Lee"), ("2", "Ng")]),
        ("tabs", [("1", "Lee")]),
        ("utf16", [("1", "Lee")]),
        ("quoted_newlines_and_blank_lines", [("1", "Lee"), ("2", "Ng, Bo")]),
    ],
)
def test_read(office: Office, name: str, people: list[tuple[str, str]]) -> None:
    _hr_import, findings = office.load(data(name))
    assert (findings.errors, office.everybody("employee_id", "last_name")) == (0, people)


@pytest.mark.rule("E1", "names of any script and IDs with zeros arrive as they are")
def test_many_scripts(office: Office) -> None:
    _hr_import, findings = office.load(data("utf8_bom_many_scripts"))
    assert office.everybody("employee_id", "first_name", "last_name", "country", "manager__employee_id") == [
        ("00001", "José", "Ñúñez", "ES", None),
        ("00002", "Siobhán", "O’Brien", "PL", "00001"),
        ("00003", "小龍", "李", "CN", "00001"),
        ("00004", "محمد", "العربي", "EG", "00002"),
        ("00005", "Łukasz", "Żółć-Nowak", "PL", None),
        ("A-00", "Παρασκευή", "Παππά", "GR", None),
    ]
    assert [sentence for _, _, sentence in warning_table(findings)] == [
        "Spain is not among your company’s countries.",
        "China is not among your company’s countries.",
        "Egypt is not among your company’s countries.",
        "Nobody with the Employee ID “00009” is known.",
        "Greece is not among your company’s countries.",
    ]


@pytest.mark.rule("E6", "Windows-1252 with semicolons and foreign headings goes through by choice")
def test_windows_1252(office: Office) -> None:
    hr_import = office.upload(data("windows1252_semicolons"))
    assert (hr_import.status, hr_import.encoding) == ("uploaded", "")
    names = [Field.EMPLOYEE_ID, Field.FIRST_NAME, Field.LAST_NAME, Field.COUNTRY]
    columns = {name: index for index, name in enumerate(names)}
    choices = Choices(encoding=Encoding.WINDOWS_1252, matching=Matching(columns))
    match_columns(hr_import=hr_import, choices=choices, now=office.now)
    hr_import, _findings = office.work(hr_import)
    office.work(office.confirm(hr_import))
    assert office.everybody("employee_id", "first_name", "last_name", "country") == [
        ("000123", "Jürgen", "Müßig", "DE"),
        ("000124", "Zoë", "O'Neil", "DE"),
        ("000125", "Åsa", "Ångström", "SE"),
    ]


CIRCLE = "These people would manage each other in a circle: Lee (1) → Ng (2) → Oh (3) → Lee (1)."


@pytest.mark.rule("E4", "what is wrong with single rows is said row by row, the others are fine")
@pytest.mark.parametrize(
    ("name", "new", "errors"),
    [
        (
            "uneven_rows",
            2,
            [
                (3, "", "This row does not fit the headings: 4 instead of 3 cells."),
                (4, "", "This row does not fit the headings: 1 instead of 3 cells."),
            ],
        ),
        (
            "only_the_last_row_is_wrong",
            199,
            [(201, "Employee ID", "“=1” begins with a character that a spreadsheet runs as a formula.")],
        ),
        (
            "damaged_by_a_spreadsheet",
            0,
            [
                (2, "HR e-mail", "“n/a” stands where an e-mail address belongs."),
                (2, "Employee ID", "“5480.0” looks like a number that a spreadsheet made of an Employee ID."),
                (3, "HR e-mail", "“-” stands where an e-mail address belongs."),
                (3, "Employee ID", "“1.2E+05” looks like a long number that a spreadsheet shortened."),
                (4, "Employee ID", "“7” differs from Po (007) only by zeros in front."),
                (5, "Employee ID", "“007” differs from Oh (7) only by zeros in front."),
            ],
        ),
        (
            "line_managers_in_circles",
            1,
            [
                (2, "Line manager", CIRCLE),
                (3, "Line manager", CIRCLE),
                (4, "Line manager", CIRCLE),
                (5, "Line manager", "Po is named as their own line manager."),
            ],
        ),
        (
            "unseen_characters",
            2,
            [(4, "Last name", "This holds a control character (U+0007) that cannot be printed.")],
        ),
    ],
)
def test_rows_to_mend(office: Office, name: str, new: int, errors: list[tuple[int, str, str]]) -> None:
    _hr_import, findings = office.check(data(name))
    assert (findings.new, error_table(findings)) == (new, errors)
