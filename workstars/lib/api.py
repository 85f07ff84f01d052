"""The base class of API views: one company's, JSON in and out."""

from typing import Any, ClassVar, cast

from django.http import Http404
from django.utils import timezone
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.views import APIView

from workstars.lib.api_permissions import AudiencePermission
from workstars.lib.doors import actor_of
from workstars.lib.requests import SiteRequest


class CompanyAPI(APIView):
    """`audience` is mandatory, as at a page. Answers 404 where there is no company, 403 to the wrong role."""

    audience: ClassVar[frozenset[str]]
    authentication_classes = [SessionAuthentication]
    permission_classes = [AudiencePermission]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        site = cast(SiteRequest, request._request)
        if site.company is None:
            raise Http404
        super().initial(request, *args, **kwargs)
        self.now = timezone.now()
        self.company: Any = site.company
        self.member: Any = site.member
        self.actor = actor_of(site)
