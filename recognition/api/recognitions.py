"""Recognitions for other systems and for members: read with the eyes of the wall, and given (R1, R2, X4)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from employees.models import ApiToken
from employees.models.tokens import Scope
from employees.tasks.mail import send_mail
from recognition.api.base import (
    LARGEST_PAGE,
    USUAL_PAGE,
    Answer,
    MemberAPI,
    key_of,
    next_page,
    number_of,
    since_of,
    words_of,
    wrong,
)
from recognition.api.described import recognitions as described
from recognition.api.people import Found, find_people, ids_of
from recognition.api.shapes.recognitions import RecognitionIn
from recognition.models import ECard, Reason
from recognition.queries.people import SHORTEST
from recognition.queries.wall import Post, Viewer, Wanted, find_post, wall_page
from recognition.services.giving import Given, RecognitionRefused, give_recognition
from recognition.services.giving.for_others import give_on_behalf

PRIVACY = ("", "public", "private")
# Fields of the service, as the call names them.
FIELDS = {
    "recipients": "recipient_ids",
    "copied": "copied_ids",
    "ecard": "ecard_id",
    "reason": "reason_id",
    "sender": "sender_id",
}


class RecognitionsDoor(MemberAPI):
    """Members see what their wall shows; account managers nothing (C2). A token sees what is public, or with a scope of
    its own what administrators see: private ones, points, and Employee IDs."""

    audience = frozenset({"employee", "coordinator", "administrator"})
    scopes = {
        "GET": Scope.RECOGNITIONS_READ,
        "POST": (Scope.RECOGNITIONS_GIVE, Scope.RECOGNITIONS_ON_BEHALF),
    }

    def viewer(self) -> Viewer:
        if isinstance(self.request.auth, ApiToken):
            everything = self.may(Scope.RECOGNITIONS_PRIVATE)
            return Viewer(self.company, employee=0, user=0, sees_everything=everything)
        return Viewer.of(self.company, self.member)

    def shown(self, viewer: Viewer, posts: Collection[Post]) -> list[Answer]:
        people = {person.pk for post in posts for person in post.people}
        people |= {post.sender_pk for post in posts if post.sender_pk}
        ids = ids_of(self.company, people) if viewer.sees_everything else {}
        return [self.as_json(post, ids) for post in posts]

    def as_json(self, post: Post, ids: Mapping[int, str]) -> Answer:
        """Points and Employee IDs are null where they are not for this reader."""
        return {
            "id": post.pk,
            "sent_at": post.sent_at.isoformat(),
            "sender": post.sender,
            "sender_id": ids.get(post.sender_pk or 0),
            "recipients": [
                {"employee_id": ids.get(person.pk), "name": person.name, "points": person.points}
                for person in post.people
            ],
            "message": post.message,
            "reason": post.reason,
            "ecard": self.url(post.ecard.address) if post.ecard else None,
            "is_private": post.is_private,
            "batch": post.batch,
            "url": self.url(reverse("api-recognition", kwargs={"pk": post.pk})),
            "address": self.url(reverse("recognition", kwargs={"pk": post.pk})),
        }


class RecognitionsAPI(RecognitionsDoor):
    """`/api/v1/recognitions`: GET lists the newest first, POST gives one now."""

    @described.listing
    def get(self, request: Request) -> Response:
        viewer, since = self.viewer(), since_of(request)
        limit = number_of(request, "limit", USUAL_PAGE, LARGEST_PAGE, least=1)
        page = wall_page(viewer, self.wanted(request, viewer), before=key_of(request), limit=limit)
        posts = [post for post in page.posts if since is None or post.sent_at >= since]
        older = page.older if len(posts) == len(page.posts) else None
        following = next_page(request, self.url(reverse("api-recognitions")), older)
        return Response({"results": self.shown(viewer, posts), "next": following})

    def wanted(self, request: Request, viewer: Viewer) -> Wanted:
        text, privacy = words_of(request, "q"), request.query_params.get("privacy", "")
        if 0 < len(text) < SHORTEST:
            wrong("q", _("Write two letters at least."))
        if privacy not in PRIVACY:
            wrong("privacy", _("Ask for public or private."))
        if privacy and not viewer.sees_everything:
            wrong("privacy", _("This can be asked with the scope recognitions:private alone."))
        reason = number_of(request, "reason_id", 0, 2**31 - 1)
        return Wanted(text=text, reason=reason or None, privacy=privacy)

    @described.giving
    def post(self, request: Request) -> Response:
        shape = RecognitionIn(data=request.data)
        shape.is_valid(raise_exception=True)
        return self.once(request, lambda: self.give(shape.validated_data))

    def give(self, wanted: Mapping[str, Any]) -> Response:
        try:
            given = self.given(wanted)
        except RecognitionRefused as refused:
            problems = [
                {"field": FIELDS.get(one.field, one.field), "code": "refused", "message": one.text}
                for one in refused.problems
            ]
            raise ValidationError({"detail": str(refused), "problems": problems}) from refused
        for mail_id in given.mails:
            send_mail.delay_on_commit(mail_id=mail_id)
        viewer = Viewer(self.company, employee=0, user=0, sees_everything=True)
        post = find_post(viewer, given.recognition.pk)
        return Response(self.shown(viewer, [post] if post else [])[0], status=201)

    def given(self, wanted: Mapping[str, Any]) -> Given:
        """Refusals: RecognitionRefused; 400 for who or what is not known; 403 where the token may not."""
        member = self.owner()
        sender_id = wanted.get("sender_id")
        if (
            sender_id is None
            and isinstance(self.request.auth, ApiToken)
            and not self.may(Scope.RECOGNITIONS_GIVE)
        ):
            raise PermissionDenied(_("This token thanks in the name of others alone. Send sender_id."))
        if sender_id is not None and not self.may(Scope.RECOGNITIONS_ON_BEHALF):
            raise PermissionDenied(
                _("Thanking in another's name takes a token with the scope recognitions:on-behalf.")
            )
        named = {name: wanted.get(name, ()) for name in ("recipient_ids", "copied_ids")}
        people = find_people(self.company, {**named, "sender_id": [sender_id] if sender_id else []})
        thanks = {
            "recipients": _keys(people, wanted["recipient_ids"]),
            "copied": _keys(people, wanted.get("copied_ids", ())),
            "message": wanted["message"],
            "is_private": wanted["is_private"],
            "ecard": self.chosen(ECard, "ecard_id", wanted.get("ecard_id")),
            "reason": self.chosen(Reason, "reason_id", wanted.get("reason_id")),
        }
        who = {"company": self.company, "by": self.actor, "now": self.now}
        if sender_id:
            return give_on_behalf(**who, sender=people[sender_id], **thanks)
        return give_recognition(**who, sender=member.employee, **thanks)

    def chosen(self, model: type[ECard] | type[Reason], field: str, pk: int | None) -> Any:
        if pk is None:
            return None
        found = model.objects.for_company(self.company).filter(pk=pk).first()
        if found is None:
            wrong(field, _("There is none with this number. Take one from the list."), "unknown")
        return found


class RecognitionAPI(RecognitionsDoor):
    """`GET /api/v1/recognitions/<pk>`: 404 also for what this reader may not see."""

    @described.showing
    def get(self, request: Request, pk: int) -> Response:
        viewer = self.viewer()
        post = find_post(viewer, pk)
        if post is None:
            raise Http404
        return Response(self.shown(viewer, [post])[0])


def _keys(people: Found, ids: Iterable[str]) -> list[int]:
    return [people[one].pk for one in ids]
