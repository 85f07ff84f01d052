"""Who may use an API view: nobody, until it states its audience (C5)."""

from typing import Any, cast

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from workstars.lib.requests import SiteRequest


class Nobody(BasePermission):
    """The default of every API view."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return False


class AudiencePermission(BasePermission):
    """Reads `audience` of the view, as pages do."""

    def has_permission(self, request: Request, view: Any) -> bool:
        site = cast(SiteRequest, request._request)
        return bool(site.member and site.company and site.member.roles & view.audience)
