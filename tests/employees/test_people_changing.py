"""An employee's record is edited (E2, E8, E11), and invitations by mail are stopped (I1)."""

from datetime import date, timedelta

import pytest

from employees.models import AuditEvent, Company, Employee
from employees.records import Code, Field
from employees.services.people import (
    MailsRefused,
    RecordRefused,
    Saved,
    StayRefused,
    change_employee,
    resume_mails,
    stop_mails,
)
from tests.factories import EmployeeFactory, RoleGrantFactory
from workstars.lib.actors import Actor


@pytest.fixture
def change(company: Company, by_alice: Actor, now):
    def change(employee: Employee, **values: str) -> Saved:
        return change_employee(company=company, employee=employee, values=values, by=by_alice, now=now)

    return change


@pytest.fixture
def ewa(company: Company) -> Employee:
    return EmployeeFactory(company=company, employee_id="007", first_name="Ewa", last_name="Nowak")


def put_on_reminders(employee: Employee, now) -> None:
    employee.paper_made_at = now - timedelta(days=40)
    employee.paper_due_on = (now - timedelta(days=10)).date()
    employee.reminders_since = now - timedelta(days=10)
    employee.save()


def waiting(company: Company, today: date) -> tuple[list[Employee], list[Employee]]:
    people = Employee.objects.for_company(company)
    return list(people.waiting_for_invite(today)), list(people.waiting_for_reminder(today))


@pytest.mark.rule("C7", "an edit is audited with before and after of the changed fields only")
def test_edit_is_audited(change, ewa, alice, now):
    saved = change(ewa, first_name="Eva", last_name="Nowak", location="Gdańsk")
    event = AuditEvent.objects.get()
    assert saved.changed
    assert (event.action, event.actor, event.subject_id) == ("employee.changed", alice.user, ewa.pk)
    assert event.before == {"first_name": "Ewa", "location": ""}
    assert event.after == {"first_name": "Eva", "location": "Gdańsk"}


def test_nothing_changed(change, ewa, now):
    saved = change(ewa, first_name="Ewa", last_name="Nowak", country="PL")
    assert not saved.changed
    assert not AuditEvent.objects.exists()
    ewa.refresh_from_db()
    assert ewa.changed_at == now


@pytest.mark.rule("E2", "an edit changes what the search finds")
def test_search_follows(change, ewa, company):
    change(ewa, last_name="Żółć")
    assert list(Employee.objects.for_company(company).matching("zolc")) == [ewa]


@pytest.mark.rule("E11", "a column that is absent keeps what is known")
def test_absent_columns_stay(change, company):
    ewa = EmployeeFactory(company=company, hr_email="e@acme.example", job_title="Welder")
    change(ewa, location="Łódź")
    ewa.refresh_from_db()
    assert (ewa.hr_email, ewa.job_title, ewa.location) == ("e@acme.example", "Welder", "Łódź")


@pytest.mark.rule(
    "E11", "an HR e-mail that arrives takes an offline employee off the paper lists and starts the mails"
)
def test_email_arrives(change, ewa, company, now):
    put_on_reminders(ewa, now)
    assert waiting(company, now.date()) == ([], [ewa])
    change(ewa, hr_email="ewa@acme.example")
    assert waiting(company, now.date()) == ([], [])
    ewa.refresh_from_db()
    assert (ewa.mail_due_at, ewa.mail_count, ewa.reminders_since) == (now, 0, None)


@pytest.mark.rule("E11", "an e-mail that arrives for somebody registered starts no invitations")
def test_email_arrives_for_registered(change, bob):
    change(bob.employee, hr_email="bob@acme.example")
    bob.employee.refresh_from_db()
    assert bob.employee.mail_due_at is None


@pytest.mark.rule("E11", "a blank e-mail puts who was never in a file back on Invites and ends the mails")
def test_email_goes(change, company, now):
    ewa = EmployeeFactory(company=company, by_mail=True, mail_stopped_at=now)
    change(ewa, hr_email="")
    assert waiting(company, now.date()) == ([ewa], [])
    ewa.refresh_from_db()
    assert (ewa.hr_email, ewa.mail_due_at, ewa.mail_stopped_at) == ("", None, None)


@pytest.mark.rule("E11", "a blank e-mail puts who was in a file on no list before the day of the reminder")
def test_email_goes_after_paper(change, company, now):
    due = now.date() + timedelta(days=3)
    ewa = EmployeeFactory(company=company, by_mail=True, paper_made_at=now, paper_due_on=due)
    change(ewa, hr_email="")
    assert waiting(company, now.date()) == ([], [])
    ewa.refresh_from_db()
    assert (ewa.paper_made_at, ewa.paper_due_on) == (now, due)


@pytest.mark.rule("E11", "an address that replaces a bounced one counts as working and is invited anew")
def test_bounced_address_is_replaced(change, company, now):
    ewa = EmployeeFactory(
        company=company, by_mail=True, hr_email_bounced_at=now, mail_count=3, mail_due_at=None
    )
    change(ewa, hr_email="right@acme.example")
    ewa.refresh_from_db()
    assert (ewa.hr_email_bounced_at, ewa.mail_due_at, ewa.mail_count) == (None, now, 0)


def test_only_the_case_of_an_address(change, company, now):
    later = now + timedelta(days=5)
    ewa = EmployeeFactory(company=company, hr_email="ewa@acme.example", mail_due_at=later, mail_count=2)
    change(ewa, hr_email="Ewa@acme.example")
    ewa.refresh_from_db()
    assert (ewa.hr_email, ewa.mail_due_at, ewa.mail_count) == ("Ewa@acme.example", later, 2)


