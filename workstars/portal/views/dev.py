"""`/dev/components`: every component with its states, to look at and to copy from. Development only."""

from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.forms.models import ModelChoiceIteratorValue
from django.http import HttpRequest, HttpResponse, QueryDict

from workstars.lib.doors import PublicPage
from workstars.portal.views.dev_samples import CARDS, ENTRIES, PEOPLE, POSTS

COUNTRIES = [("", "All countries"), ("DE", "Germany"), ("PL", "Poland"), ("ES", "Spain")]


class SampleForm(forms.Form):
    name = forms.CharField(label="First name", max_length=150)
    email = forms.EmailField(
        label="E-mail", help_text="Leave it empty for somebody without one.", required=False
    )
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput, help_text="At least 10 characters."
    )
    country = forms.ChoiceField(label="Country", choices=[("", "Choose a country"), *COUNTRIES[1:]])
    hired = forms.DateField(label="Hire date", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    message = forms.CharField(label="Message", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
    encoding = forms.ChoiceField(
        label="How is the file written?",
        widget=forms.RadioSelect,
        choices=[("utf-8", "UTF-8"), ("cp1252", "Windows-1252")],
    )
    days = forms.MultipleChoiceField(
        label="Send on", widget=forms.CheckboxSelectMultiple, choices=[("1", "Monday"), ("5", "Friday")]
    )
    complete = forms.BooleanField(
        label="This file holds everybody", help_text="Who is missing from it counts as left."
    )
    on_errors = forms.ChoiceField(
        label="18 of 1,204 rows have errors. What shall happen?",
        widget=forms.RadioSelect,
        choices=[("good", "Apply the good rows"), ("nothing", "Apply nothing")],
    )
    upload = forms.FileField(label="HR file", help_text="CSV, at most 50 MB.")


class SampleThanks(forms.Form):
    recipients = forms.MultipleChoiceField(label="To", help_text="One or more colleagues.")
    ecard = forms.ChoiceField(
        label="eCard",
        widget=forms.RadioSelect,
        required=False,
        choices=[
            ("", "No eCard"),
            *((ModelChoiceIteratorValue(card.name, card), card.name) for card in CARDS),
        ],
    )
    sender = forms.ChoiceField(label="From", required=False)
    text = forms.CharField(
        label="Write to everybody involved",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
    )


class SampleFilter(forms.Form):
    q = forms.CharField(label="Search", required=False)
    country = forms.ChoiceField(label="Country", choices=COUNTRIES, required=False)
    status = forms.ChoiceField(
        label="Status", choices=[("", "Everybody"), ("registered", "Registered")], required=False
    )


class ComponentsPage(PublicPage):
    """GET shows the fields as they come, `?errors=1` as they are after a refusal."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render("dev/components.html", **sample(QueryDict() if "errors" in request.GET else None))


def sample(data: QueryDict | None = None) -> dict[str, Any]:
    """What the page shows."""
    numbered: Page[int] = Paginator(range(1204), 50).page(7)
    return {
        "form": SampleForm(data),
        "thanks": SampleThanks(data),
        "posts": POSTS,
        "found": PEOPLE,
        "entries": ENTRIES,
        "filter": SampleFilter(),
        "page": numbered,
        "on_errors": {
            "good": "1,186 employees change now. Download the faulty rows, mend them, upload them again.",
            "nothing": "Everybody stays as they are.",
        },
        "people": [
            ("Ada Lindqvist", "00042", "Sweden", "Registered", "good", 0),
            ("José Álvarez-Fernández de la Vega", "A-1180", "Spain", "Invited", "accent", 3),
            ("王小明", "00731", "China", "Bounced", "bad", 14),
        ],
        "funnel": [("Offline employees", 1204), ("Invited", 980), ("Reminded", 412), ("Registered", 655)],
        "bars": [
            ("Poland", 412),
            ("Germany", 255),
            ("United Kingdom and Northern Ireland", 96),
            ("Spain", 0),
        ],
        "weeks": [
            ("2 March 2026", 12),
            ("9 March", 48),
            ("16 March", 41),
            ("23 March", 96),
            ("30 March 2026", 120),
        ],
    }
