"""Whom a recognition reaches at the moment of sending, and who needs paper (R4)."""

from datetime import date, timedelta

import pytest

from employees.models.employee import Status
from recognition.models import Paper
from recognition.queries.reach import Reach, mail_address, reach_of
from tests.factories import EmployeeFactory

DAY = date(2026, 3, 2)


def the_reach(person):
    return reach_of(person.company, [person.pk], DAY)[person.pk]


@pytest.mark.rule("R4", "paper is owed to who is active, has not registered and has no working HR e-mail")
@pytest.mark.parametrize(
    ("facts", "status", "paper"),
    [
        ({}, Status.OFFLINE, Paper.OWED),
        ({"by_mail": True}, Status.INVITED_BY_MAIL, Paper.NONE),
        ({"by_mail": True, "hr_email_bounced_at": "2026-01-01T00:00Z"}, Status.OFFLINE, Paper.OWED),
        ({"registered": True}, Status.REGISTERED, Paper.NONE),
        ({"left_at": "2026-03-01T00:00Z"}, Status.LEFT, Paper.NONE),
        ({"leaving_date": DAY - timedelta(days=1)}, Status.LEFT, Paper.NONE),
        ({"leaving_date": DAY}, Status.OFFLINE, Paper.OWED),
        ({"hire_date": DAY + timedelta(days=1)}, Status.NOT_STARTED, Paper.NONE),
        ({"hire_date": DAY}, Status.OFFLINE, Paper.OWED),
    ],
)
def test_paper(company, facts, status, paper):
    person = EmployeeFactory(company=company, **facts)
    assert the_reach(person) == Reach(person.pk, status, None, paper, "PL")


@pytest.mark.rule("C4", "while offline employees are switched off nobody is owed a certificate")
def test_switched_off(company):
    company.offline_employees = False
    company.save()
    assert the_reach(EmployeeFactory(company=company)).paper == Paper.NONE


@pytest.mark.rule(
    "R2", "the manager is the line manager at the moment of sending, unless that person has left"
)
def test_manager(company, now):
    boss = EmployeeFactory(company=company)
    person = EmployeeFactory(company=company, manager=boss)
    assert the_reach(person).manager == boss.pk
    boss.leaving_date = DAY - timedelta(days=1)
    boss.save()
    assert the_reach(person).manager is None
    boss.leaving_date, boss.left_at = None, now
    boss.save()
    assert the_reach(person).manager is None


@pytest.mark.rule("C2", "people of another company are nobody")
def test_company(company, other_company):
    assert reach_of(company, [EmployeeFactory(company=other_company).pk, 2_000_000_000], DAY) == {}


def test_one_query(company, django_assert_num_queries):
    people = [EmployeeFactory(company=company) for _one in range(3)]
    with django_assert_num_queries(1):
        found = reach_of(company, [person.pk for person in people], DAY)
    assert [found[person.pk].is_active for person in people] == [True, True, True]


@pytest.mark.rule("R3", "mail goes to the login address once registered, before that to a working HR e-mail")
def test_mail_address(company):
    offline, mailed = EmployeeFactory(company=company), EmployeeFactory(company=company, by_mail=True)
    bounced = EmployeeFactory(company=company, by_mail=True, hr_email_bounced_at="2026-01-01T00:00Z")
    both = EmployeeFactory(company=company, by_mail=True, registered=True)
    people = [offline, mailed, bounced, both]
    assert [mail_address(one) for one in people] == ["", mailed.hr_email, "", both.user.email]
