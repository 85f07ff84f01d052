"""Many certificates as one PDF, in the order of the pile: new ones, some again, and the list to sign (T4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.models import Certificate, CertificateQuerySet, State
from certificates.pdf import merge
from certificates.services.anew import PAPER_LOST
from certificates.services.handing import note_hands
from certificates.services.signing import sign_off_sheet
from employees.models import AuditEvent, Company
from workstars.lib import vault
from workstars.lib.actors import Actor
from workstars.lib.clock import today
from workstars.lib.text import fold_search

PRINTED_AT_ONCE = 200


class NothingNew(Exception):
    def __init__(self) -> None:
        super().__init__(_("There are no new certificates to print."))


class NothingPrinted(Exception):
    def __init__(self) -> None:
        super().__init__(_("Choose the certificates that you have printed and not handed over yet."))


@dataclass(frozen=True)
class Printed:
    """One PDF of `number` certificates; `damaged` ones were left out and are made anew."""

    pdf: bytes
    number: int
    damaged: int


def print_new(
    *, company: Company, among: CertificateQuerySet, by: Actor, now: datetime, with_list: bool = False
) -> Printed:
    """All new ones `among` those, at most PRINTED_AT_ONCE, as one PDF sorted by site and name, at its end the list to
    sign if it is asked for. Raises NothingNew.

    Two who press at once print each certificate once.
    """
    with transaction.atomic():
        printed = _print(company, take_new(company, among, now), by, now, with_list)
    if not printed.number:
        raise NothingNew
    return printed


def print_again(
    *,
    company: Company,
    among: CertificateQuerySet,
    chosen: Iterable[int],
    by: Actor,
    now: datetime,
    with_list: bool = False,
) -> Printed:
    """The `chosen` ones that were printed and are not handed over: the printer had no paper, or they were lost. Raises
    NothingPrinted."""
    with transaction.atomic():
        taken = printed_ones(company, among, now, chosen, lock=True)
        printed = _print(company, taken, by, now, with_list)
    if not printed.number:
        raise NothingPrinted
    return printed


def list_to_sign(
    *, company: Company, among: CertificateQuerySet, chosen: Iterable[int], now: datetime
) -> bytes:
    """For the `chosen` ones that are printed and not handed over; for all of them when none is chosen. Raises
    NothingPrinted."""
    waiting = printed_ones(company, among, now, chosen)
    if not waiting:
        raise NothingPrinted
    return sign_off_sheet(company, waiting, now)


def printed_ones(
    company: Company,
    among: CertificateQuerySet,
    now: datetime,
    chosen: Iterable[int] = (),
    *,
    lock: bool = False,
) -> list[Certificate]:
    """At most PRINTED_AT_ONCE, in the order of the pile. To be printed again, `lock`, they have to be chosen."""
    wanted = list(chosen)[: PRINTED_AT_ONCE * 5]
    rows = among.of_people_here().of_shown().with_state(today(company, now)).filter(state=State.PRINTED)
    if wanted or lock:
        rows = rows.filter(pk__in=wanted)
    pks = [
        row.pk for row in rows.order_by("employee__location", "employee__last_name", "pk")[:PRINTED_AT_ONCE]
    ]
    held: CertificateQuerySet = Certificate.objects.for_company(company).filter(pk__in=pks)
    held = held.select_related("employee", "holder").order_by("pk")
    return in_pile_order(held.ready().select_for_update(of=("self",), no_key=True) if lock else held)


def _print(company: Company, taken: list[Certificate], by: Actor, now: datetime, with_list: bool) -> Printed:
    """What is whole is printed from now on; what is damaged is made anew."""
    whole = {certificate.pk: data for certificate in taken if (data := load_or_none(certificate)) is not None}
    mine = Certificate.objects.for_company(company)
    mine.filter(pk__in=list(whole), printed_at=None).update(printed_at=now, printed_by_label=by.label[:300])
    damaged = mine.filter(pk__in=[certificate.pk for certificate in taken if certificate.pk not in whole])
    damaged.update(**PAPER_LOST, started_at=now)
    good = [certificate for certificate in taken if certificate.pk in whole]
    if not good:
        return Printed(b"", 0, len(taken))
    note_hands(company, good)
    AuditEvent.objects.record(
        company=company,
        action="certificates.printed",
        by=by,
        at=now,
        after={"certificates": len(good), "people": [each.employee.name for each in good]},
    )
    pages = [*whole.values(), *([sign_off_sheet(company, good, now)] if with_list else [])]
    return Printed(merge(pages), len(good), len(taken) - len(good))


def take_new(company: Company, among: CertificateQuerySet, now: datetime) -> list[Certificate]:
    """Locked, in the order of the pile."""
    states = among.of_people_here().of_shown().with_state(today(company, now)).filter(state=State.NEW)
    chosen = states.order_by("employee__location", "employee__last_name", "employee__first_name", "pk")
    pks = list(chosen.values_list("pk", flat=True)[:PRINTED_AT_ONCE])
    locked = among.unprinted().ready().of_shown().filter(pk__in=pks).order_by("pk")
    locked = locked.select_related("employee", "holder")
    return in_pile_order(locked.select_for_update(of=("self",), no_key=True))


def in_pile_order(certificates: Iterable[Certificate]) -> list[Certificate]:
    """By site, then by name, as people look for them."""
    return sorted(certificates, key=lambda each: (fold_search(each.employee.location), *_name(each)))


def in_order_of_hands(certificates: CertificateQuerySet) -> list[int]:
    """By site, then by who hands them over, then by name. A hundred thousand may be sorted, so by their names alone."""
    folded = cache(fold_search)
    rows = certificates.order_by().values_list(
        *("employee__location", "holder__first_name", "holder__last_name", "holder"),
        *("employee__last_name", "employee__first_name", "employee__employee_id", "pk"),
    )

    def place(row: tuple[Any, ...]) -> tuple[Any, ...]:
        site, holder_first, holder_last, holder, last, first, employee_id, pk = row
        hands = folded(f"{holder_first} {holder_last}".strip()) if holder else ""
        return folded(site), hands, holder or 0, folded(last), folded(first), employee_id, pk

    return [row[-1] for row in sorted(rows, key=place)]


def _name(certificate: Certificate) -> tuple[str, str, str, int]:
    person = certificate.employee
    return fold_search(person.last_name), fold_search(person.first_name), person.employee_id, certificate.pk


def load_or_none(certificate: Certificate) -> bytes | None:
    """None when it is damaged where it is stored."""
    try:
        return vault.load(vault.StoredFile.named_by(certificate))
    except vault.FileDamaged:
        return None
