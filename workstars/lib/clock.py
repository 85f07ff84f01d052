"""Calendar days of a company. Nothing here reads a clock: the moment comes in."""

from datetime import date, datetime, time, timedelta, timezone
from typing import Protocol
from zoneinfo import ZoneInfo

# Where days begin first. Nobody's day has come before it has come there.
EARLIEST_ZONE = timezone(timedelta(hours=14))


class HasTimeZone(Protocol):
    time_zone: str


def today(company: HasTimeZone, now: datetime) -> date:
    """The calendar day in the company's time zone at the moment `now`."""
    return now.astimezone(ZoneInfo(company.time_zone)).date()


def furthest_day(now: datetime) -> date:
    """The latest day that it is anywhere: sweeps of all companies ask about this one first."""
    return now.astimezone(EARLIEST_ZONE).date()


def day_start(company: HasTimeZone, day: date) -> datetime:
    """The first moment of that day in the company's time zone: "day 30 begins at its midnight"."""
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(company.time_zone))


def days_later(company: HasTimeZone, now: datetime, days: int) -> date:
    """The day that is `days` calendar days after today."""
    return today(company, now) + timedelta(days=days)
