"""Slips with a code made on the spot (A10), and the reset of a registration, which ends in one (A12).

The answer to the POST is the one place where the code is ever shown, and no browser keeps it.
"""

from typing import ClassVar

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from employees.models import Employee
from employees.models.employee import Status
from invites.forms.slips import ResetForm
from invites.services.resetting import ResetRefused, reset_registration
from invites.services.slips import Slip, SlipRefused, make_recovery_slip, make_slip
from workstars.lib.clock import today
from workstars.lib.doors import AdministratorPage, ManagerPage, Page


class SlipPage(Page):
    """GET says what the button does, POST makes the code and shows it."""

    template: ClassVar[str] = "invites/slip_new.html"

    def employee(self, pk: int) -> Employee:
        people = Employee.objects.for_company(self.company).select_related("company", "manager", "user")
        return self.find_or_404(people, pk=pk)

    def back(self, employee: Employee) -> str:
        return reverse("employee-detail", kwargs={"pk": employee.pk})

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.ask(self.employee(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        employee = self.employee(pk)
        try:
            return self.show(self.make(employee))
        except SlipRefused as refused:
            return self.ask(employee, refusal=str(refused))

    def make(self, employee: Employee) -> Slip:
        return make_slip(company=self.company, employee=employee, by=self.actor, now=self.now)

    def ask(self, employee: Employee, refusal: str = "") -> HttpResponse:
        status = 409 if refusal else 200
        back = {"back": self.back(employee), "back_label": employee.name}
        return self.render(self.template, status=status, employee=employee, refusal=refusal, **back)

    def show(self, slip: Slip) -> HttpResponse:
        qr = segno.make_qr(slip.qr_address, error="m").svg_data_uri(scale=4, dark="#000", light="#fff")
        answer = self.render("invites/slip.html", slip=slip, qr=qr, back=self.back(slip.employee))
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer


class AdminSlipPage(SlipPage, AdministratorPage):
    """`/admin/employees/<id>/slip`."""

    def enter(self) -> None:
        if not self.company.offline_employees:
            raise Http404


class TeamSlipPage(SlipPage, ManagerPage):
    """`/manager/team/<id>/slip`: for people who report to this manager and have neither e-mail nor login."""

    def enter(self) -> None:
        if not self.company.offline_employees:
            raise Http404

    def employee(self, pk: int) -> Employee:
        employee = super().employee(pk)
        mine = employee.manager_id == self.member.employee.pk
        if not mine or employee.status(today(self.company, self.now)) != Status.OFFLINE:
            raise Http404
        return employee

    def back(self, employee: Employee) -> str:
        return reverse("manager-team")

    def make(self, employee: Employee) -> Slip:
        manager = self.member.employee
        return make_slip(
            company=self.company, employee=employee, by=self.actor, now=self.now, held_by=manager
        )


class RecoverySlipPage(SlipPage, AdministratorPage):
    """`/admin/employees/<id>/new-password`: for who registered without e-mail."""

    template = "invites/recovery_new.html"

    def make(self, employee: Employee) -> Slip:
        return make_recovery_slip(company=self.company, employee=employee, by=self.actor, now=self.now)


class ResetPage(SlipPage, AdministratorPage):
    """`/admin/employees/<id>/reset`."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.form_page(self.employee(pk), ResetForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:  # type: ignore[override]
        employee, form = self.employee(pk), ResetForm(request.POST)
        if not form.is_valid():
            return self.form_page(employee, form, 422)
        try:
            slip = reset_registration(
                company=self.company,
                employee=employee,
                reason=form.cleaned_data["reason"],
                by=self.actor,
                now=self.now,
            )
        except ResetRefused as refused:
            form.add_error(None, str(refused))
            return self.form_page(employee, form, 409)
        if slip:
            return self.show(slip)
        messages.success(request, _("The registration of %(name)s is reset.") % {"name": employee.name})
        return redirect("employee-detail", pk=pk)

    def form_page(self, employee: Employee, form: ResetForm, status: int = 200) -> HttpResponse:
        back = self.back(employee)
        return self.render("invites/reset.html", status=status, employee=employee, form=form, back=back)
