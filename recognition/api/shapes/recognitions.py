"""A recognition that goes in, and one as its reader may see it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from employees.api.shapes import Text
from recognition.api.shapes.fields import EmployeeID, EmployeeIDs, Number, OnlyNamed


class RecognitionIn(OnlyNamed):
    """Thanks to be given now. They carry no points: those come from batches and from administrators."""

    sender_id = EmployeeID(
        required=False,
        min_length=1,
        allow_blank=False,
        help_text=_("In whose name: an Employee ID, with the scope recognitions:on-behalf."),
    )
    recipient_ids = EmployeeIDs(min_length=1, max_length=50, help_text=_("Employee IDs of who is thanked."))
    message = Text(help_text=_("Up to 2,000 characters and 60 lines."))
    is_private = serializers.BooleanField(
        default=False, help_text=_("True: who it concerns and administrators alone.")
    )
    ecard_id = Number(required=False, allow_null=True, help_text=_("From the list of eCards."))
    reason_id = Number(required=False, allow_null=True, help_text=_("From the list of reasons."))
    copied_ids = EmployeeIDs(
        required=False, max_length=50, help_text=_("Employee IDs of who is told and may see it.")
    )


class ThankedOut(serializers.Serializer[Any]):
    employee_id = serializers.CharField(
        allow_null=True, help_text=_("Null without the scope recognitions:private.")
    )
    name = serializers.CharField()
    points = serializers.IntegerField(
        allow_null=True, help_text=_("Null where they are not for this reader.")
    )


class RecognitionOut(serializers.Serializer[Any]):
    """Points and Employee IDs are null where they are not for this reader."""

    id = serializers.IntegerField()
    sent_at = serializers.DateTimeField()
    sender = serializers.CharField()
    sender_id = serializers.CharField(
        allow_null=True, help_text=_("Null also where no employee is the sender.")
    )
    recipients = ThankedOut(many=True)
    message = serializers.CharField()
    reason = serializers.CharField(help_text=_("Empty without one."))
    ecard = serializers.CharField(
        allow_null=True, help_text=_("The address of the picture, for who is signed in.")
    )
    is_private = serializers.BooleanField()
    batch = serializers.IntegerField(allow_null=True, help_text=_("The batch that it came with."))
    url = serializers.CharField(help_text=_("Here."))
    address = serializers.CharField(help_text=_("Its page."))


class RecognitionPage(serializers.Serializer[Any]):
    results = RecognitionOut(many=True)
    next = serializers.CharField(allow_null=True, help_text=_("The address of the next page, or null."))
