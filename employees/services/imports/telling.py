"""A mail to whoever waits for the end of long work on an HR file (E3).

Somebody who waits ten seconds has seen the page say so; a mail about twenty rows would come while they read the result.
"""

from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse

from employees import emails
from employees.csv_import.findings import Findings
from employees.models import Employee, HrImport, User
from employees.services.mail import queue_mail

WATCHED_FOR = timedelta(seconds=10)
KIND = "import_ended"


def tell(
    hr_import: HrImport, status: HrImport.Status, findings: Findings, now: datetime, failure: str = ""
) -> None:
    """Owes a mail in the transaction in which the work ends like this, once for each end.

    `hr_import` is as it was while it was worked on; `now` is when this worker began.
    """
    user = _who_waits(hr_import)
    if user is None or not user.address or not _took_long(hr_import, now):
        return
    hr_import.status, hr_import.failure = status, failure
    link = hr_import.company.address + reverse("employees-import-detail", kwargs={"pk": hr_import.pk})
    queue_mail(
        company=hr_import.company,
        to=user.address,
        message=emails.import_ended(hr_import, findings, user, link),
        kind=KIND,
        key=f"{KIND} {hr_import.pk} {status.value} {hr_import.started_at:%Y%m%dT%H%M%S.%f}",
        now=now,
        employee=Employee.objects.for_company(hr_import.company).filter(user=user).first(),
        user=user,
    )


def _who_waits(hr_import: HrImport) -> User | None:
    if hr_import.status == HrImport.Status.UNDOING:
        return hr_import.undone_by
    return hr_import.confirmed_by or hr_import.uploaded_by


def _took_long(hr_import: HrImport, now: datetime) -> bool:
    """Since the button: in the queue, with workers that died, and with this one, which the database has timed."""
    mine = HrImport.objects.for_company(hr_import.company).filter(pk=hr_import.pk)
    worked = mine.values_list(Now() - F("claimed_at"), flat=True).first() or timedelta()
    queued = now - hr_import.started_at if hr_import.started_at else timedelta()
    return bool(worked + queued >= WATCHED_FOR)
