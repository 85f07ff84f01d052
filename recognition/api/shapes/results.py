"""What the check of a file found, and what became of each row."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from recognition.api.shapes.batches import EntryOut, ProgressOut
from recognition.csv_import.columns import Column
from recognition.csv_import.problems import Code
from recognition.models import BatchFile, BatchSkip
from recognition.services.batches.outcomes import OUTCOMES

CODES = [(code.value, code.value) for code in Code]
COLUMNS = [("", ""), *((column.value, column.value) for column in Column)]


class RowProblemOut(serializers.Serializer[Any]):
    """What is wrong in a row. `code` is for programs and stays the same."""

    column = serializers.ChoiceField(choices=COLUMNS, help_text=_("Empty where the whole row is meant."))
    value = serializers.CharField()
    code = serializers.ChoiceField(choices=CODES)
    message = serializers.CharField()
    remedy = serializers.CharField()


class FoundOut(RowProblemOut):
    """`row` is the line of the file, as a text editor counts."""

    row = serializers.IntegerField()


class CountsOut(serializers.Serializer[Any]):
    """`people` to `unreachable` are about the good rows."""

    rows = serializers.IntegerField()
    good = serializers.IntegerField()
    faulty = serializers.IntegerField()
    people = serializers.IntegerField()
    points = serializers.IntegerField()
    certificates = serializers.IntegerField(help_text=_("Sheets to be printed."))
    on_paper = serializers.IntegerField(help_text=_("The people who get them."))
    unreachable = serializers.IntegerField()
    errors = serializers.IntegerField()  # type: ignore[assignment]
    warnings = serializers.IntegerField()
    repeated = serializers.IntegerField(help_text=_("Rows that say what an earlier row says."))
    repeated_earlier = serializers.IntegerField(help_text=_("Rows that say what an earlier batch said."))


class CheckOut(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=[("", ""), *BatchFile.Status.choices])
    detail = serializers.CharField(help_text=_("Why the file could not be read."))
    progress = ProgressOut(allow_null=True)
    fingerprint = serializers.CharField(help_text=_("What is submitted. Empty until it is checked."))
    can_be_sent = serializers.BooleanField()
    counts = CountsOut(allow_null=True)
    problems = FoundOut(many=True, help_text=_("The first 100. All are at `problems_url`, by pages."))
    warnings = FoundOut(many=True, help_text=_("The first 100. They hinder nothing."))
    unused_columns = serializers.ListField(child=serializers.CharField())
    earlier_batch = serializers.IntegerField(allow_null=True, help_text=_("A batch that holds the same."))
    has_moved_on = serializers.BooleanField(
        help_text=_("It was submitted before, and the records have changed since.")
    )
    problems_url = serializers.CharField(help_text=_("All rows to mend, by pages."))
    faulty_url = serializers.CharField(help_text=_("The rows to mend as CSV."))


class FaultyRowOut(serializers.Serializer[Any]):
    row = serializers.IntegerField(help_text=_("The line of the file."))
    employee_id = serializers.CharField(help_text=_("As it is written there."))
    problems = RowProblemOut(many=True)


class FaultyPage(serializers.Serializer[Any]):
    results = FaultyRowOut(many=True)
    next = serializers.CharField(allow_null=True, help_text=_("The address of the next page, or null."))


class RowOut(serializers.Serializer[Any]):
    row = serializers.IntegerField(help_text=_("The line of the file."))
    employee_id = serializers.CharField()
    name = serializers.CharField()
    outcome = serializers.ChoiceField(choices=[(one, one) for one in OUTCOMES])
    points = serializers.IntegerField()
    recognition_id = serializers.IntegerField(allow_null=True)
    why = serializers.ChoiceField(
        choices=[("", ""), *BatchSkip.Why.choices], help_text=_("Why the row was skipped.")
    )
    problems = RowProblemOut(many=True, help_text=_("Why the row was left out."))


class ResultPage(serializers.Serializer[Any]):
    results = RowOut(many=True)
    next = serializers.CharField(allow_null=True, help_text=_("The address of the next page, or null."))


class WrittenEntryOut(EntryOut):
    url = serializers.CharField(help_text=_("The thread."))
