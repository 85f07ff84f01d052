"""Certificates for other systems, to be read: whose they are, where they lie, how far they are. Never a code, never the
paper (X4)."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from certificates.models import Certificate, State
from employees.api.base import TokenAPI
from employees.api.describing import ASKED_WRONGLY, SECURITY, answer, number, text
from employees.api.shapes import RefusedOut
from employees.models.tokens import Scope
from recognition.api.base import next_page, number_of
from workstars.lib.clock import today

USUAL_PAGE, LARGEST_PAGE, LAST = 100, 500, 10**15
SHEET = {
    "id": 12,
    "recognition_id": 4711,
    "employee_id": "00017",
    "state": "printed",
    "holder_id": "00012",
    "why": "manager",
    "last_day": "2026-08-30",
    "created_at": "2026-03-03T07:00:05+00:00",
    "printed_at": "2026-03-03T09:12:00+00:00",
    "handed_over_at": None,
}


class CertificateOut(serializers.Serializer[Any]):
    """A certificate, without its code."""

    id = serializers.IntegerField()
    recognition_id = serializers.IntegerField()
    employee_id = serializers.CharField(help_text=gettext_lazy("Of who gets it."))
    state = serializers.ChoiceField(choices=State.choices)
    holder_id = serializers.CharField(
        allow_null=True,
        help_text=gettext_lazy("In whose account it lies; null for the administrators’ list."),
    )
    why = serializers.ChoiceField(
        choices=Certificate.Why.choices,
        help_text=gettext_lazy("Why it lies there: what the line manager was."),
    )
    last_day = serializers.DateField(
        allow_null=True, help_text=gettext_lazy("On which it opens a registration.")
    )
    created_at = serializers.DateTimeField()
    printed_at = serializers.DateTimeField(allow_null=True)
    handed_over_at = serializers.DateTimeField(allow_null=True)


class CertificatePage(serializers.Serializer[Any]):
    results = CertificateOut(many=True)
    next = serializers.CharField(
        allow_null=True, help_text=gettext_lazy("The address of the next page, or null.")
    )


listing = extend_schema(
    operation_id="certificates_list",
    summary="Certificates",
    description="Where each lies and how far it is, the oldest first. 404 while offline employees are switched off.",
    tags=["Certificates"],
    auth=SECURITY,
    parameters=[
        number("cursor", "Where the page before ended; take it from `next`.", LAST),
        number("limit", "Rows on a page, at most 500. Without it 100.", LARGEST_PAGE, least=1),
        text("state", "In this state.", enum=[str(state) for state in State.values]),
    ],
    responses={200: CertificatePage, 400: RefusedOut, 404: RefusedOut, **ASKED_WRONGLY},
    examples=[answer("The last page", {"results": [SHEET], "next": None}, "200")],
)


class CertificatesAPI(TokenAPI):
    """`GET /api/v1/certificates`: by pages, the oldest first, so that what is added comes at the end."""

    audience = frozenset({"administrator"})
    scopes = {"GET": Scope.CERTIFICATES_READ}

    @listing
    def get(self, request: Request) -> Response:
        if not self.company.offline_employees:
            raise Http404
        state = request.query_params.get("state", "")
        if state not in {"", *State.values}:
            raise ValidationError({"state": [ErrorDetail(_("There is no such state."), "invalid")]})
        limit = number_of(request, "limit", USUAL_PAGE, LARGEST_PAGE, least=1)
        after = number_of(request, "cursor", 0, LAST)
        rows = Certificate.objects.for_company(self.company).with_state(today(self.company, self.now))
        rows = rows.filter(state=state) if state else rows
        related = rows.select_related("employee", "holder", "recipient").filter(pk__gt=after).order_by("pk")
        found = list(related[: limit + 1])
        following = found[limit - 1].pk if len(found) > limit else None
        place = self.company.address + reverse("api-certificates")
        results = [_as_json(one) for one in found[:limit]]
        return Response({"results": results, "next": next_page(request, place, following)})


def _as_json(certificate: Certificate) -> dict[str, Any]:
    return {
        "id": certificate.pk,
        "recognition_id": certificate.recipient.recognition_id,
        "employee_id": certificate.employee.employee_id,
        "state": certificate.state,
        "holder_id": certificate.holder.employee_id if certificate.holder else None,
        "why": certificate.why,
        "last_day": certificate.last_day,
        "created_at": certificate.created_at,
        "printed_at": certificate.printed_at,
        "handed_over_at": certificate.handed_over_at,
    }
