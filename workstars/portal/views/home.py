"""Where a member lands, and what an administrator sees first."""

from datetime import timedelta

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from employees.audit_sentences import sentence_for
from employees.audit_words import kind_of
from employees.models import Employee
from workstars.lib.clock import today
from workstars.lib.doors import AdministratorPage, AnySiteMemberPage
from workstars.portal.queries import dashboard
from workstars.portal.queries.thanks import thanks_for, wall_for

WELCOME_FOR = timedelta(hours=24)


class HomePage(AnySiteMemberPage):
    """`/`: administrators and account managers to their own first page, everybody else stays."""

    def get(self, request: object) -> HttpResponseBase:
        if self.member.is_administrator:
            return redirect("dashboard")
        if self.member.is_account_manager and not self.member.employee:
            return redirect("/backoffice")
        employee: Employee | None = self.member.employee
        if employee is None:
            wall = wall_for(self.company, self.member) if self.member.is_coordinator else None
            return self.render("portal/home.html", name=self.member.name, wall=wall)
        thanks = thanks_for(self.company, self.member, self.now)
        registered, day = employee.registered_at, today(self.company, self.now)
        return self.render(
            "portal/home.html",
            name=employee.first_name or employee.last_name,
            is_new=registered is not None and self.now - registered < WELCOME_FOR,
            team=dashboard.team_of(employee, day) if self.member.is_manager else None,
            certificates=dashboard.certificates_to_print(employee, day) if self.member.is_manager else 0,
            thanks=thanks,
            wall=thanks.wall,
        )


class DashboardPage(AdministratorPage):
    """`/admin`: what waits for me, how far are we, what happened last."""

    def get(self, request: object) -> HttpResponse:
        day = today(self.company, self.now)
        funnel = dashboard.funnel(self.company, day)
        return self.render(
            "portal/dashboard.html",
            waiting=dashboard.waiting_for_administrators(self.company, day),
            funnel=funnel,
            stages=[
                (_("Active employees"), funnel.active),
                (_("Invited at least once"), funnel.invited),
                (_("Registered"), funnel.registered),
            ],
            is_empty=not funnel.active and not dashboard.has_employees(self.company),
            events=[
                (event, sentence_for(event), kind_of(event.action))
                for event in dashboard.last_events(self.company)
            ],
        )
