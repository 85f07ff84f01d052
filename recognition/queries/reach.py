"""Where a recognition would reach people at this moment: who is active, whose manager may see it, who needs paper."""

from collections.abc import Container, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from employees.models import Company, Employee
from employees.models.employee import EmployeeQuerySet, Status
from recognition.models import Paper

# Fifty thousand times, looking up a member of an enumeration costs more than all the rest of a judgement.
LEFT, NOT_STARTED, REGISTERED = Status.LEFT, Status.NOT_STARTED, Status.REGISTERED
OFFLINE, BY_MAIL = Status.OFFLINE, Status.INVITED_BY_MAIL
OWED, NONE = Paper.OWED, Paper.NONE
AWAY = (LEFT, NOT_STARTED)
BESIDE = ("employee_key", "employee_id", "changed_at")
COLUMNS = (
    "pk",
    "left_at",
    "hire_date",
    "leaving_date",
    "registered_at",
    "hr_email",
    "hr_email_bounced_at",
    "manager_id",
    "country",
)


class Reach(NamedTuple):
    """Of one employee, by primary keys. `manager` is the line manager at this moment (R2), nobody who has left.

    `paper` is what a Recipient gets in its column of that name under R4: owed, or none.
    """

    employee: int
    status: Status
    manager: int | None
    paper: Paper
    country: str

    @property
    def is_active(self) -> bool:
        return self.status not in AWAY


class Addressee(NamedTuple):
    """Whom an Employee ID means: how it is written in the records, and when these were changed last."""

    employee_id: str
    changed_at: datetime
    reach: Reach


def reach_of(company: Company, employees: Iterable[int], day: date) -> dict[int, Reach]:
    """By primary key, in two queries; `day` is today in the company's time zone. Who is not of the company is missing.

    While offline employees are switched off nobody gets paper (C4).
    """
    rows = one_of("id", company, employees).values_list(*COLUMNS)
    paper = company.offline_employees
    reach = {row[0]: _reach(*row, day=day, paper=paper) for row in rows}
    gone = _gone(company, reach.values(), day)
    return {pk: _without(gone, who) for pk, who in reach.items()} if gone else reach


def addressees(company: Company, keys: Iterable[str], day: date) -> dict[str, Addressee]:
    """The same by folded Employee ID, with what sending a batch asks beside it."""
    rows = one_of("employee_key", company, keys).values_list(*BESIDE, *COLUMNS)
    paper = company.offline_employees
    found = {row[0]: Addressee(row[1], row[2], _reach(*row[3:], day=day, paper=paper)) for row in rows}
    gone = _gone(company, (who.reach for who in found.values()), day)
    if gone:
        found = {key: who._replace(reach=_without(gone, who.reach)) for key, who in found.items()}
    return found


def one_of(column: str, company: Company, values: Iterable[Any]) -> EmployeeQuerySet:
    """People whose `column` is one of the values. One array: a parameter for each would be slow to read, and of a
    subquery PostgreSQL expects a few rows and chooses a plan that takes hours for many."""
    which = RawSQL(f"{column} = ANY(%s)", [list(values)], output_field=BooleanField())  # noqa: S611
    people: EmployeeQuerySet = Employee.objects.for_company(company).filter(which)
    return people


def _gone(company: Company, reach: Iterable[Reach], day: date) -> set[int]:
    """Managers who have left. They are few: asked for by themselves, since for a join PostgreSQL reads the whole
    company once more."""
    managers = {who.manager for who in reach if who.manager}
    return set(one_of("id", company, managers).left(day).values_list("pk", flat=True)) if managers else set()


def _without(gone: Container[int | None], who: Reach) -> Reach:
    return who._replace(manager=None) if who.manager in gone else who


def _reach(
    employee: int,
    left_at: datetime | None,
    hire_date: date | None,
    leaving_date: date | None,
    registered_at: datetime | None,
    hr_email: str,
    bounced_at: datetime | None,
    manager: int | None,
    country: str,
    *,
    day: date,
    paper: bool,
) -> Reach:
    status = OFFLINE
    if left_at is not None or (leaving_date and leaving_date < day):
        status = LEFT
    elif hire_date and hire_date > day:
        status = NOT_STARTED
    elif registered_at:
        status = REGISTERED
    elif hr_email and not bounced_at:
        status = BY_MAIL
    return Reach(employee, status, manager, OWED if paper and status is OFFLINE else NONE, country)


def mail_address(employee: Employee) -> str:
    """Where the person is told: the login address once registered, else a working HR e-mail; or nowhere.

    Reads `employee.user`: select it along.
    """
    if employee.user:
        return employee.user.address
    return employee.hr_email if employee.has_working_email else ""
