"""What the page of one file is asked for, and why a file is void."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class PeopleForm(forms.Form):
    """Anything that is not offered means everybody."""

    text = forms.CharField(label=_("Name, Employee ID or site"), required=False, max_length=200)
    which = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("Everybody")), ("out", _("Still out")), ("registered", _("Registered since"))],
    )

    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("which", "text")}


class VoidForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_(
            "It is shown at the file and kept in the audit log. For example: the box was lost on its way."
        ),
        error_messages={
            "required": _("Say why, so that others know later."),
            "max_length": _("At most 300 characters."),
        },
    )
