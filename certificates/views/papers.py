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
from certificates.services import anew, handing
from certificates.tasks import pdf_render
from workstars.lib.clock import today
from workstars.lib.doors import Page

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

    def pdf_of(self, read: Callable[..., bytes], pk: int, disposition: str = "inline") -> HttpResponse:
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
        return self.pdf(data, f"certificate-{certificate.pk}.pdf", disposition)

    def pdf(self, data: bytes, name: str, disposition: str = "inline") -> HttpResponse:
        headers = {"Content-Disposition": f'{disposition}; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(data, content_type="application/pdf", headers=headers)

    def back(self) -> HttpResponseBase:
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
        return self.pdf_of(handing.download, pk, "attachment")


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


class PrintNewMixin(PrintMixin):
    """All new ones as one PDF."""

    def to_print(self) -> CertificateQuerySet:
        return self.within_reach()

    def post(self, request: HttpRequest) -> HttpResponse:  # type: ignore[override]
        try:
            printed = handing.print_new(
                company=self.company, among=self.to_print(), by=self.actor, now=self.now
            )
        except handing.NothingNew as refusal:
            messages.warning(request, str(refusal))
            return redirect(self.list_name)
        if printed.damaged:
            pdf_render.delay_on_commit()
            messages.warning(request, damaged_words(printed.damaged))
        day = today(self.company, self.now).isoformat()
        return self.tell_page(self.pdf(printed.pdf, f"certificates-{day}.pdf"))


class HandOverMixin(CertificatePage):
    """Ticks one row or many."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        chosen = [int(pk) for pk in request.POST.getlist("selected") if re.fullmatch(r"[0-9]{1,18}", pk)]
        number = handing.hand_over(
            company=self.company, among=self.within_reach(), chosen=chosen, by=self.actor, now=self.now
        )
        if number:
            messages.success(request, handed_over_words(number))
        else:
            messages.warning(request, _("Choose the certificates that you have handed over."))
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


def handed_over_words(number: int) -> str:
    words = ngettext(
        "%(number)d certificate is handed over.", "%(number)d certificates are handed over.", number
    )
    return words % {"number": number}


def damaged_words(number: int) -> str:
    words = ngettext(
        "%(number)d certificate was damaged where it is stored. It was left out and is made anew.",
        "%(number)d certificates were damaged where they are stored. They were left out and are made anew.",
        number,
    )
    return words % {"number": number}
