"""The gates of screens and of the sheet of a month (R9)."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_countries import countries as all_countries

from employees.models import Company
from recognition.models import Screen
from recognition.models.screens import Names
from recognition.queries.shown import Month

MONTHS_OFFERED = 13
NAMES_HINTS = {
    Names.SHORT: _("“Maria K.” A canteen has guests. Names within a message stay as they were written."),
    Names.FULL: _("“Maria Kowalska”, for a room that only your people enter."),
}


class ScreenForm(forms.Form):
    use_required_attribute = False

    name = forms.CharField(
        label=_("Name of the screen"),
        max_length=Screen._meta.get_field("name").max_length,
        help_text=_("Where it hangs, such as “Canteen, hall 2”."),
        widget=forms.TextInput(attrs={"class": "medium", "autocomplete": "off"}),
        error_messages={"required": _("Say where the screen hangs.")},
    )
    names = forms.ChoiceField(
        label=_("How people are called"),
        choices=Names.choices,
        initial=Names.SHORT,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how people are called.")},
    )


class PairingForm(ScreenForm):
    code = forms.CharField(
        label=_("Code on the screen"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "class": "short code",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Type the six letters that the screen shows.")},
    )
    field_order = ("code", "name", "names")


class MonthForm(forms.Form):
    """Which sheet. `month` is "2026-10"; `whose` is offered to those who lead people."""

    use_required_attribute = False

    month = forms.ChoiceField(
        label=_("Month"),
        widget=forms.Select(attrs={"class": "medium"}),
        error_messages={"invalid_choice": _("Choose a month of the list.")},
    )
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        widget=forms.Select(attrs={"class": "medium"}),
        error_messages={"invalid_choice": _("Choose a country of the list.")},
    )
    whose = forms.ChoiceField(
        label=_("Whose thanks"),
        choices=[("", _("Everybody’s")), ("team", _("My team’s"))],
        required=False,
        widget=forms.Select(attrs={"class": "medium"}),
    )
    names = forms.ChoiceField(
        label=_("How people are called"),
        choices=Names.choices,
        initial=Names.SHORT,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how people are called.")},
    )

    def __init__(
        self, company: Company, today: date, data: QueryDict | None = None, *, leads: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        months = months_until(today)
        month, country = self.fields["month"], self.fields["country"]
        assert isinstance(month, forms.ChoiceField)
        assert isinstance(country, forms.ChoiceField)
        month.choices = [(f"{one:%Y-%m}", Month(one).label) for one in months]
        month.initial = f"{months[1]:%Y-%m}"
        country.choices = [("", _("All countries"))] + [
            (code, str(all_countries.name(code))) for code in company.countries
        ]
        if len(company.countries) < 2:
            del self.fields["country"]
        if not leads:
            del self.fields["whose"]

    def wanted(self, manager: int | None) -> Month:
        """For a form that is valid; `manager` is who asks, for the own team's."""
        year, month = map(int, self.cleaned_data["month"].split("-"))
        team = self.cleaned_data.get("whose") == "team"
        return Month(date(year, month, 1), self.cleaned_data.get("country", ""), manager if team else None)


def months_until(today: date) -> list[date]:
    """Their first days, this month first."""
    count = today.year * 12 + today.month - 1
    return [date((count - n) // 12, (count - n) % 12 + 1, 1) for n in range(MONTHS_OFFERED)]
