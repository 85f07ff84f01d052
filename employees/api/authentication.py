"""`Authorization: Bearer ws_…`: which token asks, and what it may do (X4)."""

from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from employees.models import ApiToken, User
from employees.services.api_tokens import find_token
from workstars.lib.requests import SiteRequest

SCHEME = b"bearer"


class TokenAuthentication(BaseAuthentication):
    """A token opens its own company's site alone; anywhere else it is as unknown as a made-up one (C2)."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != SCHEME:
            return None
        company = cast(SiteRequest, request._request).company
        secret = words[1].decode("ascii", "replace") if len(words) == 2 else ""
        token = find_token(company, secret, timezone.now()) if company and secret else None
        if token is None:
            raise AuthenticationFailed(
                _("This token opens nothing here. Ask an administrator for one that works.")
            )
        return token.created_by, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class ScopeOrRole(BasePermission):
    """A token needs the scope, or one of the scopes, that the view names for the method; a browser session needs the
    view's audience."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if isinstance(request.auth, ApiToken):
            needed = view.scopes.get(request.method)
            any_of = {needed} if isinstance(needed, str) else set(needed or ())
            self.message = _("This token lacks the scope %(scope)s.") % {"scope": " / ".join(sorted(any_of))}
            return not any_of.isdisjoint(request.auth.scopes)
        site = cast(SiteRequest, request._request)
        return bool(site.member and site.company and site.member.roles & view.audience)
