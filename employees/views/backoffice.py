"""The operator's pages: companies, their settings and counts, never their people (C1, C3, C5)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from employees.forms.backoffice import AdministratorForm, CompanyForm, NewCompanyForm
from employees.models import Company
from employees.queries.companies import all_companies, counts_of
from employees.services.companies import CompanyRefused, found_company, name_first_administrator
from employees.services.roles import RoleRefused
from employees.services.settings import SettingsRefused, change_settings, switch_offline_employees
from employees.tasks import send_mail
from workstars.lib.doors import OperatorPage


class CompaniesPage(OperatorPage):
    """`/backoffice`."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render("backoffice/companies.html", rows=all_companies())


class CompanyNewPage(OperatorPage):
    """`/backoffice/companies/new`: a company and the mail to its first administrator."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(NewCompanyForm(initial={"time_zone": "Europe/Warsaw", "language": "en"}))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = NewCompanyForm(request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            company, mail = found_company(**form.cleaned_data, by=self.actor, now=self.now)
        except CompanyRefused as refused:
            form.add_error("subdomain", str(refused))
            return self.page(form, 409)
        send_mail.delay_on_commit(mail_id=mail.pk)
        messages.success(
            request, _("%(name)s is made. Its first administrator gets a mail.") % {"name": company.name}
        )
        return redirect("backoffice-company", pk=company.pk)

    def page(self, form: forms.Form, status: int = 200) -> HttpResponse:
        return self.render("backoffice/new.html", form=form, status=status)


class OneCompanyPage(OperatorPage):
    """Something about one company."""

    def find(self, pk: int) -> Company:
        return self.find_or_404(Company.objects.all(), pk=pk)

    def show(self, company: Company, status: int = 200, **context: Any) -> HttpResponse:
        return self.render(
            "backoffice/company.html",
            status=status,
            shown=company,
            counts=counts_of(company, self.now),
            **{"form": AdministratorForm(), **context},
        )


class CompanyPage(OneCompanyPage):
    """`/backoffice/companies/<id>`: settings to read, counts, and what can be done."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(self.find(pk))


class CompanyEditPage(OneCompanyPage):
    """`/backoffice/companies/<id>/edit`."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        company = self.find(pk)
        return self.page(company, CompanyForm(company))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        company = self.find(pk)
        form = CompanyForm(company, request.POST)
        if not form.is_valid():
            return self.page(company, form, 422)
        try:
            change_settings(company=company, values=form.cleaned_data, by=self.actor, now=self.now)
        except SettingsRefused as refused:
            form.add_error(refused.field, str(refused))
            return self.page(company, form, 409)
        messages.success(request, _("The settings are saved."))
        return redirect("backoffice-company", pk=pk)

    def page(self, company: Company, form: forms.Form, status: int = 200) -> HttpResponse:
        return self.render("backoffice/edit.html", shown=company, form=form, status=status)


class OfflineOnPage(OneCompanyPage):
    """`POST …/offline-employees/on` (C3)."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        company = self.find(pk)
        if switch_offline_employees(company=company, on=True, by=self.actor, now=self.now):
            messages.success(request, _("Offline employees are on for %(name)s.") % {"name": company.name})
        return redirect("backoffice-company", pk=pk)


class OfflineOffPage(OneCompanyPage):
    """`…/offline-employees/off`: GET says how many nothing will reach then (C4), POST switches."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        company = self.find(pk)
        counts = counts_of(company, self.now)
        return self.render("backoffice/offline_employees.html", shown=company, counts=counts)

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        company = self.find(pk)
        if switch_offline_employees(company=company, on=False, by=self.actor, now=self.now):
            messages.success(request, _("Offline employees are off for %(name)s.") % {"name": company.name})
        return redirect("backoffice-company", pk=pk)


class FirstAdministratorPage(OneCompanyPage):
    """`POST …/administrator`: names another first administrator while none has accepted."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        company = self.find(pk)
        form = AdministratorForm(request.POST)
        if not form.is_valid():
            return self.show(company, 422, form=form)
        email = form.cleaned_data["email"]
        try:
            mail = name_first_administrator(company=company, email=email, by=self.actor, now=self.now)
        except RoleRefused as refused:
            form.add_error("email", str(refused))
            return self.show(company, 409, form=form)
        send_mail.delay_on_commit(mail_id=mail.pk)
        messages.success(request, _("The mail is on its way to %(email)s.") % {"email": email})
        return redirect("backoffice-company", pk=pk)
