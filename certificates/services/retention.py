"""Certificates bear codes, so their files end like those with codes: some days after the code's last one (C6)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, Q, Value, When

from certificates.models import Certificate
from certificates.services.rendering import VAULT_PREFIX
from employees.models import AuditEvent, Company
from workstars.lib import vault
from workstars.lib.actors import SYSTEM
from workstars.lib.clock import day_start, today

Status = Certificate.Status


def delete_old_certificates(*, now: datetime) -> int:
    """Deletes what no company has to keep any more; the rows stay. Answers how many files."""
    return sum(_delete_in(company, now) for company in Company.objects.by_name())


def _delete_in(company: Company, now: datetime) -> int:
    """One without a code counts from the day on which it was made."""
    first_kept = today(company, now) - timedelta(days=company.code_file_retention_days)
    over = Q(last_day__lt=first_kept) | Q(last_day=None, rendered_at__lt=day_start(company, first_kept))
    old = Certificate.objects.for_company(company).with_file().filter(over)
    names = _forget(company, list(old.values_list("pk", flat=True)), now)
    for name in names:
        vault.delete(name)
    return len(names)


@transaction.atomic
def _forget(company: Company, pks: list[int], now: datetime) -> list[str]:
    """The rows first, the files after: what a crash leaves behind in between, the sweep of orphans finds."""
    rows = Certificate.objects.for_company(company).with_file().filter(pk__in=pks)
    names = list(rows.select_for_update().values_list("stored_name", flat=True))
    if names:
        gone = Case(When(status=Status.WITHDRAWN, then=Value(Status.WITHDRAWN)), default=Value(Status.GONE))
        rows.update(status=gone, stored_name="", wrapped_key=b"")
        AuditEvent.objects.record(
            company=company,
            action="certificates.deleted",
            by=SYSTEM,
            at=now,
            after={"certificates": len(names)},
        )
    return names


def sweep_orphan_files() -> int:
    """Deletes certificates that no row names: left behind by a crash before the commit (A3)."""

    def known(names: list[str]) -> list[str]:
        rows = Certificate.objects.across_companies().filter(stored_name__in=names)
        return list(rows.values_list("stored_name", flat=True))

    return len(vault.sweep_orphans(VAULT_PREFIX, known))
