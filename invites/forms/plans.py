"""How paper is made and remembered without anybody pressing (I10)."""

from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.forms.settings import SettingsForm
from employees.models import Company
from employees.models.company import WaitingMail
from invites.models import Kind, Schedule
from invites.queries import country_name, waiting_by_country
from workstars.lib.text import fold_search

LAST_DAY = 28


class WaitingMailForm(SettingsForm):
    waiting_mail = forms.ChoiceField(
        label=gettext_lazy("Mail to administrators that people wait"),
        help_text=gettext_lazy(
            "About countries without a schedule, at 08:00 on Monday or on the first weekday of the month. "
            "None is sent when nobody waits."
        ),
        choices=WaitingMail.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose one of these."),
            "invalid_choice": gettext_lazy("Choose one of these."),
        },
    )


class ScheduleForm(forms.Form):
    """A country and one turn: a day of the week or of the month. One select, so that no pair contradicts itself."""

    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        widget=forms.Select(attrs={"class": "medium"}),
        error_messages={
            "required": gettext_lazy("Choose a country."),
            "invalid_choice": gettext_lazy("Choose one of the countries in the list."),
        },
    )
    turn = forms.ChoiceField(
        label=gettext_lazy("When"),
        widget=forms.Select(attrs={"class": "medium"}),
        error_messages={
            "required": gettext_lazy("Choose a day."),
            "invalid_choice": gettext_lazy("Choose one of the days in the list."),
        },
    )

    def __init__(self, company: Company, day: date, data: Any = None) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["country"].choices = [("", _("Choose a country")), *countries_of(company, day)]
        fields["turn"].choices = turns()

    @property
    def plan(self) -> dict[str, Any]:
        """What the service is asked for."""
        every, _dash, number = self.cleaned_data["turn"].partition("-")
        weekly = every == Schedule.Every.WEEK
        return {
            "country": self.cleaned_data["country"],
            "every": every,
            "weekday": int(number) if weekly else None,
            "day": None if weekly else int(number),
        }


def turns() -> list[Any]:
    """Choices such as "week-0" for Monday and "month-28"."""
    weekly = [(f"week-{number}", turn_words("week", number, None)) for number in range(7)]
    monthly = [(f"month-{number}", turn_words("month", None, number)) for number in range(1, LAST_DAY + 1)]
    return [("", _("Choose a day")), (_("Every week"), weekly), (_("Every month"), monthly)]


def turn_words(every: str, weekday: int | None, day: int | None) -> str:
    if every == Schedule.Every.WEEK:
        return _("Every week on %(weekday)s") % {"weekday": WEEKDAYS[weekday or 0]}
    return _("Every month on day %(day)s") % {"day": day}


def countries_of(company: Company, day: date) -> list[tuple[str, str]]:
    """The company's, and those in which anybody waits, by name."""
    waiting = [
        row.country
        for kind in (Kind.INVITES, Kind.REMINDERS)
        for row in waiting_by_country(company, day, kind)
    ]
    codes = {*company.countries, *waiting}
    return sorted(((code, country_name(code)) for code in codes), key=lambda one: fold_search(one[1]))
