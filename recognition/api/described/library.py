"""eCards and reasons in OpenAPI."""

from typing import Any

from drf_spectacular.utils import extend_schema

from employees.api.describing import ASKED_WRONGLY, SECURITY, answer
from recognition.api.shapes.lists import ECardList, ReasonList

SHARED: Any = {"tags": ["eCards and reasons"], "auth": SECURITY}
ECARD = {
    "id": 2,
    "name": "Sunrise",
    "is_in_use": True,
    "picture": "https://acme.example/ecards/2/0123456789abcdef.webp",
    "width": 1200,
    "height": 675,
}
REASON = {"id": 3, "name": "Teamwork", "names": {"pl": "Praca zespołowa"}, "is_in_use": True}

ecards = extend_schema(
    operation_id="ecards_list",
    summary="eCards",
    description="All of them, in the company’s order; those not in use stay on what was sent with them.",
    responses={200: ECardList, **ASKED_WRONGLY},
    examples=[answer("One eCard", {"results": [ECARD], "next": None}, "200")],
    **SHARED,
)
reasons = extend_schema(
    operation_id="reasons_list",
    summary="Reasons",
    description="All of them, in the company’s order; a batch file may name one in any of its languages.",
    responses={200: ReasonList, **ASKED_WRONGLY},
    examples=[answer("One reason", {"results": [REASON], "next": None}, "200")],
    **SHARED,
)
