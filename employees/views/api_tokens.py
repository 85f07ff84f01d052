"""Tokens for other systems, on the settings pages (X4)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from employees.forms.api_tokens import TokenForm
from employees.models import ApiToken
from employees.services.api_tokens import TokenRefused, make_token, renew_token, revoke_token
from employees.views.settings import SettingsPage
from workstars.lib.clock import today


class ApiSettingsPage(SettingsPage):
    section = "settings-api"

    def token(self, pk: int) -> ApiToken:
        return self.find_or_404(ApiToken.objects.for_company(self.company), pk=pk)

    def show_secret(self, token: ApiToken, secret: str) -> HttpResponse:
        """In no cache."""
        page = self.render("employees/settings/token_made.html", token=token, secret=secret)
        page["Cache-Control"] = "no-store"
        return page


class TokensPage(ApiSettingsPage):
    """`/admin/settings/api`: which there are; POST makes one and shows its secret this once."""

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
        return self.show_secret(token, secret)

    def page(self, form: TokenForm, status: int = 200) -> HttpResponse:
        day = today(self.company, self.now)
        tokens = ApiToken.objects.for_company(self.company).answered_for(day).newest_first()
        rows = [(token, token.is_live(day)) for token in tokens]
        return self.render("employees/settings/tokens.html", form=form, rows=rows, status=status)


class TokenRenewPage(ApiSettingsPage):
    """`/admin/settings/api/<id>/renew`: GET says what changes, POST shows a new secret this once."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.token(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        token, act = self.token(pk), {"user": self.member.user, "by": self.actor, "now": self.now}
        try:
            renewed, secret = renew_token(company=self.company, token=token, **act)
        except TokenRefused as refused:
            return self.page(token, str(refused), 409)
        return self.show_secret(renewed, secret)

    def page(self, token: ApiToken, refusal: str = "", status: int = 200) -> HttpResponse:
        mine = token.created_by_id == self.member.user.pk
        return self.render(
            "employees/settings/token_renew.html", status=status, token=token, mine=mine, refusal=refusal
        )


class TokenRevokePage(ApiSettingsPage):
    """`/admin/settings/api/<id>/revoke`: GET says what ends, POST ends it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render("employees/settings/token_revoke.html", token=self.token(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        token = self.token(pk)
        revoke_token(company=self.company, token=token, by=self.actor, now=self.now)
        messages.success(request, _("The token %(name)s opens nothing any more.") % {"name": token.name})
        return redirect("settings-api")
