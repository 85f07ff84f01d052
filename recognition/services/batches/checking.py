"""The check of a batch file, as a background job (B3): it reads, judges and writes down, and changes nothing else."""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from recognition.csv_import.check import check_rows
from recognition.csv_import.columns import HeadingsWrong
from recognition.csv_import.digests import content_digest, fingerprint
from recognition.csv_import.findings import EarlierBatch, Findings, find
from recognition.csv_import.reading import read_rows
from recognition.models import BatchFile, Reason
from recognition.queries.batch_rows import said_by_waiting, same_content, summaries
from recognition.queries.library import reasons_by_key
from recognition.services.batches.receiving import FileGone, open_upload
from workstars.lib import vault
from workstars.lib.clock import today
from workstars.lib.jobs import MOST_ATTEMPTS, ClaimLost, Heart, claim, move_on, unattended
from workstars.lib.pauses import without_pauses
from workstars.lib.tabular import Unreadable


def overdue_files() -> list[int]:
    """Checks that nobody works on: never begun, or by a worker that has not been heard of for 10 seconds."""
    waiting = BatchFile.objects.across_companies().filter(unattended(), status=BatchFile.Status.CHECKING)
    return list(waiting.order_by("attempts", "started_at").values_list("pk", flat=True))


def work_on_file(file_id: int, now: datetime) -> bool:
    """Checks the file, unless somebody else does; answers whether it was ours to do.

    Ends as *checked* with `found`, `fingerprint` and `content_digest`, or *refused* or *failed* with a sentence.
    """
    row = BatchFile.objects.across_companies().filter(pk=file_id, status=BatchFile.Status.CHECKING)
    file = claim(row.select_related("company", "uploaded_by", "batch"))
    if file is None:
        return False
    try:
        with override(language_of(file)):
            _check_or_give_up(file, now)
    except ClaimLost:
        return False
    return True


def language_of(file: BatchFile) -> str:
    """Of whoever will read what is written down."""
    return file.uploaded_by.language if file.uploaded_by else file.company.default_language


def _check_or_give_up(file: BatchFile, now: datetime) -> None:
    """What no other attempt would mend ends the check, with a sentence; anything else is tried again."""
    try:
        if file.attempts > MOST_ATTEMPTS:
            sentence = _("The check broke off five times. Ask the operator to look into it.")
            _end(file, BatchFile.Status.FAILED, sentence, now)
        else:
            _check(file, now)
    except (Unreadable, HeadingsWrong) as error:
        _end(file, BatchFile.Status.REFUSED, str(error), now)
    except (vault.FileDamaged, FileGone) as error:
        _end(file, BatchFile.Status.FAILED, str(error), now)


def _check(file: BatchFile, now: datetime) -> None:
    company = file.company
    with Heart(file) as heart, without_pauses():
        heart.begin("rows", file.rows)
        sheet = open_upload(file)
        reading = read_rows(sheet, heart.tick)
        heart.begin("people")
        reasons = reasons_by_key(Reason.objects.for_company(company).in_use())
        checked = check_rows(
            company, reading, reasons, today(company, now), said_by_waiting(file), file.uploaded_by_id
        )
        heart.begin("findings")
        findings = find(company, checked, sheet.headings, reasons)
        file.content_digest = content_digest(checked.rows) if checked.rows else None
        move_on(
            file,
            status=BatchFile.Status.CHECKED,
            rows=reading.rows,
            found=_with_earlier(file, findings).to_json(),
            fingerprint=fingerprint(checked.rows),
            content_digest=file.content_digest,
            finished_at=now,
        )


def _with_earlier(file: BatchFile, findings: Findings) -> Findings:
    """With what is known beside the rows: the batch that said the same, and why there is another check at all."""
    earlier = same_content(file)
    named = summaries(file.company, [earlier.pk], file.uploaded_by_id) if earlier else {}
    return replace(
        findings,
        earlier=EarlierBatch(earlier.pk, named[earlier.pk]) if earlier else None,
        moved_on=bool(file.found.get("moved_on")),
    )


def _end(file: BatchFile, status: BatchFile.Status, sentence: str, now: datetime) -> None:
    move_on(file, status=status, failure=sentence[:300], finished_at=now)
