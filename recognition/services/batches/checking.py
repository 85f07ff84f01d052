"""The check of a batch file, as a background job (B3)."""

from datetime import datetime


def overdue_files() -> list[int]:
    """Checks that nobody works on: never begun, or by a worker that has not been heard of for 10 seconds."""
    raise NotImplementedError


def work_on_file(file_id: int, now: datetime) -> bool:
    """Checks the file, unless somebody else does; answers whether it was ours to do.

    Ends as *checked* with `found`, `fingerprint` and `content_digest`, or *refused* or *failed* with a sentence.
    """
    raise NotImplementedError
