"""What the button *Generate CSV* sends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries as all_countries

from invites.models import Kind


class GenerateForm(forms.Form):
    kind = forms.ChoiceField(
        choices=[(k.value, k.label) for k in (Kind.INVITES, Kind.REMINDERS)],
        error_messages={
            "required": _("Choose invites or reminders."),
            "invalid_choice": _("Choose invites or reminders."),
        },
    )
    country = forms.ChoiceField(
        choices=lambda: list(all_countries),
        error_messages={
            "required": _("Choose one of the countries in the list."),
            "invalid_choice": _("Choose one of the countries in the list."),
        },
    )
    managers_only = forms.BooleanField(required=False)
    # Made up by the page's script, which waits for a cookie of this value to know that the file has come.
    download_token = forms.RegexField(r"^[0-9a-f]{1,64}\Z", required=False)

    @property
    def order(self) -> dict[str, Any]:
        """What the service is asked for."""
        return {name: self.cleaned_data[name] for name in ("kind", "country", "managers_only")}

    @property
    def sentences(self) -> list[Any]:
        """What is wrong, for the page: its fields are hidden ones."""
        return [sentence for field in ("kind", "country") for sentence in self.errors.get(field, [])]
