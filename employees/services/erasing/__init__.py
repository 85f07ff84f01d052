"""Erasing one person (X5): the row becomes nameless at once, and whatever names the person follows."""

from employees.services.erasing.attempts import attempt, due_erasures
from employees.services.erasing.beginning import ErasureRefused, begin_erasure, refuse_unless_left
from employees.services.erasing.called import Called, called_of, nameless
from employees.services.erasing.finishing import finish
from employees.services.erasing.records import forget_in_records, is_importing

__all__ = [
    "Called",
    "ErasureRefused",
    "attempt",
    "begin_erasure",
    "called_of",
    "due_erasures",
    "finish",
    "forget_in_records",
    "is_importing",
    "nameless",
    "refuse_unless_left",
]
