"""What the check shows (E4): counts, the first of each kind for the page, and files with all of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.csv_import.plan import Plan
from employees.csv_import.planner import differences
from employees.records import Code, Extra, Field, Problem
from employees.records.answers import answer_to
from employees.records.columns import Matching
from workstars.lib.tabular import Sheet, write_csv, write_xlsx

SHOWN = 100
LEAVERS_SHOWN = 1_000
NEW_SHOWN = 10
GUARD_SHARE, GUARD_PEOPLE = 10, 10
"""A second confirmation above this percentage of the active employees and this number of people (E9)."""

ABOUT_STATUS = frozenset({Code.STATUS_UNKNOWN, Code.STATUS_CONTRADICTS})
EVENTS = {"back": gettext_lazy("Comes back"), "leaves": gettext_lazy("Leaves")}


@dataclass(frozen=True)
class Shown:
    """A problem and its place. `heading` is the file's own name of the column."""

    line: int
    heading: str
    code: str
    field: str | None
    value: str
    params: Mapping[str, Any]

    @classmethod
    def of(cls, line: int, problem: Problem, heading: str) -> "Shown":
        name = problem.field.value if problem.field else None
        return cls(line, heading, problem.code.value, name, problem.value, dict(problem.params))

    @property
    def problem(self) -> Problem:
        return Problem(Code(self.code), Field(self.field) if self.field else None, self.value, self.params)

    @property
    def answer(self) -> str:
        """The part of the help page that says more."""
        return answer_to(Code(self.code))


@dataclass(frozen=True)
class Difference:
    """One field of one person, before and after, as text."""

    field: str
    before: str
    after: str

    @property
    def label(self) -> str:
        return str(Field(self.field).label)


@dataclass(frozen=True)
class Changed:
    """`event` is "back", "leaves" or empty."""

    employee_id: str
    name: str
    event: str
    differences: list[Difference]

    @property
    def event_label(self) -> str:
        return str(EVENTS.get(self.event, ""))


