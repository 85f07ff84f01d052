"""A pack, chunk by chunk: the stored sheets of so many people put together, in the end behind a cover sheet and the
lists to sign. What was printed, withdrawn or registered before its chunk is made is not in it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from certificates.models import Certificate, CertificatePack, CertificatePackPart
from certificates.pdf import merge
from certificates.pdf.sign_off import PackCover, evenly, render_sign_off
from certificates.services.anew import WAITS_AGAIN
from certificates.services.packs import VAULT_PREFIX
from certificates.services.packs.asking import NOTHING, check_printable, new_of
from certificates.services.piles import load_or_none
from certificates.services.signing import house_of, lists_of
from employees.models import AuditEvent, Company
from invites.queries import lock_company
from workstars.lib.actors import SYSTEM
from workstars.lib.clock import today
from workstars.lib.packing import Maker, files_of
from workstars.lib.packs import NoPack

DAMAGED, NOT_NEW = "damaged", "not_new"
Parts = Sequence[CertificatePackPart]


class PackMaker(Maker):
    pack: CertificatePack
    model = CertificatePack
    selected = ("company", "batch__company")
    step = "certificates"
    folder = VAULT_PREFIX

    @property
    def order(self) -> list[int]:
        return self.pack.items

    def hold(self) -> Company:
        return lock_company(self.pack.company)

    def check(self, company: Company) -> None:
        check_printable(company, self.pack.batch)

    def draw(self, chosen: list[int]) -> tuple[bytes | None, dict[str, Any]]:
        new = {each.pk: each for each in self.still_new(chosen)}
        whole = {pk: data for pk in chosen if pk in new and (data := load_or_none(new[pk])) is not None}
        damaged = [pk for pk in new if pk not in whole]
        rows = Certificate.objects.for_company(self.pack.company)
        rows.ready().filter(pk__in=damaged).update(**WAITS_AGAIN, started_at=self.now)
        left_out = {DAMAGED: len(damaged), NOT_NEW: len(chosen) - len(new)}
        return merge(whole.values()) if whole else None, {
            "printed": [[pk, new[pk].edition] for pk in whole],
            "left_out": {word: count for word, count in left_out.items() if count},
        }

    def still_new(self, chosen: list[int]) -> Iterable[Certificate]:
        """Those that nobody has printed meanwhile, and that are to be printed at all."""
        return new_of(self.pack, today(self.pack.company, self.now)).filter(pk__in=chosen)

    def bind(self, parts: Parts) -> bytes:
        printed = printed_in(parts)
        if not printed:
            raise NoPack(NOTHING)
        return merge([self.front(list(printed), self.left_out(parts)), *files_of(parts)])

    def front(self, pks: list[int], left_out: Counter[str]) -> bytes:
        """As many pages as fill sheets that are printed on both sides."""
        rows = Certificate.objects.for_company(self.pack.company).select_related("employee", "holder")
        found = rows.in_bulk(pks)
        lists = lists_of(found[pk] for pk in pks)
        cover = PackCover(
            title=self.pack.numbered(self.pack.batch.summary),
            made_by=self.pack.created_by_label,
            certificates=len(pks),
            groups=lists,
            left_out=[(left_out_words(word), number) for word, number in left_out.items() if number],
        )
        return evenly(render_sign_off(house_of(self.pack.company, self.now), lists, cover))

    def facts(self, parts: Parts) -> dict[str, Any]:
        printed = printed_in(parts)
        rows = Certificate.objects.for_company(self.pack.company).filter(pk__in=printed)
        return {
            "items": list(printed),
            "editions": list(printed.values()),
            "certificates": len(printed),
            "last_day": max((day for day in rows.values_list("last_day", flat=True) if day), default=None),
        }

    def note_failure(self, reason: str) -> None:
        AuditEvent.objects.record(
            company=self.pack.company,
            action="certificates.pack_failed",
            by=SYSTEM,
            at=self.now,
            subject=self.pack,
            subject_label=self.pack.batch.summary,
            after={"reason": reason},
        )


make_packs = PackMaker.work_off


def printed_in(parts: Parts) -> dict[int, int]:
    """Editions by certificate, in the order of the pages."""
    return {pk: edition for part in parts for pk, edition in part.printed}


def left_out_words(word: str) -> str:
    if word == DAMAGED:
        return _("Damaged where it was stored, and made anew")
    return _("Printed, withdrawn or registered meanwhile")
