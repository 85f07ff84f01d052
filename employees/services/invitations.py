"""A company's invitations by e-mail are stopped, all of them, and go on again (I1)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from employees.models import AuditEvent, Company
from workstars.lib.actors import Actor


class InvitationsRefused(Exception):
    """There is nothing to stop, or to go on with. The text is a sentence for the page."""


@transaction.atomic
def stop_invitations(*, company: Company, by: Actor, now: datetime) -> Company:
    """No invitation or reminder by e-mail from now on; the outbox asks before it sends. Refusal: InvitationsRefused."""
    held = _held(company)
    if not held.is_launched:
        raise InvitationsRefused(_("Nothing is mailed before launch, so there is nothing to stop."))
    if held.invitations_stopped_at:
        raise InvitationsRefused(_("The invitations by e-mail are stopped already."))
    return _write(held, now, "invitations.stopped", by, now)


@transaction.atomic
def resume_invitations(*, company: Company, by: Actor, now: datetime) -> Company:
    """Whose moment has passed meanwhile gets one mail, however many were missed. Refusal: InvitationsRefused."""
    held = _held(company)
    if not held.invitations_stopped_at:
        raise InvitationsRefused(_("The invitations by e-mail are not stopped."))
    return _write(held, None, "invitations.resumed", by, now)


def _held(company: Company) -> Company:
    return Company.objects.select_for_update(no_key=True).get(pk=company.pk)


def _write(company: Company, stopped: datetime | None, action: str, by: Actor, now: datetime) -> Company:
    company.invitations_stopped_at = stopped
    company.save(update_fields=["invitations_stopped_at"])
    AuditEvent.objects.record(company=company, action=action, by=by, at=now, subject=company)
    return company
