"""Login, logout, reset, and one's own account (A11)."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from employees import accounts, reset_links
from employees.forms.accounts import (
    AccountForm,
    EitherLoginForm,
    LoginForm,
    NewPasswordForm,
    PasswordChangeForm,
    ResetRequestForm,
    initial_of,
)
from employees.permissions import Member
from employees.queries.logins import takes_employee_ids
from employees.services.accounts import (
    change_own_settings,
    request_password_reset,
    set_new_password,
)
from employees.tasks import send_mail
from employees.views.account_base import AccountSection
from workstars.lib.actors import Actor
from workstars.lib.doors import AnySitePublicPage, client_address
from workstars.lib.requests import SiteRequest


def start_of(member: Member) -> str:
    """Where one lands after login when nothing else was asked for."""
    if member.is_administrator:
        return "/admin"
    return "/backoffice" if member.is_account_manager else "/"


def actor_for(request: HttpRequest, member: Member) -> Actor:
    """Somebody who has just proven who they are, before the session says so."""
    return Actor(member.user.pk, member.name, client_address(request))


class LoginPage(AnySitePublicPage):
    """`/login`. Wrong, and right but not of this site, are the same words (C2)."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if self.member:
            return redirect(accounts.safe_next(request) or start_of(self.member))
        return self.page(self.form())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            user = accounts.check_password(request, **form.cleaned_data)
        except accounts.TooManyFailures as slowed:
            form.add_error(None, str(slowed))
            return self.page(form, 429)
        member = user and accounts.member_at(request, user)
        if not user or not member:
            form.add_error(None, self.mismatch())
            return self.page(form, 422)
        return accounts.sign_in(request, user, accounts.safe_next(request) or start_of(member))

    def mismatch(self) -> str:
        if self.company is None:
            return _("The e-mail address or password is not right for the back office.")
        if self.by_id:
            return _("The e-mail address, Employee ID or password is not right for %(company)s.") % {
                "company": self.company.name
            }
        return _("The e-mail address or password is not right for %(company)s.") % {
            "company": self.company.name
        }

    @cached_property
    def by_id(self) -> bool:
        return takes_employee_ids(self.company)

    def form(self, data: Any = None) -> LoginForm:
        return EitherLoginForm(data) if self.by_id else LoginForm(data)

    def page(self, form: LoginForm, status: int = 200) -> HttpResponse:
        next_page = accounts.safe_next(self.request)
        return self.render("account/login.html", form=form, next=next_page, by_id=self.by_id, status=status)


class LogoutPage(AnySitePublicPage):
    """`/logout`: GET asks, POST does it. Harmless for who is not signed in."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.render("account/logout.html") if self.member else redirect("account_login")

    def post(self, request: HttpRequest) -> HttpResponseRedirect:
        accounts.sign_out(request)
        messages.success(request, _("You are logged out."))
        return redirect("account_login")


class ResetPage(AnySitePublicPage):
    """`/password/reset`: the answer is the same whether somebody of this site has that address or not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render(
            "account/reset.html", form=ResetRequestForm(initial={"email": request.GET.get("email")})
        )

    def post(self, request: SiteRequest) -> HttpResponseBase:
        form = ResetRequestForm(request.POST)
        if not form.is_valid():
            return self.render("account/reset.html", form=form, status=422)
        email = form.cleaned_data["email"]
        if not accounts.may_ask(request, "reset_password", email):
            form.add_error(None, _("A new password was asked for too often. Wait an hour, then try again."))
            return self.render("account/reset.html", form=form, status=429)
        site = {"company": self.company, "on_operator_host": request.on_operator_host}
        mail = request_password_reset(**site, email=email, by=self.actor, now=self.now)
        if mail:
            send_mail.delay_on_commit(mail_id=mail.pk)
        return redirect("account_reset_password_done")


class ResetDonePage(AnySitePublicPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render("account/reset_done.html")


class ResetKeyPage(AnySitePublicPage):
    """`/password/reset/key/<key>`: GET shows the form and changes nothing, since mail scanners open links."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        member = self.owner(key)
        if member is None:
            return self.render("account/reset_key_void.html", status=404)
        return self.render("account/reset_key.html", form=NewPasswordForm(member=member))

    def post(self, request: HttpRequest, key: str) -> HttpResponseBase:
        member = self.owner(key)
        if member is None:
            return self.render("account/reset_key_void.html", status=404)
        form = NewPasswordForm(request.POST, member=member)
        if not form.is_valid():
            return self.render("account/reset_key.html", form=form, status=422)
        mail = set_new_password(
            member=member,
            password=form.cleaned_data["password"],
            action="password.reset",
            by=actor_for(request, member),
            now=self.now,
        )
        if mail:
            send_mail.delay_on_commit(mail_id=mail.pk)
        return redirect("account_reset_password_from_key_done")

    def owner(self, key: str) -> Member | None:
        """Only a member of this site, at this site."""
        user = reset_links.read_key(key)
        return accounts.member_at(self.request, user) if user else None


class ResetKeyDonePage(AnySitePublicPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render("account/reset_key_done.html")


class PasswordChangePage(AccountSection):
    """`/password/change`: the password now is asked again; other sessions end, this one stays."""

    section = "account_change_password"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(PasswordChangeForm(member=self.member))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = PasswordChangeForm(request.POST, member=self.member)
        if not form.is_valid():
            return self.page(form, 422)
        if status := self.refuse_password(form, "current"):
            return self.page(form, status)
        return self.change(request, form.cleaned_data["password"])

    def change(self, request: HttpRequest, password: str) -> HttpResponseRedirect:
        mail = set_new_password(
            member=self.member,
            password=password,
            action="password.changed",
            by=self.actor,
            now=self.now,
            keep_session=self.session_key,
        )
        if mail:
            send_mail.delay_on_commit(mail_id=mail.pk)
        update_session_auth_hash(request, self.member.user)
        messages.success(request, _("Your password is changed. Other devices are logged out."))
        return redirect("account")

    def page(self, form: PasswordChangeForm, status: int = 200) -> HttpResponse:
        return self.render("account/password_change.html", form=form, status=status)


class AccountPage(AccountSection):
    """`/account`: one's own name and language."""

    section = "account"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(AccountForm(initial=initial_of(self.member.user), member=self.member))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = AccountForm(request.POST, member=self.member)
        if not form.is_valid():
            return self.page(form, 422)
        user = self.member.user
        given: dict[str, Any] = {"name": user.name, **form.cleaned_data}
        change_own_settings(user=user, **given)
        messages.success(request, _("Your settings are saved."))
        return redirect("account")

    def page(self, form: AccountForm, status: int = 200) -> HttpResponse:
        return self.render("account/account.html", form=form, status=status)
