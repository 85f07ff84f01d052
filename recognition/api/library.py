"""What a recognition can bear, to be named by its number: eCards (R5) and reasons (R6)."""

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from employees.api.base import TokenAPI
from employees.models.tokens import Scope
from recognition.api.described import library as described
from recognition.models import ECard, Reason


class LibraryDoor(TokenAPI):
    """Everybody chooses from them. Short lists, so they come whole, in the company's order."""

    audience = frozenset({"employee", "coordinator", "administrator"})
    scopes = {"GET": Scope.RECOGNITIONS_READ}


class ECardsAPI(LibraryDoor):
    @described.ecards
    def get(self, request: Request) -> Response:
        rows = ECard.objects.for_company(self.company).in_order()
        results = [
            {
                "id": ecard.pk,
                "name": ecard.name,
                "is_in_use": ecard.is_in_use,
                "picture": self.company.address
                + reverse("ecard-picture", kwargs={"pk": ecard.pk, "digest": ecard.digest}),
                "width": ecard.width,
                "height": ecard.height,
            }
            for ecard in rows
        ]
        return Response({"results": results, "next": None})


class ReasonsAPI(LibraryDoor):
    @described.reasons
    def get(self, request: Request) -> Response:
        rows = Reason.objects.for_company(self.company).in_order()
        results = [
            {"id": reason.pk, "name": reason.name, "names": reason.names, "is_in_use": reason.is_in_use}
            for reason in rows
        ]
        return Response({"results": results, "next": None})
