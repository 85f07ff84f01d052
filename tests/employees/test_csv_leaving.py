"""Who waits, who leaves, who comes back, who must stay (E9, E10, E11, C5)."""

from datetime import date, datetime, timedelta

import pytest

from employees.models import Employee, RoleGrant
from tests.employees.importing import HEADINGS, Office, error_table, people, rows, warning_table
from tests.factories import EmployeeFactory, RoleGrantFactory, UserFactory
from tests.people import Person

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
            "Rows that do not say whom they are about: 1. "
            "So the file cannot count as complete, and nobody is deactivated.",
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
