"""Asking for a pack of letters: the row says what is to be made, a worker makes it (I9)."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from employees.models import AuditEvent, Company, Employee
from invites.models import CodeFile, LetterPack, Standing
from invites.models.codes import ActivationCodeQuerySet
from invites.queries import lock_company
from invites.queries.letters import codes_for, in_pile_order
from invites.services.fetching import hold_file
from workstars.lib import packs
from workstars.lib.actors import Actor
from workstars.lib.clock import today
from workstars.lib.packs import NoPack

OFFLINE_OFF = gettext_lazy(
    "Offline employees are switched off for your company. Your account manager can switch them on."
)
VOID = gettext_lazy("This file is void: none of its codes works any more. Letters would bear dead codes.")
GONE = gettext_lazy(
    "This file is no longer kept: its codes have ended. Whoever has not registered waits for a new one."
)
NOBODY = gettext_lazy("None of these people needs a letter any more: they have registered or left.")


@transaction.atomic
def ask_for_letters(
    *,
    company: Company,
    file: CodeFile,
    of: str,
    value: str = "",
    manager: Employee | None = None,
    by: Actor,
    now: datetime,
) -> LetterPack:
    """A pack, or the one that was made before, made anew; several where there are more letters than one holds, of which
    the first is answered. What is being made already is left alone.

    Who needs a letter is fixed here, and asked again when it is drawn. Refusal: NoPack.
    """
    company = lock_company(company)
    check_printable(company, hold_file(company, file))
    facts = {"file": file, "of": of, "value": value, "manager": manager}
    found = list(LetterPack.objects.for_company(company).filter(**facts).order_by("volume"))
    if at_work := next((pack for pack in found if pack.status == LetterPack.Status.QUEUED), None):
        return at_work
    like = LetterPack(company=company, **facts)
    codes = codes_for(like, today(company, now))
    people = in_pile_order(codes.filter(standing=Standing.LIVE))
    if not people:
        raise NoPack(NOBODY)
    first: LetterPack = packs.begin_volumes(
        found, like, "people", people, by.label, now, {"failed": [], "letters": 0}
    )[0]
    _note_who_needs_none(first, codes)
    after = described(first, len(people))
    AuditEvent.objects.record(
        company=company, action="letters.made", by=by, at=now, subject=first, after=after
    )
    return first


def _note_who_needs_none(pack: LetterPack, codes: ActivationCodeQuerySet) -> None:
    others = codes.exclude(standing=Standing.LIVE).order_by()
    pack.left_out = dict(Counter(others.values_list("standing", flat=True)))
    pack.save(update_fields=["left_out"])


def check_printable(company: Company, file: CodeFile) -> None:
    """Refusal: NoPack (C4, V7, C6)."""
    if not company.offline_employees:
        raise NoPack(OFFLINE_OFF)
    if file.is_void:
        raise NoPack(VOID)
    if not file.is_kept:
        raise NoPack(GONE)


def described(pack: LetterPack, letters: int) -> dict[str, str | int]:
    return {"file": pack.file.file_name, "letters": letters, "of": pack.of}
