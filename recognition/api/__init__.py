"""The REST API's doors to recognitions, batches, and what belongs to them (X4)."""

from recognition.api.batch_acts import AnswerAPI, CancelAPI, CheckAPI, SubmitAPI, ThreadAPI
from recognition.api.batch_results import FaultyAPI, FaultyFileAPI, ResultAPI, ResultFileAPI
from recognition.api.batches import BatchAPI, BatchesAPI, BatchFileAPI
from recognition.api.library import ECardsAPI, ReasonsAPI
from recognition.api.points import BalancesAPI, EntriesAPI
from recognition.api.recognitions import RecognitionAPI, RecognitionsAPI

__all__ = [
    "AnswerAPI",
    "BalancesAPI",
    "BatchAPI",
    "BatchFileAPI",
    "BatchesAPI",
    "CancelAPI",
    "CheckAPI",
    "ECardsAPI",
    "EntriesAPI",
    "FaultyAPI",
    "FaultyFileAPI",
    "ReasonsAPI",
    "RecognitionAPI",
    "RecognitionsAPI",
    "ResultAPI",
    "ResultFileAPI",
    "SubmitAPI",
    "ThreadAPI",
]
