"""Files with codes are kept until their last code's day and some days more, as the company has set (C6)."""

from datetime import datetime, timedelta

from django.db import transaction

from employees.models import AuditEvent, Company
from invites.models import CodeFile
from workstars.lib import vault
from workstars.lib.actors import SYSTEM
from workstars.lib.clock import today


def delete_old_code_files(*, now: datetime) -> int:
    """Deletes what no company has to keep any more; the rows stay, for the lists. Answers how many files."""
    return sum(
        delete_code_file(file, now)
        for company in Company.objects.by_name()
        for file in CodeFile.objects.for_company(company)
        .kept()
        .filter(last_day__lt=today(company, now) - timedelta(days=company.code_file_retention_days))
    )


def delete_code_file(file: CodeFile, now: datetime) -> bool:
    """The row first, the file after: what a crash leaves behind in between, the sweep of orphans finds."""
    with transaction.atomic():
        row = CodeFile.objects.for_company(file.company).kept().filter(pk=file.pk)
        if not row.update(stored_name="", wrapped_key=b""):
            return False
        AuditEvent.objects.record(
            company=file.company,
            action=f"{file.kind}.deleted",
            by=SYSTEM,
            at=now,
            subject=file,
            after={
                "country": file.country,
                "rows": file.rows,
                "file": file.file_name,
                "last_day": file.last_day,
            },
        )
    vault.delete(file.stored_name)
    return True
