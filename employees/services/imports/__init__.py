"""One HR file from upload to result (E3): received, matched, checked, confirmed, applied."""

from employees.services.imports.deciding import (
    LeaversNotConfirmed,
    NotNow,
    Outdated,
    confirm_import,
    discard_import,
)
from employees.services.imports.receiving import (
    Choices,
    MatchingIncomplete,
    match_columns,
    open_upload,
    receive_file,
    rules_of,
)
from employees.services.imports.working import overdue_imports, work_on

__all__ = [
    "Choices",
    "LeaversNotConfirmed",
    "MatchingIncomplete",
    "NotNow",
    "Outdated",
    "confirm_import",
    "discard_import",
    "match_columns",
    "open_upload",
    "overdue_imports",
    "receive_file",
    "rules_of",
    "work_on",
]
