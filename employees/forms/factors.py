"""What is typed about a second factor, and about the address that one logs in with (A11)."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from employees.forms.accounts import CurrentPassword, Email

LONGEST_ANSWER = 20_000  # characters of a browser's answer about a passkey


class OnceOnly(forms.TextInput):
    """Empty again after a slip: the next code is another one."""

    def format_value(self, value: Any) -> None:
        return None


class Code(forms.CharField):
    """Of an app, or of the list of recovery codes."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Code"))
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short", "dir": "ltr"}
        super().__init__(
            max_length=40,
            widget=OnceOnly(attrs=attrs),
            error_messages={"required": _("Type the code."), "max_length": _("This is too long for a code.")},
            **kwargs,
        )


class CodeForm(forms.Form):
    code = Code(help_text=_("Six digits from your app. A recovery code of ten digits works too, once."))


class PasswordForm(forms.Form):
    """The password once more, unless the login was a moment ago."""

    password = CurrentPassword(label=_("Your password"))

    def __init__(self, *args: Any, ask_password: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ask_password:
            del self.fields["password"]


class AppForm(PasswordForm):
    code = Code(label=_("Code that the app shows"), help_text=_("Six digits. They change every half minute."))
    field_order = ["code", "password"]


class PasskeyForm(PasswordForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("So that you recognise it: My phone, Key at the office."),
        widget=forms.TextInput(attrs={"class": "medium", "autocomplete": "off"}),
        error_messages={"required": _("Give it a name.")},
    )
    answer = forms.CharField(max_length=LONGEST_ANSWER, required=False, widget=forms.HiddenInput)
    field_order = ["name", "password"]

    def clean_answer(self) -> Any:
        return read_answer(self.cleaned_data["answer"])


class PasskeyAnswerForm(forms.Form):
    answer = forms.CharField(max_length=LONGEST_ANSWER, widget=forms.HiddenInput)

    def clean_answer(self) -> Any:
        return read_answer(self.cleaned_data["answer"])


class EmailChangeForm(forms.Form):
    email = Email(label=_("New e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = CurrentPassword(label=_("Your password"))


class TakeAwayForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("How you made sure that it is this person who asks. It stands in the audit log."),
        error_messages={"required": _("Say why.")},
    )


class TakeAwayByAddressForm(TakeAwayForm):
    email = Email(label=_("E-mail address that the person logs in with"))
    field_order = ["email", "reason"]


def read_answer(text: str) -> Any:
    """The browser's JSON; without script there is none."""
    try:
        return json.loads(text)
    except ValueError:
        raise ValidationError(
            _("The browser did not answer. Passkeys need a browser that knows them, with JavaScript on.")
        ) from None
