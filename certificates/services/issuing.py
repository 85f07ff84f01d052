"""From a recognition owed on paper to its certificate (R4, T3, V12): one each, in chunks that each commit."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from certificates.models import Certificate
from certificates.services.placing import place_certificates
from employees.models import AuditEvent, Company
from invites.queries import lock_company
from recognition.models import Paper, Recipient
from workstars.lib.actors import SYSTEM

CHUNK = 1000


def issue_certificates(*, now: datetime) -> int:
    """Everything owed, company by company; answers how many. None while offline employees are off (C4)."""
    return sum(_issue_company(company, now) for company in companies_that_owe())


def companies_that_owe() -> list[Company]:
    owed = Recipient.objects.across_companies().paper_owed().filter(company=OuterRef("pk"))
    return list(Company.objects.with_offline_employees().filter(Exists(owed)).order_by("pk"))


def _issue_company(company: Company, now: datetime) -> int:
    issued = 0
    while some := issue_some(company, now):
        issued += some
    return issued


@transaction.atomic
def issue_some(company: Company, now: datetime) -> int:
    """One chunk: certificates, where they lie, and *issued* come together or not at all."""
    company = lock_company(company)
    if not company.offline_employees:
        return 0
    owed = take_owed(company)
    if not owed:
        return 0
    made = Certificate.objects.for_company(company).bulk_create(
        _certificate(company, recipient, now) for recipient in owed
    )
    mine = Recipient.objects.for_company(company).filter(pk__in=[recipient.pk for recipient in owed])
    mine.update(paper=Paper.ISSUED)
    place_certificates(company, now, only=[certificate.pk for certificate in made])
    AuditEvent.objects.record(
        company=company, action="certificates.issued", by=SYSTEM, at=now, after={"certificates": len(made)}
    )
    return len(made)


def take_owed(company: Company) -> list[Recipient]:
    """Two sweeps at once take different ones."""
    owed = Recipient.objects.for_company(company).paper_owed().order_by("pk")
    return list(owed.select_for_update(skip_locked=True, no_key=True)[:CHUNK])


def _certificate(company: Company, recipient: Recipient, now: datetime) -> Certificate:
    """Not placed yet: nobody's."""
    return Certificate(
        company=company,
        recipient=recipient,
        employee_id=recipient.employee_id,
        why=Certificate.Why.NONE,
        manager_since=now,
        waits_since=now,
        created_at=now,
    )
