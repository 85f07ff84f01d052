"""What the manager's and the administrators' pages share: certificates within reach, and PDFs that nobody keeps."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.models import Certificate, CertificateQuerySet
from certificates.services import anew, handing, piles
from certificates.tasks import pdf_render
from workstars.lib.clock import today
from workstars.lib.doors import Page
from workstars.lib.downloads import PDF, download, show_pdf

# In the session: what the last press ticked, until a page has offered to take it back.
JUST_TICKED, MOST_TICKED = "certificates_just_ticked", 500
TOKEN = re.compile(r"[0-9a-f]{1,64}\Z")


@dataclass(frozen=True)
class Tab:
    href: str
    label: str | Promise
    count: int
    current: bool


class CertificatePage(Page):
    """While *offline employees* is off there are no certificates (C4); those out of reach are not there either."""

    list_name: ClassVar[str]

    def enter(self) -> None:
        if not self.company.offline_employees:
            raise Http404

    def within_reach(self) -> CertificateQuerySet:
        raise NotImplementedError

    def certificate(self, pk: int) -> Certificate:
        found: Certificate = self.find_or_404(self.within_reach().select_related("employee"), pk=pk)
        return found

    def just_ticked(self) -> list[int]:
        """What the last press ticked as handed over: the page says so once."""
        ticked: list[int] = self.request.session.pop(JUST_TICKED, [])
        return ticked

    def pdf_of(self, read: Callable[..., bytes], pk: int, *, attached: bool = False) -> HttpResponse:
        """What `read` gives out of one certificate, or the sentence why it cannot be had."""
        certificate = self.certificate(pk)
        try:
            data = read(company=self.company, certificate=certificate, by=self.actor, now=self.now)
        except handing.NotToBeHad as refusal:
            return self.render(
                "certificates/refused.html",
                status=409,
                certificate=certificate,
                refusal=refusal,
                list_name=self.list_name,
                anew_name=f"{self.list_name}-anew",
            )
        name = f"certificate-{certificate.pk}.pdf"
        return download(data, name, PDF) if attached else show_pdf(data, name)

    def chosen(self) -> list[int]:
        """The ticked rows."""
        return [int(pk) for pk in self.request.POST.getlist("selected") if re.fullmatch(r"[0-9]{1,18}", pk)]

    def back(self) -> HttpResponse:
        """To the tab that the press came from."""
        tab = self.request.POST.get("tab", "")
        response = redirect(self.list_name)
        if re.fullmatch(r"[a-z_]{1,20}", tab):
            response["Location"] += f"?tab={tab}"
        return response


class OpenMixin(CertificatePage):
    """The PDF in the browser. Changes nothing but the audit log."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.pdf_of(handing.look_at, pk)


class DownloadMixin(CertificatePage):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.pdf_of(handing.download, pk, attached=True)


class PrintMixin(CertificatePage):
    """The PDF in the browser, for the printer: from now on it counts as printed."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.tell_page(self.pdf_of(handing.print_one, pk))

    def tell_page(self, response: HttpResponse) -> HttpResponse:
        """A cookie by which the list, in another tab, learns that the file has come."""
        token = self.request.POST.get("download_token", "")
        if TOKEN.fullmatch(token):
            response.set_cookie(f"download-{token}", "1", max_age=60, samesite="Lax")
        return response


class PileMixin(PrintMixin):
    """Many as one PDF, the list to sign at its end if it is asked for."""

    def to_print(self) -> CertificateQuerySet:
        return self.within_reach()

    def pile(self) -> piles.Printed:
        raise NotImplementedError

    def post(self, request: HttpRequest) -> HttpResponse:  # type: ignore[override]
        try:
            printed = self.pile()
        except (piles.NothingNew, piles.NothingPrinted) as refusal:
            messages.warning(request, str(refusal))
            return self.back()
        if printed.damaged:
            pdf_render.delay_on_commit()
            messages.warning(request, damaged_words(printed.damaged))
        return self.tell_page(show_pdf(printed.pdf, self.file_name("certificates")))

    def file_name(self, what: str) -> str:
        return f"{what}-{today(self.company, self.now).isoformat()}.pdf"

    @property
    def with_list(self) -> bool:
        return self.request.POST.get("with_list") == "1"


class PrintNewMixin(PileMixin):
    def pile(self) -> piles.Printed:
        return piles.print_new(
            company=self.company, among=self.to_print(), by=self.actor, now=self.now, with_list=self.with_list
        )


class PrintAgainMixin(PileMixin):
    """The ticked ones once more: the printer had no paper left."""

    def pile(self) -> piles.Printed:
        return piles.print_again(
            company=self.company,
            among=self.within_reach(),
            chosen=self.chosen(),
            by=self.actor,
            now=self.now,
            with_list=self.with_list,
        )


class SignMixin(PileMixin):
    """The list to sign alone: for the ticked ones, or for all that are printed and not handed over."""

    def post(self, request: HttpRequest) -> HttpResponse:  # type: ignore[override]
        try:
            data = piles.list_to_sign(
                company=self.company, among=self.to_print(), chosen=self.chosen(), now=self.now
            )
        except piles.NothingPrinted as refusal:
            messages.warning(request, str(refusal))
            return self.back()
        return self.tell_page(show_pdf(data, self.file_name("list-to-sign")))


class HandOverMixin(CertificatePage):
    """Ticks one row or many; the next page offers to take it back."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        chosen, among = self.chosen(), self.within_reach()
        number = handing.hand_over(
            company=self.company, among=among, chosen=chosen, by=self.actor, now=self.now
        )
        if number:
            ticked = among.filter(pk__in=chosen, handed_over_at=self.now)
            request.session[JUST_TICKED] = list(ticked.values_list("pk", flat=True)[:MOST_TICKED])
        else:
            messages.warning(request, _("Choose the certificates that you have handed over."))
        return self.back()


class TakeSomeBackMixin(CertificatePage):
    """Several ticks at once."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        handing.take_back_some(
            company=self.company,
            among=self.within_reach(),
            chosen=self.chosen(),
            by=self.actor,
            now=self.now,
        )
        return self.back()


class TakeBackMixin(CertificatePage):
    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        certificate = self.certificate(pk)
        handing.take_back(company=self.company, certificate=certificate, by=self.actor, now=self.now)
        return self.back()


class AnewMixin(CertificatePage):
    """With a new code; the PDF workers are told at once."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        certificate = self.certificate(pk)
        try:
            anew.make_anew(company=self.company, certificate=certificate, by=self.actor, now=self.now)
        except anew.NotAnew as refusal:
            messages.warning(request, str(refusal))
            return self.back()
        pdf_render.delay_on_commit()
        said: Any = {"name": certificate.employee.name}
        messages.success(request, _("The certificate of %(name)s is made anew, with a new code.") % said)
        return redirect(self.list_name)


def tabs_of(labels: Mapping[str, str | Promise], counts: Mapping[str, int], current: str) -> list[Tab]:
    """The first is the page as it is without `?tab=`."""
    first = next(iter(labels))
    return [
        Tab("?" if key == first else f"?tab={key}", label, counts.get(key, 0), key == current)
        for key, label in labels.items()
    ]


def damaged_words(number: int) -> str:
    words = ngettext(
        "%(number)d certificate was damaged where it is stored. It was left out and is made anew.",
        "%(number)d certificates were damaged where they are stored. They were left out and are made anew.",
        number,
    )
    return words % {"number": number}
