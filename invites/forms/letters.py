"""Which letters to make, and a company's own words on them (I9)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.forms.settings import SettingsForm
from employees.models.company import LetterWindow
from invites.forms.own_words import checked
from invites.models import LetterPack

MOST_PARAGRAPHS = 12
TITLE, TEXT = 120, 1500


class LettersForm(forms.Form):
    """`value` is a site's name, empty for people without one; `manager` a line manager by key."""

    of = forms.ChoiceField(
        choices=LetterPack.Of.choices,
        error_messages={
            "required": gettext_lazy("Choose whose letters to make."),
            "invalid_choice": gettext_lazy("Choose whose letters to make."),
        },
    )
    value = forms.CharField(required=False, max_length=150, strip=False)
    manager = forms.IntegerField(
        required=False,
        min_value=1,
        error_messages={"invalid": gettext_lazy("Choose a line manager from the list.")},
    )

    def clean(self) -> dict[str, Any]:
        """What belongs to another choice does not count."""
        cleaned: dict[str, Any] = super().clean() or {}
        of = cleaned.get("of")
        if of == LetterPack.Of.MANAGER and not cleaned.get("manager") and not self.errors:
            raise ValidationError(_("Choose a line manager from the list."))
        if of != LetterPack.Of.SITE:
            cleaned["value"] = ""
        if of != LetterPack.Of.MANAGER:
            cleaned["manager"] = None
        return cleaned

    @property
    def sentences(self) -> list[str]:
        return [str(error) for errors in self.errors.values() for error in errors]


class WindowForm(SettingsForm):
    letter_window = forms.ChoiceField(
        label=gettext_lazy("Window of the envelopes"),
        help_text=gettext_lazy(
            "Name, department and site are set where the window is: left as in Germany or the USA, "
            "right as in France or Britain."
        ),
        choices=LetterWindow.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose one of these."),
            "invalid_choice": gettext_lazy("Choose one of these."),
        },
    )


class WordingForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=TITLE,
        error_messages={"required": gettext_lazy("Type a title.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy(
            "Plain text; a blank line begins a new paragraph. The box with the code and the three steps "
            "follow by themselves."
        ),
        error_messages={"required": gettext_lazy("Type the text of the letter.")},
    )

    def clean_title(self) -> str:
        return checked(" ".join(self.cleaned_data["title"].split()))

    def clean_text(self) -> str:
        text = checked(self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n").strip())
        paragraphs = sum(1 for block in text.split("\n\n") if block.strip())
        if paragraphs > MOST_PARAGRAPHS:
            raise ValidationError(
                _("A letter is one page: at most %(most)s paragraphs. This has %(number)s.")
                % {"most": MOST_PARAGRAPHS, "number": paragraphs}
            )
        return text
