"""The sweep from paper to Reminders (I6, V4, V5), by the days of each company, early, late and twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from employees.models import Company, Employee
from invites.services.generation import generate_invites_csv
from invites.services.reminders import move_to_reminders
from invites.tasks import move_to_reminders as move_task
from tests.factories import NOON, EmployeeFactory
from workstars.lib.actors import SYSTEM

DUE = date(2026, 4, 1)  # 30 days after Monday 2 March
MIDNIGHT = datetime(2026, 3, 31, 22, 0, tzinfo=UTC)  # of that day in Warsaw, in summer time since Sunday
SECOND = timedelta(seconds=1)


def invited(company: Company, **fields) -> Employee:
    """Somebody whose letter was made on 2 March."""
    return EmployeeFactory(company=company, paper_made_at=NOON, paper_due_on=DUE, **fields)


def on_reminders(company: Company) -> list[str]:
    mine = Employee.objects.for_company(company).filter(reminders_since__isnull=False)
    return sorted(mine.values_list("employee_id", flat=True))


@pytest.mark.rule("I6", "day 30 begins at its midnight in the company's zone, and not a second before")
def test_midnight(company: Company) -> None:
    ewa = invited(company)
    assert move_to_reminders(now=MIDNIGHT - SECOND) == 0
    assert move_to_reminders(now=MIDNIGHT) == 1
    ewa.refresh_from_db()
    assert (ewa.reminders_since, ewa.paper_made_at, ewa.paper_due_on) == (MIDNIGHT, NOON, DUE)


@pytest.mark.rule("I6", "two companies in different zones each go by their own midnight")
def test_zones(company: Company, other_company: Company) -> None:
    Company.objects.filter(pk=other_company.pk).update(time_zone="Pacific/Kiritimati")  # UTC+14
    invited(company)
    invited(other_company)
    assert move_to_reminders(now=datetime(2026, 3, 31, 10, 0, tzinfo=UTC)) == 1
    assert (len(on_reminders(company)), len(on_reminders(other_company))) == (0, 1)
    Company.objects.filter(pk=company.pk).update(time_zone="Etc/GMT+12")  # UTC-12
    assert move_to_reminders(now=datetime(2026, 4, 1, 11, 59, tzinfo=UTC)) == 0
    assert move_to_reminders(now=datetime(2026, 4, 1, 12, 0, tzinfo=UTC)) == 1


@pytest.mark.rule(
    "V5", "whoever is active, unregistered and without e-mail is on the list 30 days after the paper"
)
@pytest.mark.rule("I6", "who registered, left, has an e-mail or was never in a file is not moved")
def test_who_is_moved(company: Company) -> None:
    invited(company, employee_id="still out")
    invited(company, employee_id="bounced", hr_email="x@work.example", hr_email_bounced_at=NOON)
    invited(company, employee_id="last day today", leaving_date=DUE)
    invited(company, employee_id="registered", registered=True)
    invited(company, employee_id="left", left_at=NOON)
    invited(company, employee_id="last day yesterday", leaving_date=DUE - timedelta(days=1))
    invited(company, employee_id="has mail", by_mail=True)
    EmployeeFactory(company=company, employee_id="never in a file")
    assert move_to_reminders(now=MIDNIGHT) == 3
    assert on_reminders(company) == ["bounced", "last day today", "still out"]


@pytest.mark.rule("V5", "a beat that was down for weeks moves everybody who became due meanwhile, once")
def test_late_and_twice(company: Company) -> None:
    ewa = invited(company)
    EmployeeFactory(company=company, paper_made_at=NOON, paper_due_on=DUE + timedelta(days=20))
    late = MIDNIGHT + timedelta(days=21)
    assert (move_to_reminders(now=late), move_to_reminders(now=late + SECOND)) == (2, 0)
    ewa.refresh_from_db()
    assert ewa.reminders_since == late


@pytest.mark.rule(
    "V4", "from invite to reminder and on nobody is ever on two lists, or on none without reason"
)
def test_round_after_round(company: Company) -> None:
    EmployeeFactory.create_batch(3, company=company)
    now, seen = NOON, []
    for kind in ("invites", "reminders", "reminders"):
        generate_invites_csv(company=company, country="PL", kind=kind, by=SYSTEM, now=now)
        seen.append((kind, move_to_reminders(now=now + timedelta(days=29))))
        now += timedelta(days=31)
        first = Employee.objects.for_company(company).unregistered().order_by("pk").first()
        Employee.objects.for_company(company).filter(pk=first.pk).update(registered_at=now)
        seen.append((kind, move_to_reminders(now=now)))
    assert seen == [
        ("invites", 0),
        ("invites", 2),
        ("reminders", 0),
        ("reminders", 1),
        ("reminders", 0),
        ("reminders", 0),
    ]


@pytest.mark.rule("I6", "the days are calendar days: a clock change in between neither adds nor takes one")
def test_clock_change(company: Company) -> None:
    Company.objects.filter(pk=company.pk).update(time_zone="America/New_York")
    company.refresh_from_db()
    EmployeeFactory(company=company)
    before = datetime(2026, 3, 8, 4, 30, tzinfo=UTC)  # 7 March 23:30 in New York; clocks change that night
    generate_invites_csv(company=company, country="PL", kind="invites", by=SYSTEM, now=before)
    midnight = datetime(2026, 4, 6, 4, 0, tzinfo=UTC)
    assert (move_to_reminders(now=midnight - SECOND), move_to_reminders(now=midnight)) == (0, 1)


@pytest.mark.rule("I6", "the scheduled job moves at the moment that is asked for")
def test_task(company: Company) -> None:
    invited(company)
    assert move_task(at="2026-03-31T21:59Z") == 0
    assert move_task(at="2026-04-02T06:00Z") == 1
    assert len(on_reminders(company)) == 1


@pytest.mark.rule("I6", "moving three takes as many queries as moving one, and nothing due takes one")
def test_query_count(company: Company) -> None:
    counts = []
    for number, people in enumerate((0, 1, 3)):
        for _n in range(people):
            invited(company)
        with CaptureQueriesContext(connection) as seen:
            move_to_reminders(now=MIDNIGHT + timedelta(hours=number))
        counts.append(len(seen))
    assert counts == [1, 4, 4]
