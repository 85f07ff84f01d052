"""One act on many people of the list: what it is set to, what will happen, done (E2)."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from employees.forms.filters import FilterForm
from employees.forms.many import ConfirmForm, OrderForm
from employees.models import Employee
from employees.models.employee import EmployeeQuerySet
from employees.queries.many import Act, Order
from employees.queries.people import Wanted, listed
from employees.services.people.many import ActRefused, act_on_people, preview_act
from employees.views.many_words import done_words, heading_of, skipped_words, what_happens
from workstars.lib.clock import today
from workstars.lib.doors import AdministratorPage

MOST_TICKED = 1_000
OWN_PARAMETERS = ("act", "to", "selected", "page")
EVERYBODY = "all-"


class ManyPage(AdministratorPage):
    """`/admin/employees/many`: who and what stand in the address, GET says what will happen, POST does it."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        act = self.act()
        if act is None or not (self.everybody or self.ticked):
            self.say_what_lacks(act)
            return self.back()
        if self.has_bad_filters():
            return self.back_to_bad_filters()
        form = OrderForm(self.company, act, self.given(act))
        if not form.is_valid():
            return self.ask(form, act)
        return self.show(form.order(), ConfirmForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        act = self.act()
        form = OrderForm(self.company, act, request.GET) if act else None
        if act is None or form is None or not form.is_valid() or self.has_bad_filters():
            return self.get(request)
        order, confirm = form.order(), ConfirmForm(request.POST)
        confirm.is_valid()
        try:
            done = act_on_people(
                company=self.company,
                people=self.people(),
                order=order,
                confirmed=confirm.cleaned_data["fingerprint"],
                leavers_confirmed=confirm.cleaned_data["leavers_confirmed"],
                filters=asdict(self.wanted()) if self.everybody else {},
                by=self.actor,
                now=self.now,
            )
        except ActRefused as refusal:
            return self.show(order, ConfirmForm(), str(refusal))
        messages.success(request, done_words(order, done))
        return self.back()

    # Who

    def act(self) -> Act | None:
        given = self.request.GET.get("act", "").removeprefix(EVERYBODY)
        return Act(given) if given in Act.values else None

    @property
    def everybody(self) -> bool:
        return self.request.GET.get("act", "").startswith(EVERYBODY)

    @property
    def ticked(self) -> list[int]:
        given = self.request.GET.getlist("selected")
        if len(given) > MOST_TICKED or not all(
            one.isascii() and one.isdigit() and len(one) < 19 for one in given
        ):
            raise Http404
        return [int(one) for one in given]

    def wanted(self) -> Wanted:
        return self.filters().wanted(self.request.GET.get("sort", ""))

    def filters(self) -> FilterForm:
        return FilterForm(self.company, self.request.GET)

    def has_bad_filters(self) -> bool:
        """What cannot be read is ignored by the list, which says so; here it would mean more people than was asked."""
        return self.everybody and not self.filters().is_valid()

    def people(self) -> EmployeeQuerySet:
        """Everybody who fits the filters, or those who were ticked; an unknown one is not found."""
        if self.everybody:
            return listed(self.company, self.wanted(), today(self.company, self.now))
        ticked = set(self.ticked)
        people: EmployeeQuerySet = Employee.objects.for_company(self.company).filter(pk__in=ticked)
        if people.count() != len(ticked):
            raise Http404
        return people

    # Pages

    def given(self, act: Act) -> Any:
        """The address, once it says what is to be set; before that the form asks without blaming."""
        return self.request.GET if act == Act.DEACTIVATE or "to" in self.request.GET else None

    def ask(self, form: OrderForm, act: Act) -> HttpResponse:
        count = self.people().count()
        kept = [
            (name, value) for name, values in self.request.GET.lists() if name != "to" for value in values
        ]
        status = 422 if form.is_bound else 200
        title = heading_of(Order(act), count)
        return self.render(
            "employees/people/many_to.html", status=status, form=form, title=title, kept=kept, **self.who()
        )

    def show(self, order: Order, form: ConfirmForm, refusal: str = "") -> HttpResponse:
        preview = preview_act(
            company=self.company, people=self.people(), order=order, by=self.actor, now=self.now
        )
        form.initial["fingerprint"] = preview.fingerprint
        return self.render(
            "employees/people/many.html",
            status=409 if refusal else 200,
            preview=preview,
            refusal=refusal,
            form=form,
            title=heading_of(order, preview.changing),
            happens=what_happens(order, today(self.company, self.now)),
            skipped=[skipped_words(order, one) for one in preview.skipped],
            **self.who(),
        )

    def who(self) -> dict[str, Any]:
        filters = self.filters()
        query = filters.wanted(self.request.GET.get("sort", "")).query
        words = filters.in_words() if self.everybody else []
        return {"everybody": self.everybody, "words": words, "list_href": self.list_href(query)}

    def list_href(self, query: str) -> str:
        return f"{reverse('employees-list')}?{query}" if query else reverse("employees-list")

    def back(self) -> HttpResponseBase:
        return redirect(self.list_href(self.wanted().query))

    def back_to_bad_filters(self) -> HttpResponseBase:
        query = self.request.GET.copy()
        for name in OWN_PARAMETERS:
            query.pop(name, None)
        return redirect(self.list_href(query.urlencode()))

    def say_what_lacks(self, act: Act | None) -> None:
        lacks = (
            _("Tick the people first, or choose everybody who fits.")
            if act
            else _("Choose what to do with the people you ticked.")
        )
        messages.error(self.request, lacks)
