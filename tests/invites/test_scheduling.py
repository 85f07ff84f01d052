"""Generation without anybody pressing (I10): when, once, and what becomes of files that nobody fetches (V5)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from employees.models import AuditEvent, Company, Employee, Mail
from employees.services.mail import send_due_mails
from invites.models import CodeFile, Schedule
from invites.services.scheduling import (
    next_day,
    remove_schedule,
    run_schedules,
    set_schedule,
    tell_of_files_not_fetched,
)
from invites.services.voiding import void_what_nobody_fetched
from invites.tasks import run_schedules as run_task
from tests.factories import NOON, EmployeeFactory
from tests.invites.paper import DAY, Office
from tests.people import Person
from workstars.lib.actors import SYSTEM
from workstars.lib.clock import day_start

MONDAY = date(2026, 3, 9)  # the one after NOON's


@pytest.fixture
def office(company: Company, alice: Person) -> Office:
    """With Alice to be told, and Ewa waiting in Poland."""
    EmployeeFactory(company=company, first_name="Ewa")
    return Office(company)


def every_monday(company: Company, country: str = "PL", now: datetime = NOON) -> Schedule:
    return set_schedule(
        company=company, country=country, every="week", weekday=0, day=None, by=SYSTEM, now=now
    )


def files(company: Company) -> list[tuple[str, str, int]]:
    rows = CodeFile.objects.for_company(company).order_by("pk")
    return list(rows.values_list("kind", "country", "rows"))


def mails(company: Company) -> list[str]:
    return list(Mail.objects.filter(company=company).order_by("pk").values_list("key", flat=True))


@pytest.mark.parametrize(
    ("plan", "after", "next_on"),
    [
        (("week", 0, None), "2026-03-02", "2026-03-09"),  # from Monday to Monday: never the same day
        (("week", 0, None), "2026-03-08", "2026-03-09"),
        (("week", 6, None), "2026-03-02", "2026-03-08"),
        (("month", None, 1), "2026-03-01", "2026-04-01"),
        (("month", None, 28), "2026-02-27", "2026-02-28"),
        (("month", None, 28), "2026-12-28", "2027-01-28"),
        (("month", None, 2), "2026-12-31", "2027-01-02"),
    ],
)
@pytest.mark.rule("I10", "a schedule has its turn on a weekday, or on a day of the month, after today")
def test_next_day(plan, after: str, next_on: str) -> None:
    assert next_day(*plan, date.fromisoformat(after)) == date.fromisoformat(next_on)


@pytest.mark.rule(
    "I10", "on its day in the company's time zone a schedule makes both files, and nobody pressed"
)
def test_on_its_day(office: Office, company: Company) -> None:
    EmployeeFactory(company=company, paper_made_at=NOON, paper_due_on=MONDAY, reminders_since=NOON)
    every_monday(company)
    midnight = day_start(company, MONDAY)
    assert run_schedules(now=midnight - timedelta(seconds=1)) == 0
    assert run_schedules(now=midnight) == 2
    assert files(company) == [("invites", "PL", 1), ("reminders", "PL", 1)]
    file = CodeFile.objects.for_company(company).first()
    assert (file.by_schedule, file.created_by_label, file.first_downloaded_at) == (True, "The schedule", None)
    schedule = Schedule.objects.for_company(company).get()
    assert (schedule.last_on, schedule.next_on) == (MONDAY, MONDAY + timedelta(days=7))


@pytest.mark.rule("I10", "nothing is made twice, and after weeks without a beat it is made once")
def test_late_and_twice(office: Office, company: Company) -> None:
    every_monday(company)
    late = NOON + 24 * DAY  # Thursday 26 March
    assert (run_schedules(now=late), run_schedules(now=late)) == (1, 0)
    EmployeeFactory(company=company)
    assert run_schedules(now=late + DAY) == 0
    assert Schedule.objects.for_company(company).get().next_on == date(2026, 3, 30)


@pytest.mark.rule("I10", "where nobody waits no file is made, no mail goes out, and the next turn is ahead")
def test_nobody_waits(office: Office, company: Company) -> None:
    every_monday(company, "DE")
    assert (run_schedules(now=NOON + 7 * DAY), files(company), mails(company)) == (0, [], [])
    assert Schedule.objects.for_company(company).get().next_on == date(2026, 3, 16)


@pytest.mark.rule("C4", "while offline employees is off no schedule makes anything")
def test_switched_off(office: Office, company: Company) -> None:
    every_monday(company)
    Company.objects.filter(pk=company.pk).update(offline_employees=False)
    assert (run_schedules(now=NOON + 7 * DAY), files(company)) == (0, [])


@pytest.mark.rule("I10", "the administrators get one mail a run with the way to the files, and never a code")
def test_mail(office: Office, company: Company, charlie: Person, mailoutbox) -> None:
    EmployeeFactory.create_batch(2, company=company, country="DE")
    every_monday(company)
    every_monday(company, "DE")
    run_schedules(now=NOON + 7 * DAY)
    file = CodeFile.objects.for_company(company).earliest("pk")
    alice = Mail.objects.get().user
    assert mails(company) == [f"files-ready:{file.pk}:{alice.pk}"]
    send_due_mails(NOON + 7 * DAY, 10)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["alice@acme.example"], "2 files with activation codes are ready")
    for said in ("codes for 3 people", "Invites CSV for Germany (2)", "Invites CSV for Poland (1)"):
        assert mail.body.count(said) == 1
    assert mail.body.count(f"{company.address}/admin/invites\n") == 1
    assert mail.attachments == []


@pytest.mark.rule("I6", "the days of a file made by schedule begin at its first download, as CSV or workbook")
@pytest.mark.parametrize("workbook", [False, True])
def test_days_begin_at_the_download(office: Office, company: Company, workbook: bool) -> None:
    every_monday(company)
    office.later(7)
    run_schedules(now=office.now)
    ewa = Employee.objects.for_company(company).get(first_name="Ewa", country="PL")
    assert (office.list_of(ewa), office.live_codes(ewa), ewa.paper_due_on) == ("neither", 1, None)
    file = CodeFile.objects.for_company(company).get()
    office.later(10).fetch(file, workbook=workbook)
    ewa.refresh_from_db()
    assert ewa.paper_due_on == date(2026, 4, 18)  # thirty days after Thursday 19 March
    office.later(5).fetch(file)
    ewa.refresh_from_db()
    assert ewa.paper_due_on == date(2026, 4, 18)
    assert (office.later(24).list_of(ewa), office.later(1).list_of(ewa)) == ("neither", "reminders")


@pytest.mark.rule("I6", "who got an HR e-mail, or came back, before the first download keeps their own days")
def test_days_of_others(office: Office, company: Company) -> None:
    mailed = EmployeeFactory(company=company)
    back = EmployeeFactory(company=company)
    every_monday(company)
    office.later(7)
    run_schedules(now=office.now)
    mine = Employee.objects.for_company(company)
    mine.filter(pk=mailed.pk).update(hr_email="m@work.example")
    mine.filter(pk=back.pk).update(active_since=office.now + DAY, paper_made_at=None)
    office.later(3).fetch(CodeFile.objects.for_company(company).get())
    days = dict(mine.values_list("pk", "paper_due_on"))
    assert (days[mailed.pk], days[back.pk]) == (date(2026, 4, 11), None)
    assert office.list_of(back) == "invites"


@pytest.mark.rule("I10", "what nobody has downloaded is mailed about once more after a week, and only once")
def test_told_again(office: Office, company: Company) -> None:
    every_monday(company)
    office.later(7)
    run_schedules(now=office.now)
    assert tell_of_files_not_fetched(now=office.now + 7 * DAY - timedelta(seconds=1)) == 0
    assert tell_of_files_not_fetched(now=office.now + 7 * DAY) == 1
    assert tell_of_files_not_fetched(now=office.now + 20 * DAY) == 0
    assert [key.split(":")[0] for key in mails(company)] == ["files-ready", "files-wait"]


@pytest.mark.rule("I10", "nobody is reminded of a file that was downloaded, or voided before that")
@pytest.mark.parametrize("act", ["fetch", "void"])
def test_not_told_again(office: Office, company: Company, act: str) -> None:
    every_monday(company)
    office.later(7)
    run_schedules(now=office.now)
    getattr(office, act)(CodeFile.objects.for_company(company).get())
    assert tell_of_files_not_fetched(now=office.now + 8 * DAY) == 0
    assert void_what_nobody_fetched(now=office.now + 40 * DAY) == 0


@pytest.mark.rule("I8", "a file made by schedule can be voided before anybody fetched it")
def test_void_before_fetching(office: Office, company: Company) -> None:
    every_monday(company)
    office.later(7)
    run_schedules(now=office.now)
    ewa = Employee.objects.for_company(company).get(first_name="Ewa", country="PL")
    office.void(CodeFile.objects.for_company(company).get())
    assert (office.list_of(ewa), office.live_codes(ewa)) == ("invites", 0)


@pytest.mark.promise("V5", "a file that nobody fetches for 30 days becomes void, and its people wait again")
@pytest.mark.rule("I10", "a file that nobody fetches for 30 days becomes void, and its people wait again")
def test_never_fetched(office: Office, company: Company) -> None:
    every_monday(company)
    office.later(7)
    run_schedules(now=office.now)
    ewa = Employee.objects.for_company(company).get(first_name="Ewa", country="PL")
    midnight = day_start(company, MONDAY + timedelta(days=30))
    assert void_what_nobody_fetched(now=midnight - timedelta(seconds=1)) == 0
    assert (void_what_nobody_fetched(now=midnight), void_what_nobody_fetched(now=midnight)) == (1, 0)
    office.now = midnight
    assert office.list_of(ewa) == "invites"
    event = AuditEvent.objects.for_company(company).newest_first().first()
    assert (event.action, event.after["reason"]) == (
        "invites.voided",
        "Nobody downloaded it within 30 days.",
    )


@pytest.mark.rule("A4", "with codes that end sooner, a file that nobody fetched is void when they have ended")
def test_short_codes(office: Office, company: Company) -> None:
    Company.objects.filter(pk=company.pk).update(paper_code_days=10)
    every_monday(company)
    run_schedules(now=NOON + 7 * DAY)
    assert void_what_nobody_fetched(now=NOON + 17 * DAY) == 0
    assert void_what_nobody_fetched(now=NOON + 18 * DAY) == 1


@pytest.mark.rule(
    "C7", "setting and removing a schedule is written down with before and after; the same again is not"
)
def test_audit(office: Office, company: Company) -> None:
    every_monday(company)
    every_monday(company, now=NOON + DAY)
    schedule = set_schedule(
        company=company, country="PL", every="month", weekday=None, day=5, by=SYSTEM, now=NOON
    )
    assert remove_schedule(company=company, schedule=schedule, by=SYSTEM, now=NOON) is True
    assert remove_schedule(company=company, schedule=schedule, by=SYSTEM, now=NOON) is False
    weekly, monthly = (
        {"country": "PL", "every": "week", "weekday": 0},
        {"country": "PL", "every": "month", "day": 5},
    )
    events = AuditEvent.objects.for_company(company).order_by("pk")
    assert [(e.action, e.before, e.after) for e in events] == [
        ("schedule.set", {}, weekly),
        ("schedule.set", weekly, monthly),
        ("schedule.removed", monthly, {}),
    ]


@pytest.mark.rule(
    "I10", "the scheduled job runs at the moment that is asked for; nothing due takes one query"
)
def test_task(office: Office, company: Company) -> None:
    every_monday(company)
    for job in (run_schedules, tell_of_files_not_fetched, void_what_nobody_fetched):
        with CaptureQueriesContext(connection) as seen:
            assert job(now=NOON) == 0
        assert len(seen) == 1
    assert run_task(at="2026-03-08T22:59Z") == 0
    assert run_task(at="2026-03-08T23:00Z") == 1  # midnight in Warsaw
