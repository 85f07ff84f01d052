"""A file comes in and is understood: encoding, headings, columns. Nothing is judged or changed yet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from employees.models import AuditEvent, Company, HrImport, User
from employees.records import DateOrder, Field, RowRules
from employees.records.columns import Choices, Matching, missing_fields, needs_date_order, recognise
from employees.services.imports.deciding import NotNow
from employees.services.imports.files import FOLDER, read_upload
from workstars.lib import vault
from workstars.lib.actors import Actor
from workstars.lib.tabular import Encoding, EncodingNeeded, Limits, Sheet, open_sheet, refuse_too_big

OPEN_FOR_MATCHING = (HrImport.Status.UPLOADED, HrImport.Status.CHECKED)


class MatchingIncomplete(Exception):
    """Columns that are needed were not chosen, or one was chosen twice. `errors`: field → sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


class Upload(Protocol):
    """A file as Django's upload handlers give it; `size` is known before anything is read."""

    @property
    def name(self) -> Any: ...
    @property
    def size(self) -> Any: ...
    def read(self) -> bytes: ...


@transaction.atomic
def receive_file(
    *, company: Company, upload: Upload, complete: bool, user: User, by: Actor, now: datetime
) -> HrImport:
    """Keeps the file, encrypted, and goes on to the check by itself where nothing has to be asked.

    Raises tabular.Unreadable for what is no table; then nothing is kept.
    """
    refuse_too_big(upload.size, limits())
    data = upload.read()
    sheet, rows = _first_look(data)
    stored = vault.store(FOLDER, data)
    hr_import = HrImport(
        company=company,
        uploaded_at=now,
        uploaded_by=user,
        file_name=_file_name(upload.name),
        is_complete=complete,
        rows=rows,
        mapping=Matching().to_json(),
        **stored.columns,
    )
    if sheet:
        _understand(hr_import, sheet, now)
    hr_import.save()
    _record(hr_import, "import.uploaded", by, now)
    return hr_import


@transaction.atomic
def match_columns(*, hr_import: HrImport, choices: Choices, now: datetime) -> HrImport:
    """The administrator's choice of encoding, columns and meaning; the check begins (again).

    Raises tabular.Unreadable when the file is not in that encoding, MatchingIncomplete, NotNow.
    """
    imports = HrImport.objects.for_company(hr_import.company).select_related("company")
    hr_import = imports.select_for_update(of=("self",)).get(pk=hr_import.pk)
    if hr_import.status not in OPEN_FOR_MATCHING:
        raise NotNow(hr_import)
    sheet = open_sheet(read_upload(hr_import), choices.encoding, limits())
    errors = _matching_errors(choices, sheet)
    if errors:
        raise MatchingIncomplete(errors)
    hr_import.rows = sheet.count_rows()
    hr_import.is_complete = choices.complete
    hr_import.date_order = choices.date_order or DateOrder.ISO
    matching = Matching(choices.columns, blank_words=choices.blank_words, odd_ids=choices.odd_ids)
    _begin_check(hr_import, sheet, matching, now)
    hr_import.save()
    return hr_import


def open_upload(hr_import: HrImport, encoding: Encoding | None = None) -> Sheet:
    """The uploaded file again, in the encoding that was chosen or known; EncodingNeeded while there is none."""
    data = read_upload(hr_import)
    chosen = encoding or (Encoding(hr_import.encoding) if hr_import.encoding else None)
    return open_sheet(data, chosen, limits())


def rules_of(hr_import: HrImport) -> RowRules:
    matching = Matching.from_json(hr_import.mapping)
    return RowRules.of(
        hr_import.company,
        date_order=DateOrder(hr_import.date_order or DateOrder.ISO),
        blank_words=matching.blank_words,
        odd_ids=matching.odd_ids,
    )


def limits() -> Limits:
    return Limits(
        rows=settings.UPLOAD_MAX_ROWS,
        size=settings.UPLOAD_MAX_BYTES,
        columns=settings.UPLOAD_MAX_COLUMNS,
        cell=settings.UPLOAD_MAX_CELL,
    )


def _first_look(data: bytes) -> tuple[Sheet | None, int]:
    """The whole file is read once, so that what cannot be read is said at once. None: its encoding has to be asked."""
    try:
        sheet = open_sheet(data, None, limits())
    except EncodingNeeded:
        return None, 0
    return sheet, sheet.count_rows()


def _understand(hr_import: HrImport, sheet: Sheet, now: datetime) -> None:
    columns = recognise(sheet.headings)
    hr_import.encoding = sheet.encoding
    hr_import.delimiter = sheet.separator
    hr_import.mapping = Matching(columns).to_json()
    if missing_fields(columns, rules_of(hr_import)) or needs_date_order(sheet, columns):
        return
    hr_import.date_order = DateOrder.ISO
    _begin_check(hr_import, sheet, Matching(columns), now)


def _begin_check(hr_import: HrImport, sheet: Sheet, matching: Matching, now: datetime) -> None:
    hr_import.encoding = sheet.encoding
    hr_import.delimiter = sheet.separator
    hr_import.mapping = matching.to_json()
    hr_import.fingerprint = ""
    hr_import.queue(HrImport.Status.CHECKING, now)


def _matching_errors(choices: Choices, sheet: Sheet) -> dict[str, str]:
    """Only the Employee ID is needed always: a file can bring nothing but job titles of people who are known."""
    errors = {}
    if Field.EMPLOYEE_ID not in choices.columns:
        errors[Field.EMPLOYEE_ID.value] = _("Choose the column that holds this.")
    taken: dict[int, Field] = {}
    for name, index in choices.columns.items():
        if index >= sheet.width:
            errors[name.value] = _("The file has no such column.")
        elif index in taken:
            errors[name.value] = _("This column is chosen for %(field)s already.") % {
                "field": taken[index].label
            }
        taken.setdefault(index, name)
    if not errors and choices.date_order is None and needs_date_order(sheet, choices.columns):
        errors["date_order"] = _("Choose the order in which the file writes its dates.")
    return errors


def _file_name(name: str) -> str:
    """The last part of the name, without what cannot be printed."""
    base = "".join(char for char in name.replace("\\", "/").rsplit("/", 1)[-1] if char.isprintable())
    return base[-200:] or "file.csv"


def _record(hr_import: HrImport, action: str, by: Actor, now: datetime) -> None:
    AuditEvent.objects.record(
        company=hr_import.company,
        action=action,
        by=by,
        at=now,
        subject=hr_import,
        after={"file": hr_import.file_name, "sha256": bytes(hr_import.sha256).hex(), "rows": hr_import.rows},
    )
