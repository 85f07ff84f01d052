"""Asking for a pack of letters: the row says what is to be made, a worker makes it (I9)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.models import AuditEvent, Company, Employee
from invites.models import CodeFile, LetterPack, Standing
from invites.queries import lock_company
from invites.queries.letters import codes_for
from invites.services.fetching import hold_file
from workstars.lib import packs
from workstars.lib.actors import Actor
from workstars.lib.clock import today
from workstars.lib.packs import NoPack

MOST_LETTERS = 2_000  # in one pack: what a printer's room handles, and what a worker's memory holds


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
    """A pack, or the one that was made before, made anew. What is being made already is left alone.

    Refusal: NoPack.
    """
    company = lock_company(company)
    check_printable(company, hold_file(company, file))
    pack = _the_one(company, file, of, value, manager, now)
    if pack.pk and pack.status == LetterPack.Status.QUEUED:
        return pack
    number = codes_for(pack, today(company, now)).filter(standing=Standing.LIVE).count()
    if not number:
        raise NoPack(NOBODY)
    if number > MOST_LETTERS:
        raise NoPack(
            _("These are %(number)s letters, and a pack holds at most %(most)s. Make them site by site.")
            % {"number": f"{number:,}", "most": f"{MOST_LETTERS:,}"}
        )
    packs.begin_anew(pack, by.label, now, people=[], failed=[], letters=0)
    AuditEvent.objects.record(
        company=company, action="letters.made", by=by, at=now, subject=pack, after=described(pack, number)
    )
    return pack


def check_printable(company: Company, file: CodeFile) -> None:
    """Refusal: NoPack (C4, V7, C6)."""
    if not company.offline_employees:
        raise NoPack(OFFLINE_OFF)
    if file.is_void:
        raise NoPack(VOID)
    if not file.is_kept:
        raise NoPack(GONE)


def _the_one(
    company: Company, file: CodeFile, of: str, value: str, manager: Employee | None, now: datetime
) -> LetterPack:
    facts = {"file": file, "of": of, "value": value, "manager": manager}
    found: LetterPack | None = LetterPack.objects.for_company(company).filter(**facts).first()
    return found or LetterPack(company=company, created_at=now, **facts)


def described(pack: LetterPack, letters: int) -> dict[str, str | int]:
    return {"file": pack.file.file_name, "letters": letters, "of": pack.of}
