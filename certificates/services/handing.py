"""Certificates in somebody's hands (T4): looked at, downloaded, printed, handed over; each look at a code audited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from certificates.models import Certificate, CertificateQuerySet, State
from certificates.pdf import merge
from certificates.services.anew import WAITS_AGAIN
from certificates.services.signing import sign_off_sheet
from certificates.services.withdrawing import why_withdrawn
from employees.models import AuditEvent, Company
from invites.models import ActivationCode
from workstars.lib import vault
from workstars.lib.actors import Actor
from workstars.lib.clock import today
from workstars.lib.text import fold_search

PRINTED_AT_ONCE = 200


class NotToBeHad(Exception):
    """The certificate cannot be had now. The text says why; `make_anew`: whether making it anew helps."""

    def __init__(self, sentence: str | Promise, *, make_anew: bool = False) -> None:
        super().__init__(sentence)
        self.make_anew = make_anew


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


@transaction.atomic
def look_at(
    *,
    company: Company,
    certificate: Certificate,
    by: Actor,
    now: datetime,
    action: str = "certificate.opened",
) -> bytes:
    """The PDF, checked, and the look written down (C7). Raises NotToBeHad."""
    data = read(company, certificate, now)
    note_hands(company, [certificate])
    AuditEvent.objects.record(
        company=company,
        action=action,
        by=by,
        at=now,
        subject=certificate,
        subject_label=certificate.employee.name,
        after={"last_day": certificate.last_day},
    )
    return data


def download(*, company: Company, certificate: Certificate, by: Actor, now: datetime) -> bytes:
    """Raises NotToBeHad."""
    return look_at(company=company, certificate=certificate, by=by, now=now, action="certificate.downloaded")


@transaction.atomic
def print_one(*, company: Company, certificate: Certificate, by: Actor, now: datetime) -> bytes:
    """The PDF; from now on it counts as printed. Raises NotToBeHad."""
    mine = Certificate.objects.for_company(company).filter(pk=certificate.pk)
    list(
        mine.select_for_update(no_key=True).values_list("pk")
    )  # who withdraws it comes before, or sees it printed
    data = look_at(company=company, certificate=certificate, by=by, now=now, action="certificate.printed")
    mine.filter(printed_at__isnull=True).update(printed_at=now, printed_by_label=by.label[:300])
    return data


def note_hands(company: Company, certificates: Iterable[Certificate]) -> None:
    """Through whose hands the codes go (A6): unprinted certificates may have moved since they were made."""
    held: dict[int, list[int]] = {}
    for certificate in certificates:
        if certificate.holder_id is not None and certificate.code_id is not None:
            held.setdefault(certificate.holder_id, []).append(certificate.code_id)
    for holder, codes in held.items():
        mine = ActivationCode.objects.for_company(company).filter(pk__in=codes)
        mine.filter(~Q(held_by=holder) | Q(held_by=None)).update(held_by=holder)


def read(company: Company, certificate: Certificate, now: datetime) -> bytes:
    """Raises NotToBeHad: while it is made, when it failed or is withdrawn, and before anybody prints a dead code."""
    here: CertificateQuerySet = Certificate.objects.for_company(company)
    related = here.with_state(today(company, now)).select_related("recipient__recognition")
    seen = related.get(pk=certificate.pk)
    check_to_be_had(seen, seen.state)
    try:
        return vault.load(vault.StoredFile.named_by(seen))
    except vault.FileDamaged as damage:
        raise NotToBeHad(str(damage), make_anew=not seen.handed_over_at) from damage


def check_to_be_had(certificate: Certificate, state: str) -> None:
    """Raises NotToBeHad. Select `recipient__recognition` along."""
    if certificate.recipient.recognition.is_hidden:
        raise NotToBeHad(why_withdrawn(certificate))
    if state == State.WITHDRAWN or certificate.status == Certificate.Status.QUEUED:
        raise NotToBeHad(_("This certificate is being made. Try again in a moment."))
    if certificate.status == Certificate.Status.FAILED:
        raise NotToBeHad(_("This certificate could not be made. The administrators of your company know."))
    if state == State.REGISTERED and certificate.code_id is not None:
        raise NotToBeHad(
            _(
                "The person has registered meanwhile, so it is made anew without a code. Try again in a moment."
            )
        )
    if state == State.EXPIRED:
        raise NotToBeHad(_("The code on this certificate has ended. Make it anew."), make_anew=True)
    if not certificate.is_kept:
        raise NotToBeHad(_("This certificate is no longer kept: its code ended a while ago."))


@transaction.atomic
def print_new(
    *, company: Company, among: CertificateQuerySet, by: Actor, now: datetime, with_list: bool = False
) -> Printed:
    """All new ones `among` those, at most PRINTED_AT_ONCE, as one PDF sorted by site and name, at its end the list to
    sign if it is asked for. Raises NothingNew.

    Two who press at once print each certificate once.
    """
    printed = _print(company, take_new(company, among, now), by, now, with_list)
    if not printed.number:
        raise NothingNew
    return printed


@transaction.atomic
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
    printed = _print(company, printed_ones(company, among, now, chosen, lock=True), by, now, with_list)
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
    whole = {certificate.pk: data for certificate in taken if (data := _load(certificate)) is not None}
    mine = Certificate.objects.for_company(company)
    mine.filter(pk__in=list(whole), printed_at=None).update(printed_at=now, printed_by_label=by.label[:300])
    damaged = mine.filter(pk__in=[certificate.pk for certificate in taken if certificate.pk not in whole])
    damaged.update(**WAITS_AGAIN, printed_at=None, started_at=now)
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
    return sorted(
        certificates,
        key=lambda each: (
            fold_search(each.employee.location),
            fold_search(each.employee.last_name),
            fold_search(each.employee.first_name),
            each.employee.employee_id,
            each.pk,
        ),
    )


def _load(certificate: Certificate) -> bytes | None:
    """None when it is damaged where it is stored."""
    try:
        return vault.load(vault.StoredFile.named_by(certificate))
    except vault.FileDamaged:
        return None


@transaction.atomic
def hand_over(
    *, company: Company, among: CertificateQuerySet, chosen: Iterable[int], by: Actor, now: datetime
) -> int:
    """Ticks what was handed over; answers how many were not ticked before. What was never made cannot be, nor what is
    withdrawn."""
    wanted = among.filter(pk__in=chosen, rendered_at__isnull=False).not_handed_over().of_people_here()
    wanted = wanted.not_withdrawn().of_shown()
    rows = list(wanted.select_related("employee").select_for_update(of=("self",), no_key=True).order_by("pk"))
    Certificate.objects.for_company(company).filter(pk__in=[row.pk for row in rows]).update(
        handed_over_at=now
    )
    for row in rows:
        AuditEvent.objects.record(
            company=company,
            action="certificate.handed_over",
            by=by,
            at=now,
            subject=row,
            subject_label=row.employee.name,
        )
    return len(rows)


@transaction.atomic
def take_back_some(
    *, company: Company, among: CertificateQuerySet, chosen: Iterable[int], by: Actor, now: datetime
) -> int:
    """Several ticks by mistake; answers how many there were."""
    ticked = (
        among.filter(pk__in=chosen, handed_over_at__isnull=False).select_related("employee").order_by("pk")
    )
    return sum(take_back(company=company, certificate=each, by=by, now=now) for each in ticked)


@transaction.atomic
def take_back(*, company: Company, certificate: Certificate, by: Actor, now: datetime) -> bool:
    """A tick by mistake: not handed over after all."""
    mine = Certificate.objects.for_company(company).filter(pk=certificate.pk, handed_over_at__isnull=False)
    if not mine.update(handed_over_at=None):
        return False
    AuditEvent.objects.record(
        company=company,
        action="certificate.taken_back",
        by=by,
        at=now,
        subject=certificate,
        subject_label=certificate.employee.name,
    )
    return True
