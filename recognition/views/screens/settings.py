"""Screens in the settings (R9): paired, renamed, ended by administrators."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from employees.accounts import may_ask
from employees.views.settings import SettingsPage
from recognition.forms.screens import NAMES_HINTS, PairingForm, ScreenForm
from recognition.models import Screen
from recognition.services import screens
from recognition.services.screens import ScreenRefused

QUIET_AFTER = timedelta(minutes=5)


class ScreensSection(SettingsPage):
    section = "settings-screens"


class ScreensPage(ScreensSection):
    """`/admin/settings/screens`: which there are; POST pairs one. `?code=` is from the QR code on the screen."""

    def get(self, request: HttpRequest) -> HttpResponse:
        code = screens.tidy_code(request.GET.get("code", ""))
        shown = f"{code[:3]}-{code[3:]}" if code else ""
        return self.page(PairingForm(initial={"code": shown}))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = PairingForm(request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        if not may_ask(request, "screen_paired", str(self.company.pk)):
            form.add_error("code", _("Too many codes were typed. Wait ten minutes, then try again."))
            return self.page(form, 429)
        try:
            screen = screens.pair_screen(
                company=self.company, **form.cleaned_data, by=self.actor, now=self.now
            )
        except ScreenRefused as refused:
            form.add_error(refused.field, str(refused))
            return self.page(form, 409)
        messages.success(
            request, _("%(name)s is paired. It shows the wall in a few seconds.") % {"name": screen.name}
        )
        return redirect("settings-screens")

    def page(self, form: PairingForm, status: int = 200) -> HttpResponse:
        working = Screen.objects.for_company(self.company).working().by_name()
        rows = [(screen, screen.seen_at and self.now - screen.seen_at < QUIET_AFTER) for screen in working]
        return self.render(
            "recognition/screens/list.html",
            form=form,
            rows=rows,
            address=f"{self.company.address}{reverse('screen')}",
            descriptions=NAMES_HINTS,
            status=status,
        )


class OneScreen(ScreensSection):
    def screen(self, pk: int) -> Screen:
        return self.find_or_404(Screen.objects.for_company(self.company).working(), pk=pk)


class ScreenEditPage(OneScreen):
    """`/admin/settings/screens/<id>`: its name, and how people are called on it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        screen = self.screen(pk)
        return self.page(screen, ScreenForm(initial={"name": screen.name, "names": screen.names}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        screen = self.screen(pk)
        form = ScreenForm(request.POST)
        if not form.is_valid():
            return self.page(screen, form, 422)
        changed = screens.change_screen(
            company=self.company, screen=screen, **form.cleaned_data, by=self.actor, now=self.now
        )
        if changed:
            messages.success(request, _("The screen is changed. It follows within half a minute."))
        return redirect("settings-screens")

    def page(self, screen: Screen, form: ScreenForm, status: int = 200) -> HttpResponse:
        return self.render(
            "recognition/screens/edit.html", screen=screen, form=form, descriptions=NAMES_HINTS, status=status
        )


class ScreenEndPage(OneScreen):
    """`/admin/settings/screens/<id>/end`: GET says what ends, POST ends it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render("recognition/screens/end.html", screen=self.screen(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        screen = self.screen(pk)
        screens.end_screen(company=self.company, screen=screen, by=self.actor, now=self.now)
        messages.success(request, _("%(name)s shows nothing of yours any more.") % {"name": screen.name})
        return redirect("settings-screens")
