"""The doors of the activation site: a letter (A1, A5), or the link of an invitation mail (I1).

Nothing that is typed is in an address. Each POST that changes something answers with 303, so that reloading and going
back do no harm.
"""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from invites.forms.activation import PairForm
from invites.models import Registration
from invites.services import mail_links
from invites.services.activation import AlreadyRegistered, CodeExpired, MustWait, Refused, open_registration
from invites.services.recovery import is_recovery
from invites.services.registration import RegistrationEnded
from workstars.lib.doors import PublicPage, client_address

SESSION_KEY = "registration"


class SeeOther(HttpResponse):
    """303: whatever was posted, the next page is asked for with GET."""

    status_code = 303

    def __init__(self, name: str) -> None:
        super().__init__(headers={"Location": reverse(name)})


class ActivationPage(PublicPage):
    """Nothing of it is kept by a browser, a proxy, or named to another page. What has ended leads to the start."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            answer = super().dispatch(request, *args, **kwargs)
        except RegistrationEnded as ended:
            answer = self.begin_again(ended)
        answer.headers["Cache-Control"] = "no-store"
        # Not "no-referrer": browsers then post with `Origin: null`, and the check against forged forms refuses it.
        answer.headers["Referrer-Policy"] = "strict-origin"
        return answer

    def begin_again(self, ended: RegistrationEnded) -> HttpResponse:
        """To the start with a sentence; home, if it is but a page that was reloaded after the end."""
        if self.request.session.pop(SESSION_KEY, None) is None and self.request.member:
            return SeeOther("home")
        messages.warning(self.request, str(ended))
        return SeeOther("activate")

    def start(self, registration: Registration) -> HttpResponse:
        """Into a session of its own: one that somebody else may know is left behind."""
        self.request.session.cycle_key()
        self.request.session[SESSION_KEY] = registration.key
        return SeeOther("activate-recovery" if is_recovery(registration) else "activate-you")


class ActivatePage(ActivationPage):
    """Employee ID and code (A1)."""

    template: ClassVar[str] = "activate/pair.html"
    registered_template: ClassVar[str] = "activate/registered.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render(self.template, form=PairForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PairForm(request.POST)
        if not form.is_valid():
            return self.render(self.template, status=422, form=form)
        try:
            registration = open_registration(
                company=self.company, address=client_address(request), now=self.now, **form.cleaned_data
            )
        except Refused as refused:
            return self.refuse(form, refused)
        return self.start(registration)

    def refuse(self, form: PairForm, refused: Refused) -> HttpResponse:
        if isinstance(refused, AlreadyRegistered):
            return self.render(self.registered_template, status=409, sentence=str(refused))
        form.add_error(None, str(refused))
        if isinstance(refused, MustWait):
            answer = self.render(self.template, status=429, form=form)
            answer.headers["Retry-After"] = str(refused.seconds)
            return answer
        return self.render(self.template, status=409 if isinstance(refused, CodeExpired) else 422, form=form)


class MailLinkPage(ActivationPage):
    """The link of an invitation mail (I1). Mail scanners open links, so opening it changes nothing."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        employee = mail_links.find_invited(company=self.company, token=token, now=self.now)
        if employee is None:
            return self.render("activate/stale_link.html", status=404)
        return self.render("activate/mail_link.html", employee=employee)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            return self.start(mail_links.accept_invitation(company=self.company, token=token, now=self.now))
        except RegistrationEnded:
            return self.render("activate/stale_link.html", status=404)
