"""The order of eCards and of reasons, which administrators choose; the same for both."""

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
