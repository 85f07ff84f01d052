"""What is set for many people at once (E2). The values are read as the records would be."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries as all_countries

from employees.models import Company, Employee
from employees.queries.many import Act, Order


class OrderForm(forms.Form):
    """Bound from the address: `to` is a country of the company, or a line manager's Employee ID."""

    to = forms.CharField()

    def __init__(self, company: Company, act: Act, data: QueryDict | None) -> None:
        super().__init__(data)
        self.company, self.act = company, act
        if act == Act.DEACTIVATE:
            del self.fields["to"]
        elif act == Act.COUNTRY:
            self.fields["to"] = self._country()
        else:
            self.fields["to"] = self._manager()

    def _country(self) -> forms.Field:
        own = {code: str(all_countries.name(code)) for code in self.company.countries}
        choices: list[Any] = sorted(own.items(), key=lambda pair: pair[1]) or list(all_countries)
        return forms.ChoiceField(
            label=gettext_lazy("New country"),
            help_text=gettext_lazy("Your company’s countries are in Settings.") if own else "",
            choices=[("", gettext_lazy("Choose a country")), *choices],
            widget=forms.Select(attrs={"class": "medium"}),
            error_messages={
                "required": gettext_lazy("Choose a country."),
                "invalid_choice": gettext_lazy("This is not one of your company’s countries."),
            },
        )

    def _manager(self) -> forms.Field:
        return forms.CharField(
            label=gettext_lazy("New line manager’s Employee ID"),
            max_length=64,
            widget=forms.TextInput(attrs={"class": "medium", "autocomplete": "off", "spellcheck": "false"}),
            error_messages={"required": gettext_lazy("Write the Employee ID of the new line manager.")},
        )

    def clean_to(self) -> str | Employee:
        to: str = self.cleaned_data["to"]
        if self.act == Act.COUNTRY:
            return to
        manager = Employee.objects.for_company(self.company).with_employee_id(to).first()
        if manager is None:
            raise ValidationError(
                _("Nobody here has the Employee ID “%(id)s”. Look it up in the list.") % {"id": to}
            )
        return manager

    def order(self) -> Order:
        """Of a valid form."""
        to = self.cleaned_data.get("to")
        return Order(
            self.act,
            country=(to or "") if self.act == Act.COUNTRY else "",
            manager=to if self.act == Act.MANAGER else None,
        )


class ConfirmForm(forms.Form):
    """What was looked at, and the second yes where so many leave (E9)."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, required=False)
    leavers_confirmed = forms.BooleanField(
        label=gettext_lazy("These people have left, and all of them are to be deactivated"), required=False
    )
