"""A batch request that goes in, and how one stands."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from employees.api.shapes import Text
from recognition.api.shapes.fields import EmployeeID, EmployeeIDs, Number, OnlyNamed
from recognition.api.shapes.rows import RowsField
from recognition.models import Batch, BatchFile
from workstars.lib.tabular import Encoding

REQUESTER = "requester"
WAITS_FOR = [("", ""), *((one, one) for one in (REQUESTER, "company", "operator"))]


class RequestIn(OnlyNamed):
    """What is said around the rows."""

    summary = Text(max_length=120, min_length=1, allow_blank=False, help_text=_("Recipients do not see it."))
    description = Text(required=False, max_length=2000, help_text=_("What whoever approves it should know."))
    send_on = serializers.DateField(
        required=False, help_text=_("Without it today, in the company’s time zone.")
    )
    is_private = serializers.BooleanField(
        required=False,
        help_text=_("True: recipients, their managers, copied people and administrators alone."),
    )
    ecard_id = Number(required=False, allow_null=True, help_text=_("From the list of eCards."))
    from_kind = serializers.ChoiceField(
        choices=Batch.From.choices,
        required=False,
        help_text=_("company, employee or custom: whose name stands on it. Without it the company’s."),
    )
    from_employee_id = EmployeeID(
        required=False, help_text=_("With from_kind employee: who is asked by mail.")
    )
    from_name = Text(required=False, max_length=150, help_text=_("With from_kind custom."))
    copied_ids = EmployeeIDs(required=False, help_text=_("Employee IDs of who may see all of it."))


class FileIn(OnlyNamed):
    """A CSV or XLSX file with EMPLOYEE_ID, MESSAGE, POINTS and REASON."""

    file = serializers.FileField(
        allow_empty_file=True, help_text=_("CSV or XLSX, with EMPLOYEE_ID, MESSAGE, POINTS and REASON.")
    )
    encoding = serializers.ChoiceField(
        choices=Encoding.choices, required=False, help_text=_("For a text file that is not UTF-8.")
    )


class RowsIn(OnlyNamed):
    """The rows themselves; a file is made of them."""

    rows = RowsField(help_text=_("Each with employee_id, message, points and perhaps reason."))


class BatchWithFile(RequestIn, FileIn):
    """A request with its file, as a form."""


class BatchWithRows(RequestIn, RowsIn):
    """A request with its rows, as JSON."""


class SubmitIn(OnlyNamed):
    """The confirmation of what was checked."""

    fingerprint = Text(max_length=64, help_text=_("Of the check. Only what it stands for is sent."))
    good_rows_only = serializers.BooleanField(default=False, help_text=_("Leaves out the rows with errors."))
    send_again = serializers.BooleanField(
        default=False, help_text=_("Needed when an earlier batch holds the same recognitions.")
    )


class ReasonIn(OnlyNamed):
    text = Text(required=False, max_length=2000, help_text=_("Why; it stands in the thread."))


class ProgressOut(serializers.Serializer[Any]):
    step = serializers.CharField(help_text=_("Empty while it waits for its turn."))
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class BatchFileOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    uploaded_at = serializers.DateTimeField()
    status = serializers.ChoiceField(choices=BatchFile.Status.choices)
    rows = serializers.IntegerField()


class BatchOut(serializers.Serializer[Any]):
    """A request and how far it has come."""

    id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=Batch.Status.choices)
    waits_for = serializers.ChoiceField(
        choices=WAITS_FOR, help_text=_("Whose turn it is; empty while nobody has to do anything.")
    )
    summary = serializers.CharField()
    description = serializers.CharField()
    send_on = serializers.DateField()
    is_private = serializers.BooleanField()
    ecard_id = serializers.IntegerField(allow_null=True)
    from_kind = serializers.ChoiceField(choices=Batch.From.choices)
    from_employee_id = serializers.CharField()
    from_name = serializers.CharField()
    copied_ids = serializers.ListField(child=serializers.CharField())
    requested_by = serializers.CharField()
    created_at = serializers.DateTimeField()
    file = BatchFileOut(allow_null=True)
    good_rows_only = serializers.BooleanField()
    people = serializers.IntegerField(help_text=_("Of the rows that were submitted."))
    points = serializers.IntegerField(help_text=_("Of the rows that were submitted."))
    submitted_at = serializers.DateTimeField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    send_at = serializers.DateTimeField(allow_null=True, help_text=_("When it goes out."))
    sent_at = serializers.DateTimeField(allow_null=True)
    recalled_at = serializers.DateTimeField(allow_null=True)
    recall_reason = serializers.CharField()
    rows_sent = serializers.IntegerField()
    rows_skipped = serializers.IntegerField()
    progress = ProgressOut(allow_null=True, help_text=_("While it is checked or sent."))
    url = serializers.CharField(help_text=_("Here."))
    check_url = serializers.CharField(help_text=_("What the check of its file found."))
    result_url = serializers.CharField(help_text=_("What became of each row, once it is sent."))
    address = serializers.CharField(help_text=_("Its page."))


class BatchPage(serializers.Serializer[Any]):
    results = BatchOut(many=True)
    next = serializers.CharField(allow_null=True, help_text=_("The address of the next page, or null."))


class EntryOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    by = serializers.CharField()
    change = serializers.CharField(help_text=_("What happened to the request; empty where somebody wrote."))
    text = serializers.CharField()


class ThreadOut(serializers.Serializer[Any]):
    results = EntryOut(many=True, help_text=_("The oldest first."))
