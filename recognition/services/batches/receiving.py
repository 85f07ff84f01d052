"""A batch file comes in and is understood: encoding and headings. Nothing is judged yet (B2)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from employees.models import Company
from recognition.csv_import.columns import HeadingsWrong, match_headings
from recognition.models import Batch, BatchFile
from workstars.lib import vault
from workstars.lib.actors import Actor
from workstars.lib.tabular import Encoding, EncodingNeeded, Limits, Sheet, Unreadable, examples, open_sheet

FOLDER = "batches"
MOST_ROWS = 100_000
LIKELY = Encoding.WINDOWS_1252
"""Asked only for files that are not UTF-8, so this is what most of them are."""

OPEN_FOR_FILES = (Batch.Status.DRAFT, Batch.Status.NEEDS_INFORMATION)


class NotNow(Exception):
    """The request takes no file at this step. The text is a sentence for the page."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(
            _("This request takes no other file now: its state is %(status)s.")
            % {"status": batch.get_status_display()}
        )


class FileGone(Exception):
    """Its retention has ended. The text is a sentence for the page."""

    def __init__(self) -> None:
        super().__init__(_("The file is no longer kept. Upload it again."))


class FileShredded(FileGone):
    """It went before its time (X5)."""

    def __init__(self) -> None:
        Exception.__init__(self, _("This file was shredded because a person in it was erased."))


REFUSALS = (NotNow, FileGone, Unreadable, HeadingsWrong, vault.FileDamaged)
"""What the two acts below may raise; each carries a sentence for the page, and nothing was changed."""


@transaction.atomic
def receive_file(*, batch: Batch, name: str, data: bytes, by: Actor, now: datetime) -> BatchFile:
    """Keeps the file, encrypted, as the one of this request, and queues its check.

    Where the encoding has to be asked the file stays *uploaded* with an empty `encoding`: see `look_into` and
    `choose_encoding`. Refusals: NotNow, tabular.Unreadable, HeadingsWrong.
    """
    batch = _locked(batch)
    sheet = _first_look(data)
    file = BatchFile(
        company=batch.company,
        batch=batch,
        uploaded_at=now,
        uploaded_by_id=by.user_id,
        file_name=_file_name(name),
        **vault.store(FOLDER, data).columns,
    )
    if sheet:
        _queue_check(file, sheet, now)
    file.save()
    batch.file = file
    batch.save(update_fields=["file"])
    return file


@transaction.atomic
def choose_encoding(*, file: BatchFile, encoding: Encoding, now: datetime) -> BatchFile:
    """What somebody says the letters are; the check is queued (again).

    Refusals: NotNow, tabular.Unreadable when the file is not in that encoding, HeadingsWrong, FileGone.
    """
    batch = _locked(file.batch)
    files = BatchFile.objects.for_company(batch.company).select_for_update()
    file = files.get(pk=file.pk)
    sheet = open_sheet(read_upload(file), encoding, limits())
    match_headings(sheet.headings)
    _queue_check(file, sheet, now)
    file.save()
    return file


@dataclass(frozen=True)
class Look:
    """How a file reads in one encoding: the lines in which the choice shows, or why it cannot be read so."""

    encoding: Encoding
    examples: list[str] = field(default_factory=list)
    unreadable: str = ""


def look_into(file: BatchFile, encoding: str = "") -> Look:
    """In the encoding that is tried out, else in the one that is known or likely.

    Raises FileGone, vault.FileDamaged.
    """
    chosen = Encoding(encoding) if encoding in Encoding.values else Encoding(file.encoding or LIKELY)
    data = read_upload(file)
    shown = examples(data, chosen)
    try:
        match_headings(open_sheet(data, chosen, limits()).headings)
    except (Unreadable, HeadingsWrong) as refusal:
        return Look(chosen, shown, str(refusal))
    return Look(chosen, shown)


def read_upload(file: BatchFile) -> bytes:
    """The bytes that were uploaded. Raises FileGone, vault.FileDamaged."""
    return vault.load(_kept(file))


