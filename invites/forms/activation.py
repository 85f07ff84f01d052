"""What is typed on the activation pages. Each field says at once what is wrong with its form, asking nobody."""

import unicodedata
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from employees.models import Employee
from invites import codes

DIGITS = 6
PLAIN_TYPING = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


class PairForm(forms.Form):
    """Employee ID and activation code, as they stand on the letter."""

    employee_id = forms.CharField(
        label=_("Employee ID"),
        max_length=64,
        error_messages={"required": _("Type your Employee ID. It stands on your letter.")},
        widget=forms.TextInput(attrs={**PLAIN_TYPING, "autocomplete": "off", "class": "medium"}),
    )
    code = forms.CharField(
        label=_("Activation code"),
        max_length=64,
        help_text=_("12 characters, like BCDF-GHJK-LMN3. Capital letters and dashes do not matter."),
        error_messages={"required": _("Type the code. It stands on your letter.")},
        widget=forms.TextInput(
            attrs={
                **PLAIN_TYPING,
                "autocapitalize": "characters",
                "autocomplete": "off",
                "class": "code medium",
            }
        ),
    )

    def clean_code(self) -> str:
        try:
            return codes.parse(self.cleaned_data["code"])
        except codes.SlipOfForm as slip:
            raise ValidationError(str(slip)) from None


class NewPasswordMixin(forms.Form):
    """A new password, which must not repeat the person's own data."""

    password = forms.CharField(
        label=_("Choose a password"),
        max_length=128,
        strip=False,
        help_text=_("At least 10 signs. Three words that you remember are good."),
        error_messages={"required": _("Choose a password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, employee: Employee, known_email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employee, self.known_email = employee, known_email

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        person = SimpleNamespace(
            name=self.employee.name,
            employee_id=self.employee.employee_id,
            email=given.get("email", self.known_email),
        )
        if "password" in given:
            try:
                validate_password(given["password"], person)  # type: ignore[arg-type]
            except ValidationError as refused:
                self.add_error("password", refused)
        return given


class DetailsForm(NewPasswordMixin):
    """Personal e-mail, password, language."""

    email = forms.EmailField(
        label=_("Your own e-mail address"),
        max_length=254,
        help_text=_("You log in with it, and all mail goes there. Use one that stays yours."),
        error_messages={
            "required": _("Type your e-mail address."),
            "invalid": _("This is not an e-mail address. It looks like ewa@example.com."),
        },
        widget=forms.EmailInput(attrs={**PLAIN_TYPING, "autocomplete": "username", "inputmode": "email"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=list(settings.RECORD_LANGUAGES.items()))

    field_order = ["email", "password", "language"]


class KioskDetailsForm(DetailsForm):
    """On a shared tablet the language was chosen before, and the browser is asked to remember nothing."""

    language = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forget_typing(self)


class PasswordForm(NewPasswordMixin):
    """A new password, and nothing else."""


class WithoutEmailForm(NewPasswordMixin):
    """Password and language of a login by Employee ID."""

    language = forms.ChoiceField(label=_("Language"), choices=list(settings.RECORD_LANGUAGES.items()))


class LanguageForm(forms.Form):
    """Which of the languages a person can have on record."""

    language = forms.ChoiceField(choices=list(settings.RECORD_LANGUAGES.items()))


def forget_typing(form: forms.Form) -> None:
    for field in form.fields.values():
        field.widget.attrs["autocomplete"] = "off"


class DigitsForm(forms.Form):
    """The six digits from the mail."""

    digits = forms.CharField(
        label=_("Six digits"),
        max_length=32,
        error_messages={"required": _("Type the six digits. They are in the mail.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code short"}
        ),
    )

    def clean_digits(self) -> str:
        digits = read_digits(self.cleaned_data["digits"])
        if not digits.isdecimal() or len(digits) != DIGITS:
            raise ValidationError(_("Type exactly six digits, like 123 456."))
        return digits


def read_digits(text: str) -> str:
    """What somebody typed, as plain digits, of whatever script, without spaces and dashes. A "?" for what is none."""
    numbers = (unicodedata.decimal(sign, None) for sign in text if not sign.isspace() and sign not in "-.")
    return "".join("?" if number is None else str(number) for number in numbers)


class LoginForm(forms.Form):
    """The password of a login that exists."""

    password = forms.CharField(
        label=_("Your password"),
        max_length=128,
        strip=False,
        error_messages={"required": _("Type your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ForgottenForm(DigitsForm, NewPasswordMixin):
    """Six digits sent for this, and a new password for a login that exists."""

    field_order = ["digits", "password"]
