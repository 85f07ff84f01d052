"""What is typed at login, reset and in one's own account."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from employees.models import User
from employees.permissions import Member


class Email(forms.EmailField):
    """An e-mail address in small letters, as logins are kept."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("E-mail address"))
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "username"}))
        kwargs.setdefault(
            "error_messages",
            {
                "required": _("Type your e-mail address."),
                "invalid": _("This is not an e-mail address. One looks like name@company.com."),
            },
        )
        super().__init__(max_length=254, **kwargs)

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).lower()


class CurrentPassword(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            strip=False,
            max_length=1000,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            error_messages={"required": _("Type your password.")},
            **kwargs,
        )


class NewPassword(forms.CharField):
    """Typed once; the page can show it."""

    def __init__(self) -> None:
        super().__init__(
            label=_("New password"),
            strip=False,
            max_length=1000,
            help_text=_("At least 10 characters. Three words that you remember are good."),
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            error_messages={"required": _("Choose a password.")},
        )


class LoginForm(forms.Form):
    email: forms.CharField = Email()
    password = CurrentPassword(label=_("Password"))


class EitherLoginForm(LoginForm):
    """Where people may have registered without e-mail: their Employee ID does too (A6)."""

    email = forms.CharField(
        label=_("E-mail address or Employee ID"),
        max_length=254,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "autocorrect": "off",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Type your e-mail address or your Employee ID.")},
    )

    def clean_email(self) -> str:
        typed = str(self.cleaned_data["email"])
        return Email().clean(typed) if "@" in typed else typed


class ResetRequestForm(forms.Form):
    email = Email()


class NewPasswordForm(forms.Form):
    password = NewPassword()

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, owner_of(self.member))  # type: ignore[arg-type]
        return str(password)


class PasswordChangeForm(NewPasswordForm):
    current = CurrentPassword(label=_("Your password now"))
    field_order = ["current", "password"]


class AccountForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type your name.")},
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=lambda: list(settings.RECORD_LANGUAGES.items()),
        help_text=_(
            "Pages and mails are in this language as soon as they are translated; until then in English."
        ),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if member.employee:
            del self.fields["name"]


def owner_of(member: Member) -> SimpleNamespace:
    """What a password may not be made of."""
    number = member.employee.employee_id if member.employee else ""
    return SimpleNamespace(name=member.name, employee_id=number, email=member.user.email)


def initial_of(user: User) -> dict[str, str]:
    return {"name": user.name, "language": user.language}
