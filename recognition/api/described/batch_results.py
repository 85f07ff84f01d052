"""What comes back from a batch, in OpenAPI."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from employees.api.describing import ASKED_WRONGLY, CONFLICT, ROW_ID, UNKNOWN, answer, number
from employees.api.shapes import RefusedOut
from recognition.api.described.batches import SHARED
from recognition.api.shapes.results import FaultyPage, ResultPage

ROWS = [
    {
        "row": 2,
        "employee_id": "00017",
        "name": "Zofia Wiśniewska",
        "outcome": "sent",
        "points": 100,
        "recognition_id": 4711,
        "why": "",
        "problems": [],
    },
    {
        "row": 3,
        "employee_id": "00018",
        "name": "Jan Kos",
        "outcome": "skipped",
        "points": 0,
        "recognition_id": None,
        "why": "left",
        "problems": [],
    },
]

PAGES = [
    ROW_ID,
    number("cursor", "Where the page before ended; take it from `next`.", 2**31 - 1),
    number("limit", "Rows on a page, at most 1,000. Without it 100.", 1000, least=1),
]
FAULTY = {
    "row": 3,
    "employee_id": "00018",
    "problems": [
        {
            "column": "POINTS",
            "value": "1,000",
            "code": "points_grouped",
            "message": "“1,000” holds a separator for thousands, or a decimal comma.",
            "remedy": "Write the digits alone, like 1000.",
        }
    ],
}

result = extend_schema(
    operation_id="batches_result",
    summary="What became of each row",
    description=(
        "In the order of the file: sent, skipped, left_out, or recalled. "
        "Rows that were left out are told while the file is kept."
    ),
    parameters=PAGES,
    responses={200: ResultPage, 400: RefusedOut, **UNKNOWN, **CONFLICT, **ASKED_WRONGLY},
    examples=[answer("The last page", {"results": ROWS, "next": None}, "200")],
    **SHARED,
)
result_file = extend_schema(
    operation_id="batches_result_file",
    summary="What became of each row, as a file",
    parameters=[ROW_ID],
    responses={(200, "text/csv"): OpenApiTypes.BINARY, **UNKNOWN, **CONFLICT, **ASKED_WRONGLY},
    **SHARED,
)
faulty = extend_schema(
    operation_id="batches_faulty",
    summary="The rows to mend",
    description=(
        "In the order of the file, each with everything that is wrong in it, while the file is kept. "
        "Against the records of this moment: of what was mended in them since the check, a row has no problem left."
    ),
    parameters=PAGES,
    responses={200: FaultyPage, 400: RefusedOut, **UNKNOWN, **CONFLICT, **ASKED_WRONGLY},
    examples=[answer("The last page", {"results": [FAULTY], "next": None}, "200")],
    **SHARED,
)
faulty_file = extend_schema(
    operation_id="batches_faulty_file",
    summary="The rows to mend, as a file",
    description="Each with the reason in a first column; mended, it can be sent again.",
    parameters=[ROW_ID],
    responses={(200, "text/csv"): OpenApiTypes.BINARY, **UNKNOWN, **CONFLICT, **ASKED_WRONGLY},
    **SHARED,
)
