"""`/admin/reasons`: what people are thanked for (R6)."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from recognition.forms.library import ReasonForm
from recognition.models import Reason
from recognition.services.library import LibraryRefused, reasons
from recognition.services.library.starters import names_of_starters
from workstars.lib.doors import AdministratorPage


class ReasonsPage(AdministratorPage):
    """`/admin/reasons`: those in use in their order, and those switched off."""

    def get(self, request: HttpRequest) -> HttpResponse:
        every = list(Reason.objects.for_company(self.company).in_order())
        own = self.company.default_language
        return self.render(
            "recognition/library/reasons.html",
            reasons=[(reason, translations(reason, own)) for reason in every if reason.is_in_use],
            retired=[reason for reason in every if not reason.is_in_use],
            starters=[] if every else [names[own] for names in names_of_starters()],
        )


class ReasonsBeginPage(AdministratorPage):
    """`/admin/reasons/begin`: POST takes the five that are offered."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if reasons.begin_with_starters(company=self.company, by=self.actor, now=self.now):
            messages.success(request, _("The five reasons are there. Change them as you like."))
        return redirect("reasons")


class ReasonNewPage(AdministratorPage):
    """`/admin/reasons/new`."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(ReasonForm(self.company))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = ReasonForm(self.company, request.POST)
        if not form.is_valid():
            return self.show(form, 422)
        names = form.cleaned_data["names"]
        try:
            reason = reasons.add_reason(company=self.company, names=names, by=self.actor, now=self.now)
        except LibraryRefused as refused:
            form.add_error(refused.field, str(refused))
            return self.show(form, 409)
        messages.success(request, _("“%(name)s” can be chosen from now on.") % {"name": reason.name})
        return redirect("reasons")

    def show(self, form: ReasonForm, status: int = 200) -> HttpResponse:
        return self.render("recognition/library/reason.html", status, form=form)


class ReasonPage(AdministratorPage):
    """`/admin/reasons/<pk>`: its name, in each language."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        reason = self.find_or_404(Reason.objects.for_company(self.company), pk=pk)
        return self.show(reason, ReasonForm(self.company, reason=reason))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        reason = self.find_or_404(Reason.objects.for_company(self.company), pk=pk)
        form = ReasonForm(self.company, request.POST, reason)
        if not form.is_valid():
            return self.show(reason, form, 422)
        try:
            reasons.change_reason(
                reason=reason, names=form.cleaned_data["names"], by=self.actor, now=self.now
            )
        except LibraryRefused as refused:
            form.add_error(refused.field, str(refused))
            return self.show(reason, form, 409)
        messages.success(request, _("The reason is saved."))
        return redirect("reasons")

    def show(self, reason: Reason, form: ReasonForm, status: int = 200) -> HttpResponse:
        return self.render("recognition/library/reason.html", status, reason=reason, form=form)


def translations(reason: Reason, own: str) -> list[tuple[str, str]]:
    """Its names in further languages, as (code, name), in the order of the languages."""
    return [
        (code, reason.names[code])
        for code in settings.RECORD_LANGUAGES
        if code != own and code in reason.names
    ]
