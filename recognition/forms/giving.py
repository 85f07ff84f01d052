"""The gates of giving: what is written, to whom, and the filters of the walls."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from employees.models import Company
from recognition.forms.library import ECardField
from recognition.messages import MOST_CHARACTERS, flaws_of, tidy_message
from recognition.models import Reason
from recognition.queries.people import SHORTEST
from recognition.queries.wall import Wanted

PUBLIC, PRIVATE = "public", "private"
VISIBILITY = [(PUBLIC, _("Public")), (PRIVATE, _("Private"))]
VISIBILITY_HINTS = {
    PUBLIC: _("Everybody in the company sees it on the Activity Wall."),
    PRIVATE: _("Only you, the people you thank, their managers, whom you copy, and administrators."),
}


class MessageField(forms.CharField):
    """A message as it is kept; its `max_length` is for the counter."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 6, "dir": "auto", "data-lf": ""}), **kwargs)
        self.max_length = MOST_CHARACTERS

    def clean(self, value: Any) -> str:
        message = tidy_message(value or "")
        if flaws := flaws_of(message):
            raise ValidationError([flaw.label for flaw in flaws])
        return message


class PeopleField(forms.Field):
    """Primary keys of employees, in the order chosen; drawn by components/person_picker.html."""

    widget = forms.SelectMultiple
    hidden_widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[int]:
        chosen = chosen_of(value)
        if self.required and not chosen:
            raise ValidationError(self.error_messages["required"])
        return chosen


def chosen_of(values: Iterable[str] | None) -> list[int]:
    """Each person once. Whoever they are is the service's to judge; what is no number no page of ours has offered."""
    numbers = (int(pk) for pk in values or [] if re.fullmatch(r"[0-9]{1,18}", pk, re.ASCII))
    return list(dict.fromkeys(numbers))


class PointsField(forms.CharField):
    """ASCII digits alone; nothing is 0."""

    def clean(self, value: Any) -> int:
        digits = (value or "").strip() or "0"
        if not re.fullmatch(r"[0-9]{1,6}", digits, re.ASCII):
            raise ValidationError(_("Points are a whole number from 0 to 999,999."))
        return int(digits)


class GivingForm(forms.Form):
    """Fields are called as in the service's Thanks. `press_key` makes one recognition of a button pressed twice."""

    use_required_attribute = False

    recipients = PeopleField(
        label=_("Whom do you thank?"), error_messages={"required": _("Search for a name and tick it.")}
    )
    message = MessageField(
        label=_("Your message"), help_text=_("Say what the person did, and what came of it.")
    )
    ecard = ECardField()
    reason = forms.ModelChoiceField(
        Reason.objects.none(),
        label=_("Reason"),
        required=False,
        empty_label=_("No reason"),
        widget=forms.Select(attrs={"class": "medium"}),
        error_messages={"invalid_choice": _("This reason is no longer in use. Choose another one, or none.")},
    )
    copied = PeopleField(
        label=_("Copied people"), required=False, help_text=_("They are told and may see it, without points.")
    )
    points = PointsField(
        label=_("Points"),
        required=False,
        help_text=_("For each person. Only administrators give points."),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off"}),
    )
    visibility = forms.ChoiceField(
        label=_("Who sees it?"), choices=VISIBILITY, initial=PUBLIC, widget=forms.RadioSelect
    )
    press_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(
        self, company: Company, data: QueryDict | None = None, *, gives_points: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        ecard, reason = self.fields["ecard"], self.fields["reason"]
        assert isinstance(ecard, ECardField)
        assert isinstance(reason, forms.ModelChoiceField)
        ecard.offer(company)
        reason.queryset = Reason.objects.for_company(company).in_use().in_order()
        if not gives_points:
            del self.fields["points"]

    @property
    def is_private(self) -> bool:
        return bool(self.cleaned_data["visibility"] == PRIVATE)

    def given(self) -> dict[str, Any]:
        """What was chosen, by the names of Thanks; for a form that is valid."""
        names = ("recipients", "message", "ecard", "reason", "copied")
        chosen = {name: self.cleaned_data[name] for name in names}
        return {**chosen, "is_private": self.is_private, "points": self.cleaned_data.get("points", 0)}

    def tell(self, problems: Iterable[tuple[str, str]]) -> None:
        """Shows why the service refused, each at its field."""
        for name, text in problems:
            self.add_error(name if name in self.fields else None, text)


class FilterForm(forms.Form):
    """The filters of the wall. What cannot be is ignored."""

    text = forms.CharField(
        label=_("Name of a person"),
        required=False,
        max_length=100,
        min_length=SHORTEST,
        error_messages={"min_length": _("Write two letters at least.")},
    )
    reason = forms.ModelChoiceField(
        Reason.objects.none(),
        label=_("Reason"),
        required=False,
        empty_label=_("All"),
        error_messages={"invalid_choice": _("There is no such reason.")},
    )
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        error_messages={"invalid_choice": _("There is no such country here.")},
    )

    def __init__(self, company: Company, data: QueryDict) -> None:
        super().__init__(data)
        reason, country = self.fields["reason"], self.fields["country"]
        assert isinstance(country, forms.ChoiceField)
        named = sorted(zip(company.country_names, company.countries, strict=True))
        country.choices = [("", _("All")), *((code, name) for name, code in named)]
        if company.only_country:
            del self.fields["country"]
        assert isinstance(reason, forms.ModelChoiceField)
        reason.queryset = Reason.objects.for_company(company).in_order()

    def wanted(self, show: str = "") -> Wanted:
        self.full_clean()
        reason: Reason | None = self.cleaned_data.get("reason")
        return Wanted(
            show=show,
            reason=reason.pk if reason else None,
            text=self.cleaned_data.get("text", ""),
            privacy=self.cleaned_data.get("privacy", ""),
            country=self.cleaned_data.get("country", ""),
        )


class AdministratorsFilterForm(FilterForm):
    privacy = forms.ChoiceField(label=_("Who sees it"), choices=[("", _("All")), *VISIBILITY], required=False)
