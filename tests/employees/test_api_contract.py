"""The API keeps to what it says of itself: every call, with whatever anybody sends, by token and without."""

import os
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.urls import is_valid_path
from django.utils import timezone
from hypothesis import HealthCheck, settings

from employees.models.tokens import Scope
from tests.employees.test_api_employees import token_of
from tests.factories import EmployeeFactory, RecipientFactory
from tests.people import Person, SiteClient, host_of
from tests.recognition.batching import Desk
from tests.recognition.batching import rows as batch_rows
from tests.recognition.tickets import Ticket
from workstars.portal.views.api import document


def tries(few: int) -> settings:
    """Of each call: so many in `make test`, many with `FAULTS=all`."""
    return settings(
        max_examples=40 if os.environ.get("FAULTS") == "all" else few,
        deadline=None,
        derandomize=True,
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.too_slow,
            HealthCheck.filter_too_much,
        ],
    )


@pytest.fixture
def api(alice: Person, all_faults: bool) -> Iterator[Any]:
    """Requests share the test's connection, as the test client's do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    EmployeeFactory(company=alice.company, employee_id="00017")
    found = schemathesis.openapi.from_dict({**_about(_rows_of(alice)), "servers": [{"url": "/"}]})
    found.config.checks.ignored_auth.enabled = False  # a test of its own asks without a token
    # In a path, a list or null is a text as well; and no schema knows the countries or who is whose manager.
    found.config.checks.negative_data_rejection.enabled = False
    found.config.checks.positive_data_acceptance.enabled = False
    # Every way to break a call, one after the other, is for `FAULTS=all`.
    found.config.phases.coverage.enabled = all_faults
    yield found
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _rows_of(alice: Person) -> dict[str, list[int]]:
    """Numbers that calls can be about: something of each kind that is there, and nothing."""
    line = "00017,Thank you,5,"
    draft = Ticket(alice.company, alice.user, timezone.now()).begin(batch_rows(line))
    sent = Desk(alice.company, alice.user, timezone.now()).send(batch_rows(line, "nobody,Thanks,+5,"))
    thanks = RecipientFactory(recognition__company=alice.company).recognition
    return {"batches": [draft.pk, sent.pk, 1], "recognitions": [thanks.pk, 1]}


def _about(rows: dict[str, list[int]]) -> dict[str, Any]:
    """The document, for these numbers: of two billion a generator would never find one that is there."""
    told = deepcopy(document())
    for path, calls in told["paths"].items():
        kind = path.removeprefix("/api/v1/").split("/")[0]
        for call in calls.values():
            for parameter in call.get("parameters", []):
                if parameter["name"] == "id" and parameter["in"] == "path":
                    parameter["schema"] = {"type": "integer", "enum": rows[kind]}
    return told


schema = schemathesis.pytest.from_fixture("api")


@pytest.fixture
def secret(alice: Person) -> str:
    return token_of(alice, timezone.now(), list(Scope.values))[1]


@pytest.mark.slow
@pytest.mark.rule("X4", "whatever is sent with a token, each call answers as its OpenAPI document says")
@schema.parametrize()
@tries(4)
def test_with_a_token(case: Any, secret: str, alice: Person, settings: Any) -> None:
    settings.API_RATE = "100000/min"
    case.operation.app = get_wsgi_application()
    host = {"Host": host_of(alice.company), "Authorization": f"Bearer {secret}"}
    answer = case.call_and_validate(headers=host)
    assert answer.status_code < 500


@pytest.mark.slow
@pytest.mark.rule("X4", "without a token each call is refused, whatever is sent")
@schema.parametrize()
@tries(1)
def test_without_a_token(case: Any, alice: Person, settings: Any) -> None:
    settings.API_RATE = "100000/min"
    case.operation.app = get_wsgi_application()
    answer = case.call(headers={"Host": host_of(alice.company)})
    is_address = is_valid_path(unquote(urlsplit(answer.request.url).path))
    assert answer.status_code in ({401, 405} if is_address else {401, 404, 405})


@pytest.mark.rule("X4", "the OpenAPI document and its page are served by ourselves, and tell of no company")
def test_schema_and_docs(stranger: SiteClient) -> None:
    answer = stranger.get("/api/v1/schema")
    assert sorted(path.removeprefix("/api/v1") for path in answer.json()["paths"]) == [
        *("/batches", "/batches/{id}", "/batches/{id}/answer", "/batches/{id}/cancel", "/batches/{id}/check"),
        *(
            "/batches/{id}/faulty",
            "/batches/{id}/faulty.csv",
            "/batches/{id}/file",
            "/batches/{id}/result",
            "/batches/{id}/result.csv",
        ),
        *("/batches/{id}/submit", "/batches/{id}/thread", "/certificates", "/ecards", "/employees"),
        *("/employees/bulk", "/employees/{employee_id}", "/employees/{employee_id}/deactivate"),
        *("/employees/{employee_id}/reactivate", "/points", "/points/entries", "/reasons"),
        *("/recognitions", "/recognitions/{id}"),
    ]
    page = stranger.get("/api/v1/docs").content.decode()
    assert [
        page.count(f"<code>{call}</code>")
        for call in ("GET /api/v1/employees", "POST /api/v1/employees/bulk")
    ] == [1, 1]
