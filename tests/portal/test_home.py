"""`/`: who lands where, and what a new account is told (A7)."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from recognition.models import PointEntry
from tests.factories import (
    EmployeeFactory,
    RecipientFactory,
    RecognitionFactory,
    RoleGrantFactory,
    UserFactory,
)
from tests.people import Person, SiteClient, signed_in


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


def thanked(person, at, points=0, **given):
    """A recognition for a person, with its entry in the ledger."""
    recognition = RecognitionFactory(company=person.company, sent_at=at, **given)
    recipient = RecipientFactory(recognition=recognition, employee=person, points=points)
    PointEntry.objects.for_company(person.company).create(
        company=person.company, employee=person, recipient=recipient, points=points, at=at
    )
    return recognition


@pytest.mark.rule("A7", "who has just registered sees the recognitions and points that were waiting")
def test_what_was_waiting(bob):
    bob.employee.registered_at = timezone.now() - timedelta(minutes=1)
    bob.employee.save()
    long_ago = timezone.now() - timedelta(days=90)
    thanked(bob.employee, long_ago, 40, message="From long ago", is_private=True)
    thanked(bob.employee, long_ago, 1500, message="And once more")
    shown = page(bob.get("/"))
    assert "2 recognitions were waiting for you. With them came 1,540 points, which are yours." in shown
    assert ("From long ago" in shown, "And once more" in shown, "+1,500 points" in shown) == (
        True,
        True,
        True,
    )
    assert "1,540 points of yours 2 recognitions for you" in shown


@pytest.mark.rule("R4", "who registered without e-mail is shown new recognitions at the next login")
def test_new_ones(registered_long_ago):
    me = registered_long_ago.employee
    me.registered_at = timezone.now() - timedelta(days=60)
    me.save()
    thanked(me, timezone.now() - timedelta(days=30), message="Read weeks ago", is_private=True)
    thanked(me, timezone.now() - timedelta(days=1), message="Came yesterday")
    shown = page(registered_long_ago.get("/"))
    assert shown.count("Came yesterday") == 1
    assert shown.index("For you") < shown.index("Came yesterday") < shown.index("On the Activity Wall")
    assert shown.index("On the Activity Wall") < shown.index("Read weeks ago")
    assert "waiting" not in shown


@pytest.mark.rule("R2", "home shows the newest of the wall, and nothing that is not for these eyes")
def test_wall_at_home(registered_long_ago, company, now):
    for number in range(6):
        row = RecognitionFactory(company=company, message=f"Open {number}", sent_at=now + timedelta(number))
        RecipientFactory(recognition=row)
    RecipientFactory(recognition__company=company, recognition__is_private=True, recognition__message="Hid")
    shown = page(registered_long_ago.get("/"))
    assert [f"Open {number}" in shown for number in range(6)] == [False, True, True, True, True, True]
    assert "Hid" not in shown


@pytest.mark.rule(
    "R8", "thanks on the first page take reactions as on the wall, and a press leads back there"
)
def test_reactions_at_home(registered_long_ago, company):
    mine = thanked(registered_long_ago.employee, timezone.now())
    other = RecipientFactory(recognition__company=company).recognition
    answer = registered_long_ago.get("/").content.decode()
    signs = [f'id="sign-{row.pk}-clap" name="put" value="clap" aria-pressed="false"' for row in (mine, other)]
    assert [answer.count(sign) for sign in signs] == [1, 1]

    pressed = registered_long_ago.post(f"/recognitions/{mine.pk}/react", {"put": "clap", "next": "/"})
    assert (pressed.status_code, pressed.url) == (302, f"/#post-{mine.pk}")
    assert (
        signs[0].replace("put", "take").replace("false", "true")
        in registered_long_ago.get("/").content.decode()
    )


def test_nothing_yet(registered_long_ago):
    shown = page(registered_long_ago.get("/"))
    assert "No thanks yet" in shown and "0 points of yours 0 recognitions for you" in shown


def test_a_coordinator_in_no_hr_file(company, now):
    user = UserFactory(name="Cora Coord")
    RoleGrantFactory(company=company, user=user, role="coordinator")
    cora = signed_in(user, company)
    assert "appear on the Activity Wall" in page(cora.get("/"))
    RecipientFactory(recognition__company=company, recognition__message="Well said")
    shown = page(cora.get("/"))
    assert ("Well said" in shown, "points of yours" in shown) == (True, False)


def test_queries_at_home(registered_long_ago, django_assert_num_queries):
    me = registered_long_ago.employee
    thanked(me, timezone.now(), 5)
    registered_long_ago.get("/")
    with django_assert_num_queries(16):
        registered_long_ago.get("/")
    thanked(me, timezone.now(), 5), thanked(me, timezone.now(), 5)
    with django_assert_num_queries(16):
        registered_long_ago.get("/")
