"""The Activity Wall, and a recognition by itself (R2, R8)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from recognition.forms.giving import FilterForm
from recognition.models import Recognition
from recognition.queries.wall import Post, Viewer, find_post, seen_by, visible_to, wall_page
from recognition.services.giving import NotYours, make_private
from recognition.services.giving.privacy import may_make_private
from workstars.lib.doors import Page
from workstars.lib.keyset import Key

SHOWS = ("mine", "team")


class WallDoor(Page):
    """Everybody of the company; account managers never (C2)."""

    audience = frozenset({"employee", "coordinator", "administrator"})

    def enter(self) -> None:
        self.viewer = Viewer.of(self.company, self.member)

    def address(self, older: Key | None) -> str:
        """This page's, with its filters, from where it ends; nothing when that is all."""
        if older is None:
            return ""
        query = self.request.GET.copy()
        query["before"] = str(older)
        return f"?{query.urlencode()}"


class WallPage(WallDoor):
    """`/wall`, `?tab=mine|team`, `?text=`, `?reason=`; `?before=` is where an older page begins."""

    def get(self, request: HttpRequest) -> HttpResponse:
        tab = request.GET.get("tab", "")
        form = FilterForm(self.company, request.GET)
        wanted = form.wanted(tab if tab in SHOWS and self.member.employee else "")
        before = Key.read(request.GET.get("before", ""))
        page = wall_page(self.viewer, wanted, before=before)
        return self.render(
            "recognition/wall/wall.html",
            form=form,
            page=page,
            tab=wanted.show,
            is_filtered=bool(wanted.text or wanted.reason),
            before=before,
            older=self.address(page.older),
            gives=bool(self.member.employee or self.member.is_administrator),
            status=200 if form.is_valid() else 422,
        )


class OneRecognition(WallDoor):
    """A recognition that this member may see; any other one is not there (R2)."""

    def post_or_404(self, pk: int) -> Post:
        if post := find_post(self.viewer, pk):
            return post
        raise Http404

    def show(self, post: Post) -> HttpResponse:
        return self.render("recognition/wall/recognition.html", post=post, **self.more_about(post))

    def more_about(self, post: Post) -> dict[str, Any]:
        recognitions = Recognition.objects.for_company(self.company).select_related("sender")
        recognition = recognitions.get(pk=post.pk)
        may = not post.is_private and may_make_private(self.company, recognition, self.actor, self.now)
        return {"may_make_private": may, "seen_by": seen_by(self.viewer, post)}


class RecognitionPage(OneRecognition):
    """`/recognitions/<pk>`."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(self.post_or_404(pk))


class RecognitionPrivatePage(OneRecognition):
    """POST `/recognitions/<pk>/private`: for good, by the sender or an administrator."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = Recognition.objects.for_company(self.company).select_related("sender")
        recognition = self.find_or_404(rows.filter(visible_to(self.viewer)), pk=pk)
        try:
            make_private(company=self.company, recognition=recognition, by=self.actor, now=self.now)
        except NotYours as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        messages.success(request, _("It is private now."))
        return redirect("recognition", pk=pk)
