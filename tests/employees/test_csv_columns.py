"""Which column of a file is which of ours (E3, E6)."""

import pytest

from employees.records import Field, RowRules
from employees.records.columns import missing_fields, needs_date_order, recognise
from workstars.lib.tabular import open_sheet


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
