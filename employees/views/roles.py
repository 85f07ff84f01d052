"""Roles on the settings pages, and the page behind an invitation's link (C5)."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from employees import accounts
from employees.forms.roles import WHAT_THEY_DO, GrantForm, KnownLoginForm, NewLoginForm, PressForm
from employees.models import Role, RoleGrant, User
from employees.queries.roles import roles_of
from employees.services.roles import (
    RoleRefused,
    accept_with_login,
    accept_with_new_login,
    find_invitation,
    grant_role,
    invite_again,
    take_role,
)
from employees.services.token_stops import count_tokens_of
from employees.tasks import send_mail
from employees.views.accounts import start_of
from employees.views.settings import SettingsPage
from workstars.lib.clock import today
from workstars.lib.doors import AdministratorPage, PublicPage, client_address

CHOICES = {role.value: sentence for role, sentence in WHAT_THEY_DO.items()}


class RolesPage(SettingsPage):
    """`/admin/settings/roles`: who has which role; POST gives one."""

    section = "settings-roles"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(GrantForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = GrantForm(request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
        try:
            _grant, mail = grant_role(
                company=self.company, email=email, role=role, by=self.actor, now=self.now
            )
        except RoleRefused as refused:
            form.add_error("email", str(refused))
            return self.page(form, 409)
        send_mail.delay_on_commit(mail_id=mail.pk)
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": email})
        return redirect("settings-roles")

    def page(self, form: GrantForm, status: int = 200) -> HttpResponse:
        grants = roles_of(self.company, today(self.company, self.now))
        return self.render(
            "employees/settings/roles.html", form=form, grants=grants, descriptions=CHOICES, status=status
        )


class RolePage(AdministratorPage):
    """Something about one role of this company."""

    def grant(self, pk: int) -> RoleGrant:
        grants = RoleGrant.objects.for_company(self.company).select_related("user")
        return self.find_or_404(grants, pk=pk)


class RoleAgainPage(RolePage):
    """`POST /admin/settings/roles/<id>/again`: the invitation once more; earlier links are void."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        grant = self.grant(pk)
        try:
            mail = invite_again(company=self.company, grant=grant, by=self.actor, now=self.now)
        except RoleRefused as refused:
            messages.error(request, str(refused))
        else:
            send_mail.delay_on_commit(mail_id=mail.pk)
            messages.success(
                request, _("A new invitation is on its way to %(email)s.") % {"email": grant.email}
            )
        return redirect("settings-roles")


class RoleTakePage(RolePage):
    """`/admin/settings/roles/<id>/take`: GET says what ends, POST ends it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.grant(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        grant = self.grant(pk)
        try:
            take_role(company=self.company, grant=grant, by=self.actor, now=self.now)
        except RoleRefused as refused:
            return self.page(grant, str(refused), 409)
        messages.success(request, _("The role of %(email)s has ended.") % {"email": grant.email})
        mine = grant.user_id == self.member.user.pk and grant.role == Role.ADMINISTRATOR
        return redirect("home" if mine else "settings-roles")

    def page(self, grant: RoleGrant, refusal: str = "", status: int = 200) -> HttpResponse:
        is_administrator = grant.role == Role.ADMINISTRATOR
        return self.render(
            "employees/settings/role_take.html",
            status=status,
            grant=grant,
            refusal=refusal,
            mine=grant.user_id == self.member.user.pk,
            tokens=count_tokens_of(self.company, grant.user, self.now) if is_administrator else 0,
        )


class WelcomePage(PublicPage):
    """`/welcome/<token>`: GET shows a form or a button, POST accepts, since mail scanners open links."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        grant = find_invitation(company=self.company, token=token, now=self.now)
        return self.page(grant, self.form(grant)) if grant else self.void()

    def post(self, request: HttpRequest, token: str) -> HttpResponseBase:
        grant = find_invitation(company=self.company, token=token, now=self.now)
        if grant is None:
            return self.void()
        form = self.form(grant)
        if not form.is_valid():
            return self.page(grant, form, 422)
        try:
            user = self.accept(grant, form)
        except accounts.TooManyFailures as slowed:
            form.add_error(None, str(slowed))
            return self.page(grant, form, 429)
        except RoleRefused as refused:
            form.add_error(None, str(refused))
            return self.page(grant, form, 409)
        if user is None:
            form.add_error("password", _("This is not the password of %(email)s.") % {"email": grant.email})
            return self.page(grant, form, 422)
        return self.come_in(request, user)

    def form(self, grant: RoleGrant) -> forms.Form:
        data = self.request.POST if self.request.method == "POST" else None
        if self.member and self.member.user.email == grant.email:
            return PressForm(data)
        if User.objects.filter(email=grant.email).exists():
            return KnownLoginForm(data)
        return NewLoginForm(data, email=grant.email)

    def accept(self, grant: RoleGrant, form: forms.Form) -> User | None:
        """The login that has the role now; None when the password typed is not its."""
        act = {
            "company": self.company,
            "grant": grant,
            "address": client_address(self.request),
            "now": self.now,
        }
        if isinstance(form, NewLoginForm):
            return accept_with_new_login(**act, **form.cleaned_data)
        user: User | None = self.member.user if isinstance(form, PressForm) else None
        if isinstance(form, KnownLoginForm):
            password = form.cleaned_data["password"]
            user = accounts.check_password(self.request, grant.email, password, joining=True)
        if user:
            accept_with_login(**act, user=user)
        return user

    def come_in(self, request: HttpRequest, user: User) -> HttpResponseBase:
        member = accounts.member_at(request, user)
        if member is None:
            return redirect("account_login")
        if self.member and self.member.user == user:
            return redirect(start_of(member))
        return accounts.sign_in(request, user, start_of(member))

    def page(self, grant: RoleGrant, form: forms.Form, status: int = 200) -> HttpResponse:
        known = not isinstance(form, NewLoginForm)
        return self.render(
            "account/welcome.html",
            grant=grant,
            form=form,
            known=known,
            does=WHAT_THEY_DO[Role(grant.role)],
            status=status,
        )

    def void(self) -> HttpResponse:
        return self.render("account/welcome_void.html", status=404)
