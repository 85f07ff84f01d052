"""Where a recognition would reach people at this moment: who is active, whose manager may see it, who needs paper."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from employees.models import Company, Employee
from employees.models.employee import EmployeeQuerySet, Status
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
    """By primary key, in two queries; `day` is today in the company's time zone. Who is not of the company is missing.

    While offline employees are switched off nobody gets paper (C4). Managers are few: asked for by themselves, since
    for a join PostgreSQL reads the whole company once more.
    """
    rows = _one_of(company, employees).values_list(*COLUMNS)
    reach = {row[0]: _reach(*row, day=day, paper=company.offline_employees) for row in rows}
    managers = {who.manager for who in reach.values() if who.manager}
    gone = set(_one_of(company, managers).left(day).values_list("pk", flat=True)) if managers else set()
    if gone:
        reach |= {pk: who._replace(manager=None) for pk, who in reach.items() if who.manager in gone}
    return reach


def _one_of(company: Company, employees: Iterable[int]) -> EmployeeQuerySet:
    """One array: a parameter for each would be slow to read."""
    which = RawSQL('"employees_employee"."id" = ANY(%s)', [list(employees)], output_field=BooleanField())
    people: EmployeeQuerySet = Employee.objects.for_company(company).filter(which)
    return people


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
    status = Status.OFFLINE
    if left_at is not None or (leaving_date and leaving_date < day):
        status = Status.LEFT
    elif hire_date and hire_date > day:
        status = Status.NOT_STARTED
    elif registered_at:
        status = Status.REGISTERED
    elif hr_email and not bounced_at:
        status = Status.INVITED_BY_MAIL
    owed = Paper.OWED if paper and status == Status.OFFLINE else Paper.NONE
    return Reach(employee, status, manager, owed, country)


def mail_address(employee: Employee) -> str:
    """Where the person is told: the login address once registered, else a working HR e-mail; or nowhere.

    Reads `employee.user`: select it along.
    """
    if employee.user:
        return employee.user.address
    return employee.hr_email if employee.has_working_email else ""
