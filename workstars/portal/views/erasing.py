"""Erasing one person who has left (X5). Every app is concerned, so the page is on the top floor."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.models import Employee
from employees.services.erasing import ErasureRefused
from workstars.lib.doors import AdministratorPage
from workstars.lib.text import fold_employee_id
from workstars.portal.services.erasing import Outdated, consequences, hindrance, request_erasure
from workstars.tasks import erase


class EraseForm(forms.Form):
    """The Employee ID, typed: a press on the wrong page erases nobody."""

    typed = forms.CharField(
        label=gettext_lazy("Employee ID of the person to erase"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "medium", "dir": "ltr"}),
        error_messages={
            "required": gettext_lazy("Type the Employee ID, so that nobody is erased by mistake.")
        },
    )

    def __init__(self, employee: Employee, data: Any = None) -> None:
        super().__init__(data)
        self.employee = employee

    def clean_typed(self) -> str:
        typed = str(self.cleaned_data["typed"])
        if fold_employee_id(typed) != self.employee.employee_key:
            raise ValidationError(
                _("This is not the Employee ID of this person, which is %(id)s.")
                % {"id": self.employee.employee_id}
            )
        return typed


class EmployeeErasePage(AdministratorPage):
    """`/admin/employees/<id>/erase`: GET says what goes and what stays, POST is bound to what was shown."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        employee = self.employee(pk)
        if employee.erased_at:
            return redirect("employee-detail", pk=pk)
        return self.show(employee, EraseForm(employee))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        employee = self.employee(pk)
        if employee.erased_at:
            return redirect("employee-detail", pk=pk)
        form = EraseForm(employee, request.POST)
        if not form.is_valid():
            return self.show(employee, form, 422)
        try:
            request_erasure(
                company=self.company,
                employee=employee,
                fingerprint=request.POST.get("fingerprint", ""),
                by=self.actor,
                now=self.now,
            )
        except (ErasureRefused, Outdated) as refusal:
            return self.show(self.employee(pk), EraseForm(employee), 409, refusal=str(refusal))
        erase.delay_on_commit()
        return redirect("employee-detail", pk=pk)

    def employee(self, pk: int) -> Employee:
        people: Any = Employee.objects.for_company(self.company).select_related("company", "user")
        found: Employee = self.find_or_404(people, pk=pk)
        return found

    def show(self, employee: Employee, form: EraseForm, status: int = 200, refusal: str = "") -> HttpResponse:
        lost = consequences(employee)
        return self.render(
            "portal/erase.html",
            status=status,
            employee=employee,
            form=form,
            lost=lost,
            fingerprint=lost.fingerprint(employee),
            hindrance=hindrance(employee, self.now),
            refusal=refusal,
        )
