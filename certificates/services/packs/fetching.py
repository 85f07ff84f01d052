"""A pack in somebody's hands: from its first download its certificates count as printed (T4). Each is written down."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.models import Certificate, CertificatePack, CertificatePackPart, CertificateQuerySet, State
from certificates.services.handing import note_hands
from certificates.services.packs import VAULT_PREFIX
from certificates.services.packs.asking import check_printable
from employees.models import AuditEvent, Company
from invites.queries import lock_company
from recognition.models import Batch
from workstars.lib import packs, vault
from workstars.lib.actors import Actor
from workstars.lib.clock import today

# What a sheet in a pack may be when the pack is first handed out, and when it is handed out again.
AT_FIRST = (State.NEW,)
AGAIN = (State.NEW, State.PRINTED, State.HANDED_OVER)


class NotReady(Exception):
    def __init__(self) -> None:
        super().__init__(_("This pack is not ready. Make it again."))


class Outdated(Exception):
    """Some of its sheets are not to be printed any more."""

    def __init__(self, number: int) -> None:
        words = ngettext(
            "%(number)d certificate of this pack is not to be printed any more. Make the pack again.",
            "%(number)d certificates of this pack are not to be printed any more. Make the pack again.",
            number,
        )
        super().__init__(words % {"number": number})


@transaction.atomic
def download_pack(*, company: Company, pack: CertificatePack, by: Actor, now: datetime) -> Iterator[bytes]:
    """The PDF as it was made, a piece at a time. Raises FileDamaged, NoPack, NotReady, Outdated."""
    company = lock_company(company)
    held = (
        CertificatePack.objects.for_company(company)
        .select_related("batch")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=pack.pk)
    )
    check_printable(company, held.batch)
    if held.status != CertificatePack.Status.READY or not held.is_kept:
        raise NotReady
    if stale := outdated(held, now, lock=True):
        raise Outdated(stale)
    pieces = vault.load_pieces(vault.StoredFile.named_by(held))
    _count_as_printed(held, by, now)
    AuditEvent.objects.record(
        company=company,
        action="certificates.pack_downloaded",
        by=by,
        at=now,
        subject=held,
        subject_label=held.batch.summary,
        after={"certificates": held.certificates, "site": held.site},
    )
    return pieces


def outdated(pack: CertificatePack, now: datetime, *, lock: bool = False) -> int:
    """How many of its sheets are not what they were: withdrawn, registered, expired, made anew, or, while nobody has
    had the pack, printed by a manager."""
    wanted = AGAIN if pack.handed_out_at else AT_FIRST
    rows: CertificateQuerySet = Certificate.objects.for_company(pack.company).filter(pk__in=pack.items)
    if lock:
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    good = rows.of_people_here().of_shown().with_state(today(pack.company, now)).filter(state__in=wanted)
    drawn = dict(zip(pack.items, pack.editions, strict=True))
    same = sum(drawn[pk] == edition for pk, edition in good.values_list("pk", "edition"))
    return len(pack.items) - same


def _count_as_printed(pack: CertificatePack, by: Actor, now: datetime) -> None:
    if pack.handed_out_at is not None:
        return
    rows = Certificate.objects.for_company(pack.company).filter(pk__in=pack.items)
    rows.filter(printed_at=None).update(printed_at=now, printed_by_label=by.label[:300])
    note_hands(pack.company, rows)
    CertificatePack.objects.for_company(pack.company).filter(pk=pack.pk).update(handed_out_at=now)


def end_packs(*, now: datetime) -> int:
    """Of batches that were recalled, and when the last code's retention has ended, nothing is kept (C6). Answers how
    many ended."""
    there = CertificatePack.objects.across_companies().exclude(
        status=CertificatePack.Status.FAILED, stored_name=""
    )
    rows = there.select_related("company", "batch").defer("items", "editions")
    over = [pack for pack in rows.order_by("pk") if _is_over(pack, now)]
    for pack in over:
        packs.end(pack)
    return len(over)


def _is_over(pack: CertificatePack, now: datetime) -> bool:
    if pack.batch.status != Batch.Status.SENT:
        return True
    kept_for = timedelta(days=pack.company.code_file_retention_days)
    return pack.last_day is not None and pack.last_day + kept_for < today(pack.company, now)


def sweep_orphan_packs() -> int:
    """Deletes packs that no row names: left behind by a crash (A3)."""
    return packs.sweep_orphans(VAULT_PREFIX, CertificatePack, CertificatePackPart)
