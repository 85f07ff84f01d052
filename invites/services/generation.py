"""Making a CSV with codes (I5 to I7): a file, its live codes and its people off the list, or nothing."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from employees.models import AuditEvent, Company
from invites import codes
from invites.csv_export import file_name, write_codes
from invites.models import ActivationCode, CodeFile, Kind
from invites.queries import country_name, last_file, lock_company, waiting
from workstars.lib import vault
from workstars.lib.actors import Actor
from workstars.lib.bulk import copy_cell, copy_lines, update_returning
from workstars.lib.clock import days_later, today
from workstars.lib.text import fold_search

VAULT_PREFIX = "codes"


class OfflineEmployeesOff(Exception):
    """C4: while the switch is off there are no new codes and files."""

    def __init__(self) -> None:
        super().__init__(
            _("Offline employees are switched off for your company. Your account manager can switch them on.")
        )


class NobodyWaits(Exception):
    """Everybody is in a file already. `last` is the newest one of this country and kind, if there is any."""

    def __init__(self, country: str, last: CodeFile | None) -> None:
        self.last = last
        sentence = _("Nobody waits in %(country)s any more.") if last else _("Nobody waits in %(country)s.")
        super().__init__(sentence % {"country": country_name(country)})


class Reached(NamedTuple):
    """One person of the file."""

    pk: int
    employee_id: str
    first_name: str
    last_name: str
    location: str


@transaction.atomic
def generate_invites_csv(*, company: Company, country: str, kind: str, by: Actor, now: datetime) -> CodeFile:
    """Everybody who waits in `country`, on *Invites* or *Reminders*, in one new file.

    Refuses with OfflineEmployeesOff and NobodyWaits. The encrypted file is on the disk before anything is
    committed: after a crash there may be a file that no row names, never a row without its file.
    """
    company = lock_company(company)
    if not company.offline_employees:
        raise OfflineEmployeesOff
    people = claim_waiting(company, kind, country, now)
    if not people:
        raise NobodyWaits(country, last_file(company, kind, country))
    made = codes.generate(len(people))
    file = _keep_file(company, country, kind, people, made, by, now)
    keep_digests(file, people, made)
    AuditEvent.objects.record(
        company=company, action=f"{kind}.generated", by=by, at=now, subject=file, after=described(file)
    )
    return file


def _keep_file(
    company: Company,
    country: str,
    kind: str,
    people: list[Reached],
    made: list[str],
    by: Actor,
    now: datetime,
) -> CodeFile:
    """The CSV, encrypted and on the disk, and the row that names it."""
    csv = write_codes(
        (who.first_name, who.last_name, who.employee_id, code) for who, code in zip(people, made, strict=True)
    )
    file: CodeFile = CodeFile.objects.for_company(company).create(
        company=company,
        kind=kind,
        country=country,
        created_at=now,
        created_by_id=by.user_id,
        created_by_label=by.label,
        rows=len(people),
        guarded_cells=csv.defused,
        last_day=days_later(company, now, company.paper_code_days),
        file_name=file_name(company, kind, country, today(company, now)),
        **vault.store(f"{VAULT_PREFIX}/{company.pk}", csv.data).columns,
    )
    return file


def claim_waiting(company: Company, kind: str, country: str, now: datetime) -> list[Reached]:
    """Takes off the list whoever waits at this moment, and nobody whom another file took first (I7).

    Who joined after the button was pressed waits for the next file: a code must not be older than its owner.
    """
    days = company.reminder_after_days if kind == Kind.INVITES else company.reminder_again_days
    rows = update_returning(
        waiting(company, today(company, now), kind).filter(country=country, active_since__lte=now),
        ["id", "employee_id", "first_name", "last_name", "location"],
        paper_made_at=now,
        paper_due_on=days_later(company, now, days),
        reminders_since=None,
    )
    return sorted((Reached(*row) for row in rows), key=_place_in_the_pile())


def _place_in_the_pile() -> Callable[[Reached], tuple[str, ...]]:
    """By site, then by name. Names come again and again, so each is folded once."""
    folded = cache(fold_search)
    return lambda who: (
        folded(who.location),
        folded(who.last_name),
        folded(who.first_name),
        who.employee_id,
    )


def keep_digests(file: CodeFile, people: list[Reached], made: list[str]) -> None:
    """The codes become live; of each, only the keyed hash is kept (A3)."""
    version = codes.current_version()
    digests = codes.digest_all(made, file.company_id, version)
    same = (file.company_id, file.pk, file.kind, version, file.created_at, file.last_day)
    start = "\t".join(copy_cell(value) for value in same)
    copy_lines(
        ActivationCode._meta.db_table,
        ["company_id", "file_id", "kind", "key_version", "created_at", "last_day", "employee_id", "digest"],
        (f"{start}\t{who.pk}\t\\\\x{digest.hex()}\n" for who, digest in zip(people, digests, strict=True)),
    )


class NoLongerKept(Exception):
    """The retention of the file has ended (C6)."""

    def __init__(self) -> None:
        super().__init__(
            _("This file is no longer kept: its codes have ended, and the time to keep it is over.")
        )


@transaction.atomic
def download_code_file(*, company: Company, file: CodeFile, by: Actor, now: datetime) -> bytes:
    """The bytes as they were made, checked, and the download written down (I8, C7).

    Raises FileDamaged, NoLongerKept.
    """
    if not file.is_kept:
        raise NoLongerKept
    data = vault.load(vault.StoredFile.named_by(file))
    AuditEvent.objects.record(
        company=company, action=f"{file.kind}.downloaded", by=by, at=now, subject=file, after=described(file)
    )
    return data


def sweep_orphan_files() -> int:
    """Deletes files with codes that no row names: left behind by a crash before the commit (A3)."""

    def known(names: list[str]) -> list[str]:
        rows = CodeFile.objects.across_companies().filter(stored_name__in=names)
        return list(rows.values_list("stored_name", flat=True))

    return len(vault.sweep_orphans(VAULT_PREFIX, known))


def described(file: CodeFile) -> dict[str, str | int | date]:
    return {
        "kind": file.kind,
        "country": file.country,
        "rows": file.rows,
        "file": file.file_name,
        "last_day": file.last_day,
    }
