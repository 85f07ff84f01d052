"""One employee's page: facts, state, what can be done now, and the whole story (E14)."""

from django.http import HttpResponse

from employees.models import Employee
from employees.models.employee import Status
from workstars.lib.clock import today
from workstars.lib.doors import AdministratorPage
from workstars.lib.mail import masked
from workstars.portal.queries.standing import standing_of
from workstars.portal.queries.story import story_of

REPORTS_SHOWN = 10


class EmployeePage(AdministratorPage):
    """`/admin/employees/<id>`. The login address is shown masked."""

    def get(self, request: object, pk: int) -> HttpResponse:
        people = Employee.objects.for_company(self.company).select_related("company", "manager", "user")
        employee = self.find_or_404(people, pk=pk)
        day = today(self.company, self.now)
        state = employee.status(day)
        reports = employee.reports.filter(left_at__isnull=True)
        return self.render(
            "portal/employee.html",
            employee=employee,
            state=state,
            standing=standing_of(employee, day),
            login=masked(employee.user.email) if employee.user else "",
            is_oneself=employee.user_id == self.member.user.pk,
            can_stop_mails=state == Status.INVITED_BY_MAIL,
            reports=reports.order_by("last_name", "first_name", "pk")[:REPORTS_SHOWN],
            report_count=reports.count(),
            story=story_of(employee, day),
        )
