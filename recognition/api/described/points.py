"""Points in OpenAPI."""

from typing import Any

from drf_spectacular.utils import extend_schema

from employees.api.describing import ASKED_WRONGLY, SECURITY, answer, number, text
from employees.api.shapes import RefusedOut
from recognition.api.shapes.lists import BalancePage, PointsPage

SHARED: Any = {
    "tags": ["Points"],
    "auth": SECURITY,
    "parameters": [
        number("cursor", "Where the page before ended; take it from `next`.", 10**15),
        number("limit", "Rows on a page, at most 500. Without it 100.", 500, least=1),
        text("employee_id", "Of one person."),
    ],
}
ZOFIA = {"employee_id": "00017", "name": "Zofia Wiśniewska", "balance": 350}
ENTRY = {
    "id": 90210,
    "at": "2026-03-03T07:00:00+00:00",
    "employee_id": "00017",
    "points": 100,
    "recognition_id": 4711,
    "batch_id": 17,
    "reverses": None,
}

balances = extend_schema(
    operation_id="points_balances",
    summary="Balances of points",
    description="Everybody in the records. A balance is the sum of the person’s entries.",
    responses={200: BalancePage, 400: RefusedOut, **ASKED_WRONGLY},
    examples=[answer("The last page", {"results": [ZOFIA], "next": None}, "200")],
    **SHARED,
)
entries = extend_schema(
    operation_id="points_entries",
    summary="Entries of points",
    description="The ledger, the oldest first. Entries never change; what is taken back is a further entry.",
    responses={200: PointsPage, 400: RefusedOut, **ASKED_WRONGLY},
    examples=[answer("The last page", {"results": [ENTRY], "next": None}, "200")],
    **SHARED,
)
