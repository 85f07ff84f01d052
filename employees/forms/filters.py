"""The filters of the list of employees (E2), read from the page's address."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_countries import countries as all_countries

from employees.models import Company
from employees.models.employee import Status
from employees.queries.people import (
    BOUNCED,
    MOST_CHOICES,
    MOST_MANAGERS,
    OTHER_COUNTRIES,
    SORTS,
    Wanted,
    managers_called,
    values_in_use,
)

Choices = list[tuple[str, Any]]


class FilterForm(forms.Form):
    """The filters of the list. What cannot be is ignored, and said at the field."""

    text = forms.CharField(label=_("Name, Employee ID or e-mail"), required=False, max_length=300)
    country = forms.ChoiceField(label=_("Country"), required=False)
    site = forms.CharField(label=_("Site"), required=False)
    department = forms.CharField(label=_("Department"), required=False)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("All")), *Status.choices, (BOUNCED, _("Bounced"))],
    )
    manager = forms.CharField(label=_("Line manager"), required=False, max_length=300)

    def __init__(self, company: Company, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.company = company
        countries = [(code, str(all_countries.name(code))) for code in company.countries]
        countries.sort(key=lambda pair: pair[1])
        every: Choices = [("", _("All"))]
        if countries:
            every += [*countries, (OTHER_COUNTRIES, _("Other countries"))]
        else:
            every += list(all_countries)
        self.fields["country"].choices = every  # type: ignore[attr-defined]
        self.offer("site", values_in_use(company, "location"))
        self.offer("department", values_in_use(company, "department"))

    def clean_manager(self) -> str:
        """A name that too many have says nothing; the list could only be slow and long."""
        manager: str = self.cleaned_data["manager"]
        if manager and len(managers_called(self.company, manager)) > MOST_MANAGERS:
            raise ValidationError(
                _("More than %(number)d people are called so. Write more of the name, or the Employee ID.")
                % {"number": MOST_MANAGERS}
            )
        return manager

    def offer(self, name: str, values: Sequence[str]) -> None:
        """A select of what is in use; none when there is nothing, a box to type in when there is too much."""
        label = self.fields[name].label
        if not values:
            del self.fields[name]
        elif len(values) <= MOST_CHOICES:
            choices: Choices = [("", _("All")), *((value, value) for value in values)]
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=choices)

    def wanted(self, sort: str = "") -> Wanted:
        self.full_clean()
        return Wanted(sort=sort if sort.removeprefix("-") in SORTS else "", **self.cleaned_data)

    def in_words(self) -> list[tuple[str, str]]:
        """What is asked for, label and value, as the page shows it. Ask for `wanted` before."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return [(str(self.fields[name].label), self._shown(name, value)) for name, value in given.items()]

    def _shown(self, name: str, value: str) -> str:
        choices = getattr(self.fields[name], "choices", ())
        return str(dict(choices).get(value, value))
