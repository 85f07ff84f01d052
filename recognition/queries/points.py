"""What somebody's points are, and where they came from (R7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from employees.models import Employee
from recognition.models import PointEntry
from workstars.lib.keyset import Key

PER_PAGE = 50


@dataclass(frozen=True)
class Entry:
    """One line of the ledger. `recognition` is None where there is none to be seen; `is_hidden`: it was recalled, or
    hidden."""

    pk: int
    at: datetime
    points: int
    sender: str
    reason: str
    recognition: int | None
    takes_back: bool
    is_hidden: bool = False


@dataclass(frozen=True)
class PointsPage:
    """`balance` is the sum of all entries ever; `older` is where the next page begins."""

    balance: int
    entries: Sequence[Entry]
    older: Key | None


def balance_of(employee: Employee) -> int:
    return PointEntry.objects.for_company(employee.company).filter(employee=employee).balance()


def points_page(employee: Employee, before: Key | None = None) -> PointsPage:
    """Newest first; two queries."""
    mine = PointEntry.objects.for_company(employee.company).filter(employee=employee).exclude(points=0)
    if before:
        mine = mine.filter(Q(at__lte=before.at) & (Q(at__lt=before.at) | Q(pk__lt=before.pk)))
    rows = mine.select_related("recipient__recognition__sender", "recipient__recognition__reason")
    found = list(rows.newest_first()[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    older = Key(page[-1].at, page[-1].pk) if len(found) > PER_PAGE else None
    return PointsPage(balance_of(employee), [_entry(row) for row in page], older)


def _entry(row: PointEntry) -> Entry:
    recognition = row.recipient.recognition if row.recipient else None
    return Entry(
        pk=row.pk,
        at=row.at,
        points=row.points,
        sender=recognition.from_whom if recognition else "",
        reason=recognition.reason_label if recognition else "",
        recognition=None if recognition is None or recognition.is_hidden else recognition.pk,
        takes_back=row.reverses_id is not None,
        is_hidden=recognition is not None and recognition.is_hidden,
    )
