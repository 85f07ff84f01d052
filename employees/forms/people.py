"""The page's form for one employee, judged as a row of a file is."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_countries import countries as all_countries

from employees.models import Company, Employee
from employees.records import Code, Field, Problem

Choices = list[tuple[str, Any]]

# The person at the page may say that such an Employee ID is meant (E7).
ODD_IDS = frozenset({Code.ID_DECIMAL, Code.ID_SCIENTIFIC, Code.ID_LOST_ZEROS})


class Judged(forms.CharField):
    """Text as typed: `records.judge` says what is wrong, so `required` only means that no "(optional)" is shown."""

    def clean(self, value: Any) -> str:
        return value or ""


class JudgedChoice(forms.ChoiceField):
    def clean(self, value: Any) -> str:
        return value or ""


def day(label: Any, hint: Any = "") -> Judged:
    widget = forms.DateInput(attrs={"type": "date"})
    return Judged(label=label, required=False, help_text=hint, widget=widget)


class EmployeeForm(forms.Form):
    """Names of fields are those of `records.Field`. Bound by the page after a refusal, which `tell` shows."""

    use_required_attribute = False

    employee_id = Judged(
        label=Field.EMPLOYEE_ID.label,
        help_text=_("As the HR system has it, with all its zeros."),
        widget=forms.TextInput(attrs={"class": "medium", "autocomplete": "off", "spellcheck": "false"}),
    )
    first_name = Judged(label=Field.FIRST_NAME.label, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    last_name = Judged(label=Field.LAST_NAME.label, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    hr_email = Judged(
        label=Field.HR_EMAIL.label,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    country = JudgedChoice(label=Field.COUNTRY.label, widget=forms.Select(attrs={"class": "medium"}))
    language = JudgedChoice(
        label=Field.LANGUAGE.label, required=False, widget=forms.Select(attrs={"class": "medium"})
    )
    manager_id = Judged(
        label=Field.MANAGER_ID.label,
        required=False,
        widget=forms.TextInput(attrs={"class": "medium", "autocomplete": "off", "spellcheck": "false"}),
    )
    job_title = Judged(label=Field.JOB_TITLE.label, required=False)
    department = Judged(label=Field.DEPARTMENT.label, required=False)
    location = Judged(label=Field.LOCATION.label, required=False)
    hire_date = day(Field.HIRE_DATE.label, _("Before this day the person is on no list."))
    leaving_date = day(Field.LEAVING_DATE.label, _("The last day in the company."))
    odd_id_meant = forms.BooleanField(
        label=_("This Employee ID is right as it is typed"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, company: Company, employee: Employee | None, data: QueryDict | None = None) -> None:
        super().__init__(
            data, initial=initial_of(employee) if employee else {"country": company.only_country}
        )
        self.fields["country"].choices = country_choices(company, self["country"].value())  # type: ignore[attr-defined]
        self.fields["language"].choices = language_choices(company)  # type: ignore[attr-defined]
        self._explain_email(company, employee)
        if employee and employee.manager:
            self.fields["manager_id"].help_text = _("Now: %(name)s.") % {"name": employee.manager.name}

    def _explain_email(self, company: Company, employee: Employee | None) -> None:
        email = self.fields["hr_email"]
        email.required = not company.offline_employees and not (employee and not employee.hr_email)
        if company.offline_employees:
            email.help_text = _("Leave it empty for who has none: the invitation goes on paper.")
        elif email.required:
            email.help_text = _("Needed, because offline employees are switched off for your company.")
        else:
            email.help_text = _(
                "Without it this person cannot be reached: offline employees are switched off."
            )

    def values(self) -> dict[str, str]:
        """What was typed, for the service."""
        self.full_clean()
        return {str(field): self.cleaned_data[field] for field in Field}

    @property
    def odd_id_is_meant(self) -> bool:
        return bool(self.cleaned_data["odd_id_meant"])

    def tell(self, problems: Iterable[Problem]) -> None:
        """Shows why the service refused, each at its field."""
        for problem in problems:
            self.add_error(str(problem.field) if problem.field else None, str(problem))
            if problem.code in ODD_IDS:
                self.fields["odd_id_meant"].widget = forms.CheckboxInput()


def initial_of(employee: Employee) -> dict[str, Any]:
    values = {str(field): getattr(employee, field) for field in Field if field != Field.MANAGER_ID}
    manager_id = employee.manager.employee_id if employee.manager else employee.manager_ref
    return {**values, str(Field.MANAGER_ID): manager_id}


def country_choices(company: Company, chosen: str) -> list[Any]:
    """The company's countries first; one that is chosen already is never missing."""
    own = sorted(
        ((code, str(all_countries.name(code))) for code in company.countries), key=lambda pair: pair[1]
    )
    rest = [(code, name) for code, name in all_countries if code not in company.countries]
    blank: Choices = [] if chosen else [("", _("Choose a country"))]
    if not own:
        return [*blank, *rest]
    return [*blank, *own, (_("Other countries"), rest)]


def language_choices(company: Company) -> Choices:
    usual = settings.RECORD_LANGUAGES[company.default_language]
    return [("", _("The company’s (%(language)s)") % {"language": usual}), *settings.RECORD_LANGUAGES.items()]
