"""All employees, and one of them at a time (E2, E10)."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.forms.filters import FilterForm
from employees.forms.people import EmployeeForm
from employees.models import Employee, SavedView
from employees.queries.many import Act
from employees.queries.people import MOST_LISTED, page_of
from employees.services import people
from employees.services.token_stops import count_tokens_of
from workstars.lib.clock import today
from workstars.lib.doors import AdministratorPage
from workstars.lib.downloads import CSV, XLSX, stream


class EmployeesPage(AdministratorPage):
    """`/admin/employees`: searched, filtered, sorted, paged."""

    def get(self, request: object) -> HttpResponse:
        form = FilterForm(self.company, self.request.GET)
        wanted = form.wanted(self.request.GET.get("sort", ""))
        day = today(self.company, self.now)
        page = page_of(self.company, wanted, self.request.GET.get("page", 1), day)
        views = list(SavedView.objects.for_company(self.company).of(self.member.user).by_name())
        return self.render(
            "employees/people/list.html",
            form=form,
            page=page,
            rows=[(employee, employee.status(day)) for employee in page],
            capped_at=MOST_LISTED if page.paginator.count == MOST_LISTED else None,
            is_filtered=wanted.is_filtered,
            query=wanted.query,
            views=views,
            view=next((view for view in views if view.query == wanted.query), None),
            acts=Act,
        )


class EmployeesExportPage(AdministratorPage):
    """The list as filtered by the address, as a CSV or a workbook. Filters that cannot be read are said on the page."""

    def post(self, request: object) -> HttpResponseBase:
        form = FilterForm(self.company, self.request.GET)
        wanted = form.wanted(self.request.GET.get("sort", ""))
        back = f"{reverse('employees-list')}?{self.request.GET.urlencode()}"
        if not form.is_valid():
            return redirect(back)
        kind = people.Kind.XLSX if self.request.POST.get("kind") == people.Kind.XLSX else people.Kind.CSV
        try:
            export = people.export_employees(
                company=self.company, wanted=wanted, kind=kind, by=self.actor, now=self.now
            )
        except people.ExportRefused as refusal:
            messages.error(self.request, str(refusal))
            return redirect(back)
        return stream(export.lines, export.file_name, XLSX if kind == people.Kind.XLSX else CSV)


class EmployeeNewPage(AdministratorPage):
    """`/admin/employees/new`."""

    def get(self, request: object) -> HttpResponse:
        return self.show(EmployeeForm(self.company, None))

    def post(self, request: object) -> HttpResponse:
        form = EmployeeForm(self.company, None, self.request.POST)
        try:
            saved = people.add_employee(
                company=self.company,
                values=form.values(),
                by=self.actor,
                now=self.now,
                odd_id_meant=form.odd_id_is_meant,
            )
        except people.RecordRefused as refusal:
            form.tell(refusal.problems)
            return self.show(form, status=422)
        for warning in saved.warnings:
            messages.warning(self.request, str(warning))
        messages.success(self.request, _("%(name)s was added.") % {"name": saved.employee.name})
        return redirect("employee-detail", pk=saved.employee.pk)

    def show(self, form: EmployeeForm, status: int = 200) -> HttpResponse:
        back = reverse("employees-list")
        return self.render("employees/people/form.html", status=status, form=form, employee=None, back=back)


class OneEmployeePage(AdministratorPage):
    """A page about one person of this company; another company's is not found."""

    def employee(self, pk: int) -> Employee:
        people_here = Employee.objects.for_company(self.company).select_related("company", "manager", "user")
        return self.find_or_404(people_here, pk=pk)


class EmployeeEditPage(OneEmployeePage):
    """`/admin/employees/<id>/edit`."""

    def get(self, request: object, pk: int) -> HttpResponse:
        employee = self.employee(pk)
        return self.show(EmployeeForm(self.company, employee), employee)

    def post(self, request: object, pk: int) -> HttpResponse:
        employee = self.employee(pk)
        form = EmployeeForm(self.company, employee, self.request.POST)
        try:
            saved = people.change_employee(
                company=self.company,
                employee=employee,
                values=form.values(),
                by=self.actor,
                now=self.now,
                odd_id_meant=form.odd_id_is_meant,
            )
        except people.RecordRefused as refusal:
            form.tell(refusal.problems)
            return self.show(form, employee, status=422)
        except people.StayRefused as refusal:
            form.add_error("leaving_date", str(refusal))
            return self.show(form, employee, status=422)
        self.say(saved)
        return redirect("employee-detail", pk=pk)

    def say(self, saved: people.Saved) -> None:
        for warning in saved.warnings if saved.changed else ():
            messages.warning(self.request, str(warning))
        done = _("The changes are saved.") if saved.changed else _("Nothing was changed.")
        messages.success(self.request, done)

    def show(self, form: EmployeeForm, employee: Employee, status: int = 200) -> HttpResponse:
        back = reverse("employee-detail", kwargs={"pk": employee.pk})
        has_left = employee.has_left(today(self.company, self.now))
        context: dict[str, Any] = {"form": form, "employee": employee, "back": back, "has_left": has_left}
        return self.render("employees/people/form.html", status=status, **context)


class ConfirmedPage(OneEmployeePage):
    """GET says what will happen, POST does it; a refusal is said on the same page."""

    template: ClassVar[str]
    act: ClassVar[Callable[..., object]]
    done: ClassVar[Promise]

    def get(self, request: object, pk: int) -> HttpResponse:
        return self.show(self.employee(pk))

    def post(self, request: object, pk: int) -> HttpResponse:
        employee = self.employee(pk)
        try:
            type(self).act(company=self.company, employee=employee, by=self.actor, now=self.now)
        except people.StayRefused as refusal:
            return self.show(employee, str(refusal))
        messages.success(self.request, str(self.done) % {"name": employee.name})
        return redirect("employee-detail", pk=pk)

    def show(self, employee: Employee, refusal: str = "") -> HttpResponse:
        return self.render(
            self.template,
            status=409 if refusal else 200,
            employee=employee,
            refusal=refusal,
            back=reverse("employee-detail", kwargs={"pk": employee.pk}),
            back_label=employee.name,
            is_left=employee.has_left(today(self.company, self.now)),
            reports=employee.reports.filter(left_at__isnull=True).count(),
            tokens=count_tokens_of(self.company, employee.user, self.now),
        )


class EmployeeDeactivatePage(ConfirmedPage):
    """`/admin/employees/<id>/deactivate`."""

    template = "employees/people/deactivate.html"
    act = people.deactivate_employee
    done = gettext_lazy("%(name)s has left.")


class EmployeeReactivatePage(ConfirmedPage):
    """`/admin/employees/<id>/reactivate`."""

    template = "employees/people/reactivate.html"
    act = people.reactivate_employee
    done = gettext_lazy("%(name)s is back.")


class EmployeeMailsPage(OneEmployeePage):
    """Stops the invitations by e-mail to one person, or lets them go on (I1)."""

    stop: ClassVar[bool] = True

    def post(self, request: object, pk: int) -> HttpResponse:
        employee = self.employee(pk)
        act = people.stop_mails if self.stop else people.resume_mails
        try:
            act(company=self.company, employee=employee, by=self.actor, now=self.now)
        except people.MailsRefused as refusal:
            messages.error(self.request, str(refusal))
        return redirect("employee-detail", pk=pk)


class EmployeeResumeMailsPage(EmployeeMailsPage):
    stop = False
