"""The Activity Wall, and a recognition by itself (R2, R8)."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from recognition.forms.giving import FilterForm
from recognition.forms.wall import CommentForm
from recognition.models import Batch, Recognition
from recognition.queries.wall import (
    Post,
    Viewer,
    comments_of,
    count_newer,
    find_post,
    seen_by,
    visible_to,
    wall_page,
    who_reacted,
    with_answers,
)
from recognition.queries.wall.hidden import hidden_note, hidden_of_sender
from recognition.queries.wall.pages import MOST_NEWER
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
    """`/wall`, `?tab=mine|team`, `?text=`, `?reason=`, `?country=`; `?before=` is where an older page begins."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = FilterForm(self.company, request.GET)
        wanted = form.wanted(self.tab)
        before = Key.read(request.GET.get("before", ""))
        page = wall_page(self.viewer, wanted, before=before)
        posts = with_answers(self.viewer, page.posts)
        return self.render(
            "recognition/wall/wall.html",
            form=form,
            page=page,
            posts=posts,
            tab=wanted.show,
            is_filtered=bool(wanted.text or wanted.reason or wanted.country),
            before=before,
            older=self.address(page.older),
            news="" if before else self.news(posts),
            taken_off=hidden_of_sender(self.viewer) if self.tab == "mine" and not before else (),
            next=request.get_full_path(),
            gives=bool(self.member.employee or self.member.is_administrator),
            status=200 if form.is_valid() else 422,
        )

    @property
    def tab(self) -> str:
        tab = self.request.GET.get("tab", "")
        return tab if tab in SHOWS and self.member.employee else ""

    def news(self, posts: Sequence[Post]) -> str:
        """Where is asked whether anything has come since, with the filters of this page."""
        query = self.request.GET.copy()
        query["after"] = posts[0].key if posts else str(Key(self.now, 0))
        return f"{reverse('wall-news')}?{query.urlencode()}"


class WallNewsPage(WallPage):
    """`/wall/news?after=`, with the wall's filters: how many have come since, or 204. Asked each minute by the wall."""

    def get(self, request: HttpRequest) -> HttpResponse:
        after = Key.read(request.GET.get("after", ""))
        form = FilterForm(self.company, request.GET)
        wanted = form.wanted(self.tab)
        count = count_newer(self.viewer, wanted, after) if after and form.is_valid() else 0
        if not count:
            return HttpResponse(status=204)
        query = request.GET.copy()
        del query["after"]
        newest = f"{reverse('wall')}?{query.urlencode()}".rstrip("?")
        return self.render("recognition/wall/news.html", count=count, many=count == MOST_NEWER, newest=newest)


class OneRecognition(WallDoor):
    """A recognition that this member may see; any other one is not there (R2)."""

    def post_or_404(self, pk: int) -> Post:
        if post := find_post(self.viewer, pk):
            return post
        raise Http404

    def show(self, post: Post, comment_form: CommentForm | None = None, status: int = 200) -> HttpResponse:
        (answered,) = with_answers(self.viewer, [post])
        context = {**self.more_about(answered), **self.said_about(answered)}
        form = comment_form or CommentForm()
        template = "recognition/wall/recognition.html"
        return self.render(template, post=answered, comment_form=form, status=status, **context)

    def more_about(self, post: Post) -> dict[str, Any]:
        recognitions = Recognition.objects.for_company(self.company).select_related("sender", "batch")
        recognition = recognitions.get(pk=post.pk)
        may = not post.is_private and may_make_private(self.company, recognition, self.actor, self.now)
        batch = recognition.batch
        return {
            "may_make_private": may,
            "recalled": batch is not None and batch.status == Batch.Status.RECALLED,
            "seen_by": seen_by(self.viewer, post),
        }

    def said_about(self, post: Post) -> dict[str, Any]:
        return {
            "reacted": who_reacted(self.viewer, post.pk),
            "comments": comments_of(self.viewer, post.pk),
            "may_answer": bool(self.member.employee) and not post.hidden,
        }


class RecognitionPage(OneRecognition):
    """`/recognitions/<pk>`."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if post := find_post(self.viewer, pk):
            return self.show(post)
        if note := hidden_note(self.viewer, pk):
            return self.render("recognition/wall/hidden.html", note=note, status=410)
        raise Http404


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
