"""The sections of a company's settings (C6). Names of fields are those of Company."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from employees.forms.fields import CountriesField, time_zone_field, time_zones
from employees.models import Company
from employees.models.company import BatchApproval

LOGO_BYTES = 5 * 1024 * 1024


class SettingsForm(forms.Form):
    """A section: begins with what the company is set to."""

    def __init__(self, company: Company, data: Any = None, files: Any = None) -> None:
        super().__init__(
            data, files, initial={name: getattr(company, name, None) for name in self.base_fields}
        )
        self.company = company
        zone = self.fields.get("time_zone")
        if isinstance(zone, forms.ChoiceField):
            zone.choices = time_zones(company.time_zone)


class GeneralForm(SettingsForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As it stands on pages, mails and letters."),
        error_messages={"required": _("Type the company's name.")},
    )
    postal_address = forms.CharField(
        label=_("Postal address"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For letters. As on an envelope, without the name."),
    )
    countries = CountriesField()
    time_zone = time_zone_field()
    default_language = forms.ChoiceField(
        label=_("Language"),
        choices=lambda: list(settings.RECORD_LANGUAGES.items()),
        help_text=_("For employees whose HR record names none."),
        widget=forms.Select(attrs={"class": "medium"}),
        error_messages={"invalid_choice": _("Choose a language of the list.")},
    )


class LookForm(SettingsForm):
    colour = forms.CharField(
        label=_("Colour"),
        max_length=7,
        help_text=_("For buttons and links. It is darkened or lightened where it could not be read."),
        widget=forms.TextInput(attrs={"type": "color", "class": "short"}),
        validators=Company._meta.get_field("colour").validators,
        error_messages={"required": _("Choose a colour.")},
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP, at most 5 MB. It is made at most 600 × 200 points."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        error_messages={"empty": _("This file is empty. Choose another.")},
    )
    remove_logo = forms.BooleanField(label=_("Use the name instead of the logo"), required=False)

    def __init__(self, company: Company, data: Any = None, files: Any = None) -> None:
        super().__init__(company, data, files)
        if not company.logo_digest:
            del self.fields["remove_logo"]

    def clean_logo(self) -> Any:
        logo = self.cleaned_data["logo"]
        if logo and logo.size > LOGO_BYTES:
            raise ValidationError(_("This picture is larger than 5 MB. Save it smaller and choose it again."))
        return logo


def number(name: str, label: Any, hint: Any) -> forms.IntegerField:
    """A whole number within the limits that the model holds."""
    limits: dict[type, Any] = {type(one): one for one in Company._meta.get_field(name).validators}  # type: ignore[union-attr]
    lowest, highest = limits[MinValueValidator].limit_value, limits[MaxValueValidator].limit_value
    words = {"lowest": lowest, "highest": f"{highest:,}"}
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=lowest,
        max_value=highest,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={
            "required": _("Type a number."),
            "invalid": _("Type a whole number, like 30."),
            "min_value": _("At least %(lowest)s.") % words,
            "max_value": _("At most %(highest)s.") % words,
        },
    )


PAPER_DAYS = ("reminder_after_days", "reminder_again_days", "paper_code_days", "certificate_code_days")


class InvitesForm(SettingsForm):
    """Those about paper are there while *offline employees* is on."""

    mail_reminder_days = number(
        "mail_reminder_days",
        _("Days between e-mail reminders"),
        _("To people with an HR e-mail who have not registered."),
    )
    reminder_after_days = number(
        "reminder_after_days",
        _("Days from invite to reminder"),
        _("Who has not registered so long after an Invites CSV moves to Reminders."),
    )
    reminder_again_days = number(
        "reminder_again_days",
        _("Days between reminders"),
        _("Who has not registered so long after a Reminders CSV is on Reminders again."),
    )
    paper_code_days = number(
        "paper_code_days",
        _("Days that a code of an invite or reminder works"),
        _("For codes made from now on. The last day stands beside each."),
    )
    certificate_code_days = number(
        "certificate_code_days",
        _("Days that the code of a certificate works"),
        _("For certificates made from now on. An expired one is made anew with one press."),
    )

    def __init__(self, company: Company, data: Any = None, files: Any = None) -> None:
        super().__init__(company, data, files)
        if not company.offline_employees:
            for name in PAPER_DAYS:
                del self.fields[name]


class RegistrationForm(SettingsForm):
    login_without_email = forms.BooleanField(
        label=_("Employees may register without an e-mail address"),
        required=False,
        help_text=_("They log in with their Employee ID and a password."),
    )


class BatchesForm(SettingsForm):
    batch_approval = forms.ChoiceField(
        label=_("Who approves batches"),
        help_text=_(
            "Whoever asks for a batch never approves it. It counts for what is submitted from now on."
        ),
        choices=BatchApproval.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these."), "invalid_choice": _("Choose one of these.")},
    )
    second_approval_points = number(
        "second_approval_points",
        _("Points above which a second person approves"),
        _(
            "An administrator who is neither the requester nor the first; if there is none, an account manager."
        ),
    )


class WallForm(SettingsForm):
    comments_allowed = forms.BooleanField(
        label=_("Colleagues may comment on recognitions"),
        required=False,
        help_text=_(
            "Up to 500 characters, by whoever may see the recognition. Reactions are there in any case."
        ),
    )


class RetentionForm(SettingsForm):
    upload_retention_days = number(
        "upload_retention_days", _("Days that uploaded HR files are kept"), _("The history of imports stays.")
    )
    code_file_retention_days = number(
        "code_file_retention_days",
        _("Days that files with codes are kept after their codes have ended"),
        _("Until then each file downloads again exactly as it was. The list of files stays."),
    )
    audit_retention_months = number(
        "audit_retention_months", _("Months that the audit log is kept"), _("Older events are deleted.")
    )


class LaunchForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Send the invitations now"),
        error_messages={"required": _("Tick this to launch. There is no way back.")},
    )