@pytest.mark.rule(
    "C4", "while offline employees are off, who has no e-mail can be edited, and nobody can lose one"
)
def test_offline_switched_off(change, company, ewa):
    company.offline_employees = False
    assert change(ewa, last_name="Kos", hr_email="").employee.last_name == "Kos"
    by_mail = EmployeeFactory(company=company, by_mail=True)
    with pytest.raises(RecordRefused) as error:
        change(by_mail, hr_email="")
    assert [(p.code, p.field) for p in error.value.problems] == [(Code.EMAIL_MISSING, Field.HR_EMAIL)]


@pytest.mark.rule("E8", "a circle of managers is refused and names the people")
def test_circle(change, company, ewa):
    jan = EmployeeFactory(company=company, first_name="Jan", last_name="Kos", manager=ewa)
    ola = EmployeeFactory(company=company, employee_id="OLA", first_name="Ola", last_name="Sum", manager=jan)
    with pytest.raises(RecordRefused) as error:
        change(ewa, manager_id=ola.employee_id)
    assert [(p.code, p.field) for p in error.value.problems] == [(Code.MANAGER_CYCLE, Field.MANAGER_ID)]
    assert "Ola Sum → Jan Kos → Ewa Nowak" in str(error.value)
    ewa.refresh_from_db()
    assert ewa.manager is None


@pytest.mark.rule("E8", "a line manager can be replaced and taken away")
def test_manager_changes(change, company, ewa):
    jan, ola = EmployeeFactory.create_batch(2, company=company)
    assert change(ewa, manager_id=jan.employee_id).employee.manager == jan
    assert change(ewa, manager_id=ola.employee_id).employee.manager == ola
    assert change(ewa, manager_id="").employee.manager is None
    assert [event.after for event in AuditEvent.objects.order_by("pk")] == [
        {"manager_id": jan.employee_id},
        {"manager_id": ola.employee_id},
        {"manager_id": ""},
    ]


@pytest.mark.rule("E1", "an Employee ID can be mended, but not into another person's")
def test_id_changes(change, company, ewa):
    assert change(ewa, employee_id="A-7").employee.employee_key == "a-7"
    EmployeeFactory(company=company, employee_id="B")
    with pytest.raises(RecordRefused) as error:
        change(ewa, employee_id="b")
    assert [p.code for p in error.value.problems] == [Code.ID_TAKEN]


def test_own_odd_id_is_not_asked_about_again(change, company):
    EmployeeFactory(company=company, employee_id="42")
    ewa = EmployeeFactory(company=company, employee_id="042")
    assert change(ewa, employee_id="042", last_name="Kos").changed


@pytest.mark.rule("E10", "a leaving date that has passed means left, at once")
def test_leaving_date_in_the_past(change, ewa, now):
    change(ewa, leaving_date=(now.date() - timedelta(days=1)).isoformat())
    ewa.refresh_from_db()
    assert ewa.left_at == now


@pytest.mark.rule("E10", "the leaving date is the last day, inclusive")
def test_leaving_date_today(change, ewa, now):
    change(ewa, leaving_date=now.date().isoformat())
    ewa.refresh_from_db()
    assert (ewa.left_at, ewa.is_active(now.date())) == (None, True)


@pytest.mark.rule("E10", "another leaving date brings nobody back: only coming back does")
def test_leaving_date_moved_after_the_last_day(change, company, now):
    ewa = EmployeeFactory(company=company, leaving_date=now.date() - timedelta(days=1))
    change(ewa, leaving_date="2030-01-01")
    ewa.refresh_from_db()
    assert (ewa.left_at, ewa.leaving_date) == (now, date(2030, 1, 1))


@pytest.mark.rule("C5", "the last administrator gets no leaving date, unless another one stays")
def test_last_administrator_gets_no_leaving_date(company, bob, by_alice, now, change):
    RoleGrantFactory(company=company, user=bob.user)
    assert change(bob.employee, leaving_date="2030-01-01").changed
    company_grants = bob.user.grants.model.objects.for_company(company)
    company_grants.exclude(user=bob.user).delete()
    with pytest.raises(StayRefused, match="Bob Brown is the last administrator who stays"):
        change(bob.employee, leaving_date="2029-01-01")


@pytest.mark.rule("I1", "the administrator stops the mails to one person, and lets them go on")
def test_mails_stop_and_go_on(company, by_alice, now):
    ewa = EmployeeFactory(company=company, by_mail=True)
    stop_mails(company=company, employee=ewa, by=by_alice, now=now)
    ewa.refresh_from_db()
    assert ewa.mail_stopped_at == now
    resume_mails(company=company, employee=ewa, by=by_alice, now=now)
    ewa.refresh_from_db()
    assert (ewa.mail_stopped_at, ewa.mail_due_at) == (None, now)
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["employee.mails_stopped", "employee.mails_resumed"]


def test_nothing_to_stop(company, ewa, bob, by_alice, now):
    for person in (ewa, bob.employee):
        with pytest.raises(MailsRefused, match="No invitations go to"):
            stop_mails(company=company, employee=person, by=by_alice, now=now)
    with pytest.raises(MailsRefused, match="are not stopped"):
        resume_mails(company=company, employee=ewa, by=by_alice, now=now)
