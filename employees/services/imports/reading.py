"""An uploaded file opened as a sheet, as somebody chose to read it."""

from django.conf import settings

from employees.models import HrImport, HrImportFile
from employees.records import RowRules
from employees.records.columns import Choices, Matching
from employees.services.imports.files import FileGone, forget_files, keep_file, read_file, read_upload
from employees.services.imports.remembering import Remembered
from workstars.lib.tabular import Encoding, Limits, Sheet, Workbook, is_workbook, open_sheet, sheet_of


def limits() -> Limits:
    return Limits(
        rows=settings.UPLOAD_MAX_ROWS,
        size=settings.UPLOAD_MAX_BYTES,
        columns=settings.UPLOAD_MAX_COLUMNS,
        cell=settings.UPLOAD_MAX_CELL,
        unpacked=settings.UPLOAD_MAX_UNPACKED,
        ratio=settings.UPLOAD_MAX_RATIO,
        members=settings.UPLOAD_MAX_MEMBERS,
        memory=settings.UPLOAD_MAX_MEMORY,
    )


def open_new(data: bytes, remembered: Remembered) -> Sheet:
    """By itself alone. Raises tabular.Unreadable, EncodingNeeded."""
    return open_sheet(data, None, limits(), is_headings=remembered.is_headings)


def open_as_chosen(hr_import: HrImport, choices: Choices, remembered: Remembered) -> Sheet:
    """Raises FileGone, vault.FileDamaged, tabular.Unreadable."""
    kept = _kept_workbook(hr_import, choices.part)
    if kept:
        return sheet_of(kept, limits(), choices.headings_line, remembered.is_headings)
    data = read_upload(hr_import)
    return open_sheet(
        data,
        None if is_workbook(data) else choices.encoding,
        limits(),
        separator=choices.separator,
        part=choices.part,
        headings_line=choices.headings_line,
        is_headings=remembered.is_headings,
    )


def open_upload(hr_import: HrImport) -> Sheet:
    """As it was read when its columns were matched."""
    return open_as_chosen(hr_import, reading_of(hr_import), Remembered.of(hr_import.company))


def reading_of(hr_import: HrImport) -> Choices:
    return Choices(
        encoding=Encoding(hr_import.encoding or Encoding.UTF_8),
        separator=hr_import.delimiter,
        part=hr_import.part,
        headings_line=hr_import.headings_line,
        matching=Matching.from_json(hr_import.mapping),
        complete=hr_import.is_complete,
    )


def note_reading(hr_import: HrImport, sheet: Sheet) -> None:
    """Sets what the file was read as; the caller saves."""
    hr_import.encoding = sheet.encoding
    hr_import.delimiter = sheet.separator
    hr_import.part = sheet.workbook.part if sheet.workbook else ""
    hr_import.headings_line = sheet.headings_line


def keep_workbook(hr_import: HrImport, sheet: Sheet, rows: int) -> None:
    """Taking a workbook apart takes seconds, so it is done once."""
    if sheet.workbook and not _kept_workbook(hr_import, sheet.workbook.part):
        forget_files(hr_import, HrImportFile.Kind.ROWS)
        keep_file(hr_import, HrImportFile.Kind.ROWS, sheet.workbook.unpacked, rows)


def rules_of(hr_import: HrImport) -> RowRules:
    matching = Matching.from_json(hr_import.mapping)
    return RowRules.of(
        hr_import.company,
        date_orders=matching.date_orders,
        blank_words=matching.blank_words,
        odd_ids=matching.odd_ids,
    )


def _kept_workbook(hr_import: HrImport, part: str) -> Workbook | None:
    try:
        workbook = Workbook(read_file(hr_import, HrImportFile.Kind.ROWS))
    except FileGone:
        return None
    return workbook if part in ("", workbook.part) else None
