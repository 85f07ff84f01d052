"""The one model of a row, and the judgement over text that wants to be one."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, NamedTuple

from django.conf import settings
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from employees.records import cells
from employees.records.blanks import BLANK_SIGNS, BLANK_WORDS, LONGEST_SIGN, SPREADSHEET_ERRORS
from employees.records.countries import english_country, nearest_country, read_country
from employees.records.dates import read_day
from employees.records.fields import DATES, Field
from employees.records.problems import Code, Problem
from employees.records.rules import RowRules
from workstars.lib.tabular.unsafe import UNSAFE_FIRST
from workstars.lib.text import fold_employee_id
from workstars.lib.wording import offer

_SAFE = f"^([^{re.escape(UNSAFE_FIRST)}]|$)"
_EMAIL = (
    r"^$|^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$"
)

EmployeeId = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=_SAFE)
]
ManagerId = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64, pattern=_SAFE)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=150, pattern=_SAFE)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, max_length=150)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254, pattern=_EMAIL)]


class EmployeeRecord(BaseModel):
    """A row that is right in itself. `model_fields_set` says which columns it had: the others keep what is known.

    `country` is ISO 3166 alpha-2, `language` a key of RECORD_LANGUAGES; empty means the company's.
    """

    model_config = ConfigDict(frozen=True)

    employee_id: EmployeeId
    first_name: Name = ""
    last_name: Name = ""
    hr_email: Email = ""
    country: str = ""
    language: str = ""
    manager_id: ManagerId = ""
    job_title: Label = ""
    department: Label = ""
    location: Label = ""
    hire_date: date | None = None
    leaving_date: date | None = None


class Judged(NamedTuple):
    """`record` is None when one of the `problems` is an error; warnings leave it whole."""

    record: EmployeeRecord | None
    problems: list[Problem]


_validate = EmployeeRecord.__pydantic_validator__.validate_python
_ODD_ID = re.compile(r"(?P<decimal>[0-9]+[.,]0+)|(?P<scientific>[0-9]+([.,][0-9]+)?[eE]\+[0-9]{1,3})")
_LABELS = [(field, field.value) for field in (Field.JOB_TITLE, Field.DEPARTMENT, Field.LOCATION)]
_DAYS = [(field, field.value) for field in DATES]
_ONE_LINE = frozenset(
    {Field.EMPLOYEE_ID, Field.FIRST_NAME, Field.LAST_NAME, Field.HR_EMAIL, Field.MANAGER_ID}
)
_WITH_JOINERS = frozenset(
    {Field.FIRST_NAME, Field.LAST_NAME, Field.JOB_TITLE, Field.DEPARTMENT, Field.LOCATION}
)


def judge(
    values: Mapping[str, str], rules: RowRules, *, is_new: bool = True, may_lack_email: bool = False
) -> Judged:
    """One row as typed, keys of `Field`. A key that is absent keeps what is known; `is_new` asks for what is needed.

    `may_lack_email`: known already, and without an address; C4 lets such a person stay and be edited.
    """
    judged = judge_cells({**values}, rules)
    if judged.record is None:
        return judged
    problems = judged.problems + lacking(judged.record, rules, is_new=is_new, may_lack_email=may_lack_email)
    return Judged(None if any(p.is_error for p in problems) else judged.record, problems)


def judge_cells(found: dict[str, Any], rules: RowRules) -> Judged:
    """What can be said of the cells without knowing whether the person is new. Uses `found` up."""
    problems: list[Problem] = []
    joined = "".join(found.values())
    if not cells.is_tidy(joined):
        _tidy(found, problems)
    if "#" in joined:
        _find_errors_of_spreadsheets(found, rules, problems)
    _read_special_cells(found, rules, problems)
    try:
        record = _validate(found)
    except ValidationError as error:
        return Judged(None, _first_of_each_field(problems + _explain(error, found)))
    _look_at_whole(record, rules, problems)
    if problems and any(problem.is_error for problem in problems):
        return Judged(None, _first_of_each_field(problems))
    return Judged(record, problems)


def lacking(record: EmployeeRecord, rules: RowRules, *, is_new: bool, may_lack_email: bool) -> list[Problem]:
    """What a person needs who is not known yet, or may not lose."""
    if (
        (record.first_name or record.last_name)
        and record.country
        and (record.hr_email or rules.offline_employees)
    ):
        return []
    given = record.model_fields_set
    problems = []
    if not record.first_name and not record.last_name and (is_new or {"first_name", "last_name"} <= given):
        problems.append(Problem(Code.NAME_MISSING, Field.FIRST_NAME))
    if not record.country and not rules.default_country and (is_new or "country" in given):
        problems.append(Problem(Code.COUNTRY_MISSING, Field.COUNTRY))
    wants_email = is_new or "hr_email" in given
    if wants_email and not record.hr_email and not rules.offline_employees and not may_lack_email:
        problems.append(Problem(Code.EMAIL_MISSING, Field.HR_EMAIL))
    return problems


def _tidy(found: dict[str, Any], problems: list[Problem]) -> None:
    for key, text in found.items():
        if cells.is_tidy(text):
            continue
        field = Field(key)
        clean = cells.without_unseen(text, joiners=field in _WITH_JOINERS)
        if cells.has_breaks(clean):
            joined = cells.join_lines(clean)
            code = Code.LINE_BREAK if field in _ONE_LINE else Code.BREAKS_JOINED
            problems.append(Problem(code, field, joined))
            clean = joined
        control = cells.first_control(clean)
        if control:
            problems.append(Problem(Code.CONTROL, field, clean, {"character": control}))
            clean = ""
        elif _lost_letters(text, clean):
            problems.append(Problem(Code.UNSEEN_REMOVED, field, clean))
        found[key] = clean


def _lost_letters(text: str, clean: str) -> bool:
    """True when more was taken out than outer spaces and line breaks."""
    return cells.without_unseen(text, joiners=True) != text.strip() and len(clean) < len(text.strip())


def _find_errors_of_spreadsheets(found: dict[str, Any], rules: RowRules, problems: list[Problem]) -> None:
    for key, text in found.items():
        if text[:1] != "#" or text.lower() not in SPREADSHEET_ERRORS or key == Field.HR_EMAIL:
            continue
        if key == Field.EMPLOYEE_ID or not rules.blank_words:
            problems.append(Problem(Code.CELL_ERROR, Field(key), text))
        if key != Field.EMPLOYEE_ID:
            found[key] = ""


def _read_special_cells(found: dict[str, Any], rules: RowRules, problems: list[Problem]) -> None:
    employee_id = found.get("employee_id")
    if employee_id and len(employee_id) < 5 and employee_id.strip().lower() in BLANK_SIGNS:
        found["employee_id"] = ""  # which is said of an ID that is missing
    country = found.get("country")
    if country is not None:
        found["country"] = _country(country, rules, problems)
    language = found.get("language")
    if language:
        found["language"] = _language(language, problems)
    email = found.get("hr_email")
    if email and "@" not in email and email.strip().lower() in BLANK_WORDS:
        if not rules.blank_words:
            problems.append(Problem(Code.EMAIL_WORD, Field.HR_EMAIL, email.strip()))
        found["hr_email"] = ""
    manager = found.get("manager_id")
    if manager and len(manager) < 5 and manager.strip().lower() in BLANK_SIGNS:
        found["manager_id"] = _blank(manager, Field.MANAGER_ID, rules, problems)
    for field, name in _LABELS:
        label = found.get(name)
        if label and len(label) < LONGEST_SIGN and label.strip().lower() in BLANK_SIGNS:
            found[name] = _word(label.strip(), field, rules, problems)
    for field, name in _DAYS:
        if name in found:
            text = found[name]
            found[name] = _day(text, field, rules, problems) if text else None


def _blank(text: str, field: Field, rules: RowRules, problems: list[Problem]) -> str:
    """Nothing, which is said unless somebody asked for it."""
    if not rules.blank_words:
        problems.append(Problem(Code.BLANK_WORD, field, text.strip()))
    return ""


def _word(text: str, field: Field, rules: RowRules, problems: list[Problem]) -> str:
    """A job can be called nearly anything, so the word stays, and is said; or it is nothing, if somebody asked so."""
    if rules.blank_words:
        return ""
    problems.append(Problem(Code.WORD_KEPT, field, text))
    return text


def _country(text: str, rules: RowRules, problems: list[Problem]) -> str:
    code = read_country(text) if text else ""
    if not code:
        text = text.strip()
        if text.lower() in BLANK_SIGNS:
            return _blank(text, Field.COUNTRY, rules, problems) or rules.default_country
        if not text:
            return rules.default_country
        near = nearest_country(text)
        params = {"near": near, "offer": offer(near)} if near else {}
        problems.append(Problem(Code.COUNTRY_UNKNOWN, Field.COUNTRY, text, params))
    elif rules.countries and code not in rules.countries:
        params = {"country": english_country(code)}
        problems.append(Problem(Code.COUNTRY_NOT_LISTED, Field.COUNTRY, text.strip(), params))
    return code


def _language(text: str, problems: list[Problem]) -> str:
    code = cells.read_language(text)
    if code is None and text.strip():
        params = {"languages": ", ".join(settings.RECORD_LANGUAGES.values())}
        problems.append(Problem(Code.LANGUAGE_UNKNOWN, Field.LANGUAGE, text.strip(), params))
    return code or ""


def _day(text: str, field: Field, rules: RowRules, problems: list[Problem]) -> date | None:
    text = text.strip()
    if not text:
        return None
    day = read_day(text, rules.date_orders.get(field))
    if isinstance(day, date):
        return day
    if text.lower() in BLANK_WORDS:
        _blank(text, field, rules, problems)
        return None
    problems.append(Problem(day, field, text))
    return None


def _look_at_whole(record: EmployeeRecord, rules: RowRules, problems: list[Problem]) -> None:
    own, manager = record.employee_id, record.manager_id
    if not own.isalnum() and not rules.odd_ids:
        odd = _ODD_ID.fullmatch(own)
        if odd:
            code = Code.ID_DECIMAL if odd["decimal"] else Code.ID_SCIENTIFIC
            problems.append(Problem(code, Field.EMPLOYEE_ID, own))
    if manager and _is_same(manager, own):
        person = f"{record.first_name} {record.last_name}".strip() or own
        problems.append(Problem(Code.OWN_MANAGER, Field.MANAGER_ID, manager, {"person": person}))
    if record.leaving_date and record.hire_date and record.leaving_date < record.hire_date:
        problems.append(
            Problem(Code.LEAVES_BEFORE_HIRED, Field.LEAVING_DATE, record.leaving_date.isoformat())
        )


def _is_same(one: str, other: str) -> bool:
    """As `fold_employee_id` of both would say, which nearly always takes less."""
    if one.isascii() and other.isascii():
        return one.lower() == other.lower()
    return fold_employee_id(one) == fold_employee_id(other)


def _first_of_each_field(problems: list[Problem]) -> list[Problem]:
    """What follows from an error is not said as well."""
    seen: dict[Field | None, Problem] = {}
    for problem in sorted(problems, key=lambda problem: not problem.is_error):
        seen.setdefault(problem.field, problem)
    return list(seen.values())


def _explain(error: ValidationError, found: Mapping[str, Any]) -> list[Problem]:
    """pydantic's words in ours."""
    return [_problem(fault, Field(str(fault["loc"][0])), found) for fault in error.errors(include_url=False)]


def _problem(fault: Any, field: Field, found: Mapping[str, Any]) -> Problem:
    value = str(found.get(field, "")).strip()
    if fault["type"] == "string_too_long":
        limit = fault["ctx"]["max_length"]
        return Problem(Code.TOO_LONG, field, value, {"limit": limit, "length": len(value)})
    if fault["type"] in {"missing", "string_too_short"}:
        return Problem(Code.ID_MISSING, field)
    return Problem(Code.EMAIL_MALFORMED if field == Field.HR_EMAIL else Code.UNSAFE_FIRST, field, value)
