"""`/`: who lands where, and what a new account is told (A7)."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tests.factories import EmployeeFactory
from tests.people import Person, SiteClient


def page(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def registered_long_ago(bob: Person) -> Person:
    bob.employee.registered_at = timezone.now() - timedelta(days=3)
    bob.employee.save()
    return bob


@pytest.mark.rule("C5", "administrators land on the dashboard, account managers in the back office")
def test_redirects(alice, olga):
    assert (alice.get("/").status_code, alice.get("/").url) == (302, "/admin")
    assert (olga.get("/").status_code, olga.get("/").url) == (302, "/backoffice")


@pytest.mark.rule("C2", "who is not signed in is asked to log in, on the company's site and the operator's")
def test_anonymous(stranger, db):
    assert stranger.get("/").url == "/login?next=/"
    assert SiteClient(settings.OPERATOR_HOST).get("/").url == "/login?next=/"


@pytest.mark.rule("C2", "an administrator of another company is nobody here")
def test_stranger_from_another_company(charlie, company):
    client = SiteClient("acme.workstars.test")
    client.cookies = charlie.client.cookies
    assert client.get("/").url == "/login?next=/"


@pytest.mark.rule("A7", "who has just registered is welcomed by name, and told that the letter is used up")
def test_welcome(bob):
    bob.employee.registered_at = timezone.now() - timedelta(minutes=1)
    bob.employee.save()
    shown = page(bob.get("/"))
    assert "Welcome, Bob" in shown
    assert "Your letter is used up" in shown


def test_later_visits(registered_long_ago, company):
    shown = page(registered_long_ago.get("/"))
    assert "Hello, Bob" in shown
    assert f"This is where {company.name} says thank you." in shown
    assert "Your letter is used up" not in shown
    assert "Your team" not in shown


def test_only_one_name(registered_long_ago):
    registered_long_ago.employee.first_name = ""
    registered_long_ago.employee.save()
    assert "Hello, Brown" in page(registered_long_ago.get("/"))


@pytest.mark.rule("I11", "a manager is told how many reports have not registered")
def test_team(registered_long_ago, company, now):
    boss = registered_long_ago.employee
    EmployeeFactory(company=company, manager=boss)
    EmployeeFactory(company=company, manager=boss, registered=True)
    EmployeeFactory(company=company, manager=boss, left_at=now)
    assert "1 of your 2 people has not registered yet." in page(registered_long_ago.get("/"))


def test_team_complete(registered_long_ago, company):
    EmployeeFactory(company=company, manager=registered_long_ago.employee, registered=True)
    assert "Everybody who reports to you has registered." in page(registered_long_ago.get("/"))
