"""What a spreadsheet did to Employee IDs (E7)."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from employees.csv_import.plan import WHOLE_FILE, Plan
from employees.records import Code, Field, Problem, offer
from employees.records.columns import Matching
from workstars.lib.tabular import Sheet
from workstars.lib.text import fold_employee_id

_NUMBERS = frozenset({Code.ID_DECIMAL, Code.ID_SCIENTIFIC})


def warn_of_numbers(plan: Plan, sheet: Sheet, matching: Matching) -> None:
    """IDs that a workbook holds as numbers have lost their zeros already, if they had any."""
    index = matching.columns[Field.EMPLOYEE_ID]
    numbers = sheet.workbook.numbers[index] if sheet.workbook else 0
    if numbers:
        plan.report(WHOLE_FILE, Problem(Code.ID_NUMBERS, Field.EMPLOYEE_ID, params={"rows": numbers}))


def report_lost_zeros(plan: Plan, present: set[str]) -> None:
    """A new ID that equals a known one, or another new one of the file, but for leading zeros. Neither is applied.

    The known person counts as being in the file, so that nobody is deactivated by a lost zero.
    """
    if len({len(key) for keys in (plan.known.lines, plan.new) for key in keys}) < 2:
        return  # IDs of one length, as most are, cannot differ by zeros
    known, new = _with_zeros(plan.known.lines), _with_zeros(plan.new)
    damaged: dict[str, str] = {}
    for key in plan.new:
        bare = key.lstrip("0")
        other = _other(key, bare, known, plan.known.lines) or _other(key, bare, new, plan.new)
        if other:
            damaged[key] = other
    labels = {other: plan.name_of(other) for other in damaged.values()}
    for key, other in damaged.items():
        entry = plan.new[key]
        written = entry.values(plan.fields)[Field.EMPLOYEE_ID]
        plan.report(
            entry.line, Problem(Code.ID_LOST_ZEROS, Field.EMPLOYEE_ID, written, {"known": labels[other]})
        )
        present.add(other)
    for key in damaged:
        del plan.new[key]


def offer_known_people(plan: Plan, present: set[str]) -> None:
    """Who may be meant by an ID that has become a number: 5480.0 by 05480. That person counts as being in the file."""
    known: dict[str, str] = {}
    for found in plan.problems.values():
        for index, problem in enumerate(found):
            if problem.code not in _NUMBERS:
                continue
            known = known or _with_zeros(plan.known.lines)
            digits = _digits(problem.value)
            other = digits if digits in plan.known else known.get(digits.lstrip("0"), "")
            if other:
                found[index] = replace(problem, params={"offer": offer(plan.name_of(other))})
                present.add(other)


def _digits(text: str) -> str:
    """The whole number that a spreadsheet shows as 5480.0 or 1.2E+05."""
    return f"{Decimal(fold_employee_id(text).replace(',', '.')):.0f}"


def _with_zeros(keys: Mapping[str, object]) -> dict[str, str]:
    """The key without its zeros → the key, for those that have some."""
    return {key.lstrip("0"): key for key in keys if key[0] == "0"}


def _other(key: str, bare: str, with_zeros: Mapping[str, str], keys: Mapping[str, object]) -> str:
    if not bare:
        return ""
    other = with_zeros.get(bare, key)
    if other != key:
        return other
    return bare if bare != key and bare in keys else ""
