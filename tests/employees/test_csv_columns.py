"""Which column of a file is which of ours, and what its days say of themselves (E3, E6)."""

import pytest

from employees.records import DateOrder, Extra, Field, RowRules
from employees.records.columns import Matching, look_at_dates, missing_fields, split_name, with_proven_dates
from employees.records.dates import DateColumn
from employees.records.fields import Column
from employees.records.headings import looks_like_headings, recognise
from workstars.lib.tabular import open_sheet

# Headings as these systems write them, each with the columns that have to be found.
SYSTEMS: dict[str, dict[str, Column]] = {
    "Workday": {
        "Employee ID": Field.EMPLOYEE_ID,
        "Legal First Name": Field.FIRST_NAME,
        "Legal Last Name": Field.LAST_NAME,
        "Email - Primary Work": Field.HR_EMAIL,
        "Location Address - Country": Field.COUNTRY,
        "Worker's Manager": Field.MANAGER_ID,
        "Business Title": Field.JOB_TITLE,
        "Supervisory Organization": Field.DEPARTMENT,
        "Location": Field.LOCATION,
        "Hire Date": Field.HIRE_DATE,
        "Termination Date": Field.LEAVING_DATE,
        "Worker Status": Extra.STATUS,
    },
    "SuccessFactors": {
        "STATUS": Extra.STATUS,
        "USERID": Field.EMPLOYEE_ID,
        "USERNAME": Field.EMPLOYEE_ID,
        "FIRSTNAME": Field.FIRST_NAME,
        "LASTNAME": Field.LAST_NAME,
        "EMAIL": Field.HR_EMAIL,
        "MANAGER": Field.MANAGER_ID,
        "DEPARTMENT": Field.DEPARTMENT,
        "TITLE": Field.JOB_TITLE,
        "LOCATION": Field.LOCATION,
        "COUNTRY": Field.COUNTRY,
        "HIREDATE": Field.HIRE_DATE,
        "DEFAULT_LOCALE": Field.LANGUAGE,
    },
    "BambooHR": {
        "Employee #": Field.EMPLOYEE_ID,
        "First Name": Field.FIRST_NAME,
        "Last Name": Field.LAST_NAME,
        "Work Email": Field.HR_EMAIL,
        "Country": Field.COUNTRY,
        "Supervisor EID": Field.MANAGER_ID,
        "Job Title": Field.JOB_TITLE,
        "Department": Field.DEPARTMENT,
        "Location": Field.LOCATION,
        "Hire Date": Field.HIRE_DATE,
        "Termination Date": Field.LEAVING_DATE,
        "Employment Status": Extra.STATUS,
    },
    "ADP": {
        "Associate ID": Field.EMPLOYEE_ID,
        "Payroll Name": Extra.FULL_NAME,
        "Work Contact: Work Email": Field.HR_EMAIL,
        "Reports To Associate ID": Field.MANAGER_ID,
        "Job Title Description": Field.JOB_TITLE,
        "Home Department Description": Field.DEPARTMENT,
        "Location Description": Field.LOCATION,
        "Hire Date": Field.HIRE_DATE,
        "Position Status": Extra.STATUS,
    },
    "UKG": {
        "Employee Number": Field.EMPLOYEE_ID,
        "First Name": Field.FIRST_NAME,
        "Last Name": Field.LAST_NAME,
        "Email Address": Field.HR_EMAIL,
        "Supervisor Number": Field.MANAGER_ID,
        "Job": Field.JOB_TITLE,
        "Work Location": Field.LOCATION,
        "Last Hire Date": Field.HIRE_DATE,
        "Date Terminated": Field.LEAVING_DATE,
        "Employee Status": Extra.STATUS,
    },
    "OrangeHRM": {
        "Employee Id": Field.EMPLOYEE_ID,
        "First (& Middle) Name": Field.FIRST_NAME,
        "Last Name": Field.LAST_NAME,
        "Work Email": Field.HR_EMAIL,
        "Job Title": Field.JOB_TITLE,
        "Sub Unit": Field.DEPARTMENT,
        "Location": Field.LOCATION,
        "Joined Date": Field.HIRE_DATE,
    },
    "Entra": {
        "employeeId": Field.EMPLOYEE_ID,
        "givenName": Field.FIRST_NAME,
        "surname": Field.LAST_NAME,
        "mail": Field.HR_EMAIL,
        "userPrincipalName": Field.HR_EMAIL,
        "country": Field.COUNTRY,
        "usageLocation": Field.COUNTRY,
        "preferredLanguage": Field.LANGUAGE,
        "jobTitle": Field.JOB_TITLE,
        "department": Field.DEPARTMENT,
        "officeLocation": Field.LOCATION,
        "employeeHireDate": Field.HIRE_DATE,
        "employeeLeaveDateTime": Field.LEAVING_DATE,
        "accountEnabled": Extra.STATUS,
    },
}
SECOND_BEST = {"USERNAME", "userPrincipalName", "usageLocation"}


@pytest.mark.rule("E3", "the headings of HR systems are recognised")
@pytest.mark.parametrize("system", SYSTEMS)
def test_systems(system: str) -> None:
    headings = list(SYSTEMS[system])
    sample = [["Lee, Ann" if SYSTEMS[system][name] == Extra.FULL_NAME else "Active" for name in headings]]
    expected = {
        column: headings.index(name) for name, column in SYSTEMS[system].items() if name not in SECOND_BEST
    }
    assert recognise(headings, sample) == expected


