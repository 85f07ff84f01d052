"""Of a person who is erased no sheet is kept (X5): certificates, and the packs that they are in."""

from datetime import datetime

from django.db import transaction

from certificates.models import Certificate, CertificatePack
from employees.models import AuditEvent, Company, Employee
from workstars.lib import packs, vault
from workstars.lib.actors import Actor

# Nothing is left to open, to draw or to hand over.
SHREDDED = {
    "status": Certificate.Status.GONE,
    "failure": "",
    "claim": None,
    "heartbeat_at": None,
    "stored_name": "",
    "wrapped_key": b"",
    "sha256": b"",
    "size": 0,
}


def shred_certificates(*, company: Company, employee: Employee, by: Actor, now: datetime) -> int:
    """The rows stay, without a name of their own; answers how many files went. For whoever erases the person.

    Others of the same packs are printed from packs made again. What a worker draws at this moment it does not keep: its
    claim is gone.
    """
    named = _packs_of(company, employee)
    gone = sum(len(packs.names_of(pack)) for pack in named)
    for pack in named:
        packs.end(pack, items=[], editions=[])
    names = _forget(company, employee, by, now)
    for name in names:
        vault.delete(name)
    return gone + len(names)


@transaction.atomic
def _forget(company: Company, employee: Employee, by: Actor, now: datetime) -> list[str]:
    """The rows first, the files after: what a crash leaves behind in between, the sweep of orphans finds."""
    mine = Certificate.objects.for_company(company).filter(employee=employee)
    rows = mine.exclude(status=Certificate.Status.GONE, stored_name="", sha256=b"")
    names = list(rows.select_for_update().order_by("pk").values_list("stored_name", flat=True))
    if names:
        rows.update(**SHREDDED)
        AuditEvent.objects.record(
            company=company, action="certificates.shredded", by=by, at=now, after={"certificates": len(names)}
        )
    return [name for name in names if name]


def _packs_of(company: Company, employee: Employee) -> list[CertificatePack]:
    mine = Certificate.objects.for_company(company).filter(employee=employee)
    naming = CertificatePack.objects.for_company(company).naming(mine.values_list("pk", flat=True))
    return list(naming.select_related("company"))
