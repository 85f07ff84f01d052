"""The activation site (A1 to A7): three short steps that anybody may take, with a letter in one hand.

Nothing of a step is in an address. Each POST answers with 303, so that reloading and going back do no harm.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from employees.models import Mail
from employees.tasks import send_mail
from invites.forms.activation import DetailsForm, DigitsForm, LoginForm, PairForm
from invites.models import Registration
from invites.services import finishing, mail_links
from invites.services.activation import AlreadyRegistered, CodeExpired, MustWait, Refused, open_registration
from invites.services.finishing import NotRight, Outcome, Step
from invites.services.registration import (
    NoMoreMails,
    RegistrationEnded,
    find_registration,
    give_details,
    send_again,
)
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
        return SeeOther("activate-you")

    def follow(self, outcome: Outcome) -> HttpResponse:
        """To the page that a step leads to; at the end the person is logged in (A7)."""
        if outcome.step == Step.DONE:
            del self.request.session[SESSION_KEY]
            login(self.request, outcome.user, backend=settings.AUTHENTICATION_BACKENDS[0])
            messages.success(self.request, _("Your account is ready."))
            return SeeOther("home")
        if outcome.step == Step.ADDRESS:
            messages.error(
                self.request,
                _("This address is the login of somebody else here. Type another address and a password."),
            )
        return SeeOther("activate-known" if outcome.step == Step.PASSWORD else "activate-you")


class StepPage(ActivationPage):
    """A step after the first: `self.registration` is the one that this browser began."""

    registration: Registration

    def enter(self) -> None:
        key = self.request.session.get(SESSION_KEY)
        if not key:
            raise RegistrationEnded(_("Begin with your letter: type your Employee ID and your code."))
        self.registration = find_registration(company=self.company, key=key, now=self.now)

    @property
    def which(self) -> dict[str, Any]:
        """What every service of a step asks for."""
        return {"company": self.company, "key": self.registration.key, "now": self.now}


class ActivatePage(ActivationPage):
    """Employee ID and code (A1)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render("activate/pair.html", form=PairForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PairForm(request.POST)
        if not form.is_valid():
            return self.render("activate/pair.html", status=422, form=form)
        try:
            registration = open_registration(
                company=self.company, address=client_address(request), now=self.now, **form.cleaned_data
            )
        except Refused as refused:
            return self.refuse(form, refused)
        return self.start(registration)

    def refuse(self, form: PairForm, refused: Refused) -> HttpResponse:
        form.add_error(None, str(refused))
        known = isinstance(refused, AlreadyRegistered)
        if isinstance(refused, MustWait):
            answer = self.render("activate/pair.html", status=429, form=form)
            answer.headers["Retry-After"] = str(refused.seconds)
            return answer
        status = 409 if known or isinstance(refused, CodeExpired) else 422
        return self.render("activate/pair.html", status=status, form=form, known=known)


class YouPage(StepPage):
    """Address, password, language."""

    def get(self, request: HttpRequest) -> HttpResponse:
        registration, employee = self.registration, self.registration.employee
        email = registration.email or registration.proven_email
        language = registration.language or employee.language or self.company.default_language
        form = DetailsForm(initial={"email": email, "language": language}, employee=employee)
        return self.show(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DetailsForm(request.POST, employee=self.registration.employee)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            registration, mail = give_details(**self.which, **form.cleaned_data)
        except NoMoreMails as refused:
            form.add_error(None, str(refused))
            return self.show(form, status=429)
        if registration.is_mailbox_proven:
            return self.follow(finishing.go_on(**self.which, by=self.actor))
        hint(mail)
        return SeeOther("activate-code")

    def show(self, form: DetailsForm, status: int = 200) -> HttpResponse:
        return self.render("activate/you.html", status=status, form=form, registration=self.registration)


class CodePage(StepPage):
    """Six digits from the mailbox; the last step for nearly everybody."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not self.registration.email:
            return SeeOther("activate-you")
        if self.registration.is_mailbox_proven:
            return SeeOther("activate-known")
        return self.show(DigitsForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DigitsForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        digits = form.cleaned_data["digits"]
        try:
            return self.follow(finishing.confirm_mailbox(**self.which, digits=digits, by=self.actor))
        except NotRight as refused:
            form.add_error("digits", str(refused))
            return self.show(form, status=422)

    def show(self, form: DigitsForm, status: int = 200) -> HttpResponse:
        return self.render("activate/code.html", status=status, form=form, registration=self.registration)


class ResendPage(StepPage):
    """*Send again*."""

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            mail = send_again(**self.which)
        except NoMoreMails as refused:
            messages.error(request, str(refused))
        else:
            hint(mail)
            messages.success(request, _("We have sent a new mail. Only its six digits count now."))
        return SeeOther("activate-code")


class KnownPage(StepPage):
    """The address has a login already: its password is asked, the one typed before is forgotten."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not self.registration.is_mailbox_proven:
            return SeeOther("activate-code")
        return self.show(LoginForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LoginForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        password = form.cleaned_data["password"]
        try:
            return self.follow(finishing.confirm_login(**self.which, password=password, by=self.actor))
        except NotRight as refused:
            form.add_error("password", str(refused))
            return self.show(form, status=422)

    def show(self, form: LoginForm, status: int = 200) -> HttpResponse:
        return self.render("activate/known.html", status=status, form=form, registration=self.registration)


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


def hint(mail: Mail | None) -> None:
    if mail is not None:
        send_mail.delay_on_commit(mail_id=mail.pk)
