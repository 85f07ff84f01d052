"""What account managers type about companies (C1, C3)."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.forms.accounts import Email
from employees.forms.fields import CountriesField, time_zone_field
from employees.forms.settings import SettingsForm
from employees.models import Company
from employees.models.company import check_subdomain


def language_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=lambda: list(settings.RECORD_LANGUAGES.items()),
        help_text=gettext_lazy("For employees whose HR record names none."),
        widget=forms.Select(attrs={"class": "medium"}),
    )


def administrator_field() -> Email:
    return Email(
        label=gettext_lazy("First administrator's e-mail address"),
        help_text=gettext_lazy("A mail with a link goes there. This person names all others."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class NewCompanyForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Type the company's name.")},
    )
    subdomain = forms.CharField(
        label=gettext_lazy("Subdomain"),
        max_length=63,
        help_text=gettext_lazy("Printed on every letter, so it stays. Small letters, digits and dashes."),
        widget=forms.TextInput(attrs={"class": "medium", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Type a subdomain.")},
    )
    countries = CountriesField()
    time_zone = time_zone_field()
    language = language_field()
    administrator = administrator_field()

    def clean_subdomain(self) -> str:
        subdomain = str(self.cleaned_data["subdomain"]).lower()
        check_subdomain(subdomain)
        if Company.objects.filter(subdomain=subdomain).exists():
            taken = _("The subdomain %(subdomain)s is taken. Choose another.")
            raise forms.ValidationError(taken % {"subdomain": subdomain})
        return subdomain


class CompanyForm(SettingsForm):
    """What an account manager may change afterwards."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Type the company's name.")},
    )
    countries = CountriesField()
    time_zone = time_zone_field()
    default_language = language_field()


class AdministratorForm(forms.Form):
    email = administrator_field()
