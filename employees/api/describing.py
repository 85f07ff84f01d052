"""How a call is described in OpenAPI: its parameters, its examples, and the answers that every call can have."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from employees.api.shapes import RefusedOut

SECURITY: list[Any] = [{"token": []}]


def answer(name: str, value: Any, *statuses: str) -> OpenApiExample:
    return OpenApiExample(name, value=value, response_only=True, status_codes=list(statuses))


def asked(name: str, value: Any) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


def text(name: str, words: str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.QUERY, description=words, **more)


def number(name: str, words: str, most: int, *, least: int = 0) -> OpenApiParameter:
    kind: Any = {"type": "integer", "minimum": least, "maximum": most}
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=words)


CURSOR = OpenApiParameter(
    "cursor",
    {"type": "string", "pattern": "^([0-9]{1,18}-[0-9]{1,18})?$"},
    OpenApiParameter.QUERY,
    description="Where the page before ended; take it from `next`.",
)
SINCE = OpenApiParameter(
    "since",
    {"type": "string", "format": "date-time"},
    OpenApiParameter.QUERY,
    description="Nothing from before this moment. It has a zone, like 2027-03-04T12:00:00Z.",
)
ROW_ID = OpenApiParameter(
    "id",
    {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
    OpenApiParameter.PATH,
    description="Its number.",
)
KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": 255, "pattern": "^[!-~]*$"},
    OpenApiParameter.HEADER,
    description="The same key within a day is answered the same, and nothing is done twice.",
)

ASKED_WRONGLY = {401: RefusedOut, 403: RefusedOut, 429: RefusedOut}
CONFLICT, UNKNOWN, TOO_LARGE = {409: RefusedOut}, {404: RefusedOut}, {413: RefusedOut}
