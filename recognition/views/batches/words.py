"""What the pages of a batch say in sentences: where it stands, and what happened to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from recognition.models import Batch, BatchEntry
from recognition.queries.batch_approvals import Turn
from recognition.queries.batch_dates import due_on

Status = Batch.Status
# The words of an entry of the thread, and the colour of its dot.
CHANGES: Mapping[str, tuple[Promise, str]] = {
    Status.SUBMITTED: (gettext_lazy("Submitted"), ""),
    "answered": (gettext_lazy("Answered"), ""),
    Status.APPROVED: (gettext_lazy("Approved"), "good"),
    Status.SCHEDULED: (gettext_lazy("Scheduled"), ""),
    Status.NEEDS_INFORMATION: (gettext_lazy("More information needed"), "warn"),
    "objected": (gettext_lazy("Does not want to be named as the sender"), "warn"),
    "changed": (gettext_lazy("Being changed"), ""),
    "taken_back": (gettext_lazy("Taken back to be changed"), "warn"),
    Status.REJECTED: (gettext_lazy("Rejected"), "bad"),
    Status.CANCELLED: (gettext_lazy("Cancelled"), "bad"),
    Status.SENDING: (gettext_lazy("Sending has begun"), ""),
    Status.SENT: (gettext_lazy("Sent"), "good"),
    Status.RECALLED: (gettext_lazy("Recalled"), "bad"),
    "recall_done": (gettext_lazy("All of it is taken back"), ""),
}


@dataclass(frozen=True)
class Line:
    """An entry as components/thread shows it; without a title it is what somebody wrote."""

    at: datetime
    by: str
    text: str
    title: str = ""
    kind: str = ""


def lines_of(entries: Iterable[BatchEntry]) -> list[Line]:
    return [_line(entry) for entry in entries]


def _line(entry: BatchEntry) -> Line:
    title, kind = CHANGES.get(entry.change, (entry.change, ""))
    return Line(entry.at, entry.by_label, entry.text, str(title), kind)


def standing_of(batch: Batch, turn: Turn) -> str:
    """One sentence: where the request stands and what it waits for."""
    name = {"name": batch.requested_by_label}
    sentences = {
        Status.DRAFT: lambda: _("A draft. Nothing is sent before it is submitted."),
        Status.SUBMITTED: lambda: _waits_for(batch, turn),
        Status.NEEDS_INFORMATION: lambda: _("It waits for %(name)s, who asked for it.") % name,
        Status.APPROVED: lambda: _("Approved."),
        Status.SCHEDULED: lambda: _goes_out(batch),
        Status.SENDING: lambda: _("It is being sent. You can leave this page; it goes on without you."),
        Status.SENT: lambda: _went_out(batch),
        Status.REJECTED: lambda: _("It was rejected. Nothing of it was sent."),
        Status.CANCELLED: lambda: _("It was cancelled. Nothing of it was sent."),
        Status.RECALLED: lambda: _recalled(batch),
    }
    return sentences[Status(batch.status)]()


def local_time(batch: Batch, at: datetime) -> str:
    """Day and time where the company is, also on the operator's pages."""
    return date_format(localtime(at, ZoneInfo(batch.company.time_zone)), "DATETIME_FORMAT")


def _waits_for(batch: Batch, turn: Turn) -> str:
    if turn.is_operators and batch.submitted_at:
        day = date_format(due_on(batch.company, batch.submitted_at), "DATE_FORMAT")
        return _("It waits for the account managers of the platform, who answer by %(day)s.") % {"day": day}
    if turn.number > 1:
        return _("One person has approved it. So many points need a second one: another administrator.")
    if batch.approval == "company":
        return _("It waits for the approval of an administrator.")
    return _("So many points need the approval of an administrator.")


def _goes_out(batch: Batch) -> str:
    assert batch.send_at is not None
    when = local_time(batch, batch.send_at)
    return _("It is sent on %(when)s (%(zone)s).") % {"when": when, "zone": batch.company.time_zone}


def _went_out(batch: Batch) -> str:
    assert batch.sent_at is not None
    when = local_time(batch, batch.sent_at)
    return ngettext(
        "%(count)s recognition was sent on %(when)s.",
        "%(count)s recognitions were sent on %(when)s.",
        batch.rows_sent,
    ) % {"count": f"{batch.rows_sent:,}", "when": when}


def _recalled(batch: Batch) -> str:
    if batch.recall_done_at is None:
        return _("It is being taken back. You can leave this page; it goes on without you.")
    assert batch.recalled_at is not None
    when = local_time(batch, batch.recalled_at)
    sentence = _("%(name)s recalled it on %(when)s. The reason: %(reason)s")
    return sentence % {"name": batch.recalled_by_label, "when": when, "reason": batch.recall_reason}
