"""Leaving and coming back (E10), and the sweep over leaving dates."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from employees.models import AuditEvent, Company, Employee
from employees.permissions import find_member
from employees.services.people import (
    StayRefused,
    deactivate_employee,
    mark_leavers,
    reactivate_employee,
)
from tests.factories import CompanyFactory, EmployeeFactory, RoleGrantFactory, UserFactory
from workstars.celery import app
from workstars.lib.actors import Actor
from workstars.lib.clock import day_start


@pytest.fixture
def deactivate(company: Company, by_alice: Actor, now):
    def deactivate(employee: Employee, by: Actor = by_alice) -> Employee:
        return deactivate_employee(company=company, employee=employee, by=by, now=now)

    return deactivate


@pytest.fixture
def reactivate(company: Company, by_alice: Actor):
    def reactivate(employee: Employee, now: datetime) -> Employee:
        return reactivate_employee(company=company, employee=employee, by=by_alice, now=now)

    return reactivate


@pytest.mark.rule("E10", "who left is off all lists, from this moment")
def test_deactivated_is_off_the_lists(deactivate, company, now):
    ewa = EmployeeFactory(company=company)
    people = Employee.objects.for_company(company)
    assert list(people.waiting_for_invite(now.date())) == [ewa]
    deactivate(ewa)
    assert list(people.waiting_for_invite(now.date())) == []
    assert list(people.left(now.date())) == [ewa]


@pytest.mark.rule("E10", "who left has no session that works; their page asks for a login again")
def test_sessions_end(deactivate, bob):
    assert bob.get("/").status_code == 200
    deactivate(bob.employee)
    answer = bob.get("/")
    assert (answer.status_code, answer.url) == (302, "/login?next=/")


@pytest.mark.rule("E10", "a browser left open does not come back to life with its person; a new login does")
@pytest.mark.promise("V10", "a browser left open does not come back to life with its person")
def test_sessions_stay_ended(deactivate, reactivate, bob):
    deactivate(bob.employee)
    later = timezone.now() + timedelta(seconds=5)
    reactivate(bob.employee, later)
    answer = bob.get("/")
    assert (answer.status_code, answer.url) == (302, "/login?next=/")
    with time_machine.travel(later + timedelta(seconds=5), tick=False):
        bob.client.sign_in(bob.user, bob.company)
        assert bob.get("/").status_code == 200


@pytest.mark.rule("E10", "leaving and coming back are in the audit log")
def test_audited(deactivate, reactivate, company, alice, now):
    ewa = EmployeeFactory(company=company, leaving_date=now.date())
    deactivate(ewa)
    later = now + timedelta(days=3)
    reactivate(ewa, later)
    left, back = AuditEvent.objects.order_by("pk")
    assert (left.action, left.actor, left.before) == ("employee.deactivated", alice.user, {"left_at": None})
    assert left.after == {"left_at": "2026-03-02T12:00:00Z"}
    assert (back.action, back.before, back.after) == (
        "employee.reactivated",
        {"left_at": "2026-03-02T12:00:00Z", "leaving_date": "2026-03-02"},
        {"left_at": None, "leaving_date": None},
    )


def test_left_twice(deactivate, company):
    ewa = EmployeeFactory(company=company, first_name="Ewa", last_name="Kot")
    deactivate(ewa)
    with pytest.raises(StayRefused, match="Ewa Kot has left already"):
        deactivate(ewa)
    assert AuditEvent.objects.count() == 1


def test_back_without_having_left(reactivate, company, now):
    with pytest.raises(StayRefused, match="has not left"):
        reactivate(EmployeeFactory(company=company), now)


@pytest.mark.rule("E10", "reports keep their line manager when that person leaves")
def test_reports_keep_their_manager(deactivate, company):
    boss = EmployeeFactory(company=company)
    report = EmployeeFactory(company=company, manager=boss)
    deactivate(boss)
    report.refresh_from_db()
    assert report.manager == boss


@pytest.mark.rule("E9", "nobody deactivates themselves")
def test_not_oneself(deactivate, company, bob):
    RoleGrantFactory(company=company, user=bob.user)
    with pytest.raises(StayRefused, match="You cannot deactivate yourself"):
        deactivate(bob.employee, by=Actor(bob.user.pk, "Bob Brown"))
    bob.employee.refresh_from_db()
    assert bob.employee.left_at is None


@pytest.mark.rule("C5", "the last administrator cannot be deactivated; one of two can")
def test_last_administrator(company, now):
    first, second = (registered_administrator(company, name) for name in ("ann", "ben"))
    by_system = Actor(None, "Workstars")
    deactivate_employee(company=company, employee=first, by=by_system, now=now)
    with pytest.raises(StayRefused, match="last administrator"):
        deactivate_employee(company=company, employee=second, by=by_system, now=now)


def registered_administrator(company: Company, name: str) -> Employee:
    user = UserFactory(email=f"{name}@acme.example")
    RoleGrantFactory(company=company, user=user)
    return EmployeeFactory(company=company, user=user, registered=True)


@pytest.mark.rule(
    "E10", "who comes back is the same person, waits in Invites anew, and what was printed stays dead"
)
def test_back_and_invited_anew(deactivate, reactivate, company, now):
    past = now - timedelta(days=40)
    ewa = EmployeeFactory(
        company=company,
        active_since=past,
        paper_made_at=past,
        paper_due_on=now.date(),
        reminders_since=now - timedelta(days=10),
    )
    deactivate(ewa)
    later = now + timedelta(days=60)
    reactivate(ewa, later)
    back = Employee.objects.for_company(company).get()
    assert (back.pk, back.active_since) == (ewa.pk, later)
    assert (back.paper_made_at, back.paper_due_on, back.reminders_since) == (None, None, None)
    assert list(Employee.objects.for_company(company).waiting_for_invite(later.date())) == [ewa]


@pytest.mark.rule(
    "E10", "who comes back with an e-mail gets the invitation anew, also when mails were stopped"
)
def test_back_with_email(deactivate, reactivate, company, now):
    ewa = EmployeeFactory(company=company, hr_email="e@acme.example", mail_count=4, mail_stopped_at=now)
    deactivate(ewa)
    reactivate(ewa, now + timedelta(days=60))
    ewa.refresh_from_db()
    assert (ewa.mail_due_at, ewa.mail_count, ewa.mail_stopped_at) == (now + timedelta(days=60), 0, None)


@pytest.mark.rule("E10", "who comes back with an address that bounced waits for paper")
def test_back_with_bounced_email(deactivate, reactivate, company, now):
    ewa = EmployeeFactory(company=company, hr_email="e@acme.example", hr_email_bounced_at=now)
    deactivate(ewa)
    reactivate(ewa, now)
    ewa.refresh_from_db()
    assert ewa.mail_due_at is None
    assert list(Employee.objects.for_company(company).waiting_for_invite(now.date())) == [ewa]


@pytest.mark.rule("E10", "a registered person who comes back logs in with the same login")
def test_registered_comes_back(deactivate, reactivate, company, bob, now):
    deactivate(bob.employee)
    assert find_member(bob.user, company, on_operator_host=False, now=now) is None
    reactivate(bob.employee, now)
    member = find_member(bob.user, company, on_operator_host=False, now=now)
    assert member is not None
    assert member.employee == bob.employee
    assert bob.employee.mail_due_at is None


@pytest.mark.rule("E10", "a leaving date ahead survives coming back, one that has passed is cleared")
@pytest.mark.parametrize(("days", "kept"), [(5, date(2026, 3, 7)), (0, date(2026, 3, 2)), (-1, None)])
def test_leaving_date_after_coming_back(reactivate, company, now, days, kept):
    last_day = now.date() + timedelta(days=days)
    ewa = EmployeeFactory(company=company, left_at=now, leaving_date=last_day)
    reactivate(ewa, now)
    ewa.refresh_from_db()
    assert ewa.leaving_date == kept


@pytest.mark.rule("E10", "a last day that is over makes a leaver at the company's midnight, and is audited")
def test_sweep_at_midnight(company):
    last_day = date(2026, 3, 2)
    ewa = EmployeeFactory(company=company, first_name="Ewa", last_name="Kot", leaving_date=last_day)
    midnight = day_start(company, last_day + timedelta(days=1)).astimezone(UTC)
    assert mark_leavers(midnight - timedelta(seconds=1)) == 0
    assert mark_leavers(midnight) == 1
    ewa.refresh_from_db()
    event = AuditEvent.objects.get()
    assert ewa.left_at == midnight
    assert (event.action, event.actor_label, event.subject_label, event.subject_id, event.company) == (
        "employee.left",
        "Workstars",
        "Ewa Kot",
        ewa.pk,
        company,
    )
    assert event.after == {"left_at": midnight.isoformat(), "leaving_date": "2026-03-02"}
    assert mark_leavers(midnight + timedelta(minutes=1)) == 0


@pytest.mark.rule("E10", "each company's own midnight counts")
@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Pacific/Auckland", datetime(2026, 3, 2, 11, 0, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2026, 3, 2, 10, 0, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 3, 3, 8, 0, tzinfo=UTC)),
    ],
)
def test_sweep_in_other_zones(db, zone, moment):
    EmployeeFactory(company=CompanyFactory(time_zone=zone), leaving_date=date(2026, 3, 2))
    assert mark_leavers(moment - timedelta(seconds=1)) == 0
    assert mark_leavers(moment) == 1


@pytest.mark.rule("E10", "the sweep costs as many statements for three leavers as for one")
def test_sweep_statements(company, now, django_assert_num_queries):
    EmployeeFactory(company=company, leaving_date=date(2026, 3, 1))
    with django_assert_num_queries(5):
        assert mark_leavers(now) == 1
    EmployeeFactory.create_batch(3, company=company, leaving_date=date(2026, 3, 1))
    with django_assert_num_queries(5):
        assert mark_leavers(now) == 3


@pytest.mark.rule("E10", "the sweep is on the schedule and runs at any moment that is asked for")
def test_scheduled(company):
    EmployeeFactory(company=company, leaving_date=date(2026, 3, 1))
    assert app.conf.beat_schedule["mark-leavers"] == {"task": "employees.mark_leavers", "schedule": 60.0}
    task = app.tasks["employees.mark_leavers"]
    assert task.apply(kwargs={"at": "2026-03-01T22:59Z"}).get() == 0
    assert task.apply(kwargs={"at": "2026-03-01T23:00Z"}).get() == 1
