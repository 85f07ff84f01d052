"""From a request to its site, its company and its member (C1, C2), and whether a second factor is missing (A11)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from employees import sessions
from employees.models import Company, User
from employees.permissions import Member, find_member, needs_second_factor
from employees.queries.factors import has_second_factor
from workstars.lib.doors import EVERYBODY, client_address
from workstars.lib.requests import SiteRequest

GetResponse = Callable[[SiteRequest], HttpResponse]

SESSION_SITE = sessions.SITE
SESSION_SINCE = sessions.SINCE


class TrailingSlashMiddleware:
    """Addresses work with and without a trailing slash."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponse:
        if len(request.path_info) > 1 and request.path_info.endswith("/"):
            request.path_info = request.path_info.rstrip("/") or "/"
        return self.get_response(request)


class CompanyMiddleware:
    """Sets `request.company` and `request.on_operator_host` from the host; an unknown host names nobody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponse:
        request.company, request.on_operator_host, request.member = None, False, None
        host = request.get_host().rsplit(":", 1)[0].lower()
        request.on_operator_host = host == settings.OPERATOR_HOST
        request.company = company_at(host)
        if request.company is None and not request.on_operator_host:
            request.urlconf = "workstars.urls_nowhere"
        return self.get_response(request)


def company_at(host: str) -> Company | None:
    """The company whose site `host` is: its own subdomain, or DEFAULT_COMPANY on a host without one."""
    subdomain = (
        host.removesuffix(f".{settings.BASE_DOMAIN}") if host.endswith(f".{settings.BASE_DOMAIN}") else ""
    )
    if host == settings.OPERATOR_HOST and host != settings.BASE_DOMAIN:
        return None
    wanted = subdomain or settings.DEFAULT_COMPANY
    return Company.objects.filter(subdomain=wanted).first() if wanted else None


def site_key(request: SiteRequest) -> str:
    """What a session is bound to: the company's site, or the operator's."""
    return f"company:{request.company.pk}" if request.company else "operator"


class MemberMiddleware:
    """Sets `request.member`. A session counts as none at another site than where it was opened (C2), after thirty days,
    and for good once its person has left, also after coming back (E10)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = timezone.now()
            request.member = self.member_of(request, now)
            if request.member is None:
                request.user = AnonymousUser()
            else:
                sessions.note_use(request, client_address(request), now)
        return self.get_response(request)

    def member_of(self, request: SiteRequest, now: datetime) -> Member | None:
        is_here = request.session.get(SESSION_SITE) == site_key(request)
        if not is_here or sessions.is_too_old(request.session, now):
            return None
        member = find_member(
            cast(User, request.user), request.company, on_operator_host=request.on_operator_host, now=now
        )
        return None if member is None or is_from_before(request.session, member) else member


def is_from_before(session: SessionBase, member: Member) -> bool:
    """Whether the session was opened before its person last joined the company."""
    employee = member.employee
    return employee is not None and session.get(SESSION_SINCE, 0) < employee.active_since.timestamp()


class SecondFactorMiddleware:
    """Whose role needs a second factor can do nothing without (A11): every address leads to where it is set up, but for
    those that everybody may open and those of one's own account (`before_second_factor`). A session that was opened
    before there was one counts as none."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponse:
        request.second_factor_missing = False
        if settings.REQUIRE_SECOND_FACTOR and request.member:
            self.judge(request)
        return self.get_response(request)

    def judge(self, request: SiteRequest) -> None:
        if not needs_second_factor(request.member) or request.session.get(sessions.SECOND_FACTOR):
            return
        if has_second_factor(request.member.user):
            request.member, request.user = None, AnonymousUser()
        else:
            request.second_factor_missing = True

    def process_view(self, request: SiteRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.second_factor_missing:
            return None
        opened = getattr(view, "view_class", None) or getattr(view, "cls", view)
        audience = getattr(opened, "audience", None)
        if audience == EVERYBODY or getattr(opened, "before_second_factor", False):
            return None
        if request.path.startswith("/api/"):
            sentence = _("Your role needs a second factor. Set one up under Your account, then ask again.")
            return JsonResponse({"detail": sentence}, status=403)
        return redirect("second-factor")


class LanguageMiddleware:
    """Pages in the person's language, else the browser's, among those that are translated (X1); times in the
    company's zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponse:
        translated = dict(settings.LANGUAGES)
        wanted = request.member.user.language if request.member else ""
        language = wanted if wanted in translated else translation.get_language_from_request(request)
        zone = request.company.time_zone if request.company else None
        with translation.override(language), timezone.override(zone):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def nowhere(request: SiteRequest, path: str = "") -> HttpResponse:
    """Every address of an unknown subdomain."""
    raise Http404
