"""Certificates in somebody's hands (T4): looked at, downloaded, printed, handed over; each look at a code audited."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from certificates.models import Certificate, CertificateQuerySet, State
from certificates.services.withdrawing import why_withdrawn
from employees.models import AuditEvent, Company
from invites.models import ActivationCode
from workstars.lib import vault
from workstars.lib.actors import Actor
from workstars.lib.clock import today


class NotToBeHad(Exception):
    """The certificate cannot be had now. The text says why; `make_anew`: whether making it anew helps."""

    def __init__(self, sentence: str | Promise, *, make_anew: bool = False) -> None:
        super().__init__(sentence)
        self.make_anew = make_anew


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
    # Who withdraws it comes before, or sees it printed.
    list(mine.select_for_update(no_key=True).values_list("pk"))
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
