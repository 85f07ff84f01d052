"""The employees' calls in OpenAPI: what goes in, what comes out, and an example of each."""

from drf_spectacular.utils import OpenApiParameter, extend_schema

from employees.api.describing import (
    ASKED_WRONGLY,
    CONFLICT,
    KEY,
    SECURITY,
    UNKNOWN,
    answer,
    asked,
    number,
    text,
)
from employees.api.shapes import (
    BulkIn,
    BulkOut,
    PageOut,
    PersonIn,
    PersonOut,
    RefusedOut,
    WrittenOut,
)
from employees.models.employee import Status

TAG = "Employees"

ZOFIA_IN = {
    "first_name": "Zofia",
    "last_name": "Wiśniewska",
    "hr_email": "",
    "country": "PL",
    "manager_id": "00012",
    "location": "Gdańsk",
    "hire_date": "2020-04-13",
}
ZOFIA = {
    "employee_id": "00017",
    **ZOFIA_IN,
    "language": "",
    "job_title": "",
    "department": "",
    "leaving_date": None,
    "status": "offline",
    "registered_at": None,
    "left_at": None,
    "created_at": "2026-03-02T12:00:00Z",
    "changed_at": "2026-03-02T12:00:00Z",
}
PROBLEM = {
    "field": "country",
    "code": "country_unknown",
    "message": "“Polnd” is no country that we know. Write its name or its code, like Poland, PL or POL.",
}


ID = OpenApiParameter(
    "employee_id",
    {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9._-]+$"},
    OpenApiParameter.PATH,
    description="The Employee ID, with its zeros. One that has a slash is written in bulk.",
)
ODD = text("odd_ids", "`meant` writes an Employee ID that looks damaged by a spreadsheet.", enum=["meant"])

listing = extend_schema(
    operation_id="employees_list",
    summary="All employees, by pages",
    description="Follow `next` until it is null. People who are added meanwhile come at the end.",
    tags=[TAG],
    auth=SECURITY,
    parameters=[
        number("cursor", "Where the page before ended; take it from `next`.", 10**15),
        number("limit", "People on a page, at most 500. Without it 100.", 500),
        text("q", "Words in name, Employee ID or HR e-mail; accents do not matter."),
        text("country", "ISO 3166 code."),
        text("location", "The site."),
        text("department", "The department."),
        text("manager_id", "The line manager’s Employee ID."),
        text("status", "Where the person stands.", enum=[str(value) for value in Status.values]),
    ],
    responses={200: PageOut, 400: RefusedOut, **ASKED_WRONGLY},
    examples=[answer("The last page", {"results": [ZOFIA], "next": None}, "200")],
)
showing = extend_schema(
    operation_id="employees_read",
    summary="One employee",
    tags=[TAG],
    auth=SECURITY,
    parameters=[ID],
    responses={200: PersonOut, **UNKNOWN, **ASKED_WRONGLY},
    examples=[answer("Zofia", ZOFIA, "200")],
)
writing = extend_schema(
    operation_id="employees_write",
    summary="Add or change one employee",
    description="Fields that are absent keep what is known. The same again changes nothing. Who had left is back.",
    tags=[TAG],
    auth=SECURITY,
    parameters=[ID, KEY, ODD],
    request=PersonIn,
    responses={200: WrittenOut, 201: WrittenOut, 400: RefusedOut, **CONFLICT, **ASKED_WRONGLY},
    examples=[
        asked("Zofia", ZOFIA_IN),
        answer("Added", {"outcome": "created", "employee": ZOFIA, "warnings": []}, "201"),
        answer("Refused", {"detail": PROBLEM["message"], "problems": [PROBLEM]}, "400"),
    ],
)
leaving = extend_schema(
    operation_id="employees_deactivate",
    summary="Deactivate an employee",
    description="Codes, sessions and mails of the person end at this moment; recognitions and points stay.",
    tags=[TAG],
    auth=SECURITY,
    parameters=[ID, KEY],
    request=None,
    responses={200: PersonOut, 400: RefusedOut, **UNKNOWN, **CONFLICT, **ASKED_WRONGLY},
)
returning = extend_schema(
    operation_id="employees_reactivate",
    summary="Bring an employee back",
    tags=[TAG],
    auth=SECURITY,
    parameters=[ID, KEY],
    request=None,
    responses={200: PersonOut, 400: RefusedOut, **UNKNOWN, **CONFLICT, **ASKED_WRONGLY},
)
in_bulk = extend_schema(
    operation_id="employees_bulk",
    summary="Write up to 10,000 employees",
    description="Each has an answer, in the order sent. The good ones are written in one transaction.",
    tags=[TAG],
    auth=SECURITY,
    parameters=[KEY],
    request=BulkIn,
    responses={200: BulkOut, 400: RefusedOut, **CONFLICT, **ASKED_WRONGLY},
    examples=[
        asked(
            "Two people",
            {
                "employees": [
                    {"employee_id": "00017", **ZOFIA_IN},
                    {"employee_id": "00018", "last_name": "Kos", "country": "Polnd"},
                ]
            },
        ),
        answer(
            "One written, one refused",
            {
                "results": [
                    {"employee_id": "00017", "outcome": "created", "problems": []},
                    {"employee_id": "00018", "outcome": "refused", "problems": [PROBLEM]},
                ]
            },
            "200",
        ),
    ],
)
