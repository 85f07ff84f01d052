"""The filters of the audit log."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from employees.queries.audit import Wanted

GROUPS = [
    ("", _("Everything")),
    ("employees", _("Employees")),
    ("imports", _("Imports")),
    ("invites", _("Invites, reminders and codes")),
    ("recognition", _("Recognitions, batches and certificates")),
    ("roles", _("Roles")),
    ("settings", _("Settings")),
    ("logins", _("Logins and passwords")),
    ("mails", _("Mails that failed")),
]


def day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("This is not a day. Write it like 2027-03-31.")},
    )


class AuditFilterForm(forms.Form):
    text = forms.CharField(label=_("Words: who, about whom, or what"), max_length=100, required=False)
    group = forms.ChoiceField(label=_("Kind"), choices=GROUPS, required=False)
    first = day(_("From"))
    last = day(_("To"))

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _("This day is before the first one."))
        return self.cleaned_data

    def wanted(self) -> Wanted:
        """What of it can be read; the rest is said beside the fields."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**given)
