"""The addresses that a load balancer asks."""

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from employees.models import Company
from workstars.health import database_state, queue_state


@pytest.mark.rule("X5", "the health address answers on every host without asking the database")
@pytest.mark.parametrize(
    "host", ["localhost", "nobody.workstars.test", "ops.workstars.test", "10.0.0.7:8000"]
)
def test_healthz(host: str, company: Company, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        answer = Client(HTTP_HOST=host).get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.rule("X5", "health is answered by http too, to whoever knows the machine's address alone")
@override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=[".workstars.test"])
def test_without_tls_and_name(db: None) -> None:
    client = Client(HTTP_HOST="10.0.0.7:8000")
    answers = [client.get(path).status_code for path in ("/healthz", "/readyz", "/healthz/", "/readyz/")]
    assert answers == [200, 200, 200, 200]
    assert client.get("/login").status_code == 400


@pytest.mark.rule("X5", "the readiness address says which part is missing and names nobody")
def test_readyz(company: Company) -> None:
    answer = Client(HTTP_HOST="localhost").get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "queue": "ok"})


def test_not_ready_without_the_queue(db: None) -> None:
    with override_settings(REDIS_URL="unix:///nonexistent/valkey.sock?db=0"):
        answer = Client(HTTP_HOST="localhost").get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": "ok", "queue": "not reachable"})
    assert queue_state() == "ok"


def test_not_ready_before_the_migrations(db: None) -> None:
    newest = MigrationLoader(connection).graph.leaf_nodes("employees")[0]
    MigrationRecorder(connection).record_unapplied(*newest)
    assert database_state() == "migrations are missing"


def test_only_reading_is_answered(db: None) -> None:
    answers = [Client(HTTP_HOST="localhost").post(path) for path in ("/healthz", "/readyz")]
    assert [(answer.status_code, answer["Allow"]) for answer in answers] == [(405, "GET, HEAD")] * 2
    assert settings.REDIS_URL.startswith(("unix://", "redis"))
