"""Registration on a shared tablet (A9): language first, never logged in, and nothing of the person stays.

What the browser has of a registration is a key in its session, which ends with the task, at the start page, and with
idleness; so going back shows the start.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _

from invites.forms.activation import (
    DigitsForm,
    KioskDetailsForm,
    LanguageForm,
    PasswordForm,
    forget_typing,
)
from invites.models import Registration
from invites.services import finishing
from invites.services.finishing import EmailWanted, NotRight, Outcome, Step
from invites.services.recovery import choose_password, find_recovery, is_recovery
from invites.services.registration import (
    NoMoreMails,
    RegistrationEnded,
    find_registration,
    give_details,
    send_again,
)
from invites.views.activation import ActivatePage, ActivationPage, SeeOther
from invites.views.devices import DeviceMixin
from invites.views.registration import hint

KEY, LANGUAGE = "kiosk", "kiosk_language"
IDLE, AT_THE_PHONE, DONE_FOR = 60, 5 * 60, 20  # seconds


class KioskPage(DeviceMixin, ActivationPage):
    """A page that goes back to the start by itself, in the language that was chosen if pages have it."""

    idle: ClassVar[int] = IDLE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chosen = request.session.get(LANGUAGE, "")
        if chosen not in dict(settings.LANGUAGES):
            return super().dispatch(request, *args, **kwargs)
        with translation.override(chosen):
            return super().dispatch(request, *args, **kwargs)

    def render(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        return super().render(template, status, idle=self.idle, **context)

    def begin_again(self, ended: RegistrationEnded) -> HttpResponse:
        """Said only to who was in the middle of it; who goes back in the browser just sees the start."""
        if self.request.session.get(KEY):
            messages.warning(self.request, str(ended))
        return SeeOther("kiosk")

    def forget(self) -> None:
        for name in (KEY, LANGUAGE):
            self.request.session.pop(name, None)

    @property
    def language(self) -> str:
        return str(self.request.session.get(LANGUAGE) or self.company.default_language)


class KioskStartPage(KioskPage):
    """`/kiosk`: which language. Whatever was begun here before is left behind."""

    def get(self, request: HttpRequest) -> HttpResponse:
        self.forget()
        languages = settings.RECORD_LANGUAGES.items()
        return self.render("kiosk/start.html", languages=languages, is_someones=self.member is not None)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LanguageForm(request.POST)
        self.forget()
        if form.is_valid():
            request.session[LANGUAGE] = form.cleaned_data["language"]
        return SeeOther("kiosk-letter")


class KioskLetterPage(KioskPage, ActivatePage):
    """Employee ID and code, as at `/activate`."""

    template = "kiosk/letter.html"
    registered_template = "kiosk/registered.html"

    def start(self, registration: Registration) -> HttpResponse:
        self.request.session.cycle_key()
        self.request.session[KEY] = registration.key
        return SeeOther("kiosk-password" if is_recovery(registration) else "kiosk-you")


class KioskStep(KioskPage):
    registration: Registration

    def enter(self) -> None:
        self.registration = self.find(self.request.session.get(KEY, ""))

    def find(self, key: str) -> Registration:
        return find_registration(company=self.company, key=key, now=self.now)

    @property
    def which(self) -> dict[str, Any]:
        return {"company": self.company, "key": self.registration.key, "now": self.now}

    def end(self) -> HttpResponse:
        self.forget()
        return SeeOther("kiosk-done")

    def follow(self, outcome: Outcome) -> HttpResponse:
        """Never logged in: an account that is open now is used on the person's own device."""
        if outcome.step == Step.DONE:
            answer = self.end()
            self.mark_device(answer)
            return answer
        if outcome.step == Step.PASSWORD:
            messages.warning(
                self.request,
                _("This address has an account already. Press the button of the mail on your phone."),
            )
            return SeeOther("kiosk-phone")
        messages.error(self.request, _("This address is the login of somebody else here. Type another one."))
        return SeeOther("kiosk-you")

    def show(self, template: str, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        forget_typing(form)
        return self.render(template, status, form=form, registration=self.registration, **context)


class KioskYouPage(KioskStep):
    """Address and password."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.ask(KioskDetailsForm(employee=self.registration.employee))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = KioskDetailsForm(request.POST, employee=self.registration.employee)
        if not form.is_valid():
            return self.ask(form, 422)
        try:
            _registration, mail = give_details(
                **self.which, **form.cleaned_data, language=self.language, on_phone=True
            )
        except NoMoreMails as refused:
            form.add_error(None, str(refused))
            return self.ask(form, 429)
        hint(mail)
        return SeeOther("kiosk-phone")

    def ask(self, form: KioskDetailsForm, status: int = 200) -> HttpResponse:
        without_email = finishing.may_do_without_email(self.registration)
        return self.show("kiosk/you.html", form, status, without_email=without_email)


class KioskWithoutEmailPage(KioskStep):
    """*I have no e-mail address*: a password, and the account is final."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not finishing.may_do_without_email(self.registration):
            return SeeOther("kiosk-you")
        return self.show("kiosk/without_email.html", PasswordForm(employee=self.registration.employee))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PasswordForm(request.POST, employee=self.registration.employee)
        if not form.is_valid():
            return self.show("kiosk/without_email.html", form, 422)
        try:
            outcome = finishing.finish_without_email(
                **self.which, **form.cleaned_data, language=self.language, by=self.hand
            )
        except EmailWanted as refused:
            messages.error(request, str(refused))
            return SeeOther("kiosk-you")
        return self.follow(outcome)


class KioskPhonePage(KioskStep):
    """*Finish on your phone*; who reads the mail right here may type its six digits."""

    idle = AT_THE_PHONE

    def get(self, request: HttpRequest) -> HttpResponse:
        if not self.registration.email:
            return SeeOther("kiosk-you")
        return self.show("kiosk/phone.html", DigitsForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DigitsForm(request.POST)
        if not form.is_valid():
            return self.show("kiosk/phone.html", form, 422)
        digits = form.cleaned_data["digits"]
        try:
            return self.follow(finishing.confirm_mailbox(**self.which, digits=digits, by=self.hand))
        except NotRight as refused:
            form.add_error("digits", str(refused))
            return self.show("kiosk/phone.html", form, 422)


class KioskResendPage(KioskStep):
    """*Send a new mail*."""

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            hint(send_again(**self.which, on_phone=True))
        except NoMoreMails as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("We have sent a new mail. Only that one counts now."))
        return SeeOther("kiosk-phone")


class KioskPasswordPage(KioskStep):
    """A slip for a new password (A10)."""

    def find(self, key: str) -> Registration:
        return find_recovery(company=self.company, key=key, now=self.now)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show("kiosk/password.html", PasswordForm(employee=self.registration.employee))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PasswordForm(request.POST, employee=self.registration.employee)
        if not form.is_valid():
            return self.show("kiosk/password.html", form, 422)
        choose_password(**self.which, password=form.cleaned_data["password"], by=self.actor)
        return self.end()


class KioskDonePage(KioskPage):
    """Nothing of anybody: it can be looked at by whoever comes next."""

    idle = DONE_FOR

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render("kiosk/done.html")
