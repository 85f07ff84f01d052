"""How often one token may ask. Counted in the cache, which all web processes share."""

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from employees.models import ApiToken


class TokenThrottle(SimpleRateThrottle):
    """Per token, else per signed-in person or address; the answer 429 says when to come again."""

    scope = "api"

    def get_rate(self) -> str:
        return str(settings.API_RATE)

    def get_cache_key(self, request: Request, view: Any) -> str:
        who = f"token-{request.auth.pk}" if isinstance(request.auth, ApiToken) else self.get_ident(request)
        return f"api-rate-{who}"
