"""A company's own words on certificates (T8)."""

from django import forms
from django.utils.translation import gettext_lazy

from certificates.placeholders import MOST, NAMES
from invites.forms.own_words import checked


class WordsField(forms.CharField):
    """One line of plain text, of so many signs that both pages stay pages (T1)."""

    def clean(self, value: object) -> str:
        return checked(super().clean(" ".join(str(value or "").split())), NAMES)


class WordingForm(forms.Form):
    """The places are those of `certificates.pdf.words.Wording`."""

    thanks = WordsField(
        label=gettext_lazy("Thanks"),
        max_length=MOST["thanks"],
        help_text=gettext_lazy("Above the name, on the first page."),
        error_messages={"required": gettext_lazy("Type the words of thanks.")},
    )
    title = WordsField(
        label=gettext_lazy("Title of the second page"),
        max_length=MOST["title"],
        error_messages={"required": gettext_lazy("Type a title.")},
    )
    lead = WordsField(
        label=gettext_lazy("Why to open an account"),
        max_length=MOST["lead"],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Under the title. The three steps with Employee ID and code follow by themselves."
        ),
        error_messages={"required": gettext_lazy("Type a sentence or two.")},
    )
    ask = WordsField(
        label=gettext_lazy("Whom to ask"),
        max_length=MOST["ask"],
        required=False,
        help_text=gettext_lazy("At the foot of the second page, if you like: a counter, a phone number."),
    )
