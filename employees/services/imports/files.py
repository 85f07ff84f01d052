"""Files of imports in the vault: what was uploaded, what has to be mended, what changes (C6, E12)."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from employees.models import Company, HrImport, HrImportFile
from workstars.lib import vault

FOLDER = "imports"


class FileGone(Exception):
    """Its retention has ended, or there never was one."""


class FileShredded(FileGone):
    """It went before its time, because somebody in it was erased (X5). The text is a sentence for the page."""

    def __init__(self) -> None:
        super().__init__(_("This file was shredded because a person in it was erased."))


def keep_file(hr_import: HrImport, kind: HrImportFile.Kind, data: bytes, rows: int) -> HrImportFile:
    stored = vault.store(FOLDER, data)
    return HrImportFile.objects.create(
        company=hr_import.company, hr_import=hr_import, kind=kind, rows=rows, **stored.columns
    )


def forget_files(hr_import: HrImport, *kinds: HrImportFile.Kind) -> None:
    """The bytes are swept later, as orphans: disk and database share no transaction."""
    HrImportFile.objects.for_company(hr_import.company).filter(hr_import=hr_import, kind__in=kinds).delete()


def read_upload(hr_import: HrImport) -> bytes:
    """The bytes that were uploaded. Raises FileGone, vault.FileDamaged."""
    return vault.load(_upload(hr_import))


def read_file(hr_import: HrImport, kind: HrImportFile.Kind) -> bytes:
    """Raises FileGone, vault.FileDamaged."""
    return vault.load(_file(hr_import, kind))


def upload_pieces(hr_import: HrImport) -> Iterator[bytes]:
    """As `read_upload`, a piece at a time; raises at once."""
    return vault.load_pieces(_upload(hr_import))


def file_pieces(hr_import: HrImport, kind: HrImportFile.Kind) -> Iterator[bytes]:
    """As `read_file`, a piece at a time; raises at once."""
    return vault.load_pieces(_file(hr_import, kind))


def _upload(hr_import: HrImport) -> vault.StoredFile:
    if hr_import.shredded_at:
        raise FileShredded
    if not hr_import.stored_name:
        raise FileGone
    return vault.StoredFile.named_by(hr_import)


def _file(hr_import: HrImport, kind: HrImportFile.Kind) -> vault.StoredFile:
    files = HrImportFile.objects.for_company(hr_import.company)
    row = files.filter(hr_import=hr_import, kind=kind).first()
    if row is None and hr_import.shredded_at:
        raise FileShredded
    if row is None:
        raise FileGone
    return vault.StoredFile.named_by(row)


def end_retention(now: datetime) -> int:
    """Forgets files and the people in findings once the company's days for uploads are over; answers how many."""
    ended = 0
    for company in Company.objects.all():
        old = HrImport.objects.for_company(company).filter(
            ~Q(stored_name=""), uploaded_at__lt=now - timedelta(days=company.upload_retention_days)
        )
        for hr_import in old:
            shred(hr_import)
            ended += 1
    return ended


@transaction.atomic
def shred(hr_import: HrImport, *, erased_at: datetime | None = None) -> list[str]:
    """None of its files can be read again; answers their names. `erased_at`: since somebody in them was erased."""
    names = [hr_import.stored_name, *hr_import.files.values_list("stored_name", flat=True)]
    if hr_import.is_open:
        hr_import.status = HrImport.Status.DISCARDED
    hr_import.found = {name: value for name, value in hr_import.found.items() if not isinstance(value, list)}
    hr_import.stored_name, hr_import.wrapped_key, hr_import.sha256, hr_import.size = "", b"", b"", 0
    hr_import.shredded_at = erased_at
    hr_import.save()
    forget_files(hr_import, *HrImportFile.Kind)
    return [name for name in names if name]


def named_files(names: list[str]) -> Iterable[str]:
    """Those of `names` that a row still names; what the sweep of orphans asks."""
    rows = HrImport.objects.across_companies().filter(stored_name__in=names)
    files = HrImportFile.objects.across_companies().filter(stored_name__in=names)
    return [*rows.values_list("stored_name", flat=True), *files.values_list("stored_name", flat=True)]


def sweep_files(now: datetime) -> int:
    """Retention, then the files that nothing names any more."""
    return end_retention(now) + len(vault.sweep_orphans(FOLDER, named_files))
