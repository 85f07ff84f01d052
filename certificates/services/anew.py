"""A certificate is made again, with a new code or without one (T5)."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from certificates.models import Certificate
from certificates.services.placing import companies_with_certificates
from employees.models import AuditEvent, Company
from workstars.lib.actors import Actor

WAITS_AGAIN = {
    "status": Certificate.Status.QUEUED,
    "edition": F("edition") + 1,
    "failure": "",
    "claim": None,
    "heartbeat_at": None,
    "attempts": 0,
}
PAPER_LOST = {**WAITS_AGAIN, "printed_at": None, "code": None, "last_day": None}
"""Of what is on paper perhaps: whatever becomes of the next edition, the code on that paper is not its own."""


class NotAnew(Exception):
    """Nothing to make again. The text says why."""


@transaction.atomic
def make_anew(*, company: Company, certificate: Certificate, by: Actor, now: datetime) -> None:
    """With a new code, and to be printed again: expired, failed, damaged or lost. Refusal: NotAnew.

    What was printed before keeps its code to the day that stands beside it (A4).
    """
    if not company.offline_employees:
        raise NotAnew(_("Offline employees are switched off, so no certificates are made."))
    mine = Certificate.objects.for_company(company).filter(pk=certificate.pk).not_handed_over()
    if mine.of_hidden().exists():
        raise NotAnew(_("The recognition was withdrawn, so no certificate of it is made."))
    made = mine.exclude(status=Certificate.Status.QUEUED)
    if not made.update(**PAPER_LOST, started_at=now):
        raise NotAnew(_("This certificate is being made already, or was handed over."))
    AuditEvent.objects.record(
        company=company,
        action="certificate.made_anew",
        by=by,
        at=now,
        subject=certificate,
        subject_label=certificate.employee.name,
        before={"last_day": certificate.last_day},
    )


def renew_changed(*, now: datetime) -> int:
    """What says of its owner what is no longer so: registered meanwhile; or, before it was printed, left and came back,
    or was reset.

    It is drawn anew by itself; answers how many will be.
    """
    return sum(_renew_in(company, now) for company in companies_with_certificates())


def _renew_in(company: Company, now: datetime) -> int:
    registered = Q(employee__registered_at__isnull=False, code__isnull=False)
    older = Q(rendered_at__lt=F("employee__active_since"), printed_at__isnull=True)
    ready = Certificate.objects.for_company(company).ready().not_handed_over().of_people_here().of_shown()
    return ready.filter(registered | older).update(**WAITS_AGAIN, started_at=now)
