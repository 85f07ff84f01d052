"""What is said to whom (R), the points that come with it (R7), and the batches that say it a thousand times (B)."""

from recognition.models.answers import Comment, Reaction
from recognition.models.batches import Batch, BatchApproval, BatchCopy, BatchEntry, BatchFile, BatchSkip
from recognition.models.library import ECard, ECardPicture, Reason
from recognition.models.points import PointEntry
from recognition.models.recognitions import Copy, Paper, Recipient, Recognition
from recognition.models.screens import Screen

__all__ = [
    "Batch",
    "BatchApproval",
    "BatchCopy",
    "BatchEntry",
    "BatchFile",
    "BatchSkip",
    "Comment",
    "Copy",
    "ECard",
    "ECardPicture",
    "Paper",
    "PointEntry",
    "Reaction",
    "Reason",
    "Recipient",
    "Recognition",
    "Screen",
]
