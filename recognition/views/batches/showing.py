"""A batch as its pages show it: what is in its file, how far the work is, what a recipient would get."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from employees.permissions import Member
from recognition.csv_import.findings import Findings, PreviewRow
from recognition.forms.batches import TextForm
from recognition.models import Batch, BatchFile, ECard
from recognition.queries.batch_approvals import stamp, turn_of
from recognition.queries.batch_dates import moment_to_send
from recognition.queries.batches import acts_of
from recognition.services.batches.submitting import is_confirmed
from recognition.views.batches.words import lines_of, standing_of
from workstars.lib.progress import time_left


@dataclass(frozen=True)
class Somebody:
    name: str
    points: int


@dataclass(frozen=True)
class Preview:
    """A recognition that is not there yet, as components/post draws one."""

    sender: str
    shown_people: Sequence[Somebody]
    message: str
    reason: str
    ecard: ECard | None
    is_private: bool
    sent_at: datetime
    more_people: int = 0
    pk: int = 0
    whole: bool = True


def ticket_of(batch: Batch, member: Member, now: datetime) -> dict[str, Any]:
    """The context of every page about one batch inside of the company."""
    turn = turn_of(batch, now)
    file = batch.file
    findings = findings_of(file)
    return {
        "batch": batch,
        "file": file,
        "findings": findings,
        "previews": previews_of(batch, findings, now),
        "from_label": from_label(batch),
        "copies": list(batch.copies.select_related("employee").order_by("employee__last_name", "pk")),
        "acts": acts_of(batch, member, turn),
        "turn": turn,
        "stamp": stamp(batch),
        "standing": standing_of(batch, turn),
        "is_confirmed": is_confirmed(batch),
        "entries": lines_of(batch.entries.all()),
        "thread_form": TextForm(_("Write to everybody involved")),
        "answer_form": TextForm(_("Your answer"), place="answer"),
        "decision_form": TextForm(_("Question or reason"), place="decision"),
        **progress_of(batch, now),
    }


def findings_of(file: BatchFile | None) -> Findings | None:
    """What the check found; None while there is nothing to show."""
    if file is None or file.status != BatchFile.Status.CHECKED:
        return None
    return Findings.from_json(file.found)


def from_label(batch: Batch) -> str:
    if batch.from_kind == Batch.From.EMPLOYEE and batch.from_employee:
        return batch.from_employee.name
    return batch.from_name if batch.from_kind == Batch.From.CUSTOM else batch.company.name


def previews_of(batch: Batch, findings: Findings | None, now: datetime) -> list[Preview]:
    """The first recognitions as their recipients will see them (B3)."""
    sent_at = batch.sent_at or batch.send_at or moment_to_send(batch.company, batch.send_on, now, now).at
    return [_preview(batch, row, sent_at) for row in findings.preview] if findings else []


def _preview(batch: Batch, row: PreviewRow, sent_at: datetime) -> Preview:
    return Preview(
        sender=from_label(batch),
        shown_people=[Somebody(row.name, row.points)],
        message=row.message,
        reason=row.reason,
        ecard=batch.ecard,
        is_private=batch.is_private,
        sent_at=sent_at,
    )


def progress_of(batch: Batch, now: datetime) -> dict[str, Any]:
    """The bar of the work that goes on: of the check, or of the sending. `poll` is empty when nothing does."""
    file = batch.file
    if batch.status == Batch.Status.SENDING:
        return _bar(batch, batch, _("Sending") if batch.progress_total else _("Waiting to begin"), now)
    if file is not None and file.status == BatchFile.Status.CHECKING:
        return _bar(
            batch, file, _("Checking the rows") if file.progress_total else _("Waiting to begin"), now
        )
    return {"poll": ""}


def _bar(batch: Batch, job: Batch | BatchFile, label: str, now: datetime) -> dict[str, Any]:
    done, total = job.progress_done, job.progress_total
    return {
        "label": label,
        "done": done,
        "total": total,
        "left": time_left(job.started_at, done, total, now),
        "poll": reverse("batch", kwargs={"pk": batch.pk}),
    }
