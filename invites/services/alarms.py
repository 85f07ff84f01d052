"""Far more failures than successes on a company's activation page: its administrators are told (A5)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from employees.models import AuditEvent, Company, Employee, RoleGrant
from employees.services.mail import queue_mail
from invites.emails.activation import activation_alarm
from invites.models import AttemptCounter, Registration
from workstars.lib.actors import SYSTEM
from workstars.lib.clock import today

MINUTES = 10
ALWAYS_FINE = 50
TIMES_SUCCESSES = 3
ACTION = "activation.alarm"


def raise_alarms(*, now: datetime) -> int:
    """Answers how many companies were alarmed; none of them twice within ten minutes."""
    since = now - timedelta(minutes=MINUTES)
    counted = (
        AttemptCounter.objects.across_companies()
        .filter(scope=AttemptCounter.Scope.MINUTE, counted_at__gt=since)
        .values_list("company")
        .annotate(Sum("failures"))
        .filter(failures__sum__gt=ALWAYS_FINE)
        .order_by("company")
    )
    companies = Company.objects.in_bulk([company_id for company_id, _failures in counted])
    return sum(_judge(companies[company_id], int(failures), since, now) for company_id, failures in counted)


@transaction.atomic
def _judge(company: Company, failures: int, since: datetime, now: datetime) -> bool:
    if failures <= TIMES_SUCCESSES * successes(company, since):
        return False
    if AuditEvent.objects.for_company(company).filter(action=ACTION, at__gt=since).exists():
        return False
    AuditEvent.objects.record(
        company=company, action=ACTION, by=SYSTEM, at=now, after={"failures": failures, "minutes": MINUTES}
    )
    grants = RoleGrant.objects.for_company(company).administrators().working(today(company, now))
    for grant in grants.select_related("user").order_by("pk"):
        queue_mail(
            company=company,
            to=grant.user.address,
            message=activation_alarm(company, failures, MINUTES),
            kind="activation_alarm",
            key=f"activation-alarm:{company.pk}:{grant.user.pk}:{now.isoformat()}",
            now=now,
            user=grant.user,
        )
    return True


def successes(company: Company, since: datetime) -> int:
    """Right pairs of that time: registrations on their way, and those that were finished since."""
    on_their_way = Registration.objects.for_company(company).filter(begun_at__gt=since).count()
    return on_their_way + Employee.objects.for_company(company).filter(registered_at__gt=since).count()
