"""How allauth fits our companies: nobody signs up by themselves, only members of a site sign in there, a session is
bound to one site, failures are slowed and never lock anybody out."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.stages import LoginStage, LoginStageController
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from allauth.mfa.internal.constants import LoginStageKey
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from employees import sessions
from employees.middleware import site_key
from employees.models import User
from employees.permissions import Member, find_member
from employees.queries.factors import has_second_factor
from employees.queries.logins import login_key, login_without_email
from employees.services.accounts import note_login
from workstars.lib.actors import Actor
from workstars.lib.doors import client_address
from workstars.lib.requests import SiteRequest


class TooManyFailures(Exception):
    """Its text is a sentence for the page, which answers 429."""


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def is_safe_url(self, url: str) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say it themselves."""

    def _get_login_attempts_cache_key(self, request: Any, **credentials: Any) -> str:
        """Failures count for an e-mail address from one place: who fails elsewhere locks nobody out."""
        return f"{site_key(request)}:{login_key(credentials['email'])}:{client_address(request)}"


class MemberBackend(AuthenticationBackend):
    """An address and password that are right, but belong to nobody of this site, count as wrong (C2)."""

    def authenticate(
        self, request: HttpRequest | None, joining: bool = False, **credentials: Any
    ) -> User | None:
        """`joining`: by a link that makes one a member, so that only the password is asked."""
        user = cast("User | None", super().authenticate(request, **credentials))
        self.unstash_authenticated_user()
        if user is None or request is None or joining:
            return user
        return user if member_at(request, user) else None

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """What has no @ is an Employee ID (A6). Both ways hash one password, whether or not anybody is meant."""
        company = getattr(request, "company", None)
        typed = credentials.get("email", "")
        if company is None or "@" in typed:
            return cast("User | None", super()._authenticate(request, **credentials))
        meant = login_without_email(company, typed)
        return cast("User | None", self._check_password(meant, credentials["password"]))


def member_at(request: Any, user: User) -> Member | None:
    """Who `user` would be at the site of this request."""
    return find_member(user, request.company, on_operator_host=request.on_operator_host, now=timezone.now())


def check_password(request: HttpRequest, email: str, password: str, *, joining: bool = False) -> User | None:
    """The login whose address and password these are, at this site. Refusal: TooManyFailures."""
    try:
        user = get_adapter().authenticate(request, email=email, password=password, joining=joining)
    except ValidationError as slowed:
        raise TooManyFailures(
            _("That was wrong too often. Wait five minutes before you try again, or ask for a new password.")
        ) from slowed
    return cast("User | None", user)


def confirm_password(request: HttpRequest, user: User, password: str) -> bool:
    """Whether somebody who is signed in knows the password of that login. Refusal: TooManyFailures."""
    key = f"{user.pk}:{client_address(request)}"
    if not may_ask(request, "password_asked", key):
        raise TooManyFailures(_("That was wrong too often. Wait five minutes before you try again."))
    if not user.check_password(password):
        return False
    ratelimit.clear(request, action="password_asked", key=key)
    return True


def may_try_code(request: HttpRequest, user: User) -> None:
    """Counts one try of a second factor's code. Refusal: TooManyFailures."""
    here = may_ask(request, "code_from_here", f"{user.pk}:{client_address(request)}")
    if not here or not may_ask(request, "code_of_account", str(user.pk)):
        raise TooManyFailures(
            _("Wrong codes were typed too often. Wait five minutes, or use a passkey if you have one.")
        )


def code_was_right(request: HttpRequest, user: User) -> None:
    """Forgets the tries from here; those of the account are forgotten by time alone."""
    ratelimit.clear(request, action="code_from_here", key=f"{user.pk}:{client_address(request)}")


def half_logged_in(request: HttpRequest) -> LoginStage | None:
    """The login whose password was right and whose second factor is asked; None when there is none, or for too long."""
    return cast(
        "LoginStage | None", LoginStageController.enter(request, LoginStageKey.MFA_AUTHENTICATE.value)
    )


def may_ask(request: HttpRequest, action: str, key: str = "") -> bool:
    """Counts one use of `action` against its limit (ACCOUNT_RATE_LIMITS); False when there were too many."""
    return bool(ratelimit.consume(request, action=action, key=key, user=request.user))


def sign_in(request: HttpRequest, user: User, address: str) -> HttpResponse:
    """Opens a session at this site and leads to `address`, through whatever allauth asks for before."""
    return cast(HttpResponse, perform_login(request, user, redirect_url=address, email=user.email))


def sign_out(request: HttpRequest) -> None:
    get_adapter().logout(request)


def safe_next(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is on this very site; else nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    here = {request.get_host()}
    return wanted if url_has_allowed_host_and_scheme(wanted, here, request.is_secure()) else ""


@receiver(user_logged_in)
def open_session(request: SiteRequest, user: User, **kwargs: Any) -> None:
    """Binds the session to its site; the login of who can change much stands in the audit log."""
    now, address = timezone.now(), client_address(request)
    sessions.begin(request, site=site_key(request), address=address, now=now)
    request.session[sessions.SECOND_FACTOR] = has_second_factor(user)
    if member := member_at(request, user):
        note_login(member=member, by=Actor(user.pk, member.name, address), now=now)
