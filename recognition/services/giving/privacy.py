"""A public recognition is made private, for good (R2)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from employees.models import AuditEvent, Company
from recognition.models import Recipient, Recognition
from recognition.services.giving.judging import is_administrator
from workstars.lib.actors import Actor


class NotYours(Exception):
    """Only the sender and administrators may do that. The text is a sentence for the page."""


@transaction.atomic
def make_private(*, company: Company, recognition: Recognition, by: Actor, now: datetime) -> bool:
    """Off the wall for everybody but those of R2, and never back. False when it was private already.

    Refusal: NotYours.
    """
    if not may_make_private(company, recognition, by, now):
        raise NotYours(_("Only the sender and administrators can make a recognition private."))
    public = Recognition.objects.for_company(company).filter(pk=recognition.pk, is_private=False)
    if not public.update(is_private=True):
        return False
    people = Recipient.objects.for_company(company).filter(recognition=recognition).select_related("employee")
    AuditEvent.objects.record(
        company=company,
        action="recognition.made_private",
        by=by,
        at=now,
        subject=recognition,
        subject_label=", ".join(recipient.employee.name for recipient in people.order_by("pk")),
        before={"is_private": False},
        after={"is_private": True},
    )
    return True


def may_make_private(company: Company, recognition: Recognition, by: Actor, now: datetime) -> bool:
    sender = recognition.sender
    is_sender = by.user_id is not None and sender is not None and sender.user_id == by.user_id
    return is_sender or is_administrator(company, by, now)
