"""From paper to *Reminders* (I6, V5): who has not registered when the days after the last paper are over."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from employees.models import Company, Employee
from employees.models.employee import EmployeeQuerySet
from workstars.lib.clock import furthest_day, today


def move_to_reminders(*, now: datetime) -> int:
    """Whoever is due in the company's zone; however late it runs, and twice moves nobody twice."""
    return sum(_move(company, now) for company in _companies_to_ask(now))


@transaction.atomic
def _move(company: Company, now: datetime) -> int:
    day = today(company, now)
    people: EmployeeQuerySet = Employee.objects.for_company(company)
    return people.offline(day).paper_due(day).update(reminders_since=now)


def _companies_to_ask(now: datetime) -> list[Company]:
    """Those in which anybody may be due: one look into the index for each, whatever its size."""
    people: EmployeeQuerySet = Employee.objects.across_companies()
    due = people.not_gone().unregistered().without_working_email().paper_due(furthest_day(now))
    return list(Company.objects.filter(Exists(due.filter(company=OuterRef("pk")))).order_by("pk"))
