"""A second factor taken away for somebody who has lost everything (A11): by an administrator, or an account manager."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from employees.forms.factors import TakeAwayByAddressForm, TakeAwayForm
from employees.models import Company, Employee, RoleGrant, User
from employees.services.factors.helping import remove_for_colleague, remove_for_role_holder
from employees.services.factors.keeping import FactorRefused
from employees.views.backoffice import OneCompanyPage
from employees.views.factors import hint
from workstars.lib.doors import AdministratorPage


class ColleaguePage(AdministratorPage):
    """GET says what it means and asks for the reason, POST does it."""

    back: str

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.find(pk), TakeAwayForm(), pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        user, form = self.find(pk), TakeAwayForm(request.POST)
        if not form.is_valid():
            return self.page(user, form, pk, 422)
        reason = form.cleaned_data["reason"]
        try:
            mail = remove_for_colleague(
                company=self.company, user=user, reason=reason, by=self.actor, now=self.now
            )
        except FactorRefused as refused:
            form.add_error(None, str(refused))
            return self.page(user, form, pk, 409)
        hint(mail)
        messages.success(request, _("The second factor is taken away. The person is logged out everywhere."))
        return self.go_back(pk)

    def find(self, pk: int) -> User:
        raise NotImplementedError

    def go_back(self, pk: int) -> HttpResponseBase:
        raise NotImplementedError

    def page(self, user: User, form: forms.Form, pk: int, status: int = 200) -> HttpResponse:
        person = Employee.objects.for_company(self.company).filter(user=user).first()
        return self.render(
            "employees/settings/factor_take.html",
            form=form,
            name=person.name if person else str(user),
            back=self.go_back(pk)["Location"],
            status=status,
        )


class RoleFactorPage(ColleaguePage):
    """`/admin/settings/roles/<id>/second-factor`."""

    def find(self, pk: int) -> User:
        grants = RoleGrant.objects.for_company(self.company).select_related("user")
        user = self.find_or_404(grants, pk=pk).user
        if user is None:
            raise Http404
        return user

    def go_back(self, pk: int) -> HttpResponseBase:
        return redirect("settings-roles")


class EmployeeFactorPage(ColleaguePage):
    """`/admin/employees/<id>/second-factor`."""

    def find(self, pk: int) -> User:
        people = Employee.objects.for_company(self.company).select_related("user")
        user = self.find_or_404(people, pk=pk).user
        if user is None:
            raise Http404
        return user

    def go_back(self, pk: int) -> HttpResponseBase:
        return redirect("employee-detail", pk=pk)


class CompanyFactorPage(OneCompanyPage):
    """`/backoffice/companies/<id>/second-factor`: for its last administrator. Names are typed, none is shown."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.find(pk), TakeAwayByAddressForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        company, form = self.find(pk), TakeAwayByAddressForm(request.POST)
        if not form.is_valid():
            return self.page(company, form, 422)
        try:
            mail = remove_for_role_holder(company=company, **form.cleaned_data, by=self.actor, now=self.now)
        except FactorRefused as refused:
            form.add_error("email", str(refused))
            return self.page(company, form, 409)
        hint(mail)
        messages.success(request, _("The second factor is taken away. The person is told by mail."))
        return redirect("backoffice-company", pk=pk)

    def page(self, company: Company, form: forms.Form, status: int = 200) -> HttpResponse:
        back = reverse("backoffice-company", args=[company.pk])
        return self.render("backoffice/factor_take.html", shown=company, form=form, back=back, status=status)
