"""What is said to whom (R), the points that come with it (R7), and the batches that say it a thousand times (B)."""

from recognition.models.batches import Batch, BatchApproval, BatchCopy, BatchEntry, BatchFile, BatchSkip
from recognition.models.library import ECard, ECardPicture, Reason
from recognition.models.points import PointEntry
from recognition.models.recognitions import Copy, Paper, Recipient, Recognition

__all__ = [
    "Batch",
    "BatchApproval",
    "BatchCopy",
    "BatchEntry",
    "BatchFile",
    "BatchSkip",
    "Copy",
    "ECard",
    "ECardPicture",
    "Paper",
    "PointEntry",
    "Reason",
    "Recipient",
    "Recognition",
]
