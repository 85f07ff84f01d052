"""The name of a saved view (E2)."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 60


class SavedViewForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the view"),
        max_length=LONGEST_NAME,
        help_text=_("Up to 60 letters. Only you see your views."),
        widget=forms.TextInput(attrs={"class": "medium", "autocomplete": "off"}),
        error_messages={
            "required": _("Give the view a name."),
            "max_length": _("A name has up to 60 letters; this one has %(show_value)d."),
        },
    )
