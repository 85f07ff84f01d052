"""Invitations by mail under crashes and under two beats (V13, V14), with the protections taken away as well."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F

from employees.models import AuditEvent, Company, Employee, Mail
from employees.services import settings
from invites.services import email_invites
from invites.services.email_invites import invite_some, mail_invitations
from tests.factories import NOON, CompanyFactory, EmployeeFactory
from tests.faults.crashpoints import crash_everywhere
from workstars.lib.actors import SYSTEM

PEOPLE, BEATS = 4, 4
EVERY_BEAT = Barrier(BEATS)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mill() -> Company:
    mill = CompanyFactory(name="Mill", subdomain="mill", launched_at=NOON)
    EmployeeFactory.create_batch(PEOPLE, company=mill, by_mail=True)
    return mill


def counted(mill: Company) -> tuple[int, int]:
    """Mails owed, and people who count as mailed."""
    mailed = Employee.objects.for_company(mill).filter(mail_count=1).count()
    return Mail.objects.filter(company=mill).count(), mailed


@pytest.mark.rule(
    "I1",
    "killed before or after any statement, a chunk is owed whole or not at all, and the next run owes it",
)
@pytest.mark.promise(
    "V13", "killed at any statement, each invitation is owed once: in that run or in the next"
)
def test_crash_at_every_statement(mill: Company) -> None:
    for point in crash_everywhere(lambda: mail_invitations(now=NOON)):
        assert counted(mill) in ((0, 0), (PEOPLE, PEOPLE)), point
    assert counted(mill) == (PEOPLE, PEOPLE)


@pytest.mark.promise("V13", "negative control: without the one transaction a crash loses mails")
def test_crash_without_the_transaction(mill: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(email_invites, "take_some", look_then_take)  # a lock needs a transaction

    def naked() -> None:
        invite_some.__wrapped__(mill, NOON)

    uneven = (found for _point in crash_everywhere(naked) if len(set(found := counted(mill))) == 2)
    assert next(uneven) == (0, PEOPLE)


def look_then_take(company: Company, now: datetime, looked: Callable[[], object] = int) -> list[Employee]:
    """As it would be written without care: asks who is due, and moves them on afterwards."""
    people = list(email_invites.due(company, now).order_by("pk"))
    if people:
        looked()
    ids = [employee.pk for employee in people]
    later = email_invites._next_moment(company, now)
    Employee.objects.for_company(company).filter(pk__in=ids).update(
        mail_due_at=later, mail_count=F("mail_count") + 1
    )
    return people


def all_look_then_take(company: Company, now: datetime) -> list[Employee]:
    """With the worst luck: nobody is moved on before every beat has asked."""
    return look_then_take(company, now, EVERY_BEAT.wait)


def random_key(employee: Employee) -> str:
    return uuid4().hex


def most_mails_to_one(mill: Company) -> int:
    """Real threads with real connections, let go at the same moment."""
    start = Barrier(BEATS)

    def beat(_number: int) -> None:
        try:
            start.wait()
            mail_invitations(now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(BEATS) as pool:
        list(pool.map(beat, range(BEATS)))
    return max(Counter(Mail.objects.filter(company=mill).values_list("employee", flat=True)).values())


@pytest.mark.rule(
    "I1", "four beats at once owe each person one mail: by the lock alone, by the key alone; not without both"
)
@pytest.mark.promise(
    "V14", "four beats at once owe each person one mail; the control without lock and key fails"
)
@pytest.mark.parametrize(
    ("take", "key", "once"),
    [
        (email_invites.take_some, email_invites.mail_key, True),
        (email_invites.take_some, random_key, True),
        (all_look_then_take, email_invites.mail_key, True),
        (all_look_then_take, random_key, False),
    ],
    ids=["as it is", "the lock alone", "the key alone", "neither"],
)
def test_beats_at_once(mill: Company, monkeypatch: pytest.MonkeyPatch, take, key, once: bool) -> None:
    monkeypatch.setattr(email_invites, "take_some", take)
    monkeypatch.setattr(email_invites, "mail_key", key)
    assert (most_mails_to_one(mill) == 1) is once


def look_first(company: Company) -> Company:
    """As it would be without the lock: everybody has looked before anybody writes."""
    found = Company.objects.get(pk=company.pk)
    EVERY_BEAT.wait()
    return found


@pytest.mark.rule(
    "I1", "launched by four at once: once, in the audit log once, and each person gets one mail"
)
@pytest.mark.promise("V14", "four presses of Launch are one; the control without the lock fails")
@pytest.mark.parametrize("once", [True, False], ids=["as it is", "without the lock"])
def test_launched_at_once(mill: Company, monkeypatch: pytest.MonkeyPatch, once: bool) -> None:
    Company.objects.filter(pk=mill.pk).update(launched_at=None)
    if not once:
        monkeypatch.setattr(settings, "_held", look_first)
    start = Barrier(BEATS)

    def press(number: int) -> bool:
        try:
            start.wait()
            return settings.launch_company(company=mill, by=SYSTEM, now=NOON + timedelta(seconds=number))
        finally:
            connection.close()

    with ThreadPoolExecutor(BEATS) as pool:
        launched = sum(pool.map(press, range(BEATS)))
    assert (launched == 1) is once
    assert AuditEvent.objects.filter(action="company.launched").count() == launched
    if once:
        later = NOON + timedelta(minutes=1)
        assert [mail_invitations(now=later), mail_invitations(now=later)] == [PEOPLE, 0]
