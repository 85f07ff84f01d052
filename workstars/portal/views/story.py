"""One employee's page: facts, state, what can be done now, and the whole story (E14)."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _

from employees.models import Employee, Erasure
from employees.models.employee import Status
from employees.queries.bounces import bounce_of
from employees.queries.factors import has_second_factor
from recognition.models import PointEntry
from workstars.lib.clock import today
from workstars.lib.doors import AdministratorPage
from workstars.lib.mail import masked
from workstars.portal.queries.standing import standing_of
from workstars.portal.queries.story import story_of

REPORTS_SHOWN = 10


@dataclass(frozen=True)
class WaysIn:
    """What an administrator can do about this person's account (A10, A11, A12)."""

    slip: bool
    recovery: bool
    reset: bool
    factor: bool


def ways_in(employee: Employee, state: Status, asked_by: int) -> WaysIn:
    registered = state == Status.REGISTERED
    return WaysIn(
        slip=employee.company.offline_employees and state in (Status.OFFLINE, Status.INVITED_BY_MAIL),
        recovery=registered and employee.user is not None and not employee.user.address,
        reset=registered and employee.user_id != asked_by,
        factor=employee.user is not None
        and employee.user_id != asked_by
        and has_second_factor(employee.user),
    )


def login_of(employee: Employee) -> str:
    """The login address, masked; what stands in its place for who registered without one."""
    if employee.user is None:
        return ""
    return masked(employee.user.address) if employee.user.address else _("None: logs in with the Employee ID")


class EmployeePage(AdministratorPage):
    """`/admin/employees/<id>`. The login address is shown masked."""

    def get(self, request: object, pk: int) -> HttpResponse:
        people = Employee.objects.for_company(self.company).select_related("company", "manager", "user")
        employee = self.find_or_404(people, pk=pk)
        if employee.erased_at:
            return self.show_erased(employee)
        day = today(self.company, self.now)
        state = employee.status(day)
        reports = employee.reports.filter(left_at__isnull=True)
        return self.render(
            "portal/employee.html",
            employee=employee,
            state=state,
            standing=standing_of(employee, day),
            bounce=bounce_of(employee),
            login=login_of(employee),
            can=ways_in(employee, state, self.member.user.pk),
            is_oneself=employee.user_id == self.member.user.pk,
            can_stop_mails=state == Status.INVITED_BY_MAIL,
            reports=reports.order_by("last_name", "first_name", "pk")[:REPORTS_SHOWN],
            report_count=reports.count(),
            story=story_of(employee, day),
        )

    def show_erased(self, employee: Employee) -> HttpResponse:
        """What is left of somebody of whom nothing is kept (X5)."""
        points = PointEntry.objects.for_company(self.company).filter(employee=employee)
        erasure = Erasure.objects.for_company(self.company).get(employee=employee)
        return self.render("portal/erased.html", employee=employee, erasure=erasure, points=points.balance())
