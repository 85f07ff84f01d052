"""Points, to be read: what everybody has, and the ledger that says why (R7). Nothing here writes."""

from typing import Any

from django.db.models import Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from employees.api.base import TokenAPI
from employees.models import Employee
from employees.models.tokens import Scope
from recognition.api.base import next_page, number_of, words_of, wrong
from recognition.api.described import points as described
from recognition.models import PointEntry

USUAL_PAGE, LARGEST_PAGE = 100, 500
LAST = 10**15


class PointsDoor(TokenAPI):
    """Pages by number, the oldest first: what is added comes at the end."""

    audience = frozenset({"administrator"})
    scopes = {"GET": Scope.POINTS_READ}

    def page(self, request: Request, rows: Any, name: str) -> tuple[list[Any], str | None]:
        """The rows of this page and the address of the next."""
        limit = number_of(request, "limit", USUAL_PAGE, LARGEST_PAGE, least=1)
        after = number_of(request, "cursor", 0, LAST)
        found = list(rows.filter(pk__gt=after).order_by("pk")[: limit + 1])
        following = found[limit - 1].pk if len(found) > limit else None
        return found[:limit], next_page(request, self.company.address + reverse(name), following)

    def asked_for(self, request: Request) -> Employee | None:
        """Of whom; None for everybody. Refusal: 400."""
        written = words_of(request, "employee_id")
        if not written:
            return None
        people = Employee.objects.for_company(self.company)
        found: Employee | None = people.with_employee_id(written).first()
        if found is None:
            wrong(
                "employee_id",
                _("Nobody with the Employee ID “%(id)s” is known.") % {"id": written},
                "id_unknown",
            )
        return found


class BalancesAPI(PointsDoor):
    """`GET /api/v1/points`: everybody in the records with the sum of all entries."""

    @described.balances
    def get(self, request: Request) -> Response:
        rows, person = Employee.objects.for_company(self.company), self.asked_for(request)
        rows = rows.filter(pk=person.pk) if person else rows
        page, following = self.page(request, rows, "api-points")
        entries = PointEntry.objects.for_company(self.company).filter(employee__in=page)
        summed = entries.values_list("employee").annotate(sum=Coalesce(Sum("points"), Value(0)))
        balances = dict(summed.order_by())
        results = [
            {"employee_id": one.employee_id, "name": one.name, "balance": balances.get(one.pk, 0)}
            for one in page
        ]
        return Response({"results": results, "next": following})


class EntriesAPI(PointsDoor):
    """`GET /api/v1/points/entries`: the ledger; an entry never changes."""

    @described.entries
    def get(self, request: Request) -> Response:
        rows, person = PointEntry.objects.for_company(self.company), self.asked_for(request)
        rows = rows.filter(employee=person) if person else rows
        related = rows.select_related("employee", "recipient__recognition")
        page, following = self.page(request, related, "api-points-entries")
        results = [
            {
                "id": entry.pk,
                "at": entry.at.isoformat(),
                "employee_id": entry.employee.employee_id,
                "points": entry.points,
                "recognition_id": entry.recipient.recognition_id if entry.recipient else None,
                "batch_id": entry.recipient.recognition.batch_id if entry.recipient else None,
                "reverses": entry.reverses_id,
            }
            for entry in page
        ]
        return Response({"results": results, "next": following})
