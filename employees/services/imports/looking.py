"""A file as its matching page shows it: decoded rows, headings, first values, days. Nothing is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from employees.models import HrImport
from employees.queries.files import usual_encoding
from employees.records import Field
from employees.records.columns import Choices, Matching, look_at_dates, with_proven_dates
from employees.records.dates import DateColumn
from employees.services.imports.files import read_upload
from employees.services.imports.reading import open_as_chosen, reading_of
from employees.services.imports.remembering import Remembered
from workstars.lib.tabular import (
    SEPARATORS,
    Encoding,
    EncodingNeeded,
    Row,
    Sheet,
    Unreadable,
    detect_encoding,
    examples,
    is_workbook,
)

ROWS_LOOKED_AT = 200


@dataclass(frozen=True)
class Look:
    """`unreadable` says why there is no sheet in this encoding; `examples` are the lines in which the choice shows.

    `asks_encoding`: the file does not say how its letters are written. `matching` is what is chosen or proposed,
    `dates` what the columns of days say of themselves.
    """

    choices: Choices
    asks_encoding: bool = False
    sheet: Sheet | None = None
    unreadable: str = ""
    examples: Sequence[str] = ()
    sample: Sequence[Row] = ()
    matching: Matching = field(default_factory=Matching)
    dates: Mapping[Field, DateColumn] = field(default_factory=dict)

    @property
    def headings(self) -> tuple[str, ...]:
        return self.sheet.headings if self.sheet else ()


def look_into(hr_import: HrImport, tried: Mapping[str, str]) -> Look:
    """As it is tried out, else as it was read, else as is likely.

    `tried`: encoding, separator, part, headings_line as a page sends them. Raises FileGone, vault.FileDamaged.
    """
    data = read_upload(hr_import)
    likely, asks = _letters(hr_import, data)
    choices = _choices(hr_import, tried, likely, asks)
    shown = examples(data, choices.encoding) if asks else []
    remembered = Remembered.of(hr_import.company)
    try:
        sheet = open_as_chosen(hr_import, choices, remembered)
        sample = sheet.sample(ROWS_LOOKED_AT)
        matching = choices.matching
        if not matching.all_columns:
            matching = remembered.propose(sheet.headings, [cells for _, cells in sample])
        dates = look_at_dates(sheet, matching.columns)
    except Unreadable as refusal:
        return Look(choices, asks, unreadable=str(refusal), examples=shown)
    matching, _asked = with_proven_dates(matching, dates)
    return Look(choices, asks, sheet, "", shown, sample, matching, dates)


def _letters(hr_import: HrImport, data: bytes) -> tuple[Encoding, bool]:
    """The encoding that the file says, else the likely one; and whether somebody has to choose."""
    if is_workbook(data):
        return Encoding.UTF_8, False
    try:
        return detect_encoding(data), False
    except EncodingNeeded as needed:
        return needed.likely or usual_encoding(hr_import.company), True


def _choices(hr_import: HrImport, tried: Mapping[str, str], likely: Encoding, asks: bool) -> Choices:
    """Columns that were chosen stay only while the file is read as it was then."""
    known = reading_of(hr_import)
    encoding = Encoding(hr_import.encoding) if asks and hr_import.encoding else likely
    if asks and tried.get("encoding") in Encoding.values:
        encoding = Encoding(tried["encoding"])
    separator, part = tried.get("separator", known.separator), tried.get("part", known.part)
    line = tried.get("headings_line", "")
    headings_line = known.headings_line if part == known.part else 0
    if line.isdecimal() and len(line) < 10 and part == tried.get("shown_part", part):
        headings_line = int(line)
    choices = replace(
        known,
        encoding=encoding,
        separator=separator if separator in SEPARATORS else "",
        part=part,
        headings_line=headings_line,
    )
    return choices if choices == known else replace(choices, matching=Matching())
