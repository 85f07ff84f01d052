"""Figures over many rows, exact at this moment unless counting them is slow."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Generic, TypeVar

from django.core.cache import cache

# Counting a million people takes longer than a page may. What was slow to count is kept for a while; small companies
# always see this moment.
SLOW = 0.05  # seconds
KEPT_FOR = 15 * 60  # seconds

T = TypeVar("T")


@dataclass(frozen=True)
class Counted(Generic[T]):
    """`at` is the moment of counting; `is_kept` when that is not this one."""

    figures: T
    at: datetime
    is_kept: bool = False
    is_slow: bool = False


def counted(key: str, count: Callable[[], T], now: datetime, *, anew: bool = False) -> Counted[T]:
    """What `count` answers, from the cache if it was slow a while ago, unless it shall be counted `anew`.

    `key` names company and question.
    """
    known: tuple[T, datetime] | None = None if anew else cache.get(f"figures:{key}")
    if known is not None:
        return Counted(*known, is_kept=True, is_slow=True)
    started = perf_counter()
    figures = count()
    is_slow = perf_counter() - started > SLOW
    if is_slow:
        cache.set(f"figures:{key}", (figures, now), timeout=KEPT_FOR)
    return Counted(figures, now, is_slow=is_slow)
