"""How allauth fits our companies: nobody signs up by themselves, only members of a site sign in there, a session is
bound to one site, failures are slowed and never lock anybody out."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from employees.middleware import SESSION_SINCE, SESSION_SITE, site_key
from employees.models import User
from employees.permissions import Member, find_member
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
        return f"{site_key(request)}:{credentials['email'].lower()}:{client_address(request)}"


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
def bind_session_to_site(request: SiteRequest, **kwargs: Any) -> None:
    request.session[SESSION_SITE] = site_key(request)
    request.session[SESSION_SINCE] = timezone.now().timestamp()
