"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Company, member and whether development pages exist. Costs no query."""
    return {
        "company": getattr(request, "company", None),
        "member": getattr(request, "member", None),
        "development": getattr(settings, "DEVELOPMENT", False),
    }
