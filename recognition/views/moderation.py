"""Administrators hide what should not have been said, with a reason, and look at what colleagues report (R8)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from recognition.forms.wall import HidingForm
from recognition.models import Comment, Recognition
from recognition.queries.wall import Viewer, posts_of
from recognition.queries.wall.hidden import (
    CommentsPage,
    HiddenPage,
    count_reported,
    hidden_comments,
    hidden_recognitions,
    reported_comments,
)
from recognition.services.wall import (
    HidingRefused,
    hide_comment,
    hide_recognition,
    keep_comment,
    show_comment,
    show_recognition,
)
from workstars.lib.doors import AdministratorPage
from workstars.lib.keyset import Key

LISTS: dict[str, Callable[[Viewer, Key | None], CommentsPage | HiddenPage]] = {
    "": reported_comments,
    "comments": hidden_comments,
    "recognitions": hidden_recognitions,
}


class ModerationDoor(AdministratorPage):
    def enter(self) -> None:
        self.viewer = Viewer.of(self.company, self.member)

    def acts(self) -> dict[str, Any]:
        """What every service here wants to know."""
        return {"company": self.company, "by": self.actor, "now": self.now}

    def recognition_or_404(self, pk: int) -> Recognition:
        return self.find_or_404(Recognition.objects.for_company(self.company), pk=pk)

    def comment_or_404(self, pk: int) -> Comment:
        rows = Comment.objects.for_company(self.company).filter(deleted_at=None).select_related("author")
        return self.find_or_404(rows, pk=pk)


class ModerationPage(ModerationDoor):
    """`/admin/moderation`, `?tab=comments|recognitions`; `?before=` is where an older page begins."""

    def get(self, request: HttpRequest) -> HttpResponse:
        tab = request.GET.get("tab", "")
        tab = tab if tab in LISTS else ""
        page = LISTS[tab](self.viewer, Key.read(request.GET.get("before", "")))
        query = request.GET.copy()
        query["before"] = str(page.older)
        return self.render(
            "recognition/wall/moderation.html",
            tab=tab,
            page=page,
            reported=count_reported(self.viewer),
            before=request.GET.get("before", ""),
            older=f"?{query.urlencode()}" if page.older else "",
        )


class RecognitionHidePage(ModerationDoor):
    """`/recognitions/<pk>/hide`: says what becomes of it; POST hides it, with a reason."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.ask(self.recognition_or_404(pk), HidingForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        recognition = self.recognition_or_404(pk)
        form = HidingForm(request.POST)
        if not form.is_valid():
            return self.ask(recognition, form, 422)
        try:
            hide_recognition(recognition=recognition, reason=form.cleaned_data["reason"], **self.acts())
        except HidingRefused as refusal:
            form.add_error("reason", str(refusal))
            return self.ask(recognition, form, 422)
        messages.success(request, _("It is hidden. Only administrators see it now."))
        return redirect("recognition", pk=pk)

    def ask(self, recognition: Recognition, form: HidingForm, status: int = 200) -> HttpResponse:
        (post,) = posts_of(self.viewer, [recognition.pk])
        return self.render("recognition/wall/hide.html", post=post, form=form, status=status)


class RecognitionShowPage(ModerationDoor):
    """POST `/recognitions/<pk>/show`: on the wall again."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            show_recognition(recognition=self.recognition_or_404(pk), **self.acts())
        except HidingRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("It is shown again, where it was."))
        return redirect("recognition", pk=pk)


class CommentHidePage(ModerationDoor):
    """`/comments/<pk>/hide`: asks for the reason; POST hides the comment."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.ask(self.comment_or_404(pk), HidingForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        comment = self.comment_or_404(pk)
        form = HidingForm(request.POST)
        if not form.is_valid():
            return self.ask(comment, form, 422)
        try:
            hide_comment(comment=comment, reason=form.cleaned_data["reason"], **self.acts())
        except HidingRefused as refusal:
            form.add_error("reason", str(refusal))
            return self.ask(comment, form, 422)
        messages.success(request, _("The comment is hidden."))
        return redirect("moderation")

    def ask(self, comment: Comment, form: HidingForm, status: int = 200) -> HttpResponse:
        return self.render("recognition/wall/hide_comment.html", comment=comment, form=form, status=status)


class CommentShowPage(ModerationDoor):
    """POST `/comments/<pk>/show`: seen again."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        comment = self.comment_or_404(pk)
        show_comment(comment=comment, **self.acts())
        messages.success(request, _("The comment is shown again."))
        return redirect(reverse("recognition", kwargs={"pk": comment.recognition_id}) + "#comments")


class CommentKeepPage(ModerationDoor):
    """POST `/comments/<pk>/keep`: it was looked at and stays."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        keep_comment(comment=self.comment_or_404(pk), **self.acts())
        messages.success(request, _("The comment stays. It is not reported again."))
        return redirect("moderation")
