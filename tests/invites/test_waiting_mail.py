"""The recommended mail (I10): how many people wait, once a period, where no schedule makes their paper."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from employees.models import Company, Mail
from employees.services.mail import send_due_mails
from invites.services.scheduling import set_schedule
from invites.services.waiting_mail import first_weekday, mail_waiting, period_of
from invites.tasks import mail_waiting as mail_task
from tests.factories import NOON, EmployeeFactory
from tests.people import Person
from workstars.lib.actors import SYSTEM

EIGHT = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)  # Monday 9 March, 08:00 in Warsaw
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def launched(company: Company, alice: Person) -> Company:
    """Asked about a week before, when nobody waited."""
    Company.objects.filter(pk=company.pk).update(launched_at=NOON)
    company.refresh_from_db()
    mail_waiting(now=EIGHT - 7 * DAY)
    return company


def set_to(company: Company, waiting_mail: str) -> None:
    Company.objects.filter(pk=company.pk).update(waiting_mail=waiting_mail)
    company.refresh_from_db()


@pytest.mark.rule(
    "I10", "on Monday at 08:00 of the company's zone administrators hear how many people wait, once"
)
def test_weekly(launched: Company, charlie: Person, mailoutbox) -> None:
    EmployeeFactory.create_batch(2, company=launched, country="PL")
    EmployeeFactory(
        company=launched,
        country="DE",
        paper_made_at=NOON,
        paper_due_on=date(2026, 3, 5),
        reminders_since=NOON,
    )
    assert mail_waiting(now=EIGHT - SECOND) == 0
    assert [mail_waiting(now=EIGHT + n * DAY) for n in range(7)] == [1, 0, 0, 0, 0, 0, 0]
    send_due_mails(EIGHT, 10)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["alice@acme.example"], "3 people wait for a letter")
    for said in ("Never invited yet:\n- Poland: 2", "Waiting for a reminder:\n- Germany: 1"):
        assert mail.body.count(said) == 1
    assert mail_waiting(now=EIGHT + 7 * DAY) == 1
    assert Mail.objects.filter(kind="paper").count() == 2


@pytest.mark.rule("I10", "a beat that was down on Monday asks later in the week, once")
def test_late(launched: Company) -> None:
    EmployeeFactory(company=launched)
    assert [mail_waiting(now=EIGHT + n * DAY) for n in (3, 3, 5)] == [1, 0, 0]


@pytest.mark.rule("I10", "when nobody waits none is sent, also not to whoever begins to wait on Tuesday")
def test_nobody_waits(launched: Company) -> None:
    assert mail_waiting(now=EIGHT) == 0
    EmployeeFactory(company=launched, active_since=EIGHT)
    assert [mail_waiting(now=EIGHT + DAY), mail_waiting(now=EIGHT + 7 * DAY)] == [0, 1]


@pytest.mark.parametrize(
    ("day", "first"),
    [
        ("2026-03-15", "2026-03-02"),  # 1 March is a Sunday
        ("2026-08-31", "2026-08-03"),  # 1 August is a Saturday
        ("2026-04-01", "2026-04-01"),
    ],
)
def test_first_weekday(day: str, first: str) -> None:
    assert first_weekday(date.fromisoformat(day)) == date.fromisoformat(first)


@pytest.mark.rule("I10", "monthly it comes on the first weekday of the month at 08:00")
def test_monthly(launched: Company) -> None:
    set_to(launched, "month")
    EmployeeFactory(company=launched)
    mail_waiting(now=EIGHT)
    first = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)  # Wednesday, 08:00 in summer time
    assert period_of(launched, first - SECOND) == date(2026, 3, 2)
    assert [mail_waiting(now=first + pause) for pause in (-SECOND, SECOND, DAY)] == [0, 1, 0]


@pytest.mark.rule("I10", "never, before launch, and while offline employees is off it does not come")
@pytest.mark.parametrize(
    "facts", [{"waiting_mail": "none"}, {"launched_at": None}, {"offline_employees": False}]
)
def test_not_wanted(launched: Company, facts) -> None:
    EmployeeFactory(company=launched)
    Company.objects.filter(pk=launched.pk).update(**facts)
    assert mail_waiting(now=EIGHT) == 0


@pytest.mark.rule("I10", "countries with a schedule are not in it; with all of them scheduled none is sent")
def test_with_schedules(launched: Company, mailoutbox) -> None:
    EmployeeFactory(company=launched, country="DE")
    EmployeeFactory(company=launched, country="PL")
    plan = {"every": "month", "weekday": None, "day": 28, "by": SYSTEM, "now": NOON}
    set_schedule(company=launched, country="PL", **plan)
    assert mail_waiting(now=EIGHT) == 1
    send_due_mails(EIGHT, 10)
    assert (mailoutbox[0].body.count("Germany: 1"), mailoutbox[0].body.count("Poland")) == (1, 0)
    set_schedule(company=launched, country="DE", **plan)
    assert mail_waiting(now=EIGHT + 7 * DAY) == 0


@pytest.mark.rule("I10", "a company launched in the middle of a week hears on Monday, not at once")
def test_launched_on_wednesday(company: Company, alice: Person) -> None:
    EmployeeFactory(company=company)
    Company.objects.filter(pk=company.pk).update(launched_at=NOON)
    assert [mail_waiting(now=EIGHT + n * DAY) for n in (2, 3, 7)] == [0, 0, 1]


@pytest.mark.rule(
    "I10", "the scheduled job asks at the moment that is asked for; nothing due takes two queries"
)
def test_task(launched: Company) -> None:
    EmployeeFactory(company=launched)
    with CaptureQueriesContext(connection) as seen:
        assert mail_waiting(now=EIGHT - SECOND) == 0
    assert len(seen) == 2
    assert mail_task(at="2026-03-09T07:00Z") == 1
