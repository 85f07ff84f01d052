"""Settings of letters: the envelopes' window, and the company's own words by kind and language (I9, C6)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.services.settings import change_settings
from invites.forms.letters import WindowForm, WordingForm
from invites.models import Kind
from invites.pdf.filling import filled, paragraphs_of, values_of
from invites.pdf.letter import LetterFailed
from invites.pdf.words import Wording, words_in
from invites.placeholders import LETTER_NAMES
from invites.services.letters.specimen import specimen, specimen_letter
from invites.views.own_words import (
    OneWordingPage,
    PaperSettingsPage,
    PreviewMixin,
    StandardMixin,
    WordingMixin,
    Words,
)


class LetterPaperPage(PaperSettingsPage):
    section = "settings-letters"
    kinds = {Kind.INVITES.value: Kind.INVITES.label, Kind.REMINDERS.value: Kind.REMINDERS.label}
    form_class = WordingForm
    names = LETTER_NAMES

    def standard(self, kind: str, language: str) -> Words:
        wording = words_in(language).standard[kind]
        return {"title": wording.title, "text": wording.text}


class LetterSettingsPage(LetterPaperPage):
    """`/admin/settings/letters`; POST saves the window."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(WindowForm(self.company))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = WindowForm(self.company, request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        change_settings(company=self.company, values=form.cleaned_data, by=self.actor, now=self.now)
        messages.success(request, _("The settings are saved."))
        return redirect(self.section)

    def page(self, form: WindowForm, status: int = 200) -> HttpResponse:
        groups = [(label, self.rows(kind)) for kind, label in self.kinds.items()]
        return self.render("invites/letter_settings.html", status=status, form=form, groups=groups)


class OneLetterPage(LetterPaperPage, OneWordingPage):
    template = "invites/letter_words.html"
    saved_words = gettext_lazy("The words are saved. Letters made from now on say this.")

    def example(self, kind: str, language: str, words: Words) -> dict[str, Any]:
        """The saved words as the example person would read them."""
        letter = specimen_letter(self.company, language, Wording(**words), self.now)
        values = values_of(letter)
        return {
            "title": filled(letter.title, values, language),
            "paragraphs": [filled(each, values, language) for each in paragraphs_of(letter.text)],
        }


class WordingPage(OneLetterPage, WordingMixin):
    """`/admin/settings/letters/<kind>/<language>`."""


class StandardPage(OneLetterPage, StandardMixin):
    """POST `/admin/settings/letters/<kind>/<language>/standard`."""


class PreviewPage(OneLetterPage, PreviewMixin):
    """`/admin/settings/letters/<kind>/<language>/preview`."""

    cannot_be_set = LetterFailed
    file_name = "letter"

    def draw(self, kind: str, language: str, words: Words) -> bytes:
        return specimen(self.company, language, Wording(**words), self.now)
