"""Rows of a batch as JSON: a list of thousands is looked at without a serializer for each."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from employees.api.shapes import Text
from recognition.csv_import.columns import Column

MOST_ROWS = 10_000
MOST_SAID = 5
MOST_POINTS = 999_999
TEXTS = {"employee_id": Column.EMPLOYEE_ID, "message": Column.MESSAGE, "reason": Column.REASON}
NAMES = frozenset({*TEXTS, "points"})


class RowIn(serializers.Serializer[Any]):
    """One recognition. What it may say, the check judges."""

    employee_id = Text(max_length=64)
    message = Text()
    points = serializers.IntegerField(min_value=0, max_value=MOST_POINTS)
    reason = Text(required=False)


class RowsField(serializers.ListField):
    """Up to 10,000 rows; more are a file."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"child": RowIn(), "min_length": 1, "max_length": MOST_ROWS, **options})

    def to_internal_value(self, data: Any) -> list[list[str]]:
        """The cells of each row, in the order of Column. Only names and types are judged here."""
        if not isinstance(data, list) or not 1 <= len(data) <= MOST_ROWS:
            raise serializers.ValidationError(_("Send a list of 1 to 10,000 rows, or a file."))
        faults = {str(place): fault for place, row in enumerate(data) if (fault := _fault_of(row))}
        if faults:
            raise serializers.ValidationError(dict(list(faults.items())[:MOST_SAID]))
        return [_cells(row) for row in data]


def _fault_of(row: Any) -> str:
    """What makes this no row at all; empty when its rules can be judged."""
    if not isinstance(row, dict):
        return str(_("Each row is an object with employee_id, message and points."))
    unknown = sorted(row.keys() - NAMES)
    if unknown:
        return str(_("There is no field %(name)s.") % {"name": unknown[0]})
    texts = {name: row.get(name, "") for name in TEXTS}
    no_text = [name for name, value in texts.items() if not isinstance(value, str)]
    if no_text:
        return str(_("%(name)s has to be text, in quotation marks.") % {"name": no_text[0]})
    if any(len(value) > settings.UPLOAD_MAX_CELL or not _is_writable(value) for value in texts.values()):
        return str(_("A text is too long, or holds a sign that no file can hold."))
    points = row.get("points")
    if isinstance(points, bool) or not isinstance(points, int) or not 0 <= points <= MOST_POINTS:
        return str(_("points is a whole number from 0 to 999,999."))
    return ""


def _is_writable(text: str) -> bool:
    """Half of a pair of surrogates is no sign, and NUL ends a text for many readers."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _cells(row: dict[str, Any]) -> list[str]:
    told = {TEXTS[name]: str(row.get(name, "")) for name in TEXTS} | {Column.POINTS: str(row["points"])}
    return [told[column] for column in Column]
