"""A batch is recalled with all that is known of its paper (B6): bound to what was shown, and told row by row."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from certificates.csv_export import Found, recalled_file
from certificates.models import Certificate
from certificates.queries.recalls import certificates_of, mails_of, reckoning
from employees.models import Mail
from recognition.models import Batch, PointEntry, Recipient
from recognition.services.batches.deciding import Outdated
from recognition.services.batches.holding import held
from recognition.services.batches.recalling import check_recallable, recall_batch
from workstars.lib.actors import Actor

PERSON = ("employee__employee_id", "employee__first_name", "employee__last_name")


@transaction.atomic
def recall_shown(*, batch: Batch, seen: str, reason: str, by: Actor, now: datetime) -> Batch:
    """What `seen` stands for was read by whoever presses: no more paper is out there than the page said.

    Refusals: RecallRefused, NotNow, Outdated, TextMissing.
    """
    batch = held(batch)
    check_recallable(batch, now)
    if seen != reckoning(batch).seen:
        raise Outdated
    return recall_batch(batch=batch, reason=reason, by=by, now=now)


def recalled_csv(batch: Batch) -> bytes:
    """Of each row that was sent: mailed when, where its certificate is, and the points that were taken back."""
    return recalled_file(_found(batch))


def _found(batch: Batch) -> Iterator[Found]:
    mails = dict(mails_of(batch))
    paper = {row.recipient_id: row for row in certificates_of(batch).select_related("employee", "holder")}
    taken = _points_taken(batch)
    rows = Recipient.objects.for_company(batch.company).filter(recognition__batch=batch)
    columns = rows.values_list("pk", "recognition__batch_row", *PERSON)
    # At once: with a cursor of a freshly sent batch PostgreSQL may plan for few rows and read each table again.
    for pk, line, employee_id, first, last in list(columns):
        yield Found(
            line=line,
            employee_id=employee_id,
            name=f"{first} {last}".strip(),
            mailed=_mail_words(mails.get(pk)),
            certificate=_paper_words(paper.get(pk)),
            points=taken.get(pk, 0),
        )


def _points_taken(batch: Batch) -> dict[int, int]:
    """By recipient, what their reversing entries say."""
    entries = PointEntry.objects.for_company(batch.company)
    reversals = entries.filter(reverses__in=entries.credited_by(batch))
    return {recipient: -points for recipient, points in reversals.values_list("recipient", "points")}


def _mail_words(mail: Mail | None) -> str:
    if mail is None or mail.status == Mail.Status.DROPPED:
        return _("Not mailed")
    if mail.status == Mail.Status.SENT and mail.sent_at:
        return _("Mailed on %(when)s") % {"when": _moment(mail.sent_at)}
    if mail.status == Mail.Status.BOUNCED:
        return _("Mailed, and it came back")
    return _("Could not be mailed")


def _paper_words(certificate: Certificate | None) -> str:
    if certificate is None:
        return _("None")
    said = []
    if certificate.printed_at:
        who = certificate.printed_by_label or _("somebody")
        said.append(
            _("Printed on %(when)s by %(who)s.") % {"when": _moment(certificate.printed_at), "who": who}
        )
    if certificate.handed_over_at:
        said.append(_("Handed over on %(when)s.") % {"when": _moment(certificate.handed_over_at)})
    if not said:
        return _("Withdrawn, never printed")
    holder = certificate.holder.name if certificate.holder else _("the administrators")
    said.append(_("It lies with %(name)s.") % {"name": holder})
    if certificate.employee.is_registered:
        said.append(_("The person has registered, and keeps the account."))
    return " ".join(said)


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "j F Y, H:i")
