"""Tables in files: CSV or XLSX → encoding, dialect, headings, limits → rows. No request, no database."""

from workstars.lib.tabular.delimited import SEPARATORS
from workstars.lib.tabular.encodings import Encoding, EncodingNeeded, detect_encoding, examples
from workstars.lib.tabular.limits import Limits, refuse_too_big
from workstars.lib.tabular.output import CsvFile, stream_csv, write_csv, write_xlsx
from workstars.lib.tabular.problems import Code, FileProblem, Unreadable
from workstars.lib.tabular.rows import Row
from workstars.lib.tabular.sheet import Sheet, open_sheet, sheet_of
from workstars.lib.tabular.unsafe import defuse, fuse, is_unsafe
from workstars.lib.tabular.workbooks import Workbook, is_workbook

__all__ = [
    "SEPARATORS",
    "Code",
    "CsvFile",
    "Encoding",
    "EncodingNeeded",
    "FileProblem",
    "Limits",
    "Row",
    "Sheet",
    "Unreadable",
    "Workbook",
    "defuse",
    "detect_encoding",
    "examples",
    "fuse",
    "is_unsafe",
    "is_workbook",
    "open_sheet",
    "refuse_too_big",
    "sheet_of",
    "stream_csv",
    "write_csv",
    "write_xlsx",
]