@pytest.mark.rule("E3", "our own headings are recognised in any case, with any spaces and signs")
def test_recognised_headings() -> None:
    headings = [
        "EMPLOYEE #ID",
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


@pytest.mark.rule("E3", "a column that is called right but holds something else is left to the administrator")
@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Manager", "Ann Lee"),
        ("Status", "Full-time"),
        ("Name", "Ann Lee"),
        ("Employee name", ""),
        ("Title", "Mrs."),
    ],
)
def test_columns_that_hold_something_else(heading: str, cell: str) -> None:
    assert recognise(["ID", heading], [["1", cell]]) == {Field.EMPLOYEE_ID: 0}


def test_a_column_of_names_is_no_column_of_ids() -> None:
    assert recognise(["Employee", "Country"], [["Lee, Ann", "PL"], ["Ng, Bo", "PL"]]) == {Field.COUNTRY: 1}
    assert recognise(["Employee #", "Country"], [["A 17", "PL"]])[Field.EMPLOYEE_ID] == 0


def test_headings_are_told_from_titles_and_data() -> None:
    assert looks_like_headings(["Employee ID", "Last name"])
    assert not looks_like_headings(["Employee ID"])
    assert not looks_like_headings(["Report of 3 March", ""])
    assert not looks_like_headings(["000123", "Lee"])
    assert not looks_like_headings(["000123", "Worker ID", "Active", "Manager"])
    assert looks_like_headings(["Employee ID", "Status"], above=["USERID", "STATUS"])
    assert not looks_like_headings(["Ann", "Staff number", "Active"], above=["USERID", "TITLE", "STATUS"])


@pytest.mark.rule("E3", "“Last, First” in one column is split at its first comma, and nothing is dropped")
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Lee, Ann", ("Lee", "Ann")),
        ("O’Neill , Zoë Mary", ("O’Neill", "Zoë Mary")),
        ("King, Martin, Jr.", ("King", "Martin, Jr.")),
        ("Madonna", ("Madonna", "")),
        ("", ("", "")),
    ],
)
def test_names_in_one_column(text: str, names: tuple[str, str]) -> None:
    assert split_name(text) == names


def test_what_a_file_needs() -> None:
    assert missing_fields({}, RowRules()) == [Field.EMPLOYEE_ID, Field.LAST_NAME, Field.COUNTRY]
    columns = {Field.EMPLOYEE_ID: 0, Field.FIRST_NAME: 1}
    assert missing_fields(columns, RowRules(default_country="PL")) == []
    assert missing_fields(columns, RowRules(default_country="PL", offline_employees=False)) == [
        Field.HR_EMAIL
    ]


def test_a_matching_survives_being_kept() -> None:
    matching = Matching(
        {Field.EMPLOYEE_ID: 0, Field.HIRE_DATE: 2},
        {Extra.STATUS: 1},
        {Field.HIRE_DATE: DateOrder.MONTH_FIRST},
        {Field.HIRE_DATE: "12/25/20"},
        short_years=True,
        blank_words=True,
        remembered_as="SAP",
    )
    assert Matching.from_json(matching.to_json()) == matching


# Days

DAYS = {
    "nothing": ([""], DateColumn()),
    "year first": (["2027-03-04", "2027/3/4 08:00", ""], DateColumn()),
    "no days": (["?", "tomorrow", "31.02.2027"], DateColumn()),
    "either": (["03.04.2027", "05.06.2027"], DateColumn(asks=True, example="03.04.2027")),
    "day first": (
        ["03.04.2027", "25.12.2027"],
        DateColumn(True, DateOrder.DAY_FIRST, "25.12.2027", 3, "03.04.2027"),
    ),
    "month first": (
        ["3/4/2027", "12/25/2027 10:00"],
        DateColumn(True, DateOrder.MONTH_FIRST, "12/25/2027 10:00", 3, "3/4/2027"),
    ),
    "both": (["13/04/2027", "04/13/2027"], DateColumn(asks=True, example="13/04/2027")),
    "two digits": (["01/02/03"], DateColumn(asks=True, example="01/02/03", short_years=True)),
    "two digits, year first": (
        ["99-12-31"],
        DateColumn(True, DateOrder.ISO, "99-12-31", 2, "99-12-31", short_years=True),
    ),
}


@pytest.mark.rule(
    "E6", "a column of days is asked about unless one of its days proves the order, which is said"
)
@pytest.mark.parametrize("kind", DAYS)
def test_what_a_column_of_days_says(kind: str) -> None:
    texts, expected = DAYS[kind]
    lines = [f"{number},{text}" for number, text in enumerate(texts)]
    sheet = open_sheet("\n".join(["employee_id,hire_date", *lines]).encode())
    assert look_at_dates(sheet, {Field.HIRE_DATE: 1}) == {Field.HIRE_DATE: expected}


@pytest.mark.rule(
    "E6", "each column has an order of its own; what somebody says counts before what is proven"
)
def test_each_column_has_its_own_order() -> None:
    columns = {Field.HIRE_DATE: 0, Field.LEAVING_DATE: 1}
    found = {
        Field.HIRE_DATE: DateColumn(True, DateOrder.DAY_FIRST, "25.12.2020", 7, "25.12.2020"),
        Field.LEAVING_DATE: DateColumn(True, example="1/2/2027"),
    }
    matching, asked = with_proven_dates(Matching(columns), found)
    assert (matching.date_orders, asked) == ({Field.HIRE_DATE: DateOrder.DAY_FIRST}, [Field.LEAVING_DATE])
    assert matching.proofs == {Field.HIRE_DATE: "25.12.2020"}
    said = Matching(columns, date_orders=dict.fromkeys(columns, DateOrder.MONTH_FIRST))
    matching, asked = with_proven_dates(said, found)
    assert (matching.date_orders, matching.proofs, asked) == (said.date_orders, {}, [])