@dataclass(frozen=True)
class Findings:
    """Kept with the import as JSON. Lists hold the first few, the counts all. People are (Employee ID, name).

    `moved_on`: the records had changed when it was to be applied, so this is a new check of the same file.
    """

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    back: int = 0
    leaving: int = 0
    linked: int = 0
    active: int = 0
    errors: int = 0
    faulty: int = 0
    warnings: int = 0
    error_list: list[Shown] = field(default_factory=list)
    warning_list: list[Shown] = field(default_factory=list)
    error_codes: list[str] = field(default_factory=list)
    new_list: list[list[str]] = field(default_factory=list)
    changed_list: list[Changed] = field(default_factory=list)
    leaving_list: list[list[str]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    moved_on: bool = False

    @property
    def changes_nothing(self) -> bool:
        return not (self.new or self.changed or self.leaving or self.linked)

    @property
    def needs_second_confirmation(self) -> bool:
        """Whether so many people would leave that it may be a mistake (E9)."""
        return self.leaving > GUARD_PEOPLE and self.leaving * 100 > self.active * GUARD_SHARE

    @property
    def applied(self) -> int:
        return self.new + self.changed + self.leaving + self.linked

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Findings":
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        for name in ("error_list", "warning_list"):
            known[name] = [Shown(**shown) for shown in known.get(name, [])]
        known["changed_list"] = [
            Changed(**{**one, "differences": [Difference(**d) for d in one["differences"]]})
            for one in known.get("changed_list", [])
        ]
        return cls(**known)


def find(plan: Plan, sheet: Sheet, matching: Matching, active: int) -> Findings:
    def shown(line: int, problem: Problem) -> Shown:
        column = Extra.STATUS if problem.code in ABOUT_STATUS else problem.field
        return Shown.of(line, problem, matching.heading_of(column, sheet.headings))

    errors = [(line, problem) for line, problem in plan.all_problems() if problem.is_error]
    warnings = [(line, problem) for line, problem in plan.all_problems() if not problem.is_error]
    changes = [key for key in plan.changed if key not in plan.kept]
    return Findings(
        rows=plan.rows,
        new=len(plan.new),
        changed=len(changes),
        unchanged=plan.unchanged,
        back=sum(plan.changed[key].back for key in changes),
        leaving=len(plan.leaving),
        linked=len(plan.linked),
        active=active,
        errors=len(errors),
        faulty=len(plan.faulty_lines()),
        warnings=len(warnings),
        error_list=[shown(line, problem) for line, problem in errors[:SHOWN]],
        warning_list=[shown(line, problem) for line, problem in warnings[:SHOWN]],
        error_codes=sorted({problem.code.value for _line, problem in errors}),
        new_list=[_person(plan, key) for key in list(plan.new)[:NEW_SHOWN]],
        changed_list=[changed_by(plan, key) for key in [*changes, *plan.linked][:SHOWN]],
        leaving_list=[_person(plan, key) for key in plan.leaving[:LEAVERS_SHOWN]],
        unused=matching.unused(sheet.headings),
    )


def faulty_file(plan: Plan, sheet: Sheet) -> bytes:
    """The rows with errors as they were, with the reason in a first column: mended, it can be uploaded again (E4).

    A workbook for a workbook, CSV for everything else.
    """
    reason_heading = _("What to mend")
    old = next((index for index, heading in enumerate(sheet.headings) if heading == reason_heading), None)

    def without_old(cells: Iterable[str]) -> list[str]:
        return [cell for index, cell in enumerate(cells) if index != old]

    def rows() -> Iterator[list[str]]:
        lines = set(plan.faulty_lines())
        for line, cells in sheet.rows():
            if line in lines:
                yield [_reason(plan, sheet, line), *without_old(cells)]

    headings = [reason_heading, *without_old(sheet.headings)]
    return write_xlsx(headings, rows()) if sheet.workbook else write_csv(headings, rows()).data


def changes_file(plan: Plan) -> bytes:
    """Every change of a person who is known already, field by field."""

    def rows() -> Iterator[list[str]]:
        for key in [*plan.changed, *plan.linked]:
            if key in plan.kept:
                continue
            one = changed_by(plan, key)
            if one.event:
                yield [one.employee_id, one.name, str(EVENTS[one.event]), "", ""]
            for change in one.differences:
                yield [one.employee_id, one.name, change.label, change.before, change.after]
        for key in plan.leavers:
            if key not in plan.kept:
                yield [*_person(plan, key), str(EVENTS["leaves"]), "", ""]

    return write_csv([_("Employee ID"), _("Name"), _("What"), _("Before"), _("After")], rows()).data


def _reason(plan: Plan, sheet: Sheet, line: int) -> str:
    problems = [problem for problem in plan.problems[line] if problem.is_error]
    said = [f"{problem.field.label}: {problem}" if problem.field else str(problem) for problem in problems]
    return _("Line %(line)s. %(problems)s") % {"line": line, "problems": " ".join(said)}


def _person(plan: Plan, key: str) -> list[str]:
    """Employee ID and name, as they will be."""
    entry = plan.entry(key)
    values: dict[Field, str] = {**plan.known.person(key).values} if key in plan.known else {}
    values |= entry.values(plan.fields) if entry else {}
    name = f"{values.get(Field.FIRST_NAME, '')} {values.get(Field.LAST_NAME, '')}".strip()
    return [values[Field.EMPLOYEE_ID], name]


def changed_by(plan: Plan, key: str) -> Changed:
    person = plan.known.person(key)
    entry = plan.changed.get(key)
    found = differences(person, entry.values(plan.fields)) if entry else []
    if key in plan.linked:
        found.append((Field.MANAGER_ID, "", plan.name_of(plan.linked[key])))
    event = "back" if entry and entry.back else "leaves" if entry and entry.goes else ""
    employee_id, name = _person(plan, key)
    return Changed(
        employee_id, name, event, [Difference(f.value, before, after) for f, before, after in found]
    )
