"""The gate of a recall (B6)."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RecallForm(forms.Form):
    """Why; `seen` stands for what the page said would happen."""

    use_required_attribute = False

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Everybody whom the mail goes to reads it, and whoever holds a certificate of it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Say why it is recalled."),
            "max_length": _("At most 300 characters. Make it shorter."),
        },
    )
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
