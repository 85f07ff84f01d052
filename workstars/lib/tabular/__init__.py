"""Tables in files: bytes → encoding, dialect, headings, limits → rows; and safe CSV out. No request, no database."""

from workstars.lib.tabular.encodings import Encoding, EncodingNeeded, detect_encoding, examples
from workstars.lib.tabular.output import CsvFile, stream_csv, write_csv
from workstars.lib.tabular.problems import Code, FileProblem, Unreadable
from workstars.lib.tabular.sheet import SEPARATORS, Limits, Row, Sheet, open_sheet, refuse_too_big
from workstars.lib.tabular.unsafe import defuse, is_unsafe

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
    "defuse",
    "detect_encoding",
    "examples",
    "is_unsafe",
    "open_sheet",
    "refuse_too_big",
    "stream_csv",
    "write_csv",
]
