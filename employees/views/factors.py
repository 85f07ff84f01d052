"""One's own second factor: an authenticator app, passkeys, recovery codes (A11)."""

import json
from typing import Any

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from employees import sessions
from employees.forms.factors import AppForm, PasskeyForm, PasswordForm
from employees.models import Mail
from employees.permissions import needs_second_factor
from employees.queries.factors import Factor, factors_of
from employees.services.factors.keeping import (
    Added,
    FactorRefused,
    add_app,
    add_passkey,
    make_recovery_codes,
    new_secret,
    remove_factor,
)
from employees.tasks import send_mail
from employees.views.account_base import AccountSection
from workstars.lib.vault import FileDamaged, KeyMissing

SECRET_KEY = "app_secret"  # noqa: S105 (where a session keeps the sealed secret that is not confirmed yet)


class FactorPage(AccountSection):
    section = "second-factor"

    @property
    def is_required(self) -> bool:
        return settings.REQUIRE_SECOND_FACTOR and needs_second_factor(self.member)

    def show_codes(self, codes: list[str]) -> HttpResponse:
        """Once: they are nowhere to be seen again."""
        pairs = [f"{code[:5]} {code[5:]}" for code in codes]
        return self.render("account/recovery_codes.html", codes=pairs)

    def added(self, added: Added, sentence: str) -> HttpResponseBase:
        """The session counts as opened with it from now on."""
        hint(added.mail)
        self.request.session[sessions.SECOND_FACTOR] = True
        messages.success(self.request, sentence)
        return self.show_codes(added.codes) if added.codes else redirect("second-factor")


class FactorsPage(FactorPage):
    """`/account/second-factor`: what there is, and what can be done."""

    def get(self, request: HttpRequest) -> HttpResponse:
        factors = factors_of(self.member.user)
        return self.render("account/second_factor.html", factors=factors, required=self.is_required)


class AppPage(FactorPage):
    """`/account/second-factor/app`: a QR code and the same as text; it counts once a code of it was typed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(AppForm(ask_password=not self.is_fresh))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = AppForm(request.POST, ask_password=not self.is_fresh)
        if not form.is_valid():
            return self.page(form, 422)
        if status := self.refuse_password(form):
            return self.page(form, status)
        try:
            added = add_app(
                member=self.member,
                secret=self.secret(),
                code=form.cleaned_data["code"],
                keep_session=self.session_key,
                by=self.actor,
                now=self.now,
            )
        except FactorRefused as refused:
            form.add_error("code", str(refused))
            return self.page(form, 422)
        del request.session[SECRET_KEY]
        return self.added(added, _("Your authenticator app is set up. Other devices are logged out."))

    def secret(self) -> str:
        """That of this session, so that a slip does not ask for another scan; sealed, like all that is kept of it."""
        adapter = get_adapter()
        try:
            return str(adapter.decrypt(self.request.session[SECRET_KEY]))
        except (KeyError, FileDamaged, KeyMissing):
            secret = new_secret()
            self.request.session[SECRET_KEY] = adapter.encrypt(secret)
            return secret

    def page(self, form: AppForm, status: int = 200) -> HttpResponse:
        secret = self.secret()
        address = get_adapter().build_totp_url(self.member.user, secret)
        picture = segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff", dark="#000")
        groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return self.render(
            "account/factor_app.html", form=form, picture=picture, secret=groups, status=status
        )


class PasskeyPage(FactorPage):
    """`/account/second-factor/passkey`: the browser makes it and proves that it has it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(PasskeyForm(ask_password=not self.is_fresh))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = PasskeyForm(request.POST, ask_password=not self.is_fresh)
        if not form.is_valid():
            return self.page(form, 422)
        if status := self.refuse_password(form):
            return self.page(form, status)
        try:
            added = add_passkey(
                member=self.member,
                name=form.cleaned_data["name"],
                answer=form.cleaned_data["answer"],
                keep_session=self.session_key,
                by=self.actor,
                now=self.now,
            )
        except FactorRefused as refused:
            form.add_error(None, str(refused))
            return self.page(form, 422)
        return self.added(added, _("Your passkey is added. Other devices are logged out."))

    def page(self, form: PasskeyForm, status: int = 200) -> HttpResponse:
        options = json.dumps(webauthn.begin_registration(self.member.user, False))
        return self.render("account/factor_passkey.html", form=form, options=options, status=status)


class AskingPasswordPage(FactorPage):
    """GET says what will happen and asks for the password, POST does it."""

    template: str

    def get(self, request: HttpRequest, **which: Any) -> HttpResponse:
        return self.page(PasswordForm(), **which)

    def post(self, request: HttpRequest, **which: Any) -> HttpResponseBase:
        form = PasswordForm(request.POST)
        if not form.is_valid():
            return self.page(form, 422, **which)
        if status := self.refuse_password(form):
            return self.page(form, status, **which)
        try:
            return self.act(**which)
        except FactorRefused as refused:
            form.add_error(None, str(refused))
            return self.page(form, 409, **which)

    def act(self, **which: Any) -> HttpResponseBase:
        raise NotImplementedError

    def page(self, form: forms.Form, status: int = 200, **which: Any) -> HttpResponse:
        return self.render(self.template, form=form, status=status, **self.shown(**which))

    def shown(self, **which: Any) -> dict[str, Any]:
        return {}


class FactorRemovePage(AskingPasswordPage):
    """`/account/second-factor/<id>/remove`: one's own; anybody else's is not found."""

    template = "account/factor_remove.html"

    def act(self, **which: Any) -> HttpResponseRedirect:
        mail = remove_factor(member=self.member, pk=which["pk"], by=self.actor, now=self.now)
        hint(mail)
        messages.success(self.request, _("It is removed."))
        return redirect("second-factor")

    def shown(self, **which: Any) -> dict[str, Any]:
        factors = factors_of(self.member.user)
        factor = self.find([*factors.passkeys, *([factors.app] if factors.app else [])], which["pk"])
        return {"factor": factor, "is_last": factors.count == 1, "required": self.is_required}

    def find(self, factors: list[Factor], pk: int) -> Factor:
        for factor in factors:
            if factor.pk == pk:
                return factor
        raise Http404


class RecoveryCodesPage(AskingPasswordPage):
    """`/account/second-factor/codes`: ten new ones, shown once."""

    template = "account/recovery_codes_new.html"

    def act(self, **which: Any) -> HttpResponse:
        return self.show_codes(make_recovery_codes(member=self.member, by=self.actor, now=self.now))


def hint(mail: Mail | None) -> None:
    if mail is not None:
        send_mail.delay_on_commit(mail_id=mail.pk)
