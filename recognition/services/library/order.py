"""The order of eCards and of reasons, and whether they can be chosen; the same for both."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max

from employees.models import AuditEvent, Company
from recognition.models import ECard, Reason
from workstars.lib.actors import Actor

Entry = TypeVar("Entry", ECard, Reason)
Kind = type[ECard] | type[Reason]

MOVED: dict[Kind, str] = {ECard: "ecard.moved", Reason: "reason.moved"}
SWITCHED_OFF: dict[Kind, str] = {ECard: "ecard.switched_off", Reason: "reason.switched_off"}
SWITCHED_ON: dict[Kind, str] = {ECard: "ecard.switched_on", Reason: "reason.switched_on"}


def hold_library(company: Company) -> None:
    """One change at a time: two at once would give two entries one name or one place."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)


def last_position(kind: type[Entry], company: Company) -> int:
    """Behind everything there is."""
    highest = kind.objects.for_company(company).aggregate(highest=Max("position"))["highest"]
    return 0 if highest is None else int(highest) + 1


@transaction.atomic
def move_entry(*, entry: Entry, earlier: bool, by: Actor, now: datetime) -> None:
    """Past its neighbour among those in use; at either end nothing happens."""
    hold_library(entry.company)
    kind = type(entry)
    entries = list(kind.objects.for_company(entry.company).in_use().in_order())
    here = next((place for place, one in enumerate(entries) if one.pk == entry.pk), None)
    there = None if here is None else here + (-1 if earlier else 1)
    if here is None or there is None or not 0 <= there < len(entries):
        return
    entries[here], entries[there] = entries[there], entries[here]
    for place, one in enumerate(entries):
        one.position = place
    kind.objects.for_company(entry.company).bulk_update(entries, ["position"])
    record(MOVED[kind], entry, by, now)


@transaction.atomic
def retire_entry(*, entry: Entry, by: Actor, now: datetime) -> None:
    """It cannot be chosen any more; what was sent with it keeps it."""
    hold_library(entry.company)
    kind = type(entry)
    if kind.objects.for_company(entry.company).in_use().filter(pk=entry.pk).update(retired_at=now):
        record(SWITCHED_OFF[kind], entry, by, now)


@transaction.atomic
def restore_entry(*, entry: Entry, by: Actor, now: datetime) -> None:
    """It can be chosen again, as the last one."""
    hold_library(entry.company)
    kind = type(entry)
    retired = kind.objects.for_company(entry.company).filter(pk=entry.pk, retired_at__isnull=False)
    if retired.update(retired_at=None, position=last_position(kind, entry.company)):
        record(SWITCHED_ON[kind], entry, by, now)


def fresh(entry: Entry) -> Entry:
    found: Entry = type(entry).objects.for_company(entry.company).get(pk=entry.pk)
    return found


def record(action: str, entry: Entry, by: Actor, now: datetime, **values: Any) -> None:
    AuditEvent.objects.record(
        company=entry.company,
        action=action,
        by=by,
        at=now,
        subject=entry,
        subject_label=entry.name,
        **values,
    )
