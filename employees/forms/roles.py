"""What is typed when a role is given, and when it is accepted."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from employees.forms.accounts import CurrentPassword, Email, NewPassword
from employees.models import Role

GRANTED = (Role.ADMINISTRATOR, Role.COORDINATOR)
WHAT_THEY_DO = {
    Role.ADMINISTRATOR: _("Looks after employees, invitations and settings."),
    Role.COORDINATOR: _("Sends recognition to many people at once."),
}


class GrantForm(forms.Form):
    email = Email(
        help_text=_("A mail with a link goes there. The role works once the link has been accepted."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "class": "medium"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in GRANTED],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )


class NewLoginForm(forms.Form):
    """Name and password of who has no login yet."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type your name.")},
    )
    password = NewPassword()

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Choose a password")
        self.email = email

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        owner = SimpleNamespace(name=given.get("name", ""), employee_id="", email=self.email)
        if "password" in given:
            try:
                validate_password(given["password"], owner)  # type: ignore[arg-type]
            except forms.ValidationError as refused:
                self.add_error("password", refused)
        return given


class KnownLoginForm(forms.Form):
    """The password of a login that exists."""

    password = CurrentPassword(label=_("Your password"))


class PressForm(forms.Form):
    """Nothing to type: who is signed in with that address only presses the button."""
