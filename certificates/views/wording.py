"""Settings of certificates: the company's own words by language, its look, and what both come to before use (T8)."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from certificates.forms import WordingForm
from certificates.pdf import SheetFailed, Wording
from certificates.pdf.words import letter_language, words_in
from certificates.placeholders import NAMES
from certificates.services import specimen
from certificates.services.sheets import wording_of
from employees.forms.settings import LookForm
from invites.models import OwnWords
from invites.views.own_words import (
    OneWordingPage,
    PaperSettingsPage,
    PreviewMixin,
    StandardMixin,
    WordingMixin,
    Words,
)
from workstars.lib.downloads import show_pdf
from workstars.lib.pictures import PictureRefused

CERTIFICATES = OwnWords.Kind.CERTIFICATES


class CertificatePaperPage(PaperSettingsPage):
    section = "settings-certificates"
    kinds = {CERTIFICATES.value: CERTIFICATES.label}
    form_class = WordingForm
    names = NAMES
    title_field = "thanks"

    def standard(self, kind: str, language: str) -> Words:
        return vars(words_in(language).standard)


class CertificateSettingsPage(CertificatePaperPage):
    """`/admin/settings/certificates`."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render(
            "certificates/settings.html",
            rows=self.rows(CERTIFICATES),
            label=CERTIFICATES.label,
            papers=specimen.papers_of(self.company),
            preview_url=self.address("preview", CERTIFICATES, letter_language(self.company.default_language)),
        )


class OneCertificatePage(CertificatePaperPage, OneWordingPage):
    template = "certificates/words.html"
    saved_words = gettext_lazy("The words are saved. Certificates made from now on say this.")


class CertificateWordingPage(OneCertificatePage, WordingMixin):
    """`/admin/settings/certificates/<language>`."""


class CertificateStandardPage(OneCertificatePage, StandardMixin):
    """POST `/admin/settings/certificates/<language>/standard`."""


class CertificatePreviewPage(OneCertificatePage, PreviewMixin):
    """`/admin/settings/certificates/<language>/preview`, `?paper=Letter`."""

    cannot_be_set = SheetFailed
    file_name = "certificate"

    def draw(self, kind: str, language: str, words: Words) -> bytes:
        known = specimen.papers_of(self.company)
        asked = self.request.GET.get("paper", "")
        paper = asked if asked in known else known[0]
        return specimen.specimen(self.company, language, Wording(**words), paper, self.now)


class LookPreviewPage(CertificatePaperPage):
    """POST `/admin/settings/certificates/look`: the colour and logo in the form of *Look*, on a certificate. Nothing is
    saved."""

    section = "settings-look"

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LookForm(self.company, request.POST, request.FILES)
        if form.is_valid():
            try:
                return show_pdf(self.draw(form), "certificate-look.pdf")
            except PictureRefused as refused:
                form.add_error("logo", str(refused))
            except SheetFailed as failed:
                form.add_error(None, str(failed))
        return self.render("employees/settings/look.html", status=422, form=form)

    def draw(self, form: LookForm) -> bytes:
        values, company = form.cleaned_data, self.company
        return specimen.specimen_in_look(
            company,
            wording_of(company, company.default_language),
            colour=values["colour"],
            logo=values["logo"].read() if values["logo"] else None,
            without_logo=values.get("remove_logo", False),
            now=self.now,
        )
