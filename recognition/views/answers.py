"""What colleagues add to a recognition that they may see: reactions and comments (R8)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from employees.accounts import may_ask, safe_next
from recognition.forms.wall import CommentForm, ReactionForm
from recognition.models import Comment, Recognition
from recognition.queries.wall import visible_to, with_answers
from recognition.services.wall import CommentRefused, react, report_comment, take_back_comment, write_comment
from recognition.views.wall import OneRecognition


class AnswerDoor(OneRecognition):
    """Whoever is in the HR records may answer, with that name."""

    audience = frozenset({"employee"})

    def refusal(self) -> str:
        return _("Reactions and comments are from employees. You are in no HR record of this company.")

    def recognition_or_404(self, pk: int) -> Recognition:
        """Hidden ones are answered by nobody, not by administrators either."""
        rows = Recognition.objects.for_company(self.company).select_related("sender").not_hidden()
        return self.find_or_404(rows.filter(visible_to(self.viewer)), pk=pk)

    def comment_or_404(self, pk: int) -> Comment:
        comment = self.find_or_404(Comment.objects.for_company(self.company).filter(deleted_at=None), pk=pk)
        comment.recognition = self.recognition_or_404(comment.recognition_id)
        return comment

    def may_do(self, action: str) -> bool:
        return may_ask(self.request, action, str(self.member.employee.pk))

    def back_to(self, pk: int) -> HttpResponse:
        return redirect(reverse("recognition", kwargs={"pk": pk}) + "#comments")


class ReactPage(AnswerDoor):
    """POST `/recognitions/<pk>/react`: `put` or `take` a sign. Back to the post; with htmx the signs alone."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        recognition = self.recognition_or_404(pk)
        form = ReactionForm(request.POST)
        if form.is_valid() and self.may_do("react"):
            put, take = form.cleaned_data["put"], form.cleaned_data["take"]
            employee = self.member.employee
            react(
                recognition=recognition, employee=employee, kind=put or take, wanted=bool(put), now=self.now
            )
        if "HX-Request" in request.headers:
            (post,) = with_answers(self.viewer, [self.post_or_404(pk)])
            return self.render("components/answers.html", post=post, next=safe_next(request))
        back = safe_next(request) or reverse("recognition", kwargs={"pk": pk})
        return redirect(f"{back}#post-{pk}")


class CommentsPage(AnswerDoor):
    """POST `/recognitions/<pk>/comments`: one is written."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        recognition = self.recognition_or_404(pk)
        form = CommentForm(request.POST)
        if not form.is_valid():
            return self.refuse(pk, form, 422)
        if not self.may_do("comment"):
            form.add_error("text", _("That were many comments in a short time. Try again later."))
            return self.refuse(pk, form, 429)
        try:
            write_comment(
                recognition=recognition, author=self.member.employee, now=self.now, **form.cleaned_data
            )
        except CommentRefused as refusal:
            form.add_error("text", str(refusal))
            return self.refuse(pk, form, 409)
        return self.back_to(pk)

    def refuse(self, pk: int, form: CommentForm, status: int) -> HttpResponse:
        return self.show(self.post_or_404(pk), comment_form=form, status=status)


class CommentTakeBackPage(AnswerDoor):
    """POST `/comments/<pk>/take-back`: by its author, for good."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        comment = self.comment_or_404(pk)
        if not take_back_comment(comment=comment, by=self.member.employee, now=self.now):
            raise PermissionDenied(_("Only who wrote a comment takes it back."))
        messages.success(request, _("Your comment is gone."))
        return self.back_to(comment.recognition_id)


class CommentReportPage(AnswerDoor):
    """POST `/comments/<pk>/report`: administrators are asked to look at it."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        comment = self.comment_or_404(pk)
        if self.may_do("report_comment"):
            report_comment(comment=comment, now=self.now)
            messages.success(request, _("Reported. An administrator looks at it; your name is not kept."))
        else:
            messages.warning(request, _("That were many reports in a short time. Try again later."))
        return self.back_to(comment.recognition_id)
