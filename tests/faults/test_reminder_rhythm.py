"""V14 by time travel: weeks of beats in pairs, a mail server that fails, stops, and a registration at any moment."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend

from employees.models import Company, Employee, Mail
from employees.services.invitations import resume_invitations, stop_invitations
from employees.services.mail import send_due_mails
from invites.services import email_invites
from invites.services.email_invites import mail_invitations
from tests.factories import NOON, CompanyFactory, EmployeeFactory
from workstars.lib.actors import SYSTEM
from workstars.lib.clock import today

STEPS = 40
RARELY, NOW_AND_THEN = 0.1, 0.3
SPACED = 7  # days


class Moody(EmailBackend):
    """Takes a mail or is away, as `away` says."""

    away = False

    def send_messages(self, email_messages: Any) -> int:
        if Moody.away:
            raise ConnectionRefusedError
        return int(super().send_messages(email_messages))


@pytest.fixture
def mill(db: None, settings: Any) -> Iterator[Company]:
    settings.EMAIL_BACKEND = "tests.faults.test_reminder_rhythm.Moody"
    yield CompanyFactory(name="Mill", subdomain="mill", launched_at=NOON)
    Moody.away = False


def live(mill: Company, seed: int) -> tuple[list[datetime], datetime | None]:
    """One person's random weeks: when mails were sent, and when the person registered, if so."""
    chance, now, sent, registered = Random(seed), NOON, [], None
    person = EmployeeFactory(company=mill, by_mail=True)
    people = Employee.objects.for_company(mill).filter(pk=person.pk)
    for _step in range(STEPS):
        now += timedelta(hours=chance.randint(1, 60))
        Moody.away = chance.random() < NOW_AND_THEN
        if chance.random() < RARELY:
            turn(mill, now)
        if registered is None and chance.random() < RARELY / 3:
            registered = now
            people.update(registered_at=now)
        for _beat in range(2):
            mail_invitations(now=now)
            before = len(outbox.outbox)
            send_due_mails(now, 10)
            sent += [now] * (len(outbox.outbox) - before)
    return sent, registered


def turn(mill: Company, now: datetime) -> None:
    """Stopped, or on again."""
    mill.refresh_from_db()
    act = resume_invitations if mill.invitations_stopped_at else stop_invitations
    act(company=mill, by=SYSTEM, now=now)


def broken(mill: Company, sent: list[datetime], registered: datetime | None) -> list[str]:
    """What the promise says, in plain Python."""
    days: list[date] = [today(mill, moment) for moment in sent]
    close = [f"{a} {b}" for a, b in pairwise(days) if (b - a).days < SPACED]
    return close + [f"{moment} after {registered}" for moment in sent if registered and moment >= registered]


@pytest.mark.promise(
    "V14",
    "through weeks of pairs of beats, failures and stops: 7 days between mails, none after registration",
)
def test_rhythm_holds(mill: Company, all_faults: bool) -> None:
    mails = 0
    for seed in range(100 if all_faults else 3):
        sent, registered = live(mill, seed)
        assert broken(mill, sent, registered) == [], seed
        mails += len(sent)
        Mail.objects.all().delete()
        Employee.objects.for_company(mill).delete()
    assert mails > 3


@pytest.mark.promise(
    "V14", "negative control: without the look at what was sent lately, mails come too close"
)
def test_without_looking_back(mill: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    def due(company: Company, now: datetime) -> Any:
        people = Employee.objects.for_company(company).active(today(company, now)).unregistered()
        return people.with_working_email().mail_due(now)

    monkeypatch.setattr(email_invites, "due", due)
    assert any(broken(mill, *live(mill, seed)) for seed in range(10))


@pytest.mark.promise(
    "V14", "negative control: without asking again at sending, mails go out after registration"
)
def test_without_asking_again(mill: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("employees.services.mail._still_wanted", lambda mail, now: True)
    found = (broken(mill, *live(mill, seed)) for seed in range(30))
    assert any("after" in line for lines in found for line in lines)
