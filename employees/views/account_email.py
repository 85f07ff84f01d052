"""The address that one logs in with: asked for here, confirmed by its mailbox (A11)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from employees import accounts, sessions
from employees.forms.factors import EmailChangeForm
from employees.models import EmailChange
from employees.permissions import Member
from employees.services.email_change import (
    EmailRefused,
    ask_email_change,
    confirm_email_change,
    drop_email_change,
    find_email_change,
    waiting_email_change,
)
from employees.tasks import send_mail
from employees.views.account_base import AccountSection
from employees.views.accounts import actor_for
from workstars.lib.doors import AnySitePublicPage


class EmailPage(AccountSection):
    """`/account/email`: nothing changes before the new mailbox has confirmed it."""

    section = "account-email"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(EmailChangeForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = EmailChangeForm(request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        if status := self.refuse_password(form):
            return self.page(form, status)
        if not accounts.may_ask(request, "change_email", str(self.member.user.pk)):
            form.add_error(None, _("You have asked for this often. Wait an hour, then try again."))
            return self.page(form, 429)
        email = form.cleaned_data["email"]
        try:
            asked = ask_email_change(member=self.member, email=email, by=self.actor, now=self.now)
        except EmailRefused as refused:
            form.add_error("email", str(refused))
            return self.page(form, 409)
        for mail in asked.mails:
            send_mail.delay_on_commit(mail_id=mail.pk)
        return redirect("account-email")

    def page(self, form: EmailChangeForm, status: int = 200) -> HttpResponse:
        waiting = waiting_email_change(self.member.user, self.now)
        return self.render("account/email.html", form=form, waiting=waiting, status=status)


class EmailDropPage(AccountSection):
    """`POST /account/email/drop`: what was asked for is not wanted any more."""

    section = "account-email"

    def post(self, request: HttpRequest) -> HttpResponseRedirect:
        drop_email_change(user=self.member.user)
        messages.success(request, _("Your address stays as it is. The link in the mail no longer works."))
        return redirect("account-email")


class EmailConfirmPage(AnySitePublicPage):
    """`/account/email/confirm/<token>`: GET shows a button, POST changes the address, since mail scanners open links.
    Whoever reads that mail need not be logged in on the device where it is read."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        change = self.find(token)
        return self.page(change) if change else self.void()

    def post(self, request: HttpRequest, token: str) -> HttpResponseBase:
        change = self.find(token)
        owner = self.owner(change) if change else None
        if change is None or owner is None:
            return self.void()
        own = self.member is not None and self.member.user == owner.user
        keep = sessions.stored_key(request.session.session_key) if own else None
        actor = actor_for(request, owner)
        try:
            mail = confirm_email_change(
                member=owner, change=change, keep_session=keep, by=actor, now=self.now
            )
        except EmailRefused as refused:
            return self.page(change, str(refused), 409)
        if mail:
            send_mail.delay_on_commit(mail_id=mail.pk)
        messages.success(request, _("You log in with %(email)s from now on.") % {"email": change.email})
        return redirect("account-email" if own else "account_login")

    def find(self, token: str) -> EmailChange | None:
        """Only of a member of this site, at this site."""
        change = find_email_change(token, self.now)
        return change if change and self.owner(change) else None

    def owner(self, change: EmailChange) -> Member | None:
        return accounts.member_at(self.request, change.user)

    def page(self, change: EmailChange, refusal: str = "", status: int = 200) -> HttpResponse:
        return self.render("account/email_confirm.html", change=change, refusal=refusal, status=status)

    def void(self) -> HttpResponse:
        return self.render("account/email_void.html", status=404)
