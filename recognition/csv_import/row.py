"""The one model of a row of a batch, and the judgement over text that wants to be one (B2)."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from employees.records import cells
from recognition.csv_import.columns import Column
from recognition.csv_import.problems import Code, Problem
from recognition.messages import MOST_CHARACTERS, MOST_LINES, Flaw, flaws_of, tidy_message

MOST_IN_A_REASON = 100
_WHOLE = re.compile(r"[0-9]{1,6}")
# Tried in this order; the first that fits says what is wrong.
_NOT_WHOLE = (
    (re.compile(r"[0-9]+"), Code.POINTS_TOO_MANY),
    (re.compile(r"\+.*[0-9].*"), Code.POINTS_PLUS),
    (re.compile(r"[-−–].*[0-9].*"), Code.POINTS_NEGATIVE),
    (re.compile(r"[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+"), Code.POINTS_SCIENTIFIC),
    (re.compile(r"[0-9]*\.[0-9]*"), Code.POINTS_DECIMAL),
    (re.compile(r"[0-9]+([,.'’_\s][0-9]+)+"), Code.POINTS_GROUPED),
)
_OF_MESSAGES = {
    Flaw.EMPTY: Code.MESSAGE_MISSING,
    Flaw.TOO_LONG: Code.MESSAGE_TOO_LONG,
    Flaw.TOO_MANY_LINES: Code.MESSAGE_TOO_MANY_LINES,
    Flaw.CONTROL: Code.MESSAGE_CONTROL,
}


def _refuse(*codes: Code) -> PydanticCustomError:
    return PydanticCustomError("flaws", "refused", {"codes": codes})


def read_employee_id(text: str) -> str:
    if not cells.is_tidy(text):
        text = cells.without_unseen(text, joiners=False)
    text = text.strip()
    if not text:
        raise _refuse(Code.ID_MISSING)
    return text


def read_message(text: str) -> str:
    message = tidy_message(text)
    if message[:1].isascii() and message.isprintable() and 0 < len(message) <= MOST_CHARACTERS:
        return message  # one line that begins with something to see: true of nearly every row
    if flaws := flaws_of(message):
        raise _refuse(*(_OF_MESSAGES[flaw] for flaw in flaws))
    return message


def read_points(text: str) -> int:
    """Digits 0 to 9 and nothing else: `int` would also take `+5`, `1_000` and the digits of every script."""
    text = text.strip()
    if _WHOLE.fullmatch(text):
        return int(text)
    if not text:
        raise _refuse(Code.POINTS_MISSING)
    for pattern, code in _NOT_WHOLE:
        if pattern.fullmatch(text):
            raise _refuse(code)
    other = any(not char.isascii() and unicodedata.category(char) in {"Nd", "Nl", "No"} for char in text)
    raise _refuse(Code.POINTS_OTHER_DIGITS if other else Code.POINTS_NO_NUMBER)


@lru_cache(maxsize=1_000)
def read_reason(text: str) -> str:
    """One line of what can be seen; which reason it is, the company's list says."""
    if not cells.is_tidy(text):
        text = " ".join(cells.without_unseen(text, joiners=True).split())
        text = "".join(char for char in text if not cells.first_control(char))
    text = " ".join(text.split())
    if len(text) > MOST_IN_A_REASON:
        raise _refuse(Code.REASON_TOO_LONG)
    return text


class BatchRow(BaseModel):
    """A row that is right in itself: whom it is about, the records know."""

    model_config = ConfigDict(frozen=True)

    employee_id: Annotated[str, AfterValidator(read_employee_id), Field(alias=Column.EMPLOYEE_ID.value)]
    message: Annotated[str, AfterValidator(read_message), Field(alias=Column.MESSAGE.value)]
    points: Annotated[int, BeforeValidator(read_points), Field(alias=Column.POINTS.value)]
    reason: Annotated[str, AfterValidator(read_reason), Field(alias=Column.REASON.value)] = ""


class Judged(NamedTuple):
    """`row` is None when there are `problems`."""

    row: BatchRow | None
    problems: list[Problem]


_validate = BatchRow.__pydantic_validator__.validate_python


def judge_cells(found: Mapping[str, str]) -> Judged:
    """A row as it stands in the file, by the values of Column; every error of it at once."""
    try:
        return Judged(_validate(found), [])
    except ValidationError as error:
        return Judged(None, _explain(error, found))


def _explain(error: ValidationError, found: Mapping[str, str]) -> list[Problem]:
    """pydantic's words in ours."""
    problems: list[Problem] = []
    for fault in error.errors(include_url=False):
        column = Column(str(fault["loc"][0]))
        value = found[column.value].strip()
        codes = fault["ctx"]["codes"]
        problems += [Problem(code, column, value, _params(code, value)) for code in codes]
    return problems


def _params(code: Code, value: str) -> dict[str, Any]:
    if code == Code.MESSAGE_TOO_LONG:
        return {"length": len(tidy_message(value)), "limit": MOST_CHARACTERS}
    if code == Code.MESSAGE_TOO_MANY_LINES:
        return {"lines": tidy_message(value).count("\n") + 1, "limit": MOST_LINES}
    if code == Code.REASON_TOO_LONG:
        return {"length": len(value), "limit": MOST_IN_A_REASON}
    return {}
