"""From *queued* to *ready* (T7): one certificate after another, each with a code of its own.

The PDF is in the vault before anything is committed; then its code becomes live, the row names the file and the
certificate is ready in one short transaction. After a crash there may be a file that no row names, which is swept;
never a printed code that is dead, and never two codes for one certificate.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from certificates.models import Certificate
from certificates.pdf import SheetFailed, render
from certificates.services.sheets import FreshCode, fresh_code, sheet_of
from employees.models import AuditEvent, Employee
from invites import codes
from invites.models import ActivationCode, Kind
from invites.queries import lock_company
from workstars.lib import vault
from workstars.lib.actors import SYSTEM
from workstars.lib.jobs import MOST_ATTEMPTS, ClaimLost, Heart, claim, move_on, unattended
from workstars.lib.vault import StoredFile

VAULT_PREFIX = "certificates"
SELECTED = (
    "company",
    "employee",
    "recipient__recognition__sender",
    "recipient__recognition__reason",
    "recipient__recognition__ecard",
)


class MovedOn(Exception):
    """Between drawing and committing the person registered, left or came back: it is drawn anew."""


def render_waiting(*, now: datetime, most: int | None = None) -> int:
    """Renders what waits, at most so many; answers how many were taken up."""
    taken = 0
    while (most is None or taken < most) and (certificate := take_next(now)):
        taken += 1
        render_one(certificate, now)
    return taken


def waiting(now: datetime) -> QuerySet[Certificate]:
    """What no living worker holds, of companies that print (C4) and people who are here. Nobody's code may be older
    than their joining, so who came back after `now` waits for a later moment."""
    return (
        Certificate.objects.across_companies()
        .waiting_to_be_made()
        .of_people_here()
        .filter(unattended(), company__offline_employees=True, employee__active_since__lte=now)
    )


def take_next(now: datetime) -> Certificate | None:
    """The oldest that waits, claimed. Another worker may be quicker: then the next."""
    oldest = waiting(now).order_by("pk").values_list("pk", flat=True)
    while (pk := oldest.first()) is not None:
        row = Certificate.objects.across_companies().waiting_to_be_made().filter(pk=pk)
        if mine := claim(row.select_related(*SELECTED)):
            return mine
    return None


def render_one(certificate: Certificate, now: datetime) -> None:
    """Ready, or failed with a sentence; what was claimed by another meanwhile is left alone."""
    try:
        with Heart(certificate):
            _draw_or_give_up(certificate, now)
    except (ClaimLost, MovedOn):
        release(certificate)


def _draw_or_give_up(certificate: Certificate, now: datetime) -> None:
    if certificate.attempts > MOST_ATTEMPTS:
        sentence = _("The work on this certificate broke off five times. Ask the operator to look into it.")
        give_up(certificate, sentence, now)
        return
    code = fresh_code(certificate, now)
    try:
        pdf = render(sheet_of(certificate, code))
    except SheetFailed as failure:
        give_up(certificate, str(failure), now)
        return
    _keep_file(certificate, pdf, code, now)


def _keep_file(certificate: Certificate, pdf: bytes, code: FreshCode | None, now: datetime) -> None:
    stored = vault.store(f"{VAULT_PREFIX}/{certificate.company_id}", pdf)
    try:
        keep(certificate, stored, code, now)
    except (ClaimLost, MovedOn):
        vault.delete(stored.name)
        raise
    if certificate.is_kept:
        vault.delete(certificate.stored_name)  # of the edition before


@transaction.atomic
def keep(certificate: Certificate, stored: StoredFile, code: FreshCode | None, now: datetime) -> None:
    """The code becomes live and the certificate ready, at one moment. Raises ClaimLost, MovedOn."""
    check_unchanged(certificate, now)
    move_on(
        certificate,
        status=Certificate.Status.READY,
        code=keep_digest(certificate, code, now) if code else None,
        last_day=code.last_day if code else None,
        rendered_at=now,
        failure="",
        **stored.columns,
    )


def check_unchanged(certificate: Certificate, now: datetime) -> None:
    """The company still prints, and the person is the one that was drawn for; both are held until the end."""
    company = lock_company(certificate.company)
    people = Employee.objects.for_company(company).not_gone().filter(active_since__lte=now)
    person = people.select_for_update(no_key=True).filter(pk=certificate.employee_id).first()
    if not company.offline_employees or person is None:
        raise MovedOn
    if person.is_registered != certificate.employee.is_registered:
        raise MovedOn


def keep_digest(certificate: Certificate, code: FreshCode, now: datetime) -> ActivationCode:
    """Of the code, only the keyed hash is kept (A3). It starts no days (I6)."""
    version = codes.current_version()
    made: ActivationCode = ActivationCode.objects.for_company(certificate.company).create(
        company=certificate.company,
        employee=certificate.employee,
        held_by_id=certificate.holder_id,
        kind=Kind.CERTIFICATE,
        digest=codes.digest(code.symbols, certificate.company_id, version),
        key_version=version,
        created_at=now,
        last_day=code.last_day,
    )
    return made


@transaction.atomic
def give_up(certificate: Certificate, sentence: str, now: datetime) -> None:
    """A visible end, for the administrators' list; the others go on (T7). Of an edition before, the file goes."""
    failed = {"status": Certificate.Status.FAILED, "failure": sentence[:300]}
    move_on(certificate, **failed, stored_name="", wrapped_key=b"")
    AuditEvent.objects.record(
        company=certificate.company,
        action="certificate.failed",
        by=SYSTEM,
        at=now,
        subject=certificate,
        subject_label=certificate.employee.name,
        after={"reason": sentence[:300]},
    )


def release(certificate: Certificate) -> None:
    """Free for whoever comes next, if it still is ours."""
    ours = Certificate.objects.for_company(certificate.company).filter(pk=certificate.pk)
    ours.filter(claim=certificate.claim).update(claim=None, heartbeat_at=None, attempts=0)