def upload_pieces(file: BatchFile) -> Iterator[bytes]:
    """The same a piece at a time; raises at once."""
    return vault.load_pieces(_kept(file))


def _kept(file: BatchFile) -> vault.StoredFile:
    if file.shredded_at:
        raise FileShredded
    if not file.is_kept:
        raise FileGone
    return vault.StoredFile.named_by(file)


def open_upload(file: BatchFile) -> Sheet:
    """The uploaded file again, in the encoding that is known. Raises FileGone, vault.FileDamaged, Unreadable."""
    return open_sheet(read_upload(file), Encoding(file.encoding), limits())


def limits() -> Limits:
    """Those of HR files, with the rows of a batch (B8)."""
    return Limits(
        rows=min(settings.UPLOAD_MAX_ROWS, MOST_ROWS),
        size=settings.UPLOAD_MAX_BYTES,
        columns=settings.UPLOAD_MAX_COLUMNS,
        cell=settings.UPLOAD_MAX_CELL,
    )


def _locked(batch: Batch) -> Batch:
    """The request, held, while it takes files."""
    found = Batch.objects.for_company(batch.company).select_related("company")
    batch = found.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.status not in OPEN_FOR_FILES:
        raise NotNow(batch)
    return batch


def _first_look(data: bytes) -> Sheet | None:
    """The whole file is read once, so that what cannot be read is said at once. None: its encoding has to be asked."""
    try:
        sheet = open_sheet(data, None, limits())
    except EncodingNeeded:
        return None
    match_headings(sheet.headings)
    sheet.count_rows()
    return sheet


def _queue_check(file: BatchFile, sheet: Sheet, now: datetime) -> None:
    file.rows = sheet.count_rows()
    file.encoding, file.delimiter = sheet.encoding, sheet.separator
    file.found, file.fingerprint, file.content_digest = {}, "", None
    file.status, file.finished_at, file.failure = BatchFile.Status.CHECKING, None, ""
    file.await_worker(now)


def _file_name(name: str) -> str:
    """The last part of the name, without what cannot be printed."""
    base = "".join(char for char in name.replace("\\", "/").rsplit("/", 1)[-1] if char.isprintable())
    return base[-200:] or "batch.csv"


def sweep_files(now: datetime) -> int:
    """Retention, then the files that nothing names any more."""
    return end_retention(now) + len(vault.sweep_orphans(FOLDER, named_files))


def end_retention(now: datetime) -> int:
    """Forgets files, and the people in their findings, once the company's days for uploads are over (C6); answers how
    many. A file that is still to be sent stays."""
    ended = 0
    for company in Company.objects.all():
        old = now - timedelta(days=company.upload_retention_days)
        files = BatchFile.objects.for_company(company).filter(~Q(stored_name=""), uploaded_at__lt=old)
        for file in files.exclude(pk__in=wanted(company)):
            shred(file)
            ended += 1
    return ended


def named_files(names: list[str]) -> Iterable[str]:
    """Those of `names` that a row still names; what the sweep of orphans asks."""
    rows = BatchFile.objects.across_companies().filter(stored_name__in=names)
    return rows.values_list("stored_name", flat=True)


def wanted(company: Company) -> QuerySet[Batch, int]:
    """The files that are still to be sent."""
    waiting = Batch.objects.for_company(company).with_status(
        *(Batch.Status.SUBMITTED, Batch.Status.NEEDS_INFORMATION, Batch.Status.APPROVED),
        *(Batch.Status.SCHEDULED, Batch.Status.SENDING),
    )
    return waiting.filter(file__isnull=False).values_list("file", flat=True)


def shred(file: BatchFile, *, erased_at: datetime | None = None) -> None:
    """The bytes are the caller's, or the sweep's. `erased_at`: since somebody in it was erased (X5)."""
    kept = (item for item in file.found.items() if item[0] != "said" and not isinstance(item[1], list))
    file.found = dict(kept)
    file.stored_name, file.wrapped_key, file.sha256, file.size = "", b"", b"", 0
    file.shredded_at = erased_at
    file.save(update_fields=["found", "stored_name", "wrapped_key", "sha256", "size", "shredded_at"])
