"""What adding and changing share: judging against the rest of the records, and writing one row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from employees.models import Company, Employee
from employees.queries.managers import circle_of, reports_waiting_for
from employees.queries.people import differing_by_zeros
from employees.records import Code, EmployeeRecord, Field, Problem, RowRules, judge, lacking

PLAIN_COLUMNS = tuple(str(field) for field in Field if field != Field.MANAGER_ID)


class RecordRefused(Exception):
    """The row cannot be saved; `problems` say why and how to mend it. Nothing was changed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = [problem for problem in problems if problem.is_error]
        super().__init__(" ".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class Saved:
    """`changed` is False when everything was so already; `warnings` are worth telling, and did not hinder."""

    employee: Employee
    warnings: tuple[Problem, ...] = ()
    changed: bool = True


def judge_row(
    values: Mapping[str, str], rules: RowRules, *, is_new: bool = True, may_lack_email: bool = False
) -> tuple[EmployeeRecord, list[Problem]]:
    """The row and its warnings. Refusal: RecordRefused, also with what is missing beside what is wrong."""
    judged = judge(values, rules, is_new=is_new, may_lack_email=may_lack_email)
    if judged.record is not None:
        return judged.record, list(judged.problems)
    stripped: dict[str, Any] = {name: text.strip() for name, text in values.items()}
    typed = EmployeeRecord.model_construct(**stripped)
    known = {problem.field for problem in judged.problems}
    missing = lacking(typed, rules, is_new=is_new, may_lack_email=may_lack_email)
    raise RecordRefused([*judged.problems, *(one for one in missing if one.field not in known)])


def hold_people(company: Company) -> None:
    """One change of managers or administrators at a time: two at once could close a circle."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)


def lock_employee(company: Company, employee: Employee) -> Employee:
    """The person as they are now, held until the transaction ends."""
    people = Employee.objects.for_company(company).select_related("company")
    found: Employee = people.select_for_update(of=("self",)).get(pk=employee.pk)
    return found


def fill(employee: Employee, record: EmployeeRecord) -> None:
    """Puts the columns that the row had into the person; the others keep what is known."""
    for column in PLAIN_COLUMNS:
        if column in record.model_fields_set:
            setattr(employee, column, getattr(record, column))


def name_manager(employee: Employee, manager_id: str) -> list[Problem]:
    """Sets the line manager by Employee ID; one who is not known yet is kept as text, with a warning (E8)."""
    people = Employee.objects.for_company(employee.company)
    employee.manager = people.with_employee_id(manager_id).first() if manager_id else None
    employee.manager_ref = "" if employee.manager else manager_id
    return [Problem(Code.MANAGER_UNKNOWN, Field.MANAGER_ID, manager_id)] if employee.manager_ref else []


def find_problems(employee: Employee, *, odd_id_meant: bool) -> list[Problem]:
    """What the person's own row cannot know: other people's IDs and addresses, circles of managers."""
    problems = [*_whole_problems(employee), *_email_problems(employee), *_circle_problems(employee)]
    namesake = Employee.objects.for_company(employee.company).with_employee_id(employee.employee_id)
    if taken_by := namesake.exclude(pk=employee.pk).first():
        problems.append(_taken(Code.ID_TAKEN, Field.EMPLOYEE_ID, employee.employee_id, taken_by))
    elif not odd_id_meant and (known := differing_by_zeros(employee)):
        params = {"known": f"{known.employee_id} ({known.name})"}
        problems.append(Problem(Code.ID_LOST_ZEROS, Field.EMPLOYEE_ID, employee.employee_id, params))
    return problems


def _whole_problems(employee: Employee) -> list[Problem]:
    """A row that had only some columns can contradict what is known."""
    problems = []
    if not employee.name:
        problems.append(Problem(Code.NAME_MISSING, Field.FIRST_NAME))
    hired, leaving = employee.hire_date, employee.leaving_date
    if hired and leaving and leaving < hired:
        problems.append(Problem(Code.LEAVES_BEFORE_HIRED, Field.LEAVING_DATE, leaving.isoformat()))
    return problems


def _email_problems(employee: Employee) -> list[Problem]:
    """Another employee's HR e-mail, or the login address of one, whose name is never told (E11)."""
    if not employee.hr_email:
        return []
    others = Employee.objects.for_company(employee.company).exclude(pk=employee.pk)
    if taken_by := others.filter(hr_email__iexact=employee.hr_email).first():
        return [_taken(Code.EMAIL_TAKEN, Field.HR_EMAIL, employee.hr_email, taken_by)]
    if others.filter(user__email=employee.hr_email.lower()).exists():
        return [Problem(Code.EMAIL_IS_A_LOGIN, Field.HR_EMAIL, employee.hr_email)]
    return []


def _circle_problems(employee: Employee) -> list[Problem]:
    """Nobody comes above themselves, also not through somebody who was waiting for this person (E8)."""
    if employee.manager is None:
        return []
    below = [employee.pk] if employee.pk else []
    below += reports_waiting_for(employee.company, employee.employee_id)
    circle = circle_of(employee.company, below, employee.manager.pk)
    if not circle:
        return []
    names = [rank.name for rank in circle]
    if circle[-1].pk != employee.pk:
        names.append(employee.name)
    return [Problem(Code.MANAGER_CYCLE, Field.MANAGER_ID, params={"people": " → ".join(names)})]


def _taken(code: Code, field: Field, value: str, by: Employee) -> Problem:
    return Problem(code, field, value, {"person": f"{by.name} ({by.employee_id})"})


def save(employee: Employee, now: datetime) -> None:
    """Writes the row and links who waited for it; a race that the look-ups lost ends in the same sentences."""
    employee.changed_at = now
    try:
        with transaction.atomic():
            employee.save()
    except IntegrityError as error:
        raise RecordRefused([_lost_race(employee, error)]) from error
    waiting = reports_waiting_for(employee.company, employee.employee_id)
    if waiting:
        Employee.objects.for_company(employee.company).filter(Q(pk__in=waiting), ~Q(pk=employee.pk)).update(
            manager=employee, manager_ref="", changed_at=now
        )


def _lost_race(employee: Employee, error: IntegrityError) -> Problem:
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    somebody = {"person": employee.name}
    if constraint == "employee_id_once":
        return Problem(Code.ID_TAKEN, Field.EMPLOYEE_ID, employee.employee_id, somebody)
    if constraint == "hr_email_once":
        return Problem(Code.EMAIL_TAKEN, Field.HR_EMAIL, employee.hr_email, somebody)
    raise error


def snapshot(employee: Employee) -> dict[str, Any]:
    """The HR columns as the audit log shows them."""
    values: dict[str, Any] = {column: _shown(getattr(employee, column)) for column in PLAIN_COLUMNS}
    manager_id = employee.manager.employee_id if employee.manager else employee.manager_ref
    return {**values, str(Field.MANAGER_ID): manager_id}


def _shown(value: str | date | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value
