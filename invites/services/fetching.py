"""Taking a file with codes out of the vault: checked, written down each time (I8, C7), and for one made by schedule
the beginning of its days (I6, I10)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from employees.models import AuditEvent, Company
from invites.csv_export import as_workbook
from invites.models import CodeFile
from invites.queries.files import people_of
from invites.services.generation import described, due_day
from workstars.lib import vault
from workstars.lib.actors import Actor


class NotHandedOut(Exception):
    """The file stays where it is; the text says why."""


class NoLongerKept(NotHandedOut):
    """The retention of the file has ended (C6)."""

    def __init__(self) -> None:
        super().__init__(
            _("This file is no longer kept: its codes have ended, and the time to keep it is over.")
        )


class Shredded(NotHandedOut):
    """The announced exception to a file that comes again bit for bit (V6, X5)."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This file was shredded because a person in it was erased. "
                "The codes of the others, on letters that are out, still work."
            )
        )


class FileVoided(NotHandedOut):
    """Letters made from it would bear dead codes (V7)."""

    def __init__(self) -> None:
        super().__init__(
            _("This file is void: none of its codes works any more, so it is not handed out. Make a new one.")
        )


@transaction.atomic
def download_code_file(
    *, company: Company, file: CodeFile, by: Actor, now: datetime, workbook: bool = False
) -> bytes:
    """The bytes as they were made, or the same rows as a workbook; either is written down by itself.

    Raises FileDamaged, NotHandedOut.
    """
    held = take_out(company=company, file=file, now=now)
    data = vault.load(vault.StoredFile.named_by(held))
    action = f"{held.kind}.downloaded_as_xlsx" if workbook else f"{held.kind}.downloaded"
    AuditEvent.objects.record(
        company=company, action=action, by=by, at=now, subject=held, after=described(held)
    )
    return as_workbook(data, held.created_at) if workbook else data


def take_out(*, company: Company, file: CodeFile, now: datetime) -> CodeFile:
    """The file, held until the transaction ends, because codes of it leave the house now: as CSV, workbook or letters.

    Raises NotHandedOut.
    """
    held = hold_file(company, file)
    if held.is_void:
        raise FileVoided
    if held.shredded_at:
        raise Shredded
    if not held.is_kept:
        raise NoLongerKept
    if held.first_downloaded_at is None:
        held.first_downloaded_at = now
        held.save(update_fields=["first_downloaded_at"])
        if held.by_schedule:
            begin_days(company, held, now)
    return held


def begin_days(company: Company, file: CodeFile, now: datetime) -> None:
    """Its people's days to the next reminder: of those whose last paper it is, whatever else they are by now."""
    mine = people_of(file).filter(paper_made_at=file.created_at, paper_due_on__isnull=True)
    mine.update(paper_due_on=due_day(company, file.kind, now))


def hold_file(company: Company, file: CodeFile) -> CodeFile:
    """The row as it is now, held: after the company, before people and codes."""
    held: CodeFile = CodeFile.objects.for_company(company).select_for_update(no_key=True).get(pk=file.pk)
    return held
