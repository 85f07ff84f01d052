"""Where a recognition would reach people at this moment: who is active, whose manager may see it, who needs paper."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from employees.models import Company, Employee
from employees.models.employee import Status
from recognition.models import Paper

COLUMNS = (
    "pk",
    "left_at",
    "hire_date",
    "leaving_date",
    "registered_at",
    "hr_email",
    "hr_email_bounced_at",
    "manager_id",
    "manager__left_at",
    "manager__leaving_date",
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
        return self.status not in {Status.LEFT, Status.NOT_STARTED}


def reach_of(company: Company, employees: Iterable[int], day: date) -> dict[int, Reach]:
    """By primary key, in one query; `day` is today in the company's time zone. Who is not of the company is missing.

    While offline employees are switched off nobody gets paper (C4).
    """
    which = RawSQL('"employees_employee"."id" = ANY(%s)', [list(employees)], output_field=BooleanField())
    rows = Employee.objects.for_company(company).filter(which).values_list(*COLUMNS)
    return {row[0]: _reach(*row, day=day, paper=company.offline_employees) for row in rows}


def _reach(
    employee: int,
    left_at: datetime | None,
    hire_date: date | None,
    leaving_date: date | None,
    registered_at: datetime | None,
    hr_email: str,
    bounced_at: datetime | None,
    manager: int | None,
    manager_left_at: datetime | None,
    manager_leaving_date: date | None,
    country: str,
    *,
    day: date,
    paper: bool,
) -> Reach:
    status = Status.OFFLINE
    if _has_left(left_at, leaving_date, day):
        status = Status.LEFT
    elif hire_date and hire_date > day:
        status = Status.NOT_STARTED
    elif registered_at:
        status = Status.REGISTERED
    elif hr_email and not bounced_at:
        status = Status.INVITED_BY_MAIL
    owed = Paper.OWED if paper and status == Status.OFFLINE else Paper.NONE
    manager_left = _has_left(manager_left_at, manager_leaving_date, day)
    return Reach(employee, status, None if manager_left else manager, owed, country)


def _has_left(left_at: datetime | None, leaving_date: date | None, day: date) -> bool:
    return left_at is not None or bool(leaving_date and leaving_date < day)


def mail_address(employee: Employee) -> str:
    """Where the person is told: the login address once registered, else a working HR e-mail; or nowhere.

    Reads `employee.user`: select it along.
    """
    if employee.user:
        return employee.user.address
    return employee.hr_email if employee.has_working_email else ""
