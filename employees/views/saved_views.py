"""The views of the list that a person keeps (E2)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from employees.forms.filters import FilterForm
from employees.forms.saved_views import SavedViewForm
from employees.models import SavedView
from employees.services.saved_views import ViewRefused, delete_view, rename_view, save_view
from workstars.lib.doors import AdministratorPage


class SavedViewPage(AdministratorPage):
    """A page about one view of one's own; anybody else's is not found."""

    def view(self, pk: int) -> SavedView:
        return self.find_or_404(SavedView.objects.for_company(self.company).of(self.member.user), pk=pk)

    def list_of(self, query: str) -> HttpResponseBase:
        """The list, as a view or an address has it."""
        return redirect(f"{reverse('employees-list')}?{query}" if query else "employees-list")


class SavedViewNewPage(SavedViewPage):
    """`/admin/employees/views/new`: a name for the filters in the address."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(SavedViewForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = SavedViewForm(request.POST)
        if not form.is_valid():
            return self.show(form, 422)
        try:
            view = save_view(
                company=self.company,
                user=self.member.user,
                name=form.cleaned_data["name"],
                query=self.filters().wanted(request.GET.get("sort", "")).query,
                now=self.now,
            )
        except ViewRefused as refusal:
            form.add_error("name", str(refusal))
            return self.show(form, 422)
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
        return self.list_of(view.query)

    def filters(self) -> FilterForm:
        return FilterForm(self.company, self.request.GET)

    def show(self, form: SavedViewForm, status: int = 200) -> HttpResponse:
        filters = self.filters()
        query = filters.wanted(self.request.GET.get("sort", "")).query
        back = reverse("employees-list")
        return self.render(
            "employees/people/view_new.html",
            status=status,
            form=form,
            words=filters.in_words(),
            back=f"{back}?{query}" if query else back,
        )


class SavedViewOpenPage(SavedViewPage):
    """`/admin/employees/views/<id>`: the list as the view keeps it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        return self.list_of(self.view(pk).query)


class SavedViewEditPage(SavedViewPage):
    """`/admin/employees/views/<id>/edit`: another name, or an end."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        view = self.view(pk)
        return self.show(view, SavedViewForm({"name": view.name}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        view, form = self.view(pk), SavedViewForm(request.POST)
        if not form.is_valid():
            return self.show(view, form, 422)
        try:
            rename_view(view=view, name=form.cleaned_data["name"])
        except ViewRefused as refusal:
            form.add_error("name", str(refusal))
            return self.show(self.view(pk), form, 422)
        messages.success(request, _("The view is called “%(name)s” now.") % {"name": view.name})
        return self.list_of(view.query)

    def show(self, view: SavedView, form: SavedViewForm, status: int = 200) -> HttpResponse:
        return self.render("employees/people/view_edit.html", status=status, view=view, form=form)


class SavedViewDeletePage(SavedViewPage):
    """`/admin/employees/views/<id>/delete`."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        view = self.view(pk)
        delete_view(view=view)
        messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
        return redirect("employees-list")
