"""The coordinator's side of a batch: the file, the request around it, and taking it back (B1, B3, B6)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from employees.models import Company
from recognition.models import Batch, BatchCopy, BatchFile, ECard
from recognition.services.batches.holding import (
    CANCELLABLE,
    CHANGEABLE,
    NotNow,
    Status,
    held,
    held_for_requester,
    note,
    person,
    record,
)
from recognition.services.batches.letters import tell_other_side
from recognition.services.batches.receiving import receive_file
from recognition.services.batches.wishes import RequestRefused, Wish, differences, problems_of
from recognition.services.library.ecards import MOST_CHARACTERS, add_ecard
from workstars.lib.actors import Actor
from workstars.lib.clock import today
from workstars.lib.pictures import PictureRefused


@transaction.atomic
def create_batch(
    *, company: Company, press_key: UUID, name: str, data: bytes, by: Actor, now: datetime
) -> Batch:
    """A draft that begins with its file. The same press again answers the same draft (B7).

    Refusals: those of `receive_file`; then nothing is kept. NotNow, when the press was somebody else's.
    """
    batch = Batch(
        company=company,
        press_key=press_key,
        send_on=today(company, now),
        requested_by_id=person(by),
        requested_by_label=by.label[:300],
        created_at=now,
    )
    try:
        with transaction.atomic():
            batch.save()
    except IntegrityError:
        return _made_by_this_press(batch)
    file = receive_file(batch=batch, name=name, data=data, by=by, now=now)
    batch.file = file
    record(batch, "batch.created", by, now, after={"file": file.file_name})
    return batch


def _made_by_this_press(batch: Batch) -> Batch:
    mine = Batch.objects.for_company(batch.company).filter(requested_by=batch.requested_by_id)
    found: Batch | None = mine.filter(press_key=batch.press_key).first()
    if found is None:
        raise NotNow(batch)
    return found


@transaction.atomic
def change_batch(*, batch: Batch, wish: Wish, by: Actor, now: datetime, picture: bytes = b"") -> Batch:
    """What is said around the rows. After a submission nothing of it stays confirmed; what was waiting or scheduled is
    a draft again. The same wish changes nothing. A `picture` becomes a further eCard of the company, and is used.

    Refusals: NotYours, NotNow, RequestRefused with every problem at once.
    """
    batch = held_for_requester(batch, by)
    if batch.status not in CHANGEABLE:
        raise NotNow(batch)
    said = Wish.of(batch)
    if not picture and differences(said, wish) == ({}, {}):
        return batch
    if errors := problems_of(batch.company, wish, batch.objected_by_id, now):
        raise RequestRefused(errors)
    if picture:
        wish = replace(wish, ecard=_new_ecard(batch, wish, picture, by, now))
    before, after = differences(said, wish)
    for column, value in wish.columns.items():
        setattr(batch, column, value)
    _set_copies(batch, wish)
    _take_back(batch, by, now)
    batch.save()
    record(batch, "batch.changed", by, now, before, after)
    return batch


@transaction.atomic
def replace_file(*, batch: Batch, name: str, data: bytes, by: Actor, now: datetime) -> BatchFile:
    """A mended file in the place of the one before (B3). Refusals: NotYours, NotNow, those of `receive_file`."""
    batch = held_for_requester(batch, by)
    if batch.status not in CHANGEABLE:
        raise NotNow(batch)
    _take_back(batch, by, now)
    batch.save()
    file = receive_file(batch=batch, name=name, data=data, by=by, now=now)
    record(batch, "batch.file_replaced", by, now, after={"file": file.file_name})
    return file


@transaction.atomic
def cancel_batch(*, batch: Batch, text: str, by: Actor, now: datetime) -> Batch:
    """Nothing of it is sent (B6); the same again changes nothing. Refusal: NotNow, once sending has begun."""
    batch = held(batch)
    if batch.status == Status.CANCELLED:
        return batch
    if batch.status not in CANCELLABLE:
        raise NotNow(batch)
    batch.status, batch.send_at = Status.CANCELLED, None
    batch.save(update_fields=["status", "send_at"])
    entry = note(batch, Status.CANCELLED, text, by, now)
    record(batch, "batch.cancelled", by, now, after={"reason": entry.text})
    if batch.submitted_at is not None:
        tell_other_side(batch, entry, by, now)
    return batch


def _new_ecard(batch: Batch, wish: Wish, picture: bytes, by: Actor, now: datetime) -> ECard:
    name = wish.summary.strip()[:MOST_CHARACTERS]
    try:
        return add_ecard(company=batch.company, name=name, picture=picture, by=by, now=now)
    except PictureRefused as refused:
        raise RequestRefused({"picture": str(refused)}) from refused


def _set_copies(batch: Batch, wish: Wish) -> None:
    copies = BatchCopy.objects.for_company(batch.company).filter(batch=batch)
    wanted = {person.pk for person in wish.copies}
    copies.exclude(employee__in=wanted).delete()
    known = set(copies.values_list("employee", flat=True))
    BatchCopy.objects.for_company(batch.company).bulk_create(
        BatchCopy(company=batch.company, batch=batch, employee_id=pk) for pk in sorted(wanted - known)
    )


def _take_back(batch: Batch, by: Actor, now: datetime) -> None:
    """What was confirmed no longer holds. Whoever was to approve it is told that it has gone back."""
    if batch.submitted_at is None:
        return
    was_open = batch.status == Status.NEEDS_INFORMATION
    was_confirmed = bool(batch.confirmed_fingerprint)
    batch.confirmed_fingerprint, batch.send_at, batch.approved_at = "", None, None
    batch.revision += 1
    if batch.status in {Status.SUBMITTED, Status.SCHEDULED}:
        batch.status = Status.DRAFT
    if was_confirmed:
        entry = note(batch, "changed" if was_open else "taken_back", "", by, now)
        tell_other_side(batch, entry, by, now)
