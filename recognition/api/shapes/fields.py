"""Fields that the calls about recognitions and batches share."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from employees.api.shapes import Text

MOST_PEOPLE = 100


class OnlyNamed(serializers.Serializer[Any]):
    """A field that nobody knows is refused: it is a slip of the pen, or was meant to do something."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            raise serializers.ValidationError({name: [_("There is no such field.")] for name in unknown})
        return attrs


class EmployeeID(Text):
    """With its zeros, as text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 64, **options})


class EmployeeIDs(serializers.ListField):
    def __init__(self, **options: Any) -> None:
        child = EmployeeID(min_length=1, allow_blank=False)
        super().__init__(**{"child": child, "max_length": MOST_PEOPLE, **options})


class Number(serializers.IntegerField):
    """The `id` of something in a list of ours; a JSON number, or digits in a form."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": 2**31 - 1, **options})


class TextIn(OnlyNamed):
    """What somebody writes."""

    text = Text(max_length=2000, min_length=1, allow_blank=False, help_text=_("Up to 2,000 characters."))
