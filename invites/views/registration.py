"""The steps of a registration after its beginning (A6, A7), for the browser whose session holds its key."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from employees import accounts
from employees.models import Mail, User
from employees.tasks import send_mail
from invites.forms.activation import (
    DetailsForm,
    DigitsForm,
    ForgottenForm,
    LoginForm,
    PasswordForm,
    WithoutEmailForm,
)
from invites.models import Registration
from invites.services import finish_links, finishing
from invites.services.finishing import EmailWanted, NotRight, Outcome, Step
from invites.services.recovery import choose_password, find_recovery
from invites.services.registration import (
    NoMoreMails,
    RegistrationEnded,
    find_registration,
    give_details,
    send_again,
    send_for_new_password,
)
from invites.views.activation import SESSION_KEY, ActivationPage, SeeOther
from invites.views.devices import DeviceMixin


class StepPage(DeviceMixin, ActivationPage):
    """A step after the first: `self.registration` is the one that this browser began."""

    registration: Registration

    def enter(self) -> None:
        key = self.request.session.get(SESSION_KEY)
        if not key:
            raise RegistrationEnded(_("Begin with your letter: type your Employee ID and your code."))
        self.registration = self.find(key)

    def find(self, key: str) -> Registration:
        return find_registration(company=self.company, key=key, now=self.now)

    @property
    def which(self) -> dict[str, Any]:
        """What every service of a step asks for."""
        return {"company": self.company, "key": self.registration.key, "now": self.now}

    def follow(self, outcome: Outcome) -> HttpResponse:
        """To the page that a step leads to; at the end the person is logged in (A7)."""
        if outcome.user:
            return self.let_in(outcome.user)
        if outcome.step == Step.ADDRESS:
            messages.error(
                self.request,
                _("This address is the login of somebody else here. Type another address and a password."),
            )
        return SeeOther("activate-known" if outcome.step == Step.PASSWORD else "activate-you")

    def let_in(self, user: User) -> HttpResponse:
        answer = self.log_in(user)
        self.mark_device(answer)
        return answer

    def log_in(self, user: User) -> HttpResponse:
        del self.request.session[SESSION_KEY]
        answer = accounts.sign_in(self.request, user, "/")
        answer.status_code = SeeOther.status_code
        return answer


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
            return self.follow(finishing.go_on(**self.which, by=self.hand))
        hint(mail)
        return SeeOther("activate-code")

    def show(self, form: DetailsForm, status: int = 200) -> HttpResponse:
        return self.render(
            "activate/you.html",
            status=status,
            form=form,
            registration=self.registration,
            without_email=finishing.may_do_without_email(self.registration),
        )


class WithoutEmailPage(StepPage):
    """*I have no e-mail address* (A6): password and language, and the account is final."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if not finishing.may_do_without_email(self.registration):
            return SeeOther("activate-you")
        employee = self.registration.employee
        language = employee.language or self.company.default_language
        return self.show(WithoutEmailForm(initial={"language": language}, employee=employee))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = WithoutEmailForm(request.POST, employee=self.registration.employee)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            outcome = finishing.finish_without_email(**self.which, **form.cleaned_data, by=self.hand)
        except EmailWanted as refused:
            messages.error(request, str(refused))
            return SeeOther("activate-you")
        return self.follow(outcome)

    def show(self, form: WithoutEmailForm, status: int = 200) -> HttpResponse:
        return self.render(
            "activate/without_email.html", status=status, form=form, registration=self.registration
        )


class RecoveryPage(StepPage):
    """A slip for a new password (A10): who registered without e-mail chooses one, and is logged in."""

    def find(self, key: str) -> Registration:
        return find_recovery(company=self.company, key=key, now=self.now)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(PasswordForm(employee=self.registration.employee))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = PasswordForm(request.POST, employee=self.registration.employee)
        if not form.is_valid():
            return self.show(form, status=422)
        user = choose_password(**self.which, password=form.cleaned_data["password"], by=self.actor)
        return self.log_in(user)

    def show(self, form: PasswordForm, status: int = 200) -> HttpResponse:
        return self.render("activate/recovery.html", status=status, form=form, registration=self.registration)


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
            return self.follow(finishing.confirm_mailbox(**self.which, digits=digits, by=self.hand))
        except NotRight as refused:
            form.add_error("digits", str(refused))
            return self.show(form, status=422)

    def show(self, form: DigitsForm, status: int = 200) -> HttpResponse:
        return self.render("activate/code.html", status=status, form=form, registration=self.registration)


class FinishPage(StepPage):
    """The link of a mail that was asked for on a shared tablet (A9). Mail scanners open links; its button counts."""

    def enter(self) -> None:
        key = finish_links.find_key(company=self.company, token=self.kwargs["token"], now=self.now)
        if key is None:
            raise RegistrationEnded(_("This link no longer works. Begin again with your letter."))
        self.registration = self.find(key)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.render("activate/finish.html", registration=self.registration)

    def post(self, request: HttpRequest, token: str) -> HttpResponseBase:
        outcome = finishing.confirm_by_link(**self.which, by=self.hand)
        if outcome.step in (
            Step.ADDRESS,
            Step.DETAILS,
        ):  # whoever reads this mail must not go on for the person
            raise RegistrationEnded(
                _("This address is the login of somebody else here. Begin again with your letter.")
            )
        request.session.cycle_key()
        request.session[SESSION_KEY] = self.registration.key
        return self.follow(outcome)


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
            return self.follow(finishing.confirm_login(**self.which, password=password, by=self.hand))
        except NotRight as refused:
            form.add_error("password", str(refused))
            return self.show(form, status=422)

    def show(self, form: LoginForm, status: int = 200) -> HttpResponse:
        return self.render("activate/known.html", status=status, form=form, registration=self.registration)


class ForgottenPage(StepPage):
    """*I do not know it*: six digits, sent for a new password."""

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            hint(send_for_new_password(**self.which))
        except NoMoreMails as refused:
            messages.error(request, str(refused))
            return SeeOther("activate-known")
        return SeeOther("activate-password")


class NewPasswordPage(StepPage):
    """Those six digits, and the new password of the login that the address has."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not self.registration.is_mailbox_proven:
            return SeeOther("activate-code")
        return self.show(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            outcome = finishing.confirm_new_password(**self.which, **form.cleaned_data, by=self.hand)
        except NotRight as refused:
            form.add_error("digits", str(refused))
            return self.show(form, status=422)
        return self.follow(outcome)

    def form(self, data: Any = None) -> ForgottenForm:
        return ForgottenForm(data, employee=self.registration.employee, known_email=self.registration.email)

    def show(self, form: ForgottenForm, status: int = 200) -> HttpResponse:
        return self.render("activate/password.html", status=status, form=form, registration=self.registration)


def hint(mail: Mail | None) -> None:
    if mail is not None:
        send_mail.delay_on_commit(mail_id=mail.pk)
