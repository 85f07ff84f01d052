"""The API's doors to recognitions: what a member sees on the wall, and no more (R2, X4). Never codes."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from recognition.queries.people import SHORTEST
from recognition.queries.wall import Post, Viewer, Wanted, find_post, wall_page
from workstars.lib.api import CompanyAPI
from workstars.lib.keyset import Key


class RecognitionsDoor(CompanyAPI):
    """Everybody of the company; account managers never (C2)."""

    audience = frozenset({"employee", "coordinator", "administrator"})

    def as_json(self, post: Post) -> dict[str, Any]:
        """Points are null where they are not for this reader."""
        return {
            "id": post.pk,
            "sent_at": post.sent_at.isoformat(),
            "sender": post.sender,
            "recipients": [{"name": person.name, "points": person.points} for person in post.people],
            "message": post.message,
            "reason": post.reason,
            "ecard": self.company.address + post.ecard.address if post.ecard else None,
            "is_private": post.is_private,
            "batch": post.batch,
            "address": self.company.address + reverse("recognition", kwargs={"pk": post.pk}),
        }


class RecognitionsAPI(RecognitionsDoor):
    """`GET /api/v1/recognitions?q=name&cursor=…` → `{"results": […], "next": address or null}`, newest first."""

    def get(self, request: Request) -> Response:
        text = request.query_params.get("q", "").strip()
        cursor = request.query_params.get("cursor", "")
        before = Key.read(cursor) if cursor else None
        if cursor and before is None:
            raise ValidationError({"cursor": [_("This cursor is from no answer of ours. Leave it out.")]})
        if 0 < len(text) < SHORTEST:
            raise ValidationError({"q": [_("Write two letters at least.")]})
        page = wall_page(Viewer.of(self.company, self.member), Wanted(text=text), before=before)
        results = [self.as_json(post) for post in page.posts]
        return Response({"results": results, "next": self.next_address(request, page.older)})

    def next_address(self, request: Request, older: Key | None) -> str | None:
        if older is None:
            return None
        query = request.query_params.copy()
        query["cursor"] = str(older)
        return f"{self.company.address}{reverse('api-recognitions')}?{query.urlencode()}"


class RecognitionAPI(RecognitionsDoor):
    """`GET /api/v1/recognitions/<pk>`: 404 also for what this member may not see."""

    def get(self, request: Request, pk: int) -> Response:
        post = find_post(Viewer.of(self.company, self.member), pk)
        if post is None:
            raise Http404
        return Response(self.as_json(post))
