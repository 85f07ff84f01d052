"""The gates of a batch request (B1): its file, what is said around it, and what people write about it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from employees.models import Company, Employee
from recognition.forms.library import ECardField, PictureField
from recognition.models import Batch
from workstars.lib.tabular import Encoding

PRIVATE, PUBLIC = "private", "public"
VISIBILITY = [(PUBLIC, _("Public")), (PRIVATE, _("Private"))]
VISIBILITY_HINTS = {
    PUBLIC: _("Everybody in the company sees them on the Activity Wall."),
    PRIVATE: _("Only you, each recipient and their managers, copied people and administrators."),
}
FROM = Batch.From
FROM_HINTS = {
    FROM.COMPANY: _("The company's name stands on it."),
    FROM.EMPLOYEE: _(
        "Somebody who works here. This person is asked by mail, and can object until it is sent."
    ),
    FROM.CUSTOM: _("A team or a role, like Leadership Team. Not the name of an employee."),
}


class FileForm(forms.Form):
    """A batch file; `press_key` makes one draft of a button pressed twice."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("Batch file"),
        help_text=_("A CSV or XLSX file with the four headings below, one row for each recognition."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,text/csv"}),
        error_messages={
            "required": _("Choose the file first."),
            "empty": _("The file is empty. Fill in the template and choose it again."),
        },
    )
    press_key = forms.UUIDField(initial=uuid4, required=False, widget=forms.HiddenInput)

    def clean_press_key(self) -> Any:
        return self.cleaned_data["press_key"] or uuid4()


class EncodingForm(forms.Form):
    use_required_attribute = False

    encoding = forms.ChoiceField(label=_("Encoding"), choices=Encoding.choices)


class RequestForm(forms.Form):
    """Everything but the rows. People are chosen by the picker, which posts their keys."""

    use_required_attribute = False

    summary = forms.CharField(
        label=_("Summary"),
        max_length=120,
        help_text=_("For you and whoever approves it; recipients do not see it."),
        error_messages={"required": _("Say in a few words what this is about.")},
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What whoever approves it should know."),
    )
    send_on = forms.DateField(
        label=_("Date to be sent"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose a date."),
            "invalid": _("Write the date like 2027-03-31, or choose it."),
        },
    )
    visibility = forms.ChoiceField(
        label=_("Who sees them"), choices=VISIBILITY, initial=PUBLIC, widget=forms.RadioSelect
    )
    ecard = ECardField()
    picture = PictureField(label=_("Or a new picture, which joins the company's eCards"), required=False)
    from_kind = forms.ChoiceField(
        label=_("From"), choices=FROM.choices, initial=FROM.COMPANY, widget=forms.RadioSelect
    )
    from_employee = forms.ModelChoiceField(
        Employee.objects.none(),
        label=_("The person"),
        required=False,
        help_text=_("Only where it comes from a person."),
        error_messages={"invalid_choice": _("This person is not in your records any more. Search again.")},
    )
    from_name = forms.CharField(
        label=_("The other name"),
        required=False,
        max_length=150,
        help_text=_("Only where it comes from another name."),
        widget=forms.TextInput(attrs={"class": "medium"}),
    )
    copies = forms.ModelMultipleChoiceField(
        Employee.objects.none(),
        label=_("Copied people"),
        required=False,
        help_text=_("They may see all of it and are told once. They get no points."),
        error_messages={
            "invalid_choice": _("One of these people is not in your records any more. Search again.")
        },
    )

    def __init__(self, company: Company, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_people("from_employee", company)
        self.offer_people("copies", company)
        ecard = self.fields["ecard"]
        assert isinstance(ecard, ECardField)
        ecard.offer(company)

    def offer_people(self, name: str, company: Company) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Employee.objects.for_company(company).select_related("user")


class SubmitForm(forms.Form):
    """The confirmation of what was checked (B3, B7)."""

    fingerprint = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    good_rows_only = forms.BooleanField(required=False, widget=forms.HiddenInput)
    send_again = forms.BooleanField(label=_("Send again: they get these recognitions twice"), required=False)


class TextForm(forms.Form):
    """An answer, a question, a reason, or a message of the thread."""

    use_required_attribute = False

    text = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("At most 2,000 characters. Make it shorter.")},
    )

    def __init__(self, label: Any, data: Any = None, *, place: str = "thread") -> None:
        """`place` tells the fields of one page apart. Whether it may stay empty is for the act to say."""
        super().__init__(data, auto_id=f"id_{place}_%s")
        self.fields["text"].label = label
        self.fields["text"].required = data is None


class StateForm(forms.Form):
    """The list's filter."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), *Batch.Status.choices],
        required=False,
        widget=forms.Select(attrs={"class": "medium"}),
    )
