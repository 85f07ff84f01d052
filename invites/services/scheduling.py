"""Files without anybody pressing (I10): on a day of the week or month, by the company's days, and mail that they are
there."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_countries import countries as all_countries

from employees.models import AuditEvent, Company
from invites.emails.paper import files_are_ready, files_still_wait
from invites.models import CodeFile, Kind, Schedule
from invites.queries import country_name, lock_company
from invites.services.generation import Order, make_file
from invites.services.telling import tell_administrators
from workstars.lib.actors import Actor
from workstars.lib.bulk import update_returning
from workstars.lib.clock import furthest_day, today

WEEK = timedelta(days=7)
TOLD_AGAIN_AFTER = timedelta(days=7)


class UnknownCountry(Exception):
    """No file can be made for it."""

    def __init__(self) -> None:
        super().__init__(_("Choose one of the countries in the list."))


def next_day(every: str, weekday: int | None, day: int | None, after: date) -> date:
    """The first day after `after` on which a schedule has its turn."""
    if every == Schedule.Every.WEEK:
        return after + timedelta(days=((weekday or 0) - after.weekday() - 1) % 7 + 1)
    first = after.replace(day=1)
    this_month = first.replace(day=day or 1)
    return this_month if this_month > after else (first + timedelta(days=32)).replace(day=day or 1)


@transaction.atomic
def set_schedule(
    *,
    company: Company,
    country: str,
    every: str,
    weekday: int | None,
    day: int | None,
    by: Actor,
    now: datetime,
) -> Schedule:
    """One for a country; a new one takes the place of the old. Its first turn is after today. Raises UnknownCountry."""
    if country not in all_countries:
        raise UnknownCountry
    company = lock_company(company)
    before = Schedule.objects.for_company(company).filter(country=country).first()
    plan = {"every": every, "weekday": weekday, "day": day}
    schedule: Schedule
    schedule, _created = Schedule.objects.for_company(company).update_or_create(
        company=company,
        country=country,
        defaults={**plan, "next_on": next_day(every, weekday, day, today(company, now))},
    )
    if described(schedule) != (described(before) if before else {}):
        _record("schedule.set", company, schedule, by, now, before=before, after=schedule)
    return schedule


@transaction.atomic
def remove_schedule(*, company: Company, schedule: Schedule, by: Actor, now: datetime) -> bool:
    """What was made stays. False when it is gone already."""
    company = lock_company(company)
    found = Schedule.objects.for_company(company).filter(pk=schedule.pk).first()
    if found is None:
        return False
    _record("schedule.removed", company, found, by, now, before=found, after=None)
    found.delete()
    return True


def run_schedules(*, now: datetime) -> int:
    """Makes the files of every schedule whose day has come; answers how many. However late it runs, each is made once,
    and the next turn is ahead."""
    due = Schedule.objects.across_companies().due(furthest_day(now))
    ids = due.filter(company__offline_employees=True).values("company").distinct()
    return sum(_run_company(company, now) for company in Company.objects.filter(pk__in=ids).order_by("pk"))


@transaction.atomic
def _run_company(company: Company, now: datetime) -> int:
    """All schedules of a company in one transaction: their turns are over, their files there and the mail owed, or
    nothing of it."""
    company = lock_company(company)
    day = today(company, now)
    if not company.offline_employees:
        return 0
    files: list[CodeFile] = []
    for schedule in Schedule.objects.for_company(company).due(day).order_by("country"):
        files += _make_files(company, schedule, now)
        schedule.last_on = day
        schedule.next_on = next_day(schedule.every, schedule.weekday, schedule.day, day)
        schedule.save(update_fields=["last_on", "next_on"])
    if files:
        message_in = partial(files_are_ready, company, files)
        tell_administrators(company, message_in, f"files-ready:{files[0].pk}", now)
    return len(files)


def _make_files(company: Company, schedule: Schedule, now: datetime) -> list[CodeFile]:
    by = Actor(user_id=None, label=_("The schedule"))
    orders = [Order(kind, schedule.country, by_schedule=True) for kind in (Kind.INVITES, Kind.REMINDERS)]
    made = [make_file(company, order, by, now) for order in orders]
    return [file for file in made if file]


def tell_of_files_not_fetched(*, now: datetime) -> int:
    """Once more, a week later, in one mail a company; answers how many files it was about."""
    ready = CodeFile.objects.across_companies().not_fetched().filter(fetch_reminded_at__isnull=True)
    old = ready.filter(created_at__lte=now - TOLD_AGAIN_AFTER, company__offline_employees=True)
    companies = Company.objects.filter(pk__in=old.values("company").distinct())
    return sum(_tell_again(company, now) for company in companies.order_by("pk"))


@transaction.atomic
def _tell_again(company: Company, now: datetime) -> int:
    files = CodeFile.objects.for_company(company).not_fetched()
    owed = files.filter(fetch_reminded_at__isnull=True, created_at__lte=now - TOLD_AGAIN_AFTER)
    claimed = [pk for (pk,) in update_returning(owed, ["id"], fetch_reminded_at=now)]
    if claimed:
        rows = list(CodeFile.objects.for_company(company).filter(pk__in=claimed).order_by("pk"))
        message_in = partial(files_still_wait, company, rows)
        tell_administrators(company, message_in, f"files-wait:{rows[0].pk}", now)
    return len(claimed)


def described(schedule: Schedule) -> dict[str, Any]:
    """For the audit log."""
    turn = {"weekday": schedule.weekday} if schedule.day is None else {"day": schedule.day}
    return {"country": schedule.country, "every": schedule.every, **turn}


def _record(
    action: str,
    company: Company,
    subject: Schedule,
    by: Actor,
    now: datetime,
    *,
    before: Schedule | None,
    after: Schedule | None,
) -> None:
    AuditEvent.objects.record(
        company=company,
        action=action,
        by=by,
        at=now,
        subject=subject,
        subject_label=country_name(subject.country),
        before=described(before) if before else {},
        after=described(after) if after else {},
    )
