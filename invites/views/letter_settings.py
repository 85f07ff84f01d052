"""Settings of letters: the envelopes' window, and the company's own words by kind and language (I9, C6)."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from employees.services.settings import change_settings
from employees.views.settings import SettingsPage
from invites.forms.letters import WindowForm, WordingForm
from invites.models import Kind, LetterWording
from invites.pdf.letter import LetterFailed
from invites.pdf.page import filled, paragraphs_of, values_of
from invites.pdf.words import Wording, words_in
from invites.placeholders import NAMES, as_shown
from invites.queries.letters import wordings_of
from invites.services.letters.specimen import specimen, specimen_letter
from invites.services.letters.words import back_to_standard, word_letters

KINDS = {Kind.INVITES.value: Kind.INVITES.label, Kind.REMINDERS.value: Kind.REMINDERS.label}


@dataclass(frozen=True)
class Row:
    kind: str
    language: str
    name: str
    title: str
    own: LetterWording | None


class LetterPaperPage(SettingsPage):
    """Without offline employees there are no letters (C4)."""

    section = "settings-letters"

    def enter(self) -> None:
        if not self.company.offline_employees:
            raise Http404


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
        groups = [(label, self.rows(kind)) for kind, label in KINDS.items()]
        return self.render("invites/letter_settings.html", status=status, form=form, groups=groups)

    def rows(self, kind: str) -> list[Row]:
        """The company's default language first."""
        own = wordings_of(self.company, kind)
        first = self.company.default_language
        languages = sorted(settings.RECORD_LANGUAGES, key=lambda language: language != first)
        return [
            Row(
                kind,
                language,
                settings.RECORD_LANGUAGES[language],
                (own.get(language) or words_in(language).standard[kind]).title,
                own.get(language),
            )
            for language in languages
        ]


class OneWordingPage(LetterPaperPage):
    """Words of one kind in one language; what is neither is not found."""

    def own(self, kind: str, language: str) -> LetterWording | None:
        if kind not in KINDS or language not in settings.RECORD_LANGUAGES:
            raise Http404
        return wordings_of(self.company, kind).get(language)

    def wording(self, kind: str, language: str) -> Wording:
        own = self.own(kind, language)
        return Wording(own.title, own.text) if own else words_in(language).standard[kind]

    def page(
        self, kind: str, language: str, form: WordingForm | None = None, status: int = 200
    ) -> HttpResponse:
        wording = self.wording(kind, language)
        return self.render(
            "invites/letter_words.html",
            status=status,
            form=form or WordingForm(initial={"title": wording.title, "text": wording.text}),
            kind=kind,
            kind_label=KINDS[kind],
            language=language,
            language_name=settings.RECORD_LANGUAGES[language],
            own=self.own(kind, language),
            names=[as_shown(name) for name in NAMES],
            example=self.example(language, wording),
        )

    def example(self, language: str, wording: Wording) -> dict[str, Any]:
        """The saved words as the example person would read them."""
        letter = specimen_letter(self.company, language, wording, self.now)
        values = values_of(letter)
        return {
            "title": filled(letter.title, values, language),
            "paragraphs": [filled(each, values, language) for each in paragraphs_of(letter.text)],
        }


class WordingPage(OneWordingPage):
    """`/admin/settings/letters/<kind>/<language>`."""

    def get(self, request: HttpRequest, kind: str, language: str) -> HttpResponse:
        return self.page(kind, language)

    def post(self, request: HttpRequest, kind: str, language: str) -> HttpResponseBase:
        self.own(kind, language)
        form = WordingForm(request.POST)
        if not form.is_valid():
            return self.page(kind, language, form, 422)
        word_letters(
            company=self.company,
            kind=kind,
            language=language,
            by=self.actor,
            now=self.now,
            **form.cleaned_data,
        )
        messages.success(request, _("The words are saved. Letters made from now on say this."))
        return redirect("settings-letters-words", kind=kind, language=language)


class StandardPage(OneWordingPage):
    """POST: the standard words again."""

    def post(self, request: HttpRequest, kind: str, language: str) -> HttpResponseBase:
        self.own(kind, language)
        if back_to_standard(company=self.company, kind=kind, language=language, by=self.actor, now=self.now):
            messages.success(request, _("The standard words are back."))
        return redirect("settings-letters-words", kind=kind, language=language)


class PreviewPage(OneWordingPage):
    """The PDF for an example person: with the saved words, or by POST with those in the form."""

    def get(self, request: HttpRequest, kind: str, language: str) -> HttpResponse:
        return self.pdf(kind, language, self.wording(kind, language))

    def post(self, request: HttpRequest, kind: str, language: str) -> HttpResponse:
        self.own(kind, language)
        form = WordingForm(request.POST)
        if not form.is_valid():
            return self.page(kind, language, form, 422)
        return self.pdf(kind, language, Wording(**form.cleaned_data))

    def pdf(self, kind: str, language: str, wording: Wording) -> HttpResponse:
        try:
            data = specimen(self.company, language, wording, self.now)
        except LetterFailed as failure:
            form = WordingForm({"title": wording.title, "text": wording.text})
            form.add_error("text", str(failure))
            return self.page(kind, language, form, 409)
        headers = {
            "Content-Disposition": f'inline; filename="letter-{kind}-{language}.pdf"',
            "Cache-Control": "no-store",
        }
        return HttpResponse(data, content_type="application/pdf", headers=headers)
