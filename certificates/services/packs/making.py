"""A pack, chunk by chunk: the stored sheets of so many people put together, in the end behind a cover sheet and the
lists to sign. What was printed, withdrawn or registered before its chunk is made is not in it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from certificates.models import Certificate, CertificatePack, CertificatePackPart
from certificates.pdf import merge
from certificates.pdf.sign_off import PackCover, evenly, render_sign_off
from certificates.services.anew import WAITS_AGAIN
from certificates.services.packs import VAULT_PREFIX
from certificates.services.packs.asking import NOTHING, NoPack, check_printable, new_of
from certificates.services.piles import in_order_of_hands, load_or_none
from certificates.services.signing import house_of, lists_of
from employees.models import AuditEvent
from invites.queries import lock_company
from workstars.lib import packs, pdf, vault
from workstars.lib.actors import SYSTEM
from workstars.lib.clock import today
from workstars.lib.jobs import MOST_ATTEMPTS, ClaimLost, Heart, move_on

CHUNK = 50
DAMAGED, NOT_NEW = "damaged", "not_new"


def make_packs(*, now: datetime, most: int | None = None) -> bool:
    """Works on what waits, `most` chunks at most; answers whether anything is left to do."""
    limited = packs.work_off(take_next, lambda pack, left: make_some(pack, now, left), most)
    return limited and packs.waiting(CertificatePack).exists()


def take_next() -> CertificatePack | None:
    return packs.take_next(CertificatePack, "company", "batch__company")


def make_some(pack: CertificatePack, now: datetime, most: int | None) -> int:
    """Makes missing chunks and, after the last, the whole; answers how many chunks. What another worker has taken
    meanwhile is left to it."""
    made = 0
    try:
        with Heart(pack) as heart, translation.override(packs.spoken_by(pack.company)):
            try:
                made = _make_some(pack, heart, now, most)
            except (NoPack, vault.FileDamaged) as refusal:
                give_up(pack, str(refusal), now)
    except ClaimLost:
        pass
    return max(made, 1)


def _make_some(pack: CertificatePack, heart: Heart, now: datetime, most: int | None) -> int:
    if pack.attempts > MOST_ATTEMPTS:
        raise NoPack(_("The work on this pack broke off five times. Ask the operator to look into it."))
    check_printable(pack.company, pack.batch)
    if not pack.items:
        plan(pack, now)
    missing = missing_parts(pack)
    heart.begin("certificates", len(pack.items))
    for number in missing[:most]:
        heart.tick(min(number * CHUNK, len(pack.items)))
        make_part(pack, number, now)
    if most is not None and len(missing) > most:
        packs.release(pack)
        return most
    heart.begin("binding")
    finish(pack, now)
    return len(missing)


def plan(pack: CertificatePack, now: datetime) -> None:
    """Fixes who is in it and in which order."""
    rows = new_of(pack, today(pack.company, now)).select_related("employee", "holder")
    pack.items = [certificate.pk for certificate in in_order_of_hands(rows)]
    if not pack.items:
        raise NoPack(NOTHING)
    packs.update(pack, items=pack.items)


def missing_parts(pack: CertificatePack) -> list[int]:
    return packs.missing_parts(pack, len(pack.items), CHUNK)


def make_part(pack: CertificatePack, number: int, now: datetime) -> None:
    """One chunk: in the vault, and then a row, while the pack is still ours. Raises ClaimLost."""
    chosen = pack.items[number * CHUNK : (number + 1) * CHUNK]
    new = {each.pk: each for each in still_new(pack, chosen, now)}
    whole = {pk: data for pk in chosen if pk in new and (data := load_or_none(new[pk])) is not None}
    damaged = [pk for pk in new if pk not in whole]
    rows = Certificate.objects.for_company(pack.company)
    rows.filter(pk__in=damaged).update(**WAITS_AGAIN, started_at=now)
    left_out = Counter({DAMAGED: len(damaged), NOT_NEW: len(chosen) - len(new)})
    part = CertificatePackPart(
        company=pack.company,
        pack=pack,
        number=number,
        printed=[[pk, new[pk].edition] for pk in whole],
        left_out={word: count for word, count in left_out.items() if count},
    )
    packs.keep_part(pack, part, merge(whole.values()) if whole else None, VAULT_PREFIX)


def still_new(pack: CertificatePack, chosen: list[int], now: datetime) -> Iterable[Certificate]:
    """Those that nobody has printed meanwhile, and that are to be printed at all."""
    return new_of(pack, today(pack.company, now)).filter(pk__in=chosen)


def finish(pack: CertificatePack, now: datetime) -> None:
    """Cover sheet, lists and chunks in one file. Raises ClaimLost, NoPack."""
    parts = list(CertificatePackPart.objects.for_company(pack.company).filter(pack=pack).order_by("number"))
    printed = [pair for part in parts for pair in part.printed]
    left_out = packs.sum_up(part.left_out for part in parts)
    if not printed:
        raise NoPack(NOTHING)
    front = front_of(pack, [pk for pk, _edition in printed], left_out, now)
    data = merge([front, *packs.files_of(parts)])
    stored = vault.store(f"{VAULT_PREFIX}/{pack.company_id}", data)
    try:
        _keep(pack, printed, left_out, stored, now)
    except (ClaimLost, NoPack):
        vault.delete(stored.name)
        raise
    packs.delete_files([part.stored_name for part in parts if part.is_kept])


def front_of(pack: CertificatePack, pks: list[int], left_out: Counter[str], now: datetime) -> bytes:
    """As many pages as fill sheets that are printed on both sides."""
    rows = Certificate.objects.for_company(pack.company).select_related("employee", "holder").in_bulk(pks)
    lists = lists_of(rows[pk] for pk in pks)
    cover = PackCover(
        title=pack.batch.summary,
        made_by=pack.created_by_label,
        certificates=len(pks),
        groups=lists,
        left_out=[(left_out_words(word), number) for word, number in left_out.items() if number],
    )
    try:
        return evenly(render_sign_off(house_of(pack.company, now), lists, cover))
    except pdf.CannotSet as broken:
        raise NoPack(
            _("The cover sheet could not be set in type. Ask the operator to look into it.")
        ) from broken


@transaction.atomic
def _keep(
    pack: CertificatePack,
    printed: list[list[int]],
    left_out: Counter[str],
    stored: vault.StoredFile,
    now: datetime,
) -> None:
    company = lock_company(pack.company)
    check_printable(company, pack.batch)
    days = Certificate.objects.for_company(company).filter(pk__in=[pk for pk, _edition in printed])
    move_on(
        pack,
        status=CertificatePack.Status.READY,
        items=[pk for pk, _edition in printed],
        editions=[edition for _pk, edition in printed],
        certificates=len(printed),
        last_day=max((day for day in days.values_list("last_day", flat=True) if day), default=None),
        left_out=dict(left_out),
        finished_at=now,
        failure="",
        **stored.columns,
    )
    CertificatePackPart.objects.for_company(company).filter(pack=pack).delete()


def give_up(pack: CertificatePack, sentence: str, now: datetime) -> None:
    """A visible end; nothing of it is kept."""
    names = packs.names_of(pack)
    with transaction.atomic():
        move_on(
            pack,
            status=CertificatePack.Status.FAILED,
            failure=sentence[:300],
            finished_at=now,
            stored_name="",
        )
        CertificatePackPart.objects.for_company(pack.company).filter(pack=pack).delete()
        AuditEvent.objects.record(
            company=pack.company,
            action="certificates.pack_failed",
            by=SYSTEM,
            at=now,
            subject=pack,
            subject_label=pack.batch.summary,
            after={"reason": sentence[:300]},
        )
    packs.delete_files(names)


def left_out_words(word: str) -> str:
    if word == DAMAGED:
        return _("Damaged where it was stored, and made anew")
    return _("Printed, withdrawn or registered meanwhile")
