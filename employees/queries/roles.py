"""Who has which role in a company, and who was asked."""

from datetime import date

from django.db.models import Exists, OuterRef

from employees.models import Company, Employee, Role, RoleGrant
from employees.models.people import RoleGrantQuerySet
from employees.queries.factors import has_a_second_factor


def roles_of(company: Company, today: date) -> RoleGrantQuerySet:
    """Administrators first, by address; `gone` marks who holds a role but has left, `has_factor` whose login has a
    second factor. One query."""
    people = Employee.objects.for_company(company)
    gone = people.filter(user=OuterRef("user")).left(today)
    grants = RoleGrant.objects.for_company(company).select_related("user")
    grants = grants.annotate(gone=Exists(gone), has_factor=has_a_second_factor("user_id"))
    return grants.order_by("role", "email", "pk")


def count_administrators(company: Company, today: date) -> int:
    """How many administrators can work today."""
    administrators = RoleGrant.objects.for_company(company).filter(role=Role.ADMINISTRATOR)
    return administrators.working(today).count()
