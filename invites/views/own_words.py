"""A company's own words on printed sheets: a list of languages, a page for each, a preview, the way back (I9, T8).

Letters and certificates go through these; each says which kinds it has, its form, its standard words and how its
example is drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from employees.views.settings import SettingsPage
from invites.models import OwnWords
from invites.placeholders import as_shown
from invites.queries.letters import wordings_of
from invites.services.own_words import back_to_standard, say_in_own_words
from workstars.lib.downloads import show_pdf

Words = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """One language of a kind; `title` is how the sheet begins."""

    kind: str
    language: str
    name: str
    title: str
    own: OwnWords | None
    words_url: str
    preview_url: str


class PaperSettingsPage(SettingsPage):
    """Without offline employees nothing is printed (C4). `section` is the list's address, and begins the others'."""

    kinds: ClassVar[Mapping[str, str | Promise]]
    form_class: ClassVar[type[forms.Form]]
    names: ClassVar[tuple[str, ...]]
    title_field = "title"

    def enter(self) -> None:
        if not self.company.offline_employees:
            raise Http404

    def standard(self, kind: str, language: str) -> Words:
        raise NotImplementedError

    def address(self, what: str, kind: str, language: str) -> str:
        return reverse(f"{self.section}-{what}", kwargs={"kind": kind, "language": language})

    def rows(self, kind: str) -> list[Row]:
        """The company's default language first."""
        own = wordings_of(self.company, kind)
        first = self.company.default_language
        languages = sorted(settings.RECORD_LANGUAGES, key=lambda language: language != first)
        return [self.row(kind, language, own.get(language)) for language in languages]

    def row(self, kind: str, language: str, own: OwnWords | None) -> Row:
        return Row(
            kind=kind,
            language=language,
            name=settings.RECORD_LANGUAGES[language],
            title=(own.words if own else self.standard(kind, language))[self.title_field],
            own=own,
            words_url=self.address("words", kind, language),
            preview_url=self.address("preview", kind, language),
        )


class OneWordingPage(PaperSettingsPage):
    """Words of one kind in one language; what is neither is not found."""

    template: ClassVar[str]
    saved_words: ClassVar[str | Promise]

    def own(self, kind: str, language: str) -> OwnWords | None:
        if kind not in self.kinds or language not in settings.RECORD_LANGUAGES:
            raise Http404
        return wordings_of(self.company, kind).get(language)

    def words(self, kind: str, language: str) -> Words:
        own = self.own(kind, language)
        return own.words if own else self.standard(kind, language)

    def example(self, kind: str, language: str, words: Words) -> dict[str, Any]:
        """What the page shows of the saved words, beside the way to the whole preview."""
        return {}

    def page(
        self, kind: str, language: str, form: forms.Form | None = None, status: int = 200
    ) -> HttpResponse:
        words = self.words(kind, language)
        return self.render(
            self.template,
            status=status,
            form=form or self.form_class(initial=dict(words)),
            kind=kind,
            kind_label=self.kinds[kind],
            language=language,
            language_name=settings.RECORD_LANGUAGES[language],
            own=self.own(kind, language),
            names=[as_shown(name) for name in self.names],
            list_url=reverse(self.section),
            words_url=self.address("words", kind, language),
            preview_url=self.address("preview", kind, language),
            standard_url=self.address("standard", kind, language),
            example=self.example(kind, language, words),
        )


class WordingMixin(OneWordingPage):
    def get(self, request: HttpRequest, kind: str, language: str) -> HttpResponse:
        return self.page(kind, language)

    def post(self, request: HttpRequest, kind: str, language: str) -> HttpResponseBase:
        self.own(kind, language)
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.page(kind, language, form, 422)
        say_in_own_words(
            company=self.company,
            kind=kind,
            language=language,
            words=form.cleaned_data,
            by=self.actor,
            now=self.now,
        )
        messages.success(request, str(self.saved_words))
        return redirect(self.address("words", kind, language))


class StandardMixin(OneWordingPage):
    """POST: the standard words again."""

    def post(self, request: HttpRequest, kind: str, language: str) -> HttpResponseBase:
        self.own(kind, language)
        if back_to_standard(company=self.company, kind=kind, language=language, by=self.actor, now=self.now):
            messages.success(request, _("The standard words are back."))
        return redirect(self.address("words", kind, language))


class PreviewMixin(OneWordingPage):
    """The PDF for an example person: with the saved words, or by POST with those in the form."""

    cannot_be_set: ClassVar[type[Exception]]
    file_name: ClassVar[str]

    def draw(self, kind: str, language: str, words: Words) -> bytes:
        raise NotImplementedError

    def get(self, request: HttpRequest, kind: str, language: str) -> HttpResponse:
        return self.preview(kind, language, self.words(kind, language))

    def post(self, request: HttpRequest, kind: str, language: str) -> HttpResponse:
        self.own(kind, language)
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.page(kind, language, form, 422)
        return self.preview(kind, language, form.cleaned_data)

    def preview(self, kind: str, language: str, words: Words) -> HttpResponse:
        try:
            data = self.draw(kind, language, words)
        except self.cannot_be_set as failure:
            form = self.form_class(dict(words))
            form.add_error(None, str(failure))
            return self.page(kind, language, form, 409)
        return show_pdf(data, f"{self.file_name}-{kind}-{language}.pdf")
