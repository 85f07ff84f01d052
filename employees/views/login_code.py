"""The second step of a login: a code, or a passkey (A11). Until it is done nobody is signed in."""

import json
from typing import Any

from allauth.account.stages import LoginStage
from allauth.mfa.webauthn.internal import auth as webauthn
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from employees import accounts
from employees.forms.factors import CodeForm, PasskeyAnswerForm
from employees.permissions import Member
from employees.queries.factors import factors_of
from employees.services.factors.proving import prove_by_code, prove_by_passkey
from employees.tasks import send_mail
from employees.views.accounts import actor_for
from workstars.lib.doors import AnySitePublicPage


class SecondStepPage(AnySitePublicPage):
    """A password was right here less than a quarter of an hour ago; without that, back to the login."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.stage: LoginStage | None = accounts.half_logged_in(request)
        user = self.stage.login.user if self.stage else None
        owner = accounts.member_at(request, user) if user else None
        if self.stage is None or owner is None or request.member is not None:
            return redirect("account_login")
        self.owner: Member = owner
        return super().dispatch(request, *args, **kwargs)

    def go_on(self) -> HttpResponseBase:
        """The session is opened, and the person comes to where they wanted."""
        assert self.stage is not None
        accounts.code_was_right(self.request, self.owner.user)
        response: HttpResponseBase = self.stage.exit()
        return response

    def page(self, form: CodeForm, status: int = 200) -> HttpResponse:
        factors = factors_of(self.owner.user)
        options = json.dumps(webauthn.begin_authentication(self.owner.user)) if factors.passkeys else ""
        response = self.render(
            "account/login_code.html", form=form, factors=factors, options=options, status=status
        )
        response.headers["Cache-Control"] = "no-store"
        return response


class LoginCodePage(SecondStepPage):
    """`/login/code`: slowed after five wrong ones from one place, and after thirty an hour for one account."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            accounts.may_try_code(request, self.owner.user)
        except accounts.TooManyFailures as slowed:
            form.add_error(None, str(slowed))
            return self.page(form, 429)
        actor = actor_for(request, self.owner)
        proof = prove_by_code(member=self.owner, code=form.cleaned_data["code"], by=actor, now=self.now)
        if proof is None:
            form.add_error("code", _("This code is wrong or was used. Wait for the next one, and type that."))
            return self.page(form, 422)
        if proof.mail:
            send_mail.delay_on_commit(mail_id=proof.mail.pk)
        return self.go_on()


class LoginPasskeyPage(SecondStepPage):
    """`POST /login/passkey`: nothing to guess here, so nothing slows it."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form, codes = PasskeyAnswerForm(request.POST), CodeForm()
        if form.is_valid() and prove_by_passkey(
            user=self.owner.user, answer=form.cleaned_data["answer"], now=self.now
        ):
            return self.go_on()
        codes.full_clean()
        codes.add_error(None, _("That passkey did not open this login. Try again, or type a code."))
        return self.page(codes, 422)
