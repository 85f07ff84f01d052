"""What the page of the funnel is asked for, read from its address."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_countries import countries as all_countries

from invites.queries.funnel import Asked, Cut, Stage

SORTS = ("people", "name", *Stage.values)


class FunnelForm(forms.Form):
    """The filters of the page. What cannot be is ignored."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    stage = forms.ChoiceField(label=_("Over time"), required=False, choices=Stage.choices)

    def __init__(self, codes: list[str], data: QueryDict) -> None:
        stage = data.get("stage", "")
        shown = {
            "country": data.get("country", ""),
            "stage": stage if stage in Stage.values else Stage.REGISTERED.value,
        }
        super().__init__(shown, auto_id="filter_%s")
        countries = sorted(
            ((code, str(all_countries.name(code)) or code) for code in codes), key=lambda c: c[1]
        )
        self.fields["country"].choices = [("", _("All countries")), *countries]  # type: ignore[attr-defined]
        self.names = dict(countries)
        self.full_clean()

    @property
    def chosen_country(self) -> str:
        """Its code; "" for all."""
        return str(self.cleaned_data.get("country", ""))

    @property
    def chosen_stage(self) -> Stage:
        return Stage(self.cleaned_data["stage"])

    def asked(self, data: QueryDict) -> Asked:
        cut, sort = data.get("tab", ""), data.get("sort", "")
        return Asked(
            cut if cut in Cut.values else Cut.COUNTRY.value,
            self.chosen_country,
            sort if sort.removeprefix("-") in SORTS else "-people",
        )
