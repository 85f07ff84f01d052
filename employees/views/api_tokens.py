"""Tokens for other systems, on the settings pages (X4)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from employees.forms.api_tokens import TokenForm
from employees.models import ApiToken
from employees.services.api_tokens import TokenRefused, make_token, revoke_token
from employees.views.settings import SettingsPage
from workstars.lib.clock import today


class TokensPage(SettingsPage):
    """`/admin/settings/api`: which there are; POST makes one and shows its secret this once."""

    section = "settings-api"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(TokenForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = TokenForm(request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            token, secret = make_token(
                company=self.company,
                **form.cleaned_data,
                user=self.member.user,
                by=self.actor,
                now=self.now,
            )
        except TokenRefused as refused:
            form.add_error(refused.field, str(refused))
            return self.page(form, 422)
        page = self.render("employees/settings/token_made.html", token=token, secret=secret)
        page["Cache-Control"] = "no-store"
        return page

    def page(self, form: TokenForm, status: int = 200) -> HttpResponse:
        tokens = ApiToken.objects.for_company(self.company).newest_first()
        day = today(self.company, self.now)
        rows = [(token, token.works(day)) for token in tokens]
        return self.render("employees/settings/tokens.html", form=form, rows=rows, status=status)


class TokenRevokePage(SettingsPage):
    """`/admin/settings/api/<id>/revoke`: GET says what ends, POST ends it."""

    section = "settings-api"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render("employees/settings/token_revoke.html", token=self.token(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        token = self.token(pk)
        revoke_token(company=self.company, token=token, by=self.actor, now=self.now)
        messages.success(request, _("The token %(name)s opens nothing any more.") % {"name": token.name})
        return redirect("settings-api")

    def token(self, pk: int) -> ApiToken:
        return self.find_or_404(ApiToken.objects.for_company(self.company), pk=pk)
