"""One JSON line per event, without codes, tokens, names or addresses of people (X5)."""

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


class JsonFormatter(structlog.stdlib.ProcessorFormatter):
    """For our own events and for those of every library."""

    def __init__(self) -> None:
        super().__init__(
            processors=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ]
        )


class RequestLogMiddleware(RequestMiddleware):
    """Logs the route of a request, never its path: an address can hold a signed link."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        match = getattr(request, "resolver_match", None)
        return f"{request.method} /{match.route}" if match else str(request.method)
