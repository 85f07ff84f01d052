"""One HR file from upload to result (E3): received, matched, checked, confirmed, applied."""

from employees.services.imports.deciding import (
    LeaversNotConfirmed,
    NotNow,
    Outdated,
    confirm_import,
    discard_import,
)
from employees.services.imports.files import (
    FileGone,
    FileShredded,
    file_pieces,
    read_file,
    read_upload,
    sweep_files,
    upload_pieces,
)
from employees.services.imports.looking import Look, look_into
from employees.services.imports.reading import limits, reading_of
from employees.services.imports.receiving import MatchingIncomplete, match_columns, receive_file
from employees.services.imports.undoing import (
    UNDO_WITHIN,
    UndoRefused,
    forget_ways_back,
    refuse_late,
    refuse_met,
    request_undo,
    trace_of,
    undo_until,
)
from employees.services.imports.working import overdue_imports, work_on

__all__ = [
    "UNDO_WITHIN",
    "FileGone",
    "FileShredded",
    "LeaversNotConfirmed",
    "Look",
    "MatchingIncomplete",
    "NotNow",
    "Outdated",
    "UndoRefused",
    "confirm_import",
    "discard_import",
    "file_pieces",
    "forget_ways_back",
    "limits",
    "look_into",
    "match_columns",
    "overdue_imports",
    "read_file",
    "read_upload",
    "reading_of",
    "receive_file",
    "refuse_late",
    "refuse_met",
    "request_undo",
    "sweep_files",
    "trace_of",
    "undo_until",
    "upload_pieces",
    "work_on",
]
