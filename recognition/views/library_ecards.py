"""`/admin/ecards`: the company's eCards (R5)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from recognition.forms.library import ECardForm, ECardNameForm
from recognition.models import ECard
from recognition.services.library import LibraryRefused, add_ecard, ecards
from workstars.lib.doors import AdministratorPage
from workstars.lib.pictures import PictureRefused


class ECardsPage(AdministratorPage):
    """`/admin/ecards`: the gallery, those in use first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        every = list(ECard.objects.for_company(self.company).in_order())
        used = [ecard for ecard in every if ecard.is_in_use]
        retired = [ecard for ecard in every if not ecard.is_in_use]
        return self.render("recognition/library/ecards.html", ecards=used, retired=retired)


class ECardNewPage(AdministratorPage):
    """`/admin/ecards/new`."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(ECardForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = ECardForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, 422)
        picture, name = form.cleaned_data["picture"].read(), form.cleaned_data["name"]
        try:
            ecard = add_ecard(company=self.company, name=name, picture=picture, by=self.actor, now=self.now)
        except PictureRefused as refused:
            form.add_error("picture", str(refused))
            return self.show(form, 422)
        messages.success(request, _("The eCard “%(name)s” is in the library.") % {"name": ecard.name})
        return redirect("ecard", pk=ecard.pk)

    def show(self, form: ECardForm, status: int = 200) -> HttpResponse:
        return self.render("recognition/library/ecard_new.html", status, form=form)


class ECardPage(AdministratorPage):
    """`/admin/ecards/<pk>`: the picture as people see it, and its name."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        ecard = self.find_or_404(ECard.objects.for_company(self.company), pk=pk)
        return self.show(ecard, ECardNameForm(initial={"name": ecard.name}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        ecard = self.find_or_404(ECard.objects.for_company(self.company), pk=pk)
        form = ECardNameForm(request.POST)
        if not form.is_valid():
            return self.show(ecard, form, 422)
        try:
            ecards.rename_ecard(ecard=ecard, name=form.cleaned_data["name"], by=self.actor, now=self.now)
        except LibraryRefused as refused:
            form.add_error(refused.field, str(refused))
            return self.show(ecard, form, 409)
        messages.success(request, _("The name is saved."))
        return redirect("ecards")

    def show(self, ecard: ECard, form: ECardNameForm, status: int = 200) -> HttpResponse:
        return self.render("recognition/library/ecard.html", status, ecard=ecard, form=form)
