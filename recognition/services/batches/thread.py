"""What people write to each other about a batch (B4)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from recognition.models import Batch, BatchEntry
from recognition.services.batches.deciding import TextMissing
from recognition.services.batches.holding import NotNow, held, note
from recognition.services.batches.letters import tell_other_side
from workstars.lib.actors import Actor


@transaction.atomic
def write_in_thread(*, batch: Batch, text: str, by: Actor, now: datetime) -> BatchEntry:
    """Mailed to the other side. Refusals: NotNow before the first submission, when there is none; TextMissing."""
    batch = held(batch)
    if batch.submitted_at is None:
        raise NotNow(batch)
    if not text.strip():
        raise TextMissing(_("Write something first."))
    entry = note(batch, "", text, by, now)
    tell_other_side(batch, entry, by, now)
    return entry
