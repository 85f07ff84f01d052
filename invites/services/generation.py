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
from invites.queries.managers import managers_among
from workstars.lib import vault
from workstars.lib.actors import Actor
from workstars.lib.bulk import copy_cell, copy_lines, reserve_ids, update_returning
from workstars.lib.clock import days_later, today
from workstars.lib.text import fold_search

VAULT_PREFIX = "codes"


class OfflineEmployeesOff(Exception):
    """C4: while the switch is off there are no new codes and files."""

    def __init__(self) -> None:
        super().__init__(
            _("Offline employees are switched off for your company. Your account manager can switch them on.")
        )


class Order(NamedTuple):
    """What is to be made: a file for everybody who waits in `country` on the list of `kind`, or for the managers
    among them alone (I11). The days of one made `by_schedule` begin when it is fetched (I6)."""

    kind: str
    country: str
    managers_only: bool = False
    by_schedule: bool = False


class NobodyWaits(Exception):
    """Everybody is in a file already. `last` is the newest one of this country and kind, if there is any."""

    def __init__(self, order: Order, last: CodeFile | None) -> None:
        self.last = last
        if order.managers_only:
            sentence = _("No manager waits in %(country)s.")
        elif last:
            sentence = _("Nobody waits in %(country)s any more.")
        else:
            sentence = _("Nobody waits in %(country)s.")
        super().__init__(sentence % {"country": country_name(order.country)})


class Reached(NamedTuple):
    """One person of the file."""

    pk: int
    employee_id: str
    first_name: str
    last_name: str
    location: str


@transaction.atomic
def generate_invites_csv(
    *, company: Company, country: str, kind: str, by: Actor, now: datetime, managers_only: bool = False
) -> CodeFile:
    """Everybody who waits in `country`, on *Invites* or *Reminders*, in one new file; or the managers of them.

    Refuses with OfflineEmployeesOff and NobodyWaits. The encrypted file is on the disk before anything is
    committed: after a crash there may be a file that no row names, never a row without its file.
    """
    company = lock_company(company)
    order = Order(kind, country, managers_only)
    file = make_file(company, order, by, now)
    if file is None:
        raise NobodyWaits(order, last_file(company, kind, country))
    return file


def make_file(company: Company, order: Order, by: Actor, now: datetime) -> CodeFile | None:
    """The file, its codes live and its people off the list; None when nobody waits. Inside of a transaction that holds
    the company. Refusal: OfflineEmployeesOff."""
    if not company.offline_employees:
        raise OfflineEmployeesOff
    people = claim_waiting(company, order, now)
    if not people:
        return None
    made = codes.generate(len(people))
    file = _keep_file(company, order, people, made, by, now)
    keep_digests(file, people, made)
    AuditEvent.objects.record(
        company=company, action=f"{order.kind}.generated", by=by, at=now, subject=file, after=described(file)
    )
    return file


def _keep_file(
    company: Company, order: Order, people: list[Reached], made: list[str], by: Actor, now: datetime
) -> CodeFile:
    """The CSV, encrypted and on the disk, and the row that names it."""
    csv = write_codes(
        (who.first_name, who.last_name, who.employee_id, code) for who, code in zip(people, made, strict=True)
    )
    name = file_name(
        company, order.kind, order.country, today(company, now), managers_only=order.managers_only
    )
    file: CodeFile = CodeFile.objects.for_company(company).create(
        company=company,
        **order._asdict(),
        created_at=now,
        created_by_id=by.user_id,
        created_by_label=by.label,
        rows=len(people),
        guarded_cells=csv.defused,
        last_day=days_later(company, now, company.paper_code_days),
        file_name=name,
        **vault.store(f"{VAULT_PREFIX}/{company.pk}", csv.data).columns,
    )
    return file


def claim_waiting(company: Company, order: Order, now: datetime) -> list[Reached]:
    """Takes off the list whoever waits at this moment, and nobody whom another file took first (I7).

    Who joined after the button was pressed waits for the next file: a code must not be older than its owner.
    """
    day = today(company, now)
    people = waiting(company, day, order.kind).filter(country=order.country, active_since__lte=now)
    if order.managers_only:
        people = managers_among(people, company, day)
    rows = update_returning(
        people,
        ["id", "employee_id", "first_name", "last_name", "location"],
        paper_made_at=now,
        paper_due_on=None if order.by_schedule else due_day(company, order.kind, now),
        reminders_since=None,
    )
    return sorted(map(Reached._make, rows), key=_place_in_the_pile())


def due_day(company: Company, kind: str, now: datetime) -> date:
    """When the days after a paper that goes out now are over (I6)."""
    days = company.reminder_after_days if kind == Kind.INVITES else company.reminder_again_days
    return days_later(company, now, days)


def _place_in_the_pile() -> Callable[[Reached], str]:
    """By site, then by name. Names come again and again, so each is folded once; NUL, which no name holds, comes before
    every sign, so that a word in front of a longer one stays in front."""
    folded = cache(fold_search)
    return lambda who: "\0".join(
        (folded(who.location), folded(who.last_name), folded(who.first_name), who.employee_id)
    )


def keep_digests(file: CodeFile, people: list[Reached], made: list[str]) -> None:
    """The codes become live; of each, only the keyed hash is kept (A3). Their ids are in the order of the file; they
    are written in the order of their owners, whom the database then finds one beside the other."""
    version = codes.current_version()
    same = {
        "company_id": file.company_id,
        "file_id": file.pk,
        "kind": file.kind,
        "key_version": version,
        "created_at": file.created_at,
        "last_day": file.last_day,
    }
    start = "\t".join(copy_cell(value) for value in same.values())
    ids = reserve_ids(ActivationCode, len(people))
    rows = sorted(zip((who.pk for who in people), ids, made, strict=True))
    digests = codes.digest_all((code for _pk, _id, code in rows), file.company_id, version)
    copy_lines(
        ActivationCode._meta.db_table,
        [*same, "employee_id", "id", "digest"],
        (
            f"{start}\t{pk}\t{number}\t\\\\x{digest.hex()}\n"
            for (pk, number, _code), digest in zip(rows, digests, strict=True)
        ),
    )


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
