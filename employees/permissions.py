"""Who a signed-in person is in a company, and what follows from it (C5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import Exists, OuterRef

from employees.models import Company, Employee, Role, RoleGrant, User
from workstars.lib.clock import today


@dataclass(frozen=True)
class Member:
    """A login at one site. `company` is None on the operator's host; `employee` is None for who is in no HR file."""

    user: User
    company: Company | None
    employee: Employee | None
    roles: frozenset[Role]

    @property
    def name(self) -> str:
        return self.employee.name if self.employee else str(self.user)

    @property
    def is_administrator(self) -> bool:
        return Role.ADMINISTRATOR in self.roles

    @property
    def is_coordinator(self) -> bool:
        return Role.COORDINATOR in self.roles

    @property
    def is_manager(self) -> bool:
        return Role.MANAGER in self.roles

    @property
    def is_account_manager(self) -> bool:
        return Role.ACCOUNT_MANAGER in self.roles


# What these may do harms many people, so a password alone does not open it (A11).
NEED_SECOND_FACTOR = frozenset({Role.ACCOUNT_MANAGER, Role.ADMINISTRATOR, Role.COORDINATOR})


def needs_second_factor(member: Member) -> bool:
    return bool(member.roles & NEED_SECOND_FACTOR)


def find_member(
    user: User, company: Company | None, *, on_operator_host: bool, now: datetime
) -> Member | None:
    """The member that `user` is here at this moment, or None: who left has no session that works (E10, V10)."""
    roles = {Role.ACCOUNT_MANAGER} if on_operator_host and user.is_account_manager else set()
    employee = None
    if company is not None:
        day = today(company, now)
        employee = find_employee(user, company)
        if employee is None or not employee.has_left(day):
            granted = RoleGrant.objects.for_company(company).accepted().filter(user=user)
            roles.update(Role(role) for role in granted.values_list("role", flat=True))
        if employee is not None and employee.is_active(day):
            roles.add(Role.EMPLOYEE)
            if cast(bool, employee.has_reports):  # type: ignore[attr-defined]
                roles.add(Role.MANAGER)
        elif employee is not None:
            employee = None
    return Member(user=user, company=company, employee=employee, roles=frozenset(roles)) if roles else None


def find_employee(user: User, company: Company) -> Employee | None:
    """The person of this login in the company's records, left or not; `has_reports` is looked up in the same query."""
    reports = Employee.objects.for_company(company).filter(manager=OuterRef("pk"), left_at__isnull=True)
    found = Employee.objects.for_company(company).filter(user=user).annotate(has_reports=Exists(reports))
    return cast("Employee | None", found.first())
