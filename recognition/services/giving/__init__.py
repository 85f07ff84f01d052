"""A recognition is written by one person and given (R1), and made private later (R2)."""

from recognition.services.giving.judging import (
    MOST_PEOPLE,
    MOST_POINTS,
    Problem,
    RecognitionRefused,
    Thanks,
    check_recognition,
)
from recognition.services.giving.privacy import NotYours, make_private
from recognition.services.giving.sending import Given, give_recognition

__all__ = [
    "MOST_PEOPLE",
    "MOST_POINTS",
    "Given",
    "NotYours",
    "Problem",
    "RecognitionRefused",
    "Thanks",
    "check_recognition",
    "give_recognition",
    "make_private",
]
