"""Addresses for load balancers: alive, and ready for work. They answer on every host and name nobody."""

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

QUEUE_SECONDS = 2.0
GetResponse = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    """Ahead of all others: who asks knows the machine's address alone, speaks http, and may not be turned away."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = {"/healthz": healthz, "/readyz": readyz}.get(
            request.path_info.rstrip("/"), self.get_response
        )
        return answer(request)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when all that a page needs is there, else 503; says which part is missing, never why."""
    parts = {"database": database_state(), "queue": queue_state()}
    ready = all(state == "ok" for state in parts.values())
    return JsonResponse(parts, status=200 if ready else 503)


def database_state() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "not reachable"
    return "migrations are missing" if waiting else "ok"


def queue_state() -> str:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=QUEUE_SECONDS, socket_connect_timeout=QUEUE_SECONDS
    )
    try:
        client.ping()
    except redis.RedisError:
        return "not reachable"
    finally:
        client.close()
    return "ok"
