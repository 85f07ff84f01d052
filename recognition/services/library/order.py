"""The order of eCards and of reasons, and whether they can be chosen; the same for both."""

from datetime import datetime
from typing import TypeVar

from django.db.models import Max

from employees.models import Company
from recognition.models import ECard, Reason

Entry = TypeVar("Entry", ECard, Reason)


def hold_library(company: Company) -> None:
    """One change at a time: two at once would give two entries one name or one place."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)


def last_position(kind: type[Entry], company: Company) -> int:
    """Behind everything there is."""
    highest = kind.objects.for_company(company).aggregate(highest=Max("position"))["highest"]
    return 0 if highest is None else int(highest) + 1


def move(entry: Entry, *, earlier: bool) -> bool:
    """Past its neighbour among those in use; False at either end. The caller holds the library."""
    kind = type(entry)
    entries = list(kind.objects.for_company(entry.company).in_use().in_order())
    here = next((place for place, one in enumerate(entries) if one.pk == entry.pk), None)
    there = None if here is None else here + (-1 if earlier else 1)
    if here is None or there is None or not 0 <= there < len(entries):
        return False
    entries[here], entries[there] = entries[there], entries[here]
    for place, one in enumerate(entries):
        one.position = place
    kind.objects.for_company(entry.company).bulk_update(entries, ["position"])
    return True


def retire(entry: Entry, now: datetime) -> bool:
    """It cannot be chosen any more; False when that is so already. The caller holds the library."""
    chosen = type(entry).objects.for_company(entry.company).in_use().filter(pk=entry.pk)
    return bool(chosen.update(retired_at=now))


def restore(entry: Entry) -> bool:
    """It can be chosen again, as the last one; False when that is so already. The caller holds the library."""
    kind = type(entry)
    retired = kind.objects.for_company(entry.company).filter(pk=entry.pk, retired_at__isnull=False)
    return bool(retired.update(retired_at=None, position=last_position(kind, entry.company)))
