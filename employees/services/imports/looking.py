"""A file as its matching page shows it: decoded rows, headings, first values. Nothing is changed."""

from dataclasses import dataclass, field

from employees.models import HrImport
from employees.services.imports.files import read_upload
from employees.services.imports.receiving import limits
from workstars.lib.tabular import Encoding, Row, Sheet, Unreadable, examples, open_sheet

# Asked only for files that are not UTF-8, so this is what most of them are.
LIKELY = Encoding.WINDOWS_1252
ROWS_LOOKED_AT = 200


@dataclass(frozen=True)
class Look:
    """`unreadable` says why there is no sheet in this encoding; `examples` are the lines in which the choice shows."""

    encoding: Encoding
    sheet: Sheet | None = None
    unreadable: str = ""
    examples: list[str] = field(default_factory=list)
    sample: list[Row] = field(default_factory=list)

    @property
    def is_asked(self) -> bool:
        """UTF-8 speaks for itself; every other encoding is somebody's choice."""
        return self.encoding != Encoding.UTF_8 or bool(self.unreadable)

    @property
    def headings(self) -> tuple[str, ...]:
        return self.sheet.headings if self.sheet else ()


def look_into(hr_import: HrImport, encoding: str = "") -> Look:
    """In the encoding that is tried out, else in the one that is known or likely.

    Raises FileGone, vault.FileDamaged.
    """
    chosen = Encoding(encoding) if encoding in Encoding.values else Encoding(hr_import.encoding or LIKELY)
    data = read_upload(hr_import)
    shown = examples(data, chosen) if chosen != Encoding.UTF_8 else []
    try:
        sheet = open_sheet(data, chosen, limits())
        return Look(chosen, sheet, examples=shown, sample=sheet.sample(ROWS_LOOKED_AT))
    except Unreadable as refusal:
        return Look(chosen, unreadable=str(refusal), examples=shown)
