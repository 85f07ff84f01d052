"""Certificates of recognitions that are hidden are withdrawn (B6, R8), and come back with them.

A hidden recognition is a row below; here it is asked for, by each printing and by a sweep. What was never on paper
loses its file and its code. What was printed keeps both: the paper is somewhere, to be fetched, and whoever opens an
account with it keeps the account.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from certificates.models import ON_PAPER, Certificate, CertificateQuerySet
from certificates.services.anew import WAITS_AGAIN
from employees.models import AuditEvent, Company
from invites.models import ActivationCode
from workstars.lib import vault
from workstars.lib.actors import SYSTEM

CHUNK = 5_000
Status = Certificate.Status


def withdraw_hidden(*, now: datetime) -> int:
    """Of all that is hidden by now; answers how many were withdrawn."""
    hidden = Certificate.objects.across_companies().not_withdrawn().of_hidden()
    return sum(_withdraw_in(company, now) for company in _companies(hidden))


def bring_back_shown(*, now: datetime) -> int:
    """Of what is shown again; answers how many came back: to be drawn with a new code, or as printed as before."""
    shown = Certificate.objects.across_companies().filter(status=Status.WITHDRAWN).of_shown()
    return sum(_bring_back_in(company, now) for company in _companies(shown))


def why_withdrawn(certificate: Certificate) -> str:
    """A sentence for whoever asks for it. Select `recipient__recognition` along."""
    reason = {"reason": certificate.recipient.recognition.hidden_reason}
    if certificate.printed_at is None:
        return _("This certificate is withdrawn, so it is not printed. The reason: %(reason)s") % reason
    return _("This certificate is withdrawn. Do not hand it over. The reason: %(reason)s") % reason


def _companies(certificates: CertificateQuerySet) -> list[Company]:
    found = set(certificates.order_by().values_list("company", flat=True).distinct())
    return list(Company.objects.filter(pk__in=found).order_by("pk"))


def _withdraw_in(company: Company, now: datetime) -> int:
    withdrawn = 0
    while chunk := _take_hidden(company):
        names = _withdraw_some(company, chunk, now)
        for name in names:
            vault.delete(name)
        withdrawn += len(chunk)
    return withdrawn


def _take_hidden(company: Company) -> list[int]:
    hidden = Certificate.objects.for_company(company).not_withdrawn().of_hidden()
    return list(hidden.order_by("pk").values_list("pk", flat=True)[:CHUNK])


@transaction.atomic
def _withdraw_some(company: Company, chunk: Iterable[int], now: datetime) -> list[str]:
    """Who is printing one of them at this moment comes first, and it counts as printed. Answers the files that nobody
    needs any more: they go after the rows, so that a crash in between leaves an orphan and no dead row."""
    rows = _held(company, chunk).not_withdrawn()
    unprinted = list(rows.filter(~ON_PAPER).values_list("stored_name", "code"))
    codes = ActivationCode.objects.for_company(company).filter(pk__in=[code for _name, code in unprinted])
    codes.unspent().update(voided_at=now)
    printed = rows.filter(ON_PAPER).update(status=Status.WITHDRAWN, claim=None)
    gone = rows.filter(~ON_PAPER).update(status=Status.WITHDRAWN, claim=None, stored_name="", wrapped_key=b"")
    if printed or gone:
        after = {"certificates": printed + gone, "printed": printed}
        _record(company, "certificates.withdrawn", after, now)
    return [name for name, _code in unprinted if name]


def _bring_back_in(company: Company, now: datetime) -> int:
    back = 0
    while number := _bring_back_some(company, now):
        back += number
    return back


@transaction.atomic
def _bring_back_some(company: Company, now: datetime) -> int:
    shown = Certificate.objects.for_company(company).filter(status=Status.WITHDRAWN).of_shown()
    chunk = list(shown.order_by("pk").values_list("pk", flat=True)[:CHUNK])
    rows = _held(company, chunk).filter(status=Status.WITHDRAWN)
    as_it_was = Case(When(stored_name="", then=Value(Status.GONE)), default=Value(Status.READY))
    number = rows.filter(ON_PAPER).update(status=as_it_was)
    number += rows.filter(~ON_PAPER).update(**WAITS_AGAIN, started_at=now, told_at=None)
    if number:
        _record(company, "certificates.brought_back", {"certificates": number}, now)
    return number


def _held(company: Company, chunk: Iterable[int]) -> CertificateQuerySet:
    mine: CertificateQuerySet = Certificate.objects.for_company(company).filter(pk__in=list(chunk))
    list(mine.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    return mine


def _record(company: Company, action: str, after: dict[str, int], now: datetime) -> None:
    AuditEvent.objects.record(company=company, action=action, by=SYSTEM, at=now, after=after)
