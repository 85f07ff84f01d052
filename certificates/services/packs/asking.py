"""Asking for a pack of a batch's certificates: the row says what is to be made, a worker makes it (T4)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy

from certificates.models import Certificate, CertificatePack, CertificateQuerySet, State
from certificates.services.piles import in_order_of_hands
from employees.models import AuditEvent, Company
from invites.queries import lock_company
from recognition.models import Batch
from workstars.lib import packs
from workstars.lib.actors import Actor
from workstars.lib.clock import today
from workstars.lib.packs import NoPack
from workstars.lib.text import fold_search

SITES_SHOWN = 500


OFFLINE_OFF = gettext_lazy("Offline employees are switched off, so no certificates are printed.")
NOT_SENT = gettext_lazy("This batch was not sent, or it was recalled. There is nothing to print.")
NOTHING = gettext_lazy("No certificate of this batch waits to be printed.")


@dataclass(frozen=True)
class Site:
    name: str
    certificates: int


@transaction.atomic
def ask_for_pack(
    *, company: Company, batch: Batch, of: str, site: str = "", by: Actor, now: datetime
) -> CertificatePack:
    """A pack, or the one that was made before, made anew; several where there are more certificates than one holds, of
    which the first is answered. What is being made already is left alone. Refusal: NoPack."""
    company = lock_company(company)
    check_printable(company, batch)
    facts = {"batch": batch, "of": of, "site": site if of == CertificatePack.Of.SITE else ""}
    rows = CertificatePack.objects.for_company(company).select_for_update(no_key=True)
    found = list(rows.filter(**facts).order_by("volume"))
    if at_work := next((pack for pack in found if pack.status == CertificatePack.Status.QUEUED), None):
        return at_work
    like = CertificatePack(company=company, **facts)
    items = in_order_of_hands(new_of(like, today(company, now)))
    if not items:
        raise NoPack(NOTHING)
    blank: dict[str, object] = {"editions": [], "certificates": 0, "last_day": None, "handed_out_at": None}
    first: CertificatePack = packs.begin_volumes(found, like, "items", items, by.label, now, blank)[0]
    _record("certificates.pack_made", first, len(items), by, now)
    return first


def check_printable(company: Company, batch: Batch) -> None:
    """Refusal: NoPack (C4, B6)."""
    if not company.offline_employees:
        raise NoPack(OFFLINE_OFF)
    if not Batch.objects.for_company(company).filter(pk=batch.pk, status=Batch.Status.SENT).exists():
        raise NoPack(NOT_SENT)


def new_of(pack: CertificatePack, day: date) -> CertificateQuerySet:
    """What is to be printed of its batch and site."""
    found = new_of_batch(pack.batch, day)
    return found.filter(employee__location=pack.site) if pack.of == CertificatePack.Of.SITE else found


def new_of_batch(batch: Batch, day: date) -> CertificateQuerySet:
    rows: CertificateQuerySet = Certificate.objects.for_company(batch.company)
    mine = rows.filter(recipient__recognition__batch=batch).unprinted().of_people_here().of_shown()
    return mine.with_state(day).filter(state=State.NEW)


def sites_of(batch: Batch, day: date) -> list[Site]:
    """Where certificates of it wait to be printed: the largest, by name."""
    counted = (
        new_of_batch(batch, day).order_by().values_list("employee__location").annotate(number=Count("pk"))
    )
    largest = counted.order_by("-number", "employee__location")[:SITES_SHOWN]
    return sorted((Site(*row) for row in largest), key=lambda site: fold_search(site.name))


def _record(action: str, pack: CertificatePack, number: int, by: Actor, now: datetime) -> None:
    AuditEvent.objects.record(
        company=pack.company,
        action=action,
        by=by,
        at=now,
        subject=pack,
        subject_label=pack.batch.summary,
        after={"certificates": number, "site": pack.site},
    )
