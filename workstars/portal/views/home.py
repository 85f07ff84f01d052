"""Where a member lands, and what an administrator sees first."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from workstars.lib.doors import AdministratorPage, MemberPage


class HomePage(MemberPage):
    """`/`: administrators and account managers to their own first page, everybody else stays."""

    def get(self, request: object) -> HttpResponseBase:
        return self.render("portal/home.html")


class DashboardPage(AdministratorPage):
    """`/admin`: what waits for me, how far are we, what happened last."""

    def get(self, request: object) -> HttpResponse:
        return self.render("portal/dashboard.html")
