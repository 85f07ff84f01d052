"""IDs that a spreadsheet damaged, line managers, addresses (E7, E8, E11)."""

import pytest

from employees.models import Company
from employees.records import Field
from employees.records.columns import Choices, Matching
from employees.services.imports import match_columns
from tests.employees.importing import HEADINGS, Office, error_table, rows, warning_table
from tests.factories import EmployeeFactory, UserFactory
from tests.people import Person

WITH_MANAGER = f"{HEADINGS},manager_id"


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
    match_columns(
        hr_import=hr_import, choices=Choices(matching=Matching(columns, odd_ids=True)), now=office.now
    )
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
