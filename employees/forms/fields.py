"""Fields that more than one form needs: countries and time zones."""

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.records.countries import english_country, nearest_country, read_country

REGIONS = {
    "Africa": gettext_lazy("Africa"),
    "America": gettext_lazy("America"),
    "Antarctica": gettext_lazy("Antarctica"),
    "Arctic": gettext_lazy("Arctic"),
    "Asia": gettext_lazy("Asia"),
    "Atlantic": gettext_lazy("Atlantic"),
    "Australia": gettext_lazy("Australia"),
    "Europe": gettext_lazy("Europe"),
    "Indian": gettext_lazy("Indian Ocean"),
    "Pacific": gettext_lazy("Pacific"),
}


class CountriesField(forms.CharField):
    """Countries as people write them, one a line or after commas; cleaned to a list of codes without repeats."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Countries"))
        kwargs.setdefault(
            "help_text", gettext_lazy("Where people of the company work. One a line, like Poland or PL.")
        )
        super().__init__(
            widget=forms.Textarea(attrs={"rows": 4, "class": "medium", "spellcheck": "false"}),
            error_messages={"required": gettext_lazy("Name at least one country.")},
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else names_of(value)

    def clean(self, value: Any) -> list[str]:
        words = [word.strip() for word in re.split(r"[\n;,]+", super().clean(value)) if word.strip()]
        unknown = [word for word in words if not read_country(word)]
        if unknown:
            raise ValidationError([no_country(word) for word in unknown])
        return list(dict.fromkeys(read_country(word) for word in words))


def names_of(codes: Iterable[str]) -> str:
    """Names that contain a comma are written as their code, since a comma parts."""
    names = ((code, english_country(code)) for code in codes)
    return "\n".join(code if "," in name else name for code, name in names)


def no_country(word: str) -> str:
    near = nearest_country(word)
    if near:
        return _("“%(word)s” is no country that we know. Is %(near)s meant?") % {"word": word, "near": near}
    return _("“%(word)s” is no country that we know. Write its English name or its code of two letters.") % {
        "word": word
    }


def time_zones(now_set: str = "") -> list[tuple[Any, Any]]:
    """UTC, then the zones of each part of the world. One under an old name is there only where it is set."""
    groups: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for zone in current_zones():
        region, _slash, place = zone.partition("/")
        groups[region].append((zone, place.replace("_", " ").replace("/", ", ")))
    known = {"UTC", "", *current_zones()}
    old = [] if now_set in known else [(now_set, now_set)]
    return [("UTC", "UTC"), *old, *((REGIONS[region], zones) for region, zones in groups.items())]


@cache
def current_zones() -> tuple[str, ...]:
    """Every zone by its present name: Europe/Kyiv, not Europe/Kiev."""
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    return tuple(sorted(line.split("\t")[2] for line in table.splitlines() if line and line[0] != "#"))


def time_zone_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=time_zones,
        help_text=gettext_lazy("Days begin at midnight here: codes, reminders, last days of work."),
        widget=forms.Select(attrs={"class": "medium"}),
        error_messages={"invalid_choice": gettext_lazy("Choose a time zone of the list.")},
    )
