"""What a request is once our middleware has looked at it."""

from typing import Any

from django.http import HttpRequest


class SiteRequest(HttpRequest):
    """`company` and `member` are None where there is none (C1, C2). `second_factor_missing`: the member's role needs
    one, so that only the own account is open (A11)."""

    company: Any
    member: Any
    on_operator_host: bool
    second_factor_missing: bool
