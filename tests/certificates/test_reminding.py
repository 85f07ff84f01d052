"""Managers are reminded of what nobody has printed: one mail each, every two weeks at most (T2)."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from django.core import mail as outbox

from certificates.models import Certificate
from certificates.queries.lists import late
from certificates.services import reminding
from certificates.services.reminding import remind_holders
from certificates.services.telling import tell_holders
from employees.models import Company, Employee, Mail, User
from employees.services.mail import _unseal, send_due_mails
from recognition.models import Recognition
from tests.certificates.floor import has_code, issue_undrawn, person, thank
from tests.factories import NOON, CompanyFactory, UserFactory
from workstars.lib.clock import today

TWO_WEEKS = NOON + timedelta(days=14)


@pytest.fixture
def boss(company: Company) -> Employee:
    user = UserFactory(email="bea@mail.example", language="de")
    return person(company, "Bea Boss", user=user, registered_at=NOON)


@pytest.fixture
def told(company: Company, boss: Employee) -> list[Employee]:
    """Two certificates, of which Bea was told at noon."""
    company.launched_at = NOON - timedelta(days=1)
    company.save()
    people = [person(company, name, boss) for name in ("Ewa Lis", "Jan Kos")]
    thank(*people)
    issue_undrawn(company)
    assert tell_holders(now=NOON) == 1
    return people


def reminders(company: Company) -> list[Mail]:
    return list(Mail.objects.filter(company=company, kind="certificates-reminder").order_by("pk"))


def of(company: Company, person: Employee) -> Any:
    return Certificate.objects.for_company(company).filter(employee=person)


@pytest.mark.rule(
    "T2",
    "14 days after the first mail one more tells, in the reader’s language, of all that is unprinted; no code",
)
def test_after_two_weeks(company: Company, told: list[Employee]) -> None:
    assert remind_holders(now=TWO_WEEKS - timedelta(days=1)) == 0
    assert remind_holders(now=TWO_WEEKS) == 1
    (mail,) = reminders(company)
    message = _unseal(mail)
    assert (mail.to, message.subject) == ("bea@mail.example", "2 Urkunden sind noch nicht gedruckt")
    assert "Ewa Lis, Jan Kos" in message.text
    assert f"{company.address}/manager/certificates" in message.text
    assert not has_code(message.text + message.html)
    moments = set(Certificate.objects.for_company(company).values_list("reminded_at", flat=True))
    assert moments == {TWO_WEEKS}


@pytest.mark.rule("T2", "the days are calendar days of the company: the reminder is due at their midnight")
def test_calendar_days(company: Company, told: list[Employee]) -> None:
    company.time_zone = "Asia/Tokyo"
    company.save()
    midnight = datetime.fromisoformat("2026-03-16T00:00:00+09:00")
    assert today(company, NOON).isoformat() == "2026-03-02"
    assert (remind_holders(now=midnight - timedelta(seconds=1)), remind_holders(now=midnight)) == (0, 1)


@pytest.mark.rule("T2", "the next reminder comes two weeks later, and is about what is still unprinted")
def test_every_two_weeks(company: Company, told: list[Employee]) -> None:
    remind_holders(now=TWO_WEEKS)
    of(company, told[0]).update(printed_at=TWO_WEEKS)
    assert [remind_holders(now=TWO_WEEKS + timedelta(days=days)) for days in range(1, 15)] == [0] * 13 + [1]
    assert _unseal(reminders(company)[1]).subject == "Eine Urkunde ist noch nicht gedruckt"


@pytest.mark.rule("T2", "what came later waits for the manager's next reminder, and makes none of its own")
def test_later_ones(company: Company, boss: Employee, told: list[Employee]) -> None:
    thank(person(company, "Ola Nowak", boss), now=NOON + timedelta(days=3))
    issue_undrawn(company, NOON + timedelta(days=3))
    tell_holders(now=NOON + timedelta(days=3))
    remind_holders(now=TWO_WEEKS)
    assert remind_holders(now=TWO_WEEKS + timedelta(days=3)) == 0
    assert remind_holders(now=TWO_WEEKS + timedelta(days=14)) == 1
    assert _unseal(reminders(company)[1]).subject == "3 Urkunden sind noch nicht gedruckt"


def printed(company: Company, people: list[Employee]) -> None:
    Certificate.objects.for_company(company).update(printed_at=NOON)


def handed_over(company: Company, people: list[Employee]) -> None:
    Certificate.objects.for_company(company).update(handed_over_at=NOON)


def registered(company: Company, people: list[Employee]) -> None:
    Employee.objects.for_company(company).filter(pk__in=[p.pk for p in people]).update(registered_at=NOON)


def left(company: Company, people: list[Employee]) -> None:
    Employee.objects.for_company(company).filter(pk__in=[p.pk for p in people]).update(left_at=NOON)


def hidden(company: Company, people: list[Employee]) -> None:
    Recognition.objects.for_company(company).update(
        hidden_at=NOON, hidden_by_label="Alice", hidden_reason="By mistake"
    )


def not_launched(company: Company, people: list[Employee]) -> None:
    Company.objects.filter(pk=company.pk).update(launched_at=None)


def switched_off(company: Company, people: list[Employee]) -> None:
    Company.objects.filter(pk=company.pk).update(offline_employees=False)


OVER = [printed, handed_over, registered, left, hidden]


@pytest.mark.rule(
    "T2", "nobody is reminded of what is printed, handed over, withdrawn or not needed any more"
)
@pytest.mark.parametrize("over", [*OVER, not_launched, switched_off], ids=lambda each: each.__name__)
def test_nothing_to_remind_of(company: Company, told: list[Employee], over) -> None:
    over(company, told)
    assert remind_holders(now=TWO_WEEKS) == 0


@pytest.mark.promise(
    "V14", "a reminder that waits for the mail server is dropped once nothing waits any more"
)
@pytest.mark.parametrize("over", OVER, ids=lambda each: each.__name__)
def test_dropped_before_sending(company: Company, told: list[Employee], over) -> None:
    remind_holders(now=TWO_WEEKS)
    over(company, told)
    remind_holders(now=TWO_WEEKS + timedelta(minutes=1))
    before = len(outbox.outbox)
    send_due_mails(TWO_WEEKS + timedelta(minutes=2), 10)
    assert ([mail.status for mail in reminders(company)], len(outbox.outbox) - before) == (["dropped"], 1)


@pytest.mark.rule("T2", "a manager without an address sees it on the pages, and is mailed nothing")
def test_without_address(company: Company, boss: Employee, told: list[Employee]) -> None:
    User.objects.filter(pk=boss.user_id).update(email=None)
    assert remind_holders(now=TWO_WEEKS) == 0
    assert reminders(company) == []


@pytest.mark.rule("T3", "what a manager leaves unprinted for four weeks is listed for the administrators")
def test_late(company: Company, told: list[Employee]) -> None:
    fourth = NOON + timedelta(days=28)
    assert late(company, fourth - timedelta(days=1)).count() == 0
    assert late(company, fourth).count() == 2
    of(company, told[0]).update(printed_at=fourth)
    assert [each.employee for each in late(company, fourth)] == [told[1]]


# V14, for these reminders


def live(mill: Company, seed: int) -> list[datetime]:
    """Random weeks of one manager, with beats in pairs: when reminders were owed."""
    chance, now = Random(seed), NOON
    user = UserFactory(email=f"bea{seed}@mail.example")
    boss = person(mill, f"Bea {seed}", user=user, registered_at=NOON)
    for step in range(30):
        now += timedelta(hours=chance.randint(1, 90))
        if chance.random() < 0.4:
            thank(person(mill, f"Ewa {seed} {step}", boss), now=now)
            issue_undrawn(mill, now)
        if chance.random() < 0.1:
            Certificate.objects.for_company(mill).filter(holder=boss).update(printed_at=now)
        for _beat in range(2):
            tell_holders(now=now)
            remind_holders(now=now)
    mine = Mail.objects.filter(employee=boss, kind="certificates-reminder").order_by("created_at")
    return list(mine.values_list("created_at", flat=True))


def too_close(mill: Company, sent: list[datetime]) -> list[tuple[datetime, datetime]]:
    days = [(a, b, (today(mill, b) - today(mill, a)).days) for a, b in pairwise(sent)]
    return [(a, b) for a, b, apart in days if apart < 14]


@pytest.mark.promise(
    "V14", "through random weeks of pairs of beats no manager is reminded of certificates twice in 14 days"
)
def test_rhythm(db: None, all_faults: bool) -> None:
    mill, owed = CompanyFactory(launched_at=NOON, time_zone="America/Lima"), 0
    for seed in range(60 if all_faults else 3):
        sent = live(mill, seed)
        assert too_close(mill, sent) == [], seed
        owed += len(sent)
    assert owed > 3


@pytest.mark.promise(
    "V14", "negative control: without the look at the last mail managers are reminded too often"
)
def test_rhythm_without_looking(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "reminded_lately", lambda *about: False)
    mill = CompanyFactory(launched_at=NOON)
    assert any(too_close(mill, live(mill, seed)) for seed in range(4))
