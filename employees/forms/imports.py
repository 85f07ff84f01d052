"""The forms of an import: the file, what its columns are, and the confirmation."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from employees.models import HrImport
from employees.records import Code, DateOrder, Field
from employees.records.columns import Choices, Matching, first_values, recognise
from workstars.lib.tabular import Encoding, Row

NOT_THERE = ""
SAMPLES = 3
NEEDED = frozenset({Field.LAST_NAME, Field.COUNTRY})


class UploadForm(forms.Form):
    use_required_attribute = False

    file = forms.FileField(
        label=_("HR file"),
        help_text=_("A CSV file as your HR system exports it, with headings in the first line."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
        error_messages={
            "required": _("Choose the file first."),
            "empty": _("The file is empty. Export it again and look inside before you upload it."),
        },
    )
    complete = forms.BooleanField(
        label=_("This file is complete"),
        help_text=_(
            "Whoever is not in it has left. Without the tick nobody is deactivated for being absent."
        ),
        required=False,
    )


class EncodingForm(forms.Form):
    """Shows what another encoding does; changes nothing."""

    use_required_attribute = False

    encoding = forms.ChoiceField(label=_("Encoding"), choices=Encoding.choices)


class MatchForm(forms.Form):
    """One select for each of our fields, over the file's columns."""

    use_required_attribute = False

    encoding = forms.ChoiceField(choices=Encoding.choices, widget=forms.HiddenInput)
    date_order = forms.ChoiceField(
        label=_("Dates in this file"),
        help_text=_("One order for the whole file. A date that does not fit it is an error, never guessed."),
        choices=[("", _("Not looked at yet")), *DateOrder.choices],
        required=False,
    )
    complete = forms.BooleanField(
        label=UploadForm.base_fields["complete"].label,
        help_text=UploadForm.base_fields["complete"].help_text,
        required=False,
    )
    blank_words = forms.BooleanField(
        label=_("Treat “n/a”, “-”, “none” and the like in HR e-mail as empty"), required=False
    )
    odd_ids = forms.BooleanField(
        label=_("The Employee IDs are right as they are, also those that look damaged by a spreadsheet"),
        required=False,
    )

    def __init__(self, headings: Sequence[str], sample: Sequence[Row], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [(NOT_THERE, _("– not in this file –")), *_options(headings, sample)]
        for name in Field:
            hint = _("Needed for new employees.") if name in NEEDED else ""
            self.fields[name.value] = forms.ChoiceField(
                label=name.label, choices=columns, required=False, help_text=hint
            )

    def column_fields(self) -> list[forms.BoundField]:
        return [self[name.value] for name in Field]

    def choices(self) -> Choices:
        said = self.cleaned_data
        return Choices(
            encoding=Encoding(said["encoding"]),
            columns={name: int(said[name.value]) for name in Field if said[name.value] != NOT_THERE},
            date_order=DateOrder(said["date_order"]) if said["date_order"] else None,
            complete=said["complete"],
            blank_words=said["blank_words"],
            odd_ids=said["odd_ids"],
        )

    def tell(self, errors: Mapping[str, str]) -> None:
        for name, sentence in errors.items():
            self.add_error(name, sentence)


class ConfirmForm(forms.Form):
    fingerprint = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    leavers_confirmed = forms.BooleanField(
        label=_("I have looked through this list: these people have left"), required=False
    )


def current_choices(hr_import: HrImport, encoding: str, headings: Sequence[str] = ()) -> dict[str, Any]:
    """What is chosen so far, as the match form sends it; own headings where nothing is chosen yet."""
    matching = Matching.from_json(hr_import.mapping)
    if not matching.columns:
        matching = Matching(recognise(headings))
    return {
        "encoding": encoding,
        "date_order": hr_import.date_order,
        "complete": hr_import.is_complete,
        "blank_words": matching.blank_words,
        "odd_ids": matching.odd_ids,
        **{name.value: str(index) for name, index in matching.columns.items()},
    }


def remedies(error_codes: Sequence[str]) -> list[tuple[str, Any]]:
    """Choices that would mend errors of the last check at one stroke: name in the match form, words of the button."""
    found: list[tuple[str, Any]] = []
    if Code.EMAIL_WORD in error_codes:
        found.append(("blank_words", _("Treat these words as empty")))
    if {Code.ID_DECIMAL, Code.ID_SCIENTIFIC, Code.ID_LOST_ZEROS} & set(error_codes):
        found.append(("odd_ids", _("These Employee IDs are right")))
    return found


def _options(headings: Sequence[str], sample: Sequence[Row]) -> list[tuple[str, str]]:
    """Index of the column; its heading with the first values below it."""
    options = []
    for index, heading in enumerate(headings):
        values = ", ".join(value[:30] for value in first_values(sample, index, SAMPLES))
        name = heading or str(_("Column %(number)s") % {"number": index + 1})
        options.append((str(index), f"{name} ({values})" if values else name))
    return options
