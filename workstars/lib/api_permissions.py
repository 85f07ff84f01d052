"""Who may use an API view: nobody, until it states its audience (C5)."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class Nobody(BasePermission):
    """The default of every API view."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return False


class AudiencePermission(BasePermission):
    """Reads `audience` of the view, as pages do."""

    def has_permission(self, request: Request, view: Any) -> bool:
        member = request._request.member
        return bool(member and request._request.company and member.roles & view.audience)
