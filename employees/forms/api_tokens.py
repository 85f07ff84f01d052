"""What is chosen when a token for another system is made (X4)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from employees.models.tokens import Scope


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("The system that uses it. The audit log names it so."),
        widget=forms.TextInput(attrs={"class": "medium", "autocomplete": "off"}),
        error_messages={"required": _("Name the system that will use it.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "It works while you are an administrator. What it gives is in your name; you approve none of its batches."
        ),
        error_messages={"required": _("Choose what it may do.")},
    )
    expires_on = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave it empty for a token that works until it is revoked."),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}),
        error_messages={"invalid": _("Write a day like 2027-03-04.")},
    )
