"""A file comes in and is understood: encoding, headings, columns. Nothing is judged or changed yet."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.models import AuditEvent, Company, HrImport, User
from employees.records import Extra, Field
from employees.records.columns import (
    Choices,
    Matching,
    look_at_dates,
    missing_fields,
    with_proven_dates,
)
from employees.records.fields import Column
from employees.services.imports.deciding import NotNow
from employees.services.imports.files import FOLDER
from employees.services.imports.looking import ROWS_LOOKED_AT
from employees.services.imports.reading import (
    keep_workbook,
    limits,
    note_reading,
    open_as_chosen,
    open_new,
    rules_of,
)
from employees.services.imports.remembering import Remembered, remember
from workstars.lib import vault
from workstars.lib.actors import Actor
from workstars.lib.tabular import EncodingNeeded, Sheet, refuse_too_big

ASKS_FOR_ORDER = gettext_lazy("Choose the order in which this column writes its dates.")
OPEN_FOR_MATCHING = (HrImport.Status.UPLOADED, HrImport.Status.CHECKED)


class MatchingIncomplete(Exception):
    """Columns that are needed were not chosen, or one was chosen twice. `errors`: field → sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(map(str, errors.values())))
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
    remembered = Remembered.of(company)
    sheet, rows = _first_look(data, remembered)
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
        _understand(hr_import, sheet, remembered, now)
    hr_import.save()
    if sheet:
        keep_workbook(hr_import, sheet, rows)
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
    sheet = open_as_chosen(hr_import, choices, Remembered.of(hr_import.company))
    errors = _matching_errors(choices.matching, sheet)
    if errors:
        raise MatchingIncomplete(errors)
    matching, asked = with_proven_dates(choices.matching, look_at_dates(sheet, choices.matching.columns))
    if asked:
        raise MatchingIncomplete(dict.fromkeys(map(order_of, asked), str(ASKS_FOR_ORDER)))
    hr_import.rows = sheet.count_rows()
    hr_import.is_complete = choices.complete
    if choices.remember_as:
        remember(hr_import.company, choices.remember_as, sheet.headings, matching.all_columns, now)
    _begin_check(hr_import, sheet, replace(matching, remembered_as=choices.remember_as), now)
    hr_import.save()
    keep_workbook(hr_import, sheet, hr_import.rows)
    return hr_import


def order_of(name: Field) -> str:
    """The key of a column's order of dates beside the key of the column."""
    return f"{name.value}_order"


def _first_look(data: bytes, remembered: Remembered) -> tuple[Sheet | None, int]:
    """The whole file is read once, so that what cannot be read is said at once. None: its encoding has to be asked."""
    try:
        sheet = open_new(data, remembered)
    except EncodingNeeded:
        return None, 0
    return sheet, sheet.count_rows()


def _understand(hr_import: HrImport, sheet: Sheet, remembered: Remembered, now: datetime) -> None:
    """Goes on to the check where nothing is left to ask."""
    note_reading(hr_import, sheet)
    sample = [cells for _, cells in sheet.sample(ROWS_LOOKED_AT)]
    matching = remembered.propose(sheet.headings, sample)
    matching, asked = with_proven_dates(matching, look_at_dates(sheet, matching.columns))
    hr_import.mapping = matching.to_json()
    several = sheet.workbook is not None and len(sheet.workbook.parts) > 1
    if asked or several or missing_fields(matching.fields, rules_of(hr_import)):
        return
    _begin_check(hr_import, sheet, matching, now)


def _begin_check(hr_import: HrImport, sheet: Sheet, matching: Matching, now: datetime) -> None:
    note_reading(hr_import, sheet)
    hr_import.mapping = matching.to_json()
    hr_import.fingerprint = ""
    hr_import.queue(HrImport.Status.CHECKING, now)


def _matching_errors(matching: Matching, sheet: Sheet) -> dict[str, str]:
    """Only the Employee ID is needed always: a file can bring nothing but job titles of people who are known."""
    errors = {}
    if Field.EMPLOYEE_ID not in matching.columns:
        errors[Field.EMPLOYEE_ID.value] = _("Choose the column that holds this.")
    taken: dict[int, Column] = {}
    for name, index in matching.all_columns.items():
        if index >= sheet.width:
            errors[name.value] = _("The file has no such column.")
        elif index in taken:
            errors[name.value] = _("This column is chosen for %(field)s already.") % {
                "field": taken[index].label
            }
        taken.setdefault(index, name)
    split = matching.fields - set(matching.columns)
    if Extra.FULL_NAME in matching.extras and len(split) < 2:
        errors[Extra.FULL_NAME.value] = _("Choose either this or columns for first and last name, not both.")
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
