"""Where one is logged in, and how that ends (A11)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from employees.devices import masked_place, words_for_device
from employees.middleware import site_key
from employees.queries.sessions import OpenSession, count_elsewhere, sessions_here
from employees.services.sessions import end_session, log_out_others
from employees.views.account_base import AccountSection


class SessionsPage(AccountSection):
    """`/account/sessions`."""

    section = "sessions"

    def get(self, request: HttpRequest) -> HttpResponse:
        site = site_key(self.request)
        found = sessions_here(self.member, site, self.session_key, self.now)
        elsewhere = count_elsewhere(self.member, site, self.now)
        rows = [(one, self.words(one), masked_place(one.address)) for one in found]
        return self.render("account/sessions.html", rows=rows, elsewhere=elsewhere)

    def words(self, one: OpenSession) -> str:
        return words_for_device(one.agent)


class SessionEndPage(AccountSection):
    """`POST /account/sessions/end`: one of one's own; anybody else's is as unknown as a made-up one."""

    section = "sessions"

    def post(self, request: HttpRequest) -> HttpResponseRedirect:
        key = request.POST.get("session", "")
        if key == self.session_key:
            return redirect("account_logout")
        if end_session(user=self.member.user, key=key):
            messages.success(request, _("That device is logged out."))
        return redirect("sessions")


class SessionsEndPage(AccountSection):
    """`POST /account/sessions/end-others`."""

    section = "sessions"

    def post(self, request: HttpRequest) -> HttpResponseRedirect:
        ended = log_out_others(user=self.member.user, keep=self.session_key, by=self.actor, now=self.now)
        said = ngettext(
            "%(number)s other device is logged out.", "%(number)s other devices are logged out.", ended
        )
        messages.success(request, said % {"number": ended})
        return redirect("sessions")
