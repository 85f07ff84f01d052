"""A batch as its pages show it: where it is, what is in its file, how far the work is, what became of it."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from employees.permissions import Member
from recognition.csv_import.findings import Findings
from recognition.forms.batches import TextForm
from recognition.models import Batch, BatchFile
from recognition.queries.batch_approvals import stamp, turn_of
from recognition.queries.batch_rows import sums_of
from recognition.queries.batches import acts_of, visible_batches
from recognition.services.batches.recalling import can_recall, last_day_to_recall
from recognition.services.batches.submitting import is_confirmed
from recognition.views.batches.previews import from_label, previews_of
from recognition.views.batches.way import way_of
from recognition.views.batches.words import lines_of, standing_of
from workstars.lib.progress import bar_of

OVER = frozenset({Batch.Status.SENT, Batch.Status.RECALLED})
# A batch that is due is taken up within a minute; until then its page waits for it.
SOON = timedelta(minutes=1)


def ticket_of(batch: Batch, member: Member, now: datetime) -> dict[str, Any]:
    """The context of every page about one batch inside of the company."""
    turn = turn_of(batch, now)
    file = batch.file
    findings = findings_of(file)
    return {
        "batch": batch,
        "file": file,
        "findings": findings,
        "sees_earlier": bool(findings and findings.earlier and sees(batch, findings.earlier.pk, member)),
        "previews": previews_of(batch, findings, now),
        "from_label": from_label(batch),
        "copies": list(batch.copies.select_related("employee").order_by("employee__last_name", "pk")),
        "acts": acts_of(batch, member, turn),
        "turn": turn,
        "stamp": stamp(batch),
        "standing": standing_of(batch, turn),
        "way": way_of(batch, turn, now),
        "sums": sums_of(batch) if batch.status in OVER else None,
        "is_confirmed": is_confirmed(batch),
        **_recall_of(batch, member, now),
        "entries": lines_of(batch.entries.all()),
        "thread_form": TextForm(_("Write to everybody involved")),
        "answer_form": TextForm(_("Your answer"), place="answer"),
        "decision_form": TextForm(_("Question or reason"), place="decision"),
        **(progress_of(batch, now) or {}),
    }


def _recall_of(batch: Batch, member: Member, now: datetime) -> dict[str, Any]:
    """For administrators: to which day it can be recalled, whether it was, and whether its certificates are printed."""
    if not member.is_administrator:
        return {}
    until = last_day_to_recall(batch) if can_recall(batch, now) else None
    return {
        "recall_until": until,
        "sees_recall": batch.status == Batch.Status.RECALLED,
        "prints_certificates": batch.status == Batch.Status.SENT and batch.company.offline_employees,
    }


def sees(batch: Batch, other: int, member: Member) -> bool:
    """Whether another batch may be pointed at by a link."""
    return visible_batches(batch.company, member).filter(pk=other).exists()


def findings_of(file: BatchFile | None) -> Findings | None:
    """What the check found; None while there is nothing to show."""
    if file is None or file.status != BatchFile.Status.CHECKED:
        return None
    return Findings.from_json(file.found)


def progress_of(batch: Batch, now: datetime) -> dict[str, Any] | None:
    """The bar of the work that goes on; None when nothing does."""
    job, step = _work_of(batch, now)
    if job is None:
        return None
    label = step if job.progress_total else _("Waiting to begin")
    return bar_of(job, label, reverse("batch", kwargs={"pk": batch.pk}), now)


def _work_of(batch: Batch, now: datetime) -> tuple[Batch | BatchFile | None, str]:
    """Sending, recall or check."""
    file = batch.file
    if batch.status == Batch.Status.SENDING:
        return batch, _("Sending")
    if batch.status == Batch.Status.RECALLED and batch.recall_done_at is None:
        return batch, _("Taking back")
    if batch.status == Batch.Status.SCHEDULED and batch.send_at and batch.send_at <= now + SOON:
        return batch, _("Waiting to begin")
    if file is not None and file.status == BatchFile.Status.CHECKING:
        return file, _("Checking the rows")
    return None, ""
