"""Comments are written and taken back by their authors (R8)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from employees.models import Company, Employee
from recognition.messages import comment_flaws, tidy_message
from recognition.models import Comment, Recognition


class CommentRefused(Exception):
    """It cannot be said like this, or here. The text is a sentence for the page."""


def write_comment(
    *, recognition: Recognition, author: Employee, text: str, now: datetime, press_key: UUID | None = None
) -> Comment:
    """Said at once; see `comment_flaws` for what is refused. `press_key` is the form's own: the same one again answers
    the comment that it made, also when that was taken back since.

    The door has made sure that the author may see the recognition. Refusal: CommentRefused.
    """
    company = recognition.company
    refuse_unless_allowed(company)
    said = tidy_message(text)
    if flaws := comment_flaws(said):
        raise CommentRefused(" ".join(flaws))
    rows = Comment.objects.for_company(company)
    comment = Comment(
        company=company, recognition=recognition, author=author, text=said, at=now, press_key=press_key
    )
    rows.bulk_create([comment], ignore_conflicts=press_key is not None)
    return rows.get(press_key=press_key) if press_key else comment


@transaction.atomic
def take_back_comment(*, comment: Comment, by: Employee, now: datetime) -> bool:
    """By its author, for good: the text is gone. False when it was gone already, or is somebody else's."""
    rows = Comment.objects.for_company(comment.company).filter(pk=comment.pk, author=by)
    return bool(rows.filter(deleted_at__isnull=True).update(deleted_at=now, text=""))


def refuse_unless_allowed(company: Company) -> None:
    if not company.comments_allowed:
        raise CommentRefused(_("Your company has switched comments off."))
