"""What is done with a batch request, in OpenAPI."""

from drf_spectacular.utils import extend_schema

from employees.api.describing import ASKED_WRONGLY, CONFLICT, KEY, ROW_ID, UNKNOWN, answer, asked
from employees.api.shapes import RefusedOut
from recognition.api.described.batches import BATCH, NOT_NOW, SHARED
from recognition.api.shapes.batches import BatchOut, ReasonIn, SubmitIn, ThreadOut
from recognition.api.shapes.fields import TextIn
from recognition.api.shapes.results import CheckOut, WrittenEntryOut

FINGERPRINT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
CHECK = {
    "status": "checked",
    "detail": "",
    "progress": None,
    "fingerprint": FINGERPRINT,
    "can_be_sent": True,
    "counts": {
        "rows": 2,
        "good": 1,
        "faulty": 1,
        "people": 1,
        "points": 100,
        "certificates": 1,
        "on_paper": 1,
        "unreachable": 0,
        "errors": 1,
        "warnings": 0,
        "repeated": 0,
        "repeated_earlier": 0,
    },
    "problems": [
        {
            "row": 3,
            "column": "POINTS",
            "value": "1,000",
            "code": "points_grouped",
            "message": "“1,000” holds a separator for thousands, or a decimal comma.",
            "remedy": "Write the digits alone, like 1000.",
        }
    ],
    "warnings": [],
    "unused_columns": [],
    "earlier_batch": None,
    "has_moved_on": False,
    "problems_url": "https://acme.example/api/v1/batches/17/faulty",
    "faulty_url": "https://acme.example/api/v1/batches/17/faulty.csv",
}
SUBMITTED = {
    **BATCH,
    "status": "submitted",
    "waits_for": "company",
    "submitted_at": "2026-03-02T12:05:00+00:00",
    "progress": None,
}
ENTRY = {
    "id": 5,
    "at": "2026-03-02T12:05:00+00:00",
    "by": "Alice Adams, by API token Payroll",
    "change": "submitted",
    "text": "",
}
TO_MEND = {
    "detail": "Some rows have to be mended. Mend them, or decide to send only the good rows.",
    "code": "rows_to_mend",
}
SAID_BEFORE = {
    "detail": "“Safety week” holds the same recognitions. Send send_again if they are to be sent once more.",
    "code": "said_before",
    "earlier": {"id": 12, "summary": "Safety week"},
}
REFUSALS = {400: RefusedOut, **UNKNOWN, **CONFLICT, **ASKED_WRONGLY}

checking = extend_schema(
    operation_id="batches_check",
    summary="What the check found",
    description="While it is checking, Retry-After says when to ask again. Codes stay the same; sentences may change.",
    parameters=[ROW_ID],
    responses={200: CheckOut, **UNKNOWN, **ASKED_WRONGLY},
    examples=[answer("Checked", CHECK, "200")],
    **SHARED,
)
submitting = extend_schema(
    operation_id="batches_submit",
    summary="Submit a batch request",
    description=(
        "Sends what the fingerprint stands for, on its day and after the approvals that the company asks for. "
        "Whoever made the token is the requester and approves nothing of it; approving is done on the pages."
    ),
    parameters=[ROW_ID, KEY],
    request=SubmitIn,
    responses={200: BatchOut, **REFUSALS},
    examples=[
        asked("The good rows", {"fingerprint": FINGERPRINT, "good_rows_only": True}),
        answer("Submitted", SUBMITTED, "200"),
        answer("Rows to mend", TO_MEND, "409"),
        answer("Said before", SAID_BEFORE, "409"),
    ],
    **SHARED,
)
answering = extend_schema(
    operation_id="batches_answer",
    summary="Answer a question",
    description="In the state needs_info; it is submitted again as it was.",
    parameters=[ROW_ID, KEY],
    request=TextIn,
    responses={200: BatchOut, **REFUSALS},
    examples=[asked("An answer", {"text": "The plant pays for it."}), answer("Submitted", SUBMITTED, "200")],
    **SHARED,
)
cancelling = extend_schema(
    operation_id="batches_cancel",
    summary="Cancel a batch request",
    description="Before sending has begun. The same again changes nothing.",
    parameters=[ROW_ID, KEY],
    request=ReasonIn,
    responses={200: BatchOut, **REFUSALS},
    examples=[
        asked("With a reason", {"text": "The prize is another one."}),
        answer("Cancelled", {**BATCH, "status": "cancelled", "waits_for": "", "progress": None}, "200"),
        answer("Too late", NOT_NOW, "409"),
    ],
    **SHARED,
)
thread = extend_schema(
    operation_id="batches_thread",
    summary="The thread of a batch request",
    parameters=[ROW_ID],
    responses={200: ThreadOut, **UNKNOWN, **ASKED_WRONGLY},
    examples=[answer("Submitted", {"results": [ENTRY]}, "200")],
    **SHARED,
)
writing = extend_schema(
    operation_id="batches_write",
    summary="Write to everybody involved",
    description="Once it has been submitted.",
    parameters=[ROW_ID, KEY],
    request=TextIn,
    responses={201: WrittenEntryOut, **REFUSALS},
    examples=[asked("A word", {"text": "The list came from Payroll."})],
    **SHARED,
)
