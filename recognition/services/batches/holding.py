"""A batch held while its state changes, and what is noted of each change (B4)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from employees.models import AuditEvent
from recognition.models import Batch, BatchEntry
from workstars.lib.actors import Actor

Status = Batch.Status
# Where the requester may still change the request; from the last two it goes back to being a draft.
OPEN = frozenset({Status.DRAFT, Status.NEEDS_INFORMATION})
CHANGEABLE = OPEN | {Status.SUBMITTED, Status.SCHEDULED}
# Before sending (B6).
CANCELLABLE = CHANGEABLE | {Status.APPROVED}


class NotNow(Exception):
    """The batch is at another state than the page thought; the page shows where it is."""

    def __init__(self, batch: Batch) -> None:
        sentence = _("This request is at another state now: %(status)s. Nothing was done.")
        super().__init__(sentence % {"status": batch.get_status_display()})


class NotYours(Exception):
    """Somebody else has to do this. The text is a sentence for the page."""

    @classmethod
    def of(cls, batch: Batch) -> "NotYours":
        sentence = _("Only %(name)s, who asked for this batch, can do this.")
        return cls(sentence % {"name": batch.requested_by_label})


def person(by: Actor) -> int:
    """The login of who acts: requests and approvals are always somebody's."""
    assert by.user_id is not None
    return by.user_id


def held(batch: Batch) -> Batch:
    """The row, locked: sending, which begins by a conditional UPDATE, waits for us or comes first."""
    rows = Batch.objects.for_company(batch.company).select_related("company", "requested_by", "from_employee")
    return rows.select_for_update(of=("self",)).get(pk=batch.pk)


def held_for_requester(batch: Batch, by: Actor) -> Batch:
    """Held, for the one who asked for it. Refusal: NotYours."""
    batch = held(batch)
    if batch.requested_by_id != by.user_id:
        raise NotYours.of(batch)
    return batch


def note(batch: Batch, change: str, text: str, by: Actor, now: datetime) -> BatchEntry:
    """An entry of the thread; without `change` it is what somebody wrote."""
    entry = BatchEntry(
        company=batch.company,
        batch=batch,
        at=now,
        by_id=by.user_id,
        by_label=by.label[:300],
        change=change,
        text=text.strip(),
    )
    entry.save()
    return entry


def record(
    batch: Batch,
    action: str,
    by: Actor,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    AuditEvent.objects.record(
        company=batch.company,
        action=action,
        by=by,
        at=now,
        subject=batch,
        subject_label=batch.summary,
        before=before,
        after=after,
    )
