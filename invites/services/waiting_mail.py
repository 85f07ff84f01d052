"""The recommended mail (I10): how many people wait for paper in countries where no schedule makes it."""

from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction

from employees.models import Company
from employees.models.company import WaitingMail
from invites.emails.paper import people_wait
from invites.models import Kind, Schedule, WaitingAsked
from invites.queries import CountryWaiting, lock_company, waiting_by_country
from invites.services.telling import tell_administrators
from workstars.lib.clock import today

AT = time(8)


def mail_waiting(*, now: datetime) -> int:
    """Answers how many companies were told. Each is asked about once a period, from 08:00 of its first day on; a beat
    that was down then asks later."""
    asked = dict(WaitingAsked.objects.across_companies().values_list("company", "period"))
    companies = Company.objects.launched().with_offline_employees().exclude(waiting_mail=WaitingMail.NONE)
    late = [one for one in companies.order_by("pk") if asked.get(one.pk) != period_of(one, now)]
    return sum(_ask(company, now) for company in late)


def period_of(company: Company, now: datetime) -> date:
    """The first day of the period that has begun last: a Monday, or the first weekday of a month, at 08:00."""
    moment = now.astimezone(ZoneInfo(company.time_zone))
    day = moment.date() if moment.time() >= AT else moment.date() - timedelta(days=1)
    if company.waiting_mail == WaitingMail.WEEK:
        return day - timedelta(days=day.weekday())
    this_month = first_weekday(day)
    return this_month if this_month <= day else first_weekday(day.replace(day=1) - timedelta(days=1))


def first_weekday(day: date) -> date:
    """Of the month in which `day` is."""
    first = day.replace(day=1)
    return first + timedelta(days=(7 - first.weekday()) % 7 if first.weekday() >= 5 else 0)


@transaction.atomic
def _ask(company: Company, now: datetime) -> bool:
    company = lock_company(company)
    period = period_of(company, now)
    known, is_new = WaitingAsked.objects.for_company(company).get_or_create(
        company=company, defaults={"period": period}
    )
    if known.period == period and not is_new:
        return False
    WaitingAsked.objects.for_company(company).update(period=period)
    if is_new and today(company, now) != period:
        return False  # launched, or switched on, in the middle of a period: the next one begins soon
    lists = {kind: _unplanned(company, kind, now) for kind in (Kind.INVITES, Kind.REMINDERS)}
    if not any(lists.values()):
        return False
    message_in = partial(people_wait, company, lists[Kind.INVITES], lists[Kind.REMINDERS])
    return tell_administrators(company, message_in, f"people-wait:{company.pk}:{period}", now) > 0


def _unplanned(company: Company, kind: str, now: datetime) -> list[CountryWaiting]:
    planned = set(Schedule.objects.for_company(company).values_list("country", flat=True))
    return [
        row for row in waiting_by_country(company, today(company, now), kind) if row.country not in planned
    ]
