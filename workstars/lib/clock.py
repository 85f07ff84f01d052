"""Calendar days of a company. Nothing here reads a clock: the moment comes in."""

from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class HasTimeZone(Protocol):
    time_zone: str


def today(company: HasTimeZone, now: datetime) -> date:
    """The calendar day in the company's time zone at the moment `now`."""
    return now.astimezone(ZoneInfo(company.time_zone)).date()


def day_start(company: HasTimeZone, day: date) -> datetime:
    """The first moment of that day in the company's time zone: "day 30 begins at its midnight"."""
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(company.time_zone))


def days_later(company: HasTimeZone, now: datetime, days: int) -> date:
    """The day that is `days` calendar days after today."""
    return today(company, now) + timedelta(days=days)
