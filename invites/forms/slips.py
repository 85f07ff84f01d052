"""What is typed when a registration is reset."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ResetForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_(
            "Like “the wrong person registered” or “the mailbox is lost”. It stands in the audit log."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Type why. It stands in the audit log."),
            "max_length": _("Use at most 300 characters."),
        },
    )
