"""Erasing one person (X5): the row becomes nameless at once, and whatever names the person follows."""

from employees.services.erasing.beginning import ErasureRefused, begin_erasure, refuse_unless_left
from employees.services.erasing.called import Called, called_of, nameless
from employees.services.erasing.finishing import finish, open_erasures
from employees.services.erasing.records import forget_in_records, is_importing

__all__ = [
    "Called",
    "ErasureRefused",
    "begin_erasure",
    "called_of",
    "finish",
    "forget_in_records",
    "is_importing",
    "nameless",
    "open_erasures",
    "refuse_unless_left",
]
