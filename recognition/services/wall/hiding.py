"""A recognition is hidden by an administrator, with a reason, and shown again (R8). Points stay as they are."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from employees.models import AuditEvent, Company
from recognition.messages import tidy_message
from recognition.models import Batch, Recipient, Recognition
from recognition.services.giving.judging import is_administrator
from recognition.services.giving.mails import drop_owed_mails
from workstars.lib.actors import Actor

MOST_CHARACTERS = 300
SHOWN: dict[str, Any] = {"hidden_at": None, "hidden_by_label": "", "hidden_reason": ""}


class HidingRefused(Exception):
    """It cannot be hidden, or shown, like this. The text is a sentence for the page."""


@transaction.atomic
def hide_recognition(
    *, company: Company, recognition: Recognition, reason: str, by: Actor, now: datetime
) -> bool:
    """Off every wall, for everybody but administrators. False when it is hidden already. Refusal: HidingRefused.

    What was not mailed yet is not mailed. Its certificate, not printed yet, is withdrawn by whoever asks for what is
    hidden.
    """
    refuse_others(company, by, now)
    hidden = hidden_by(by, reason, now)
    if not Recognition.objects.for_company(company).not_hidden().filter(pk=recognition.pk).update(**hidden):
        return False
    drop_owed_mails(recognition)
    _record("recognition.hidden", recognition, by, now, reason=hidden["hidden_reason"])
    return True


@transaction.atomic
def show_recognition(*, company: Company, recognition: Recognition, by: Actor, now: datetime) -> bool:
    """On the walls again, where it was. False when it is there already. Refusal: HidingRefused."""
    refuse_others(company, by, now)
    batch = Batch.objects.for_company(company).filter(pk=recognition.batch_id).select_for_update().first()
    if batch is not None and batch.status == Batch.Status.RECALLED:
        raise HidingRefused(_("It belongs to a batch that was recalled, and stays hidden."))
    hidden = Recognition.objects.for_company(company).filter(pk=recognition.pk, hidden_at__isnull=False)
    if not hidden.update(**SHOWN):
        return False
    _record("recognition.shown", recognition, by, now)
    return True


def refuse_others(company: Company, by: Actor, now: datetime) -> None:
    if not is_administrator(company, by, now):
        raise HidingRefused(_("Only administrators hide what was said, and show it again."))


def hidden_by(by: Actor, reason: str, now: datetime) -> dict[str, Any]:
    """The columns of what is hidden, the reason as one line. Refusal: HidingRefused."""
    why = " ".join(tidy_message(reason).split())
    if not why:
        raise HidingRefused(_("Say why. The sender reads it."))
    if len(why) > MOST_CHARACTERS:
        raise HidingRefused(_("The reason has more than 300 characters. Make it shorter."))
    return {"hidden_at": now, "hidden_by_label": by.label[:MOST_CHARACTERS], "hidden_reason": why}


def _record(action: str, recognition: Recognition, by: Actor, now: datetime, **after: str) -> None:
    people = Recipient.objects.for_company(recognition.company).filter(recognition=recognition)
    names = [recipient.employee.name for recipient in people.select_related("employee").order_by("pk")[:5]]
    AuditEvent.objects.record(
        company=recognition.company,
        action=action,
        by=by,
        at=now,
        subject=recognition,
        subject_label=", ".join(names),
        after=after,
    )
