"""Days in files (E6): one order for a column, proven by the column or said by somebody, never guessed row by row."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from employees.records.problems import Code
from employees.records.rules import DateOrder

_TIME = re.compile(r"[T ][0-9]{1,2}:[0-9]{2}.*\Z")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})\Z")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})\Z")
_SHORT_YEAR = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{1,2})\Z")
_YEARS = range(1900, 2200)
LAST_OF_THE_2000S = 49
"""Two digits up to this are years after 2000, all others after 1900. Fixed, so that a file always means the same."""


@lru_cache(maxsize=50_000)
def read_day(text: str, order: DateOrder | None) -> date | Code:
    """A day, a time part ignored, or why it is none.

    Four digits first are always understood; otherwise `order` decides, and None is nobody's decision.
    """
    text = _TIME.sub("", text)
    found = _YEAR_FIRST.match(text)
    if found:
        return _day(found[1], found[3], found[4])
    found = _YEAR_LAST.match(text)
    short = None if found else _SHORT_YEAR.match(text)
    if not found and not short:
        return Code.DATE_MALFORMED
    if order is None:
        return Code.DATE_SHORT_YEAR if short else Code.DATE_ORDER
    if short:
        return _ordered(order, short[1], short[3], short[4])
    assert found
    return Code.DATE_ORDER if order == DateOrder.ISO else _ordered(order, found[1], found[3], found[4])


def _ordered(order: DateOrder, first: str, second: str, third: str) -> date | Code:
    if order == DateOrder.DAY_FIRST:
        return _day(third, second, first)
    if order == DateOrder.MONTH_FIRST:
        return _day(third, first, second)
    return _day(first, second, third)


def _day(year: str, month: str, day: str) -> date | Code:
    number = int(year)
    if len(year) == 2:
        number += 2000 if number <= LAST_OF_THE_2000S else 1900
    if number not in _YEARS:
        return Code.DATE_MALFORMED
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return Code.DATE_MALFORMED


@dataclass(frozen=True)
class DateColumn:
    """What a column of days says of itself.

    `asks`: some day is not written with a four-digit year first. `proven`: the one order in which all of them are
    days, and `proof` with its line is one that no other order allows. `example` is what asks.
    """

    asks: bool = False
    proven: DateOrder | None = None
    proof: str = ""
    proof_line: int = 0
    example: str = ""
    short_years: bool = False


def look_at_days(lines: Mapping[str, int]) -> DateColumn:
    """`lines`: each text of the column → the first line that has it."""
    allowed = {text: _orders(text) for text in lines}
    asking = {text: orders for text, orders in allowed.items() if orders}
    if not asking:
        return DateColumn()
    short = any(_SHORT_YEAR.match(_TIME.sub("", text)) for text in asking)
    example = min(asking, key=lambda text: lines[text])
    left = set(DateOrder).intersection(*asking.values())
    if len(left) != 1:
        return DateColumn(asks=True, example=example, short_years=short)
    proof = min(asking, key=lambda text: (len(asking[text]), lines[text]))
    return DateColumn(True, left.pop(), proof, lines[proof], example, short)


def _orders(text: str) -> frozenset[DateOrder]:
    """The orders in which this is a day; none where it is none, or where no order has to be known."""
    text = text.strip()
    if not text or _YEAR_FIRST.match(_TIME.sub("", text)):
        return frozenset()
    return frozenset(order for order in DateOrder if isinstance(read_day(text, order), date))
