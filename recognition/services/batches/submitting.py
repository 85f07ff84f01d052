"""A checked request is handed in, or handed in again with an answer (B3, B4, B7)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from employees.models import Company
from recognition.csv_import.findings import Findings
from recognition.models import Batch, BatchEntry, BatchFile
from recognition.queries.batch_approvals import turn_of
from recognition.queries.batch_rows import name_for, same_content
from recognition.services.batches.deciding import Outdated, TextMissing, schedule, totals
from recognition.services.batches.holding import OPEN, NotNow, Status, held_for_requester, note, record
from recognition.services.batches.letters import ask_approvers, tell_named_sender
from recognition.services.batches.wishes import RequestRefused, Wish, problems_of
from workstars.lib.actors import Actor

HANDED_IN = frozenset({Status.SUBMITTED, Status.APPROVED, Status.SCHEDULED, Status.SENDING, Status.SENT})


class RowsRefused(Exception):
    """The file cannot go out as it is: nothing good in it, or rows to mend that nobody decided to leave out."""


class SaidBefore(Exception):
    """A batch with the same rows was handed in before (B7): `earlier`, and what it is called to the reader."""

    def __init__(self, earlier: Batch, reader: int | None) -> None:
        self.earlier, self.name = earlier, name_for(earlier, reader)
        super().__init__(
            _(
                "“%(summary)s” holds the same recognitions. Tick “Send again” if they are to be sent once more."
            )
            % {"summary": self.name}
        )


@transaction.atomic
def submit_batch(
    *, batch: Batch, fingerprint: str, good_rows_only: bool, send_again: bool, by: Actor, now: datetime
) -> Batch:
    """Confirms the rows that were checked under this fingerprint, and asks those who approve; without anybody to ask
    it is scheduled. The same submission again changes nothing.

    Refusals: NotYours, NotNow, Outdated, RowsRefused, SaidBefore, RequestRefused.
    """
    _hold_company(batch.company)
    batch = held_for_requester(batch, by)
    if batch.status in HANDED_IN and fingerprint and batch.confirmed_fingerprint == fingerprint:
        return batch
    if batch.status not in OPEN:
        raise NotNow(batch)
    findings = _confirmable(batch, fingerprint)
    if findings.faulty and not good_rows_only:
        raise RowsRefused(_("Some rows have to be mended. Mend them, or decide to send only the good rows."))
    earlier = same_content(_file(batch))
    if earlier and not send_again:
        raise SaidBefore(earlier, by.user_id)
    refuse_unless_possible(batch, now)
    batch.confirmed_fingerprint = fingerprint
    batch.good_rows_only, batch.send_again = bool(findings.faulty), bool(earlier)
    batch.people, batch.points = findings.people, findings.points
    tell_named_sender(batch, _hand_in(batch, "", by, now), now)
    return batch


@transaction.atomic
def answer(*, batch: Batch, text: str, by: Actor, now: datetime) -> Batch:
    """Handed in again as it was, with an answer to what was asked. What was changed meanwhile is submitted instead.

    Refusals: NotYours, NotNow, TextMissing, Outdated, RequestRefused.
    """
    batch = held_for_requester(batch, by)
    if batch.status != Status.NEEDS_INFORMATION:
        raise NotNow(batch)
    if not text.strip():
        raise TextMissing(_("Write the answer first."))
    if not is_confirmed(batch):
        raise Outdated
    refuse_unless_possible(batch, now)
    _hand_in(batch, text, by, now)
    return batch


def is_confirmed(batch: Batch) -> bool:
    """Whether the rows and the request are those of the last submission."""
    return bool(batch.confirmed_fingerprint) and _file(batch).fingerprint == batch.confirmed_fingerprint


def refuse_unless_possible(batch: Batch, now: datetime) -> None:
    """Days pass and people leave while a request waits: all of it is asked again. Refusal: RequestRefused."""
    if errors := problems_of(batch.company, Wish.of(batch), batch.objected_by_id, now):
        raise RequestRefused(errors)


def _confirmable(batch: Batch, fingerprint: str) -> Findings:
    file = _file(batch)
    if not fingerprint or file.status != BatchFile.Status.CHECKED or file.fingerprint != fingerprint:
        raise Outdated
    findings = Findings.from_json(file.found)
    if not findings.can_be_sent:
        raise RowsRefused(_("No row of this file can be sent. Mend the rows and upload them again."))
    return findings


def _hand_in(batch: Batch, text: str, by: Actor, now: datetime) -> BatchEntry:
    """Whose yes is needed is settled here, by the settings of this moment (C6)."""
    answered = batch.status == Status.NEEDS_INFORMATION
    batch.status, batch.submitted_at = Status.SUBMITTED, now
    batch.approval = batch.company.batch_approval
    batch.needs_second = batch.points > batch.company.second_approval_points
    batch.save()
    entry = note(batch, "answered" if answered else Status.SUBMITTED, text, by, now)
    record(batch, "batch.answered" if answered else "batch.submitted", by, now, after=totals(batch))
    turn = turn_of(batch, now)
    if turn.is_over:
        schedule(batch, now)
    else:
        ask_approvers(batch, entry, turn, now)
    return entry


def _file(batch: Batch) -> BatchFile:
    """Fresh: a worker writes it."""
    files = BatchFile.objects.for_company(batch.company).filter(batch=batch)
    file: BatchFile = files.get(pk=batch.file_id or 0)
    return file


def _hold_company(company: Company) -> None:
    """Two requests with the same rows, handed in side by side: the second one sees the first (B7)."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
