"""Recognitions in OpenAPI."""

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
from recognition.api.shapes.recognitions import RecognitionIn, RecognitionOut, RecognitionPage

TAG = "Recognitions"

THANKS_IN = {
    "sender_id": "00012",
    "recipient_ids": ["00017"],
    "message": "Thank you for staying late on Friday.",
    "reason_id": 3,
}
THANKS = {
    "id": 4711,
    "sent_at": "2026-03-02T12:00:00+00:00",
    "sender": "Jan Kowalski",
    "sender_id": "00012",
    "recipients": [{"employee_id": "00017", "name": "Zofia Wiśniewska", "points": None}],
    "message": "Thank you for staying late on Friday.",
    "reason": "Teamwork",
    "ecard": None,
    "is_private": False,
    "batch": None,
    "url": "https://acme.example/api/v1/recognitions/4711",
    "address": "https://acme.example/recognitions/4711",
}
NOBODY = {
    "field": "recipient_ids",
    "code": "id_unknown",
    "message": "Nobody with the Employee ID “17” is known.",
}

listing = extend_schema(
    operation_id="recognitions_list",
    summary="Recognitions, the newest first",
    description="Without the scope recognitions:private those that everybody sees on the wall, without points.",
    tags=[TAG],
    auth=SECURITY,
    parameters=[
        CURSOR,
        number("limit", "Recognitions on a page, at most 100. Without it 20.", LARGEST_PAGE, least=1),
        SINCE,
        text("q", "A name, of who thanks or is thanked; at least two letters."),
        number("reason_id", "With this reason.", 2**31 - 1),
        text("privacy", "With the scope recognitions:private: one kind alone.", enum=["public", "private"]),
    ],
    responses={200: RecognitionPage, 400: RefusedOut, **ASKED_WRONGLY},
    examples=[answer("The last page", {"results": [THANKS], "next": None}, "200")],
)
showing = extend_schema(
    operation_id="recognitions_read",
    summary="One recognition",
    tags=[TAG],
    auth=SECURITY,
    parameters=[ROW_ID],
    responses={200: RecognitionOut, **UNKNOWN, **ASKED_WRONGLY},
    examples=[answer("Thanks", THANKS, "200")],
)
giving = extend_schema(
    operation_id="recognitions_give",
    summary="Give a recognition",
    description=(
        "Given at once; recipients, their managers and copied people are told. Without sender_id it comes from whoever "
        "made the token; with it from that employee, and the audit log names the token."
    ),
    tags=[TAG],
    auth=SECURITY,
    parameters=[KEY],
    request=RecognitionIn,
    responses={201: RecognitionOut, 400: RefusedOut, **CONFLICT, **TOO_LARGE, **ASKED_WRONGLY},
    examples=[
        asked("Thanks", THANKS_IN),
        answer("Given", THANKS, "201"),
        answer("Refused", {"detail": NOBODY["message"], "problems": [NOBODY]}, "400"),
    ],
)
