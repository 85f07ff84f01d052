"""People for other systems (E13): read by pages, written one by one or by the thousand, deactivated."""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from employees.api import described
from employees.api.base import Conflict, TokenAPI, told
from employees.api.shapes import WRITTEN, BulkIn, PersonIn, PersonOut
from employees.models import Employee
from employees.models.employee import EmployeeQuerySet, Status
from employees.models.tokens import Scope
from employees.queries.people import Wanted, listed
from employees.records import Field
from employees.services.bulk import TooManyLeave, write_people
from employees.services.people import RecordRefused, StayRefused, deactivate_employee, reactivate_employee
from employees.services.people.upserting import Outcome, upsert_employee
from workstars.lib.clock import today

USUAL_PAGE, LARGEST_PAGE = 100, 500
MEANT = "meant"
FILTERS = {
    "q": "text",
    "country": "country",
    "location": "site",
    "department": "department",
    "manager_id": "manager",
    "status": "status",
}


class EmployeesDoor(TokenAPI):
    scopes = {
        "GET": Scope.EMPLOYEES_READ,
        "PUT": Scope.EMPLOYEES_WRITE,
        "POST": Scope.EMPLOYEES_WRITE,
    }

    def shown(self, people: Any, *, many: bool = False) -> Any:
        return PersonOut(people, many=many, context={"today": today(self.company, self.now)}).data

    def find(self, employee_id: str) -> Employee:
        people = Employee.objects.for_company(self.company).select_related("manager")
        found: Employee | None = people.with_employee_id(employee_id).first()
        if found is None:
            raise Http404
        return found


class EmployeesAPI(EmployeesDoor):
    """`GET /api/v1/employees`: everybody, by pages that miss nobody while people are added."""

    @described.listing
    def get(self, request: Request) -> Response:
        limit, after = self.number(request, "limit", USUAL_PAGE), self.number(request, "cursor", 0)
        page = list(self.wanted(request).filter(pk__gt=after)[: limit + 1])
        following = page[limit - 1].pk if limit and len(page) > limit else None
        return Response(
            {"results": self.shown(page[:limit], many=True), "next": self.address(request, following)}
        )

    def wanted(self, request: Request) -> EmployeeQuerySet:
        asked = request.query_params
        if asked.get("status", Status.LEFT) not in Status:
            raise ValidationError({"status": [_("There is no such status.")]})
        given = {FILTERS[name]: str(asked[name]) for name in FILTERS if name in asked}
        people = listed(self.company, Wanted(**given), today(self.company, self.now))
        return people.select_related("manager").order_by("pk")

    def number(self, request: Request, name: str, usual: int) -> int:
        text = request.query_params.get(name, "")
        if not text:
            return usual
        most = LARGEST_PAGE if name == "limit" else sys.maxsize
        if not (text.isascii() and text.isdigit() and len(text) <= 18 and int(text) <= most):
            raise ValidationError({name: [_("%(name)s is a whole number, within limits.") % {"name": name}]})
        return int(text)

    def address(self, request: Request, following: int | None) -> str | None:
        if following is None:
            return None
        query = request.query_params.copy()
        query["cursor"] = str(following)
        return f"{self.company.address}{reverse('api-employees')}?{query.urlencode()}"


class EmployeeAPI(EmployeesDoor):
    """`/api/v1/employees/<Employee ID>`: GET shows the person, PUT writes them; the same twice changes nothing."""

    @described.showing
    def get(self, request: Request, employee_id: str) -> Response:
        return Response(self.shown(self.find(employee_id)))

    @described.writing
    def put(self, request: Request, employee_id: str) -> Response:
        if request.query_params.get("odd_ids", MEANT) != MEANT:
            raise ValidationError({"odd_ids": [_("This can only be meant.")]})
        shape = PersonIn(data=request.data)
        shape.is_valid(raise_exception=True)
        return self.once(request, lambda: self.write(request, employee_id, shape.validated_data))

    def write(self, request: Request, employee_id: str, values: Mapping[str, str]) -> Response:
        try:
            written = upsert_employee(
                company=self.company,
                employee_id=employee_id,
                values=values,
                by=self.actor,
                now=self.now,
                odd_id_meant="odd_ids" in request.query_params,
            )
        except RecordRefused as refused:
            raise ValidationError(
                {"detail": str(refused), "problems": [told(one) for one in refused.problems]}
            ) from refused
        except StayRefused as refused:
            raise Conflict(str(refused)) from refused
        status = 201 if written.outcome == Outcome.CREATED else 200
        body = {
            "outcome": written.outcome.value,
            "employee": self.shown(written.employee),
            "warnings": [told(one) for one in written.warnings],
        }
        return Response(body, status=status)


class StandingDoor(EmployeesDoor):
    """Leaving and coming back: asked for what is so already, nothing changes. Two at once: one is told why (409)."""

    leaves: ClassVar[bool]

    def stand(self, request: Request, employee_id: str) -> Response:
        return self.once(request, lambda: self.act(self.find(employee_id)))

    def act(self, employee: Employee) -> Response:
        if employee.has_left(today(self.company, self.now)) != self.leaves:
            move = deactivate_employee if self.leaves else reactivate_employee
            try:
                move(company=self.company, employee=employee, by=self.actor, now=self.now)
            except StayRefused as refused:
                raise Conflict(str(refused)) from refused
        return Response(self.shown(self.find(employee.employee_id)))


class DeactivateAPI(StandingDoor):
    """`POST …/deactivate`: the person has left, from this moment."""

    leaves = True

    @described.leaving
    def post(self, request: Request, employee_id: str) -> Response:
        return self.stand(request, employee_id)


class ReactivateAPI(StandingDoor):
    """`POST …/reactivate`: back under the same Employee ID (E10)."""

    leaves = False

    @described.returning
    def post(self, request: Request, employee_id: str) -> Response:
        return self.stand(request, employee_id)


class BulkAPI(EmployeesDoor):
    """`POST /api/v1/employees/bulk`: up to 10,000 people, each with an answer; the good ones in one transaction."""

    @described.in_bulk
    def post(self, request: Request) -> Response:
        shape = BulkIn(data=request.data)
        shape.is_valid(raise_exception=True)
        return self.once(request, lambda: self.write(shape.validated_data))

    def write(self, wanted: Mapping[str, Any]) -> Response:
        try:
            items = write_people(
                company=self.company,
                people=wanted["employees"],
                fields=(Field.EMPLOYEE_ID, *WRITTEN),
                leavers_confirmed=wanted["confirm_leavers"],
                by=self.actor,
                now=self.now,
            )
        except TooManyLeave as refused:
            raise Conflict(str(refused), "leavers_unconfirmed", leavers=list(refused.names)) from refused
        results = [
            {
                "employee_id": item.employee_id,
                "outcome": item.outcome.value,
                "problems": [told(one) for one in item.problems],
            }
            for item in items
        ]
        return Response({"results": results})
