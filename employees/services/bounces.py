"""Mail that comes back (I1): an HR e-mail that is no address counts as none, and the person goes to paper.

The mail server says so at once, or hours later by a report. A report is believed when it names a mail of ours by its
message ID, which nobody can make up, and the address that mail went to.
"""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from employees.models import AuditEvent, Employee, Mail
from workstars.lib.actors import SYSTEM
from workstars.lib.mail import is_mark_of, masked
from workstars.lib.returned_mail import NotAReport, Report, read_reports


class Taken(StrEnum):
    """What one report did."""

    FOR_GOOD = "for good"
    FOR_NOW = "for now"
    KNOWN = "known already"
    IGNORED = "ignored"


def take_returned(data: bytes, now: datetime) -> list[Taken]:
    """Reads a mail that came back; one answer for each recipient it names. The same again changes nothing."""
    try:
        reports = read_reports(data)
    except NotAReport:
        return [Taken.IGNORED]
    return [_take(report, now) for report in reports]


@transaction.atomic
def _take(report: Report, now: datetime) -> Taken:
    mail = Mail.objects.select_related("company", "employee", "user").filter(pk=report.number).first()
    if mail is None or not is_mark_of(report.mark, mail.key, mail.pk):
        return Taken.IGNORED
    on_its_way = (Mail.Status.QUEUED, Mail.Status.SENDING, Mail.Status.SENT)
    ours = Mail.objects.filter(pk=mail.pk, status__in=on_its_way)
    if not (report.is_for_good and mail.to.casefold() in report.addresses):
        noted = ours.exclude(error=report.status).update(error=report.status)
        return Taken.FOR_NOW if noted else Taken.KNOWN
    if not ours.update(status=Mail.Status.BOUNCED, sealed=None, error=report.status):
        return Taken.KNOWN
    record_failure(mail, report.status, now)
    mark_bounced(mail, report.status, now)
    return Taken.FOR_GOOD


def record_failure(mail: Mail, reason: str, now: datetime) -> None:
    """In the audit log, with a masked address."""
    AuditEvent.objects.record(
        company=mail.company,
        action="mail.failed",
        by=SYSTEM,
        at=now,
        subject=mail.employee or mail.user,
        subject_label=mail.employee.name if mail.employee else masked(mail.to),
        after={"kind": mail.kind, "to": masked(mail.to), "reason": reason[:300]},
    )


@transaction.atomic
def mark_bounced(mail: Mail, reason: str, now: datetime) -> None:
    """If the mail went to the HR e-mail of its employee, that counts as none from now on."""
    if mail.employee is None or mail.company is None:
        return
    bounced = (
        Employee.objects.for_company(mail.company)
        .filter(pk=mail.employee.pk, hr_email__iexact=mail.to, hr_email_bounced_at__isnull=True)
        .update(hr_email_bounced_at=now, changed_at=now)
    )
    if bounced:
        AuditEvent.objects.record(
            company=mail.company,
            action="employee.email_bounced",
            by=SYSTEM,
            at=now,
            subject=mail.employee,
            subject_label=mail.employee.name,
            after={"hr_email": mail.to, "reason": reason},
        )
