"""Asking for a pack of a batch's certificates: the row says what is to be made, a worker makes it (T4)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.models import Certificate, CertificatePack, CertificateQuerySet, State
from employees.models import AuditEvent, Company
from invites.queries import lock_company
from recognition.models import Batch
from workstars.lib import packs
from workstars.lib.actors import Actor
from workstars.lib.clock import today
from workstars.lib.packs import NoPack
from workstars.lib.text import fold_search

MOST = 2_000  # in one pack: what a printer's room handles, and what a worker's memory holds
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
    """A pack, or the one that was made before, made anew. What is being made already is left alone. Refusal: NoPack."""
    company = lock_company(company)
    check_printable(company, batch)
    facts = {"batch": batch, "of": of, "site": site if of == CertificatePack.Of.SITE else ""}
    rows = CertificatePack.objects.for_company(company).select_for_update(no_key=True)
    pack = rows.filter(**facts).first() or CertificatePack(company=company, **facts)
    if pack.pk and pack.status == CertificatePack.Status.QUEUED:
        return pack
    number = new_of(pack, today(company, now)).count()
    if not number:
        raise NoPack(NOTHING)
    if number > MOST:
        raise NoPack(
            _("These are %(number)s certificates, and a pack holds at most %(most)s. Make them site by site.")
            % {"number": f"{number:,}", "most": f"{MOST:,}"}
        )
    blank = {"items": [], "editions": [], "certificates": 0, "last_day": None, "handed_out_at": None}
    packs.begin_anew(pack, by.label, now, **blank)
    _record("certificates.pack_made", pack, number, by, now)
    return pack


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
