"""Batches that are due, sent in chunks that each commit (B5, V1)."""

from datetime import datetime


def start_due_batches(now: datetime) -> list[int]:
    """Scheduled batches whose moment has come are *sending* from now on; answers which, for the hints."""
    raise NotImplementedError


def overdue_batches() -> list[int]:
    """Batches in *sending* that no living worker holds."""
    raise NotImplementedError


def send_batch(batch_id: int, now: datetime) -> bool:
    """Sends what was confirmed, or goes on where a dead worker stopped; answers whether it was ours to do."""
    raise NotImplementedError
