"""Letters in somebody's hands: checked, and written down each time (C7). With the file they were made from they end."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from employees.models import AuditEvent, Company
from invites.models import LetterPack, LetterPart
from invites.services.fetching import NotHandedOut, take_out
from invites.services.letters import VAULT_PREFIX
from invites.services.letters.asking import described
from workstars.lib import packs, vault
from workstars.lib.actors import Actor


class NotReady(NotHandedOut):
    """There is no PDF of it, or not yet."""

    def __init__(self) -> None:
        super().__init__(_("These letters are not ready. Make them again."))


@transaction.atomic
def download_letters(*, company: Company, pack: LetterPack, by: Actor, now: datetime) -> Iterator[bytes]:
    """The PDF as it was made, a piece at a time. Raises FileDamaged, NotHandedOut."""
    take_out(company=company, file=pack.file, now=now)
    held = LetterPack.objects.for_company(company).select_for_update(no_key=True).get(pk=pack.pk)
    if held.status != LetterPack.Status.READY or not held.is_kept:
        raise NotReady
    pieces = vault.load_pieces(vault.StoredFile.named_by(held))
    AuditEvent.objects.record(
        company=company,
        action="letters.downloaded",
        by=by,
        at=now,
        subject=held,
        after=described(held, held.letters),
    )
    return pieces


def end_letters(*, now: datetime) -> int:
    """Of files that are void or no longer kept, nothing is kept either (C6). Answers how many packs ended."""
    over = Q(file__voided_at__isnull=False) | Q(file__stored_name="")
    there = ~Q(stored_name="") | Q(status=LetterPack.Status.QUEUED)
    ended = LetterPack.objects.across_companies().filter(over & there).select_related("company")
    rows = list(ended.defer("people"))
    for pack in rows:
        packs.end(pack)
    return len(rows)


def sweep_orphan_letters() -> int:
    """Deletes letters that no row names: left behind by a crash (A3)."""
    return packs.sweep_orphans(VAULT_PREFIX, LetterPack, LetterPart)
