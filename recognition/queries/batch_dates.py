"""The days and moments of a batch (B4, B5), all in the company's time zone."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from employees.models import Company
from workstars.lib.clock import today

SENDING_TIME = time(8)
BUSINESS_DAYS = 2
SATURDAY = 5


class Moment(NamedTuple):
    """`is_late`: the approval came after the moment that the date stands for."""

    at: datetime
    is_late: bool


def moment_to_send(company: Company, send_on: date, submitted_at: datetime, now: datetime) -> Moment:
    """When a request that is complete at `now` is sent: asked for its own day, at once; for a later one, at 08:00
    of that day; at once when that is over."""
    if today(company, submitted_at) == send_on:
        return Moment(now, is_late=today(company, now) > send_on)
    morning = datetime.combine(send_on, SENDING_TIME, tzinfo=ZoneInfo(company.time_zone))
    return Moment(morning, is_late=False) if now <= morning else Moment(now, is_late=True)


def due_on(company: Company, submitted_at: datetime) -> date:
    """The last day on which the operator's answer is in time: two business days after the submission."""
    day = today(company, submitted_at)
    left = BUSINESS_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day
