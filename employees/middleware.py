"""From a request to its site, its company and its member (C1, C2)."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import Http404, HttpResponse
from django.utils import timezone, translation

from employees.models import Company
from employees.permissions import Member, find_member
from workstars.lib.requests import SiteRequest

GetResponse = Callable[[SiteRequest], HttpResponse]

SESSION_SITE = "site"
SESSION_SINCE = "since"


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
    """Sets `request.member`. A session counts as none at another site than where it was opened (C2), and for good once
    its person has left, also after coming back (E10)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            if request.session.get(SESSION_SITE) == site_key(request):
                request.member = find_member(
                    request.user,
                    request.company,
                    on_operator_host=request.on_operator_host,
                    now=timezone.now(),
                )
            if request.member is None or is_from_before(request.session, request.member):
                request.member, request.user = None, AnonymousUser()
        return self.get_response(request)


def is_from_before(session: SessionBase, member: Member) -> bool:
    """Whether the session was opened before its person last joined the company."""
    employee = member.employee
    return employee is not None and session.get(SESSION_SINCE, 0) < employee.active_since.timestamp()


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
