"""Batch requests in OpenAPI."""

from typing import Any

from drf_spectacular.utils import extend_schema

from employees.api.describing import (
    ASKED_WRONGLY,
    CONFLICT,
    CURSOR,
    KEY,
    ROW_ID,
    SECURITY,
    SINCE,
    TOO_LARGE,
    UNKNOWN,
    answer,
    asked,
    number,
    text,
)
from employees.api.shapes import RefusedOut
from recognition.api.base import LARGEST_PAGE
from recognition.api.shapes.batches import (
    BatchOut,
    BatchPage,
    BatchWithFile,
    BatchWithRows,
    FileIn,
    RequestIn,
    RowsIn,
)
from recognition.models import Batch

TAG = "Batches"
SHARED: Any = {"tags": [TAG], "auth": SECURITY}

ROWS = [
    {"employee_id": "00017", "message": "Thank you for staying late.", "points": 100, "reason": "Teamwork"},
    {"employee_id": "00018", "message": "The new line started early.", "points": 0},
]
BATCH = {
    "id": 17,
    "status": "draft",
    "waits_for": "requester",
    "summary": "Safety week",
    "description": "",
    "send_on": "2026-03-03",
    "is_private": False,
    "ecard_id": None,
    "from_kind": "company",
    "from_employee_id": "",
    "from_name": "",
    "copied_ids": [],
    "requested_by": "Alice Adams, by API token Payroll",
    "created_at": "2026-03-02T12:00:00+00:00",
    "submitted_at": None,
    "approved_at": None,
    "send_at": None,
    "sent_at": None,
    "recalled_at": None,
    "recall_reason": "",
    "file": {
        "name": "thanks.csv",
        "uploaded_at": "2026-03-02T12:00:00+00:00",
        "status": "checking",
        "rows": 2,
    },
    "good_rows_only": False,
    "people": 0,
    "points": 0,
    "rows_sent": 0,
    "rows_skipped": 0,
    "progress": {"step": "rows", "done": 0, "total": 2},
    "url": "https://acme.example/api/v1/batches/17",
    "check_url": "https://acme.example/api/v1/batches/17/check",
    "result_url": "https://acme.example/api/v1/batches/17/result",
    "address": "https://acme.example/batches/17",
}
SENT = {
    **BATCH,
    "status": "sent",
    "waits_for": "",
    "submitted_at": "2026-03-02T12:05:00+00:00",
    "approved_at": "2026-03-02T14:30:00+00:00",
    "send_at": "2026-03-03T07:00:00+00:00",
    "sent_at": "2026-03-03T07:00:04+00:00",
    "file": {**BATCH["file"], "status": "checked"},  # type: ignore[dict-item]
    "people": 2,
    "points": 100,
    "rows_sent": 2,
    "progress": None,
}
HEADINGS = {
    "field": "file",
    "code": "headings_wrong",
    "message": (
        "The column REASON is missing. The first line of the file has: EMPLOYEE_ID, MESSAGE, POINTS. "
        "All four columns are needed, also where REASON is empty."
    ),
}
NOT_NOW = {
    "detail": "This request is at another state now: Sending. Nothing was done.",
    "code": "not_now",
}

listing = extend_schema(
    operation_id="batches_list",
    summary="Batch requests, the newest first",
    description="One’s own, and what others have submitted.",
    parameters=[
        CURSOR,
        number("limit", "Requests on a page, at most 100. Without it 20.", LARGEST_PAGE, least=1),
        SINCE,
        text("status", "In this state.", enum=[str(value) for value in Batch.Status.values]),
    ],
    responses={200: BatchPage, 400: RefusedOut, **ASKED_WRONGLY},
    examples=[answer("The last page", {"results": [SENT], "next": None}, "200")],
    **SHARED,
)
making = extend_schema(
    operation_id="batches_make",
    summary="Begin a batch request",
    description=(
        "A draft with its rows: a CSV or XLSX file of up to 100,000 as a form, or up to 10,000 as JSON. "
        "They are checked next: ask at Location. Nothing is sent before it is submitted."
    ),
    parameters=[KEY],
    request={"application/json": BatchWithRows, "multipart/form-data": BatchWithFile},
    responses={202: BatchOut, 400: RefusedOut, 403: RefusedOut, **CONFLICT, **TOO_LARGE, **ASKED_WRONGLY},
    examples=[
        asked("Two rows", {"summary": "Safety week", "send_on": "2026-03-03", "rows": ROWS}),
        answer("Being checked", BATCH, "202"),
        answer("Refused", {"detail": HEADINGS["message"], "problems": [HEADINGS]}, "400"),
    ],
    **SHARED,
)
showing = extend_schema(
    operation_id="batches_read",
    summary="One batch request",
    description="Where it stands and how far it is.",
    parameters=[ROW_ID],
    responses={200: BatchOut, **UNKNOWN, **ASKED_WRONGLY},
    examples=[answer("Sent", SENT, "200")],
    **SHARED,
)
changing = extend_schema(
    operation_id="batches_change",
    summary="Change what is said around the rows",
    description="Fields that are absent stay. What was submitted is a draft again and is submitted anew.",
    parameters=[ROW_ID, KEY],
    request=RequestIn,
    responses={200: BatchOut, 400: RefusedOut, **UNKNOWN, **CONFLICT, **TOO_LARGE, **ASKED_WRONGLY},
    examples=[
        asked("Another day", {"send_on": "2026-03-04"}),
        answer("Changed", BATCH, "200"),
        answer("Too late", NOT_NOW, "409"),
    ],
    **SHARED,
)
mending = extend_schema(
    operation_id="batches_file",
    summary="Send mended rows",
    description="In the place of those before. They are checked next: ask at Location.",
    parameters=[ROW_ID, KEY],
    request={"application/json": RowsIn, "multipart/form-data": FileIn},
    responses={202: BatchOut, 400: RefusedOut, **UNKNOWN, **CONFLICT, **TOO_LARGE, **ASKED_WRONGLY},
    examples=[asked("Two rows", {"rows": ROWS}), answer("Being checked", BATCH, "202")],
    **SHARED,
)
