"""Base classes of pages: each states its audience; strangers get 404, the wrong role a sentence (C2, C5)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from workstars.lib.actors import Actor
from workstars.lib.requests import SiteRequest

AnyModel = TypeVar("AnyModel", bound=Model)

EVERYBODY = frozenset({"everybody"})
MEMBERS = frozenset({"account_manager", "administrator", "coordinator", "manager", "employee"})


def client_address(request: HttpRequest) -> str:
    """The address of the browser; a forwarded one counts only behind the configured number of proxies (A5)."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXY_COUNT
    return hops[-trusted] if 0 < trusted <= len(hops) else request.META.get("REMOTE_ADDR", "")


def actor_of(request: SiteRequest) -> Actor:
    """Who acts in this request, for services and the audit log."""
    member = request.member
    address = client_address(request)
    return (
        Actor(member.user.pk, member.name, address)
        if member
        else Actor(None, _("Somebody not signed in"), address)
    )


class Page(View):
    """A page. `audience` is mandatory: EVERYBODY, or the roles that may use it."""

    audience: ClassVar[frozenset[str]]
    host: ClassVar[str] = "company"  # or "operator", or "any" of the two
    request: SiteRequest

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_at_home(request):
            raise Http404
        if self.audience != EVERYBODY:
            if request.member is None:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            if not self.audience & request.member.roles:
                raise PermissionDenied(self.refusal())
        self.now: datetime = timezone.now()
        self.company: Any = request.company
        self.member: Any = request.member
        self.actor = actor_of(request)
        self.enter()
        return super().dispatch(request, *args, **kwargs)

    def is_at_home(self, request: SiteRequest) -> bool:
        """Whether this page exists on the site that was asked."""
        on_company_site = request.company is not None
        answers = {"company": on_company_site, "operator": request.on_operator_host}
        return answers.get(self.host, on_company_site or request.on_operator_host)

    def enter(self) -> None:
        """What else must hold before any method runs; raises Http404 or PermissionDenied."""

    def refusal(self) -> str:
        """The sentence for a member of the company without the role."""
        return _(
            "This page is for other roles than yours. Ask an administrator of your company if you need it."
        )

    def render(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, template, context, status=status)

    def render_progress(self, bar: Mapping[str, Any] | None) -> HttpResponse:
        """For htmx: the bar alone; once the work is done, the whole page anew."""
        if bar is None:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return self.render("components/progress.html", **bar)

    def find_or_404(self, queryset: QuerySet[AnyModel], **lookup: Any) -> AnyModel:
        """A row of this company. Another company's and an unknown one look the same."""
        return get_object_or_404(queryset, **lookup)


class PublicPage(Page):
    """Anybody, on a company's site."""

    audience = EVERYBODY


class AnySitePublicPage(Page):
    """Anybody, on a company's site or the operator's: what comes before one is inside."""

    audience = EVERYBODY
    host = "any"


class AnySiteMemberPage(Page):
    """Everybody who is signed in, on a company's site or the operator's."""

    audience = MEMBERS
    host = "any"


class MemberPage(Page):
    """Everybody who is signed in at a company's site."""

    audience = MEMBERS


class EmployeePage(Page):
    audience = frozenset({"employee"})


class ManagerPage(Page):
    audience = frozenset({"manager"})


class CoordinatorPage(Page):
    audience = frozenset({"coordinator", "administrator"})


class AdministratorPage(Page):
    audience = frozenset({"administrator"})

    def refusal(self) -> str:
        return _("This page is for administrators. Ask one of your company's administrators if you need it.")


class OperatorPage(Page):
    """Account managers, on the operator's host."""

    audience = frozenset({"account_manager"})
    host = "operator"

    def refusal(self) -> str:
        return _("This page is for the account managers who run the platform.")
