"""What comes back from a batch as files: rows to mend (B3), and what became of each row (B5)."""

from recognition.models import Batch, BatchFile


def faulty_rows_csv(file: BatchFile) -> bytes:
    """The rows with errors as they were, the reason in a first column: mended, they can be uploaded again.

    Raises FileGone, vault.FileDamaged.
    """
    raise NotImplementedError


def result_csv(batch: Batch) -> bytes:
    """Line, Employee ID, name and outcome of every row of a batch that was sent."""
    raise NotImplementedError
