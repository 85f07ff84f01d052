"""One JSON line per event, without codes, tokens, names or addresses of people (X5)."""

import logging
from collections.abc import Mapping
from typing import Any

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
)

_SHARED = (
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)
_to_json = structlog.processors.JSONRenderer(ensure_ascii=False)


def render_json(logger: logging.Logger, name: str, event: Mapping[str, Any]) -> str:
    """Last step of the formatter, for our own events and for those of every library."""
    line: Any = {key: value for key, value in event.items() if not key.startswith("_from_structlog")}
    for step in _SHARED:
        line = step(logger, name, line)
    line.pop("_record", None)
    return str(_to_json(logger, name, line))


class RequestLogMiddleware(RequestMiddleware):
    """Logs the route of a request, never its path: an address can hold a signed link."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        match = getattr(request, "resolver_match", None)
        return f"{request.method} /{match.route}" if match else str(request.method)
