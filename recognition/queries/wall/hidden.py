"""What administrators have hidden: as they look at it, and as it is told to whom it concerns (R8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from recognition.models import Batch, Comment, Recipient, Recognition
from recognition.queries.wall.posts import Hidden, Post, hidden_of, posts_of
from recognition.queries.wall.viewers import Viewer
from workstars.lib.keyset import Key

PER_PAGE = 50
FEW = 5


@dataclass(frozen=True)
class HiddenNote:
    """Of a hidden recognition, for its sender (the message and why), or somebody thanked (neither)."""

    pk: int
    is_sender: bool
    recalled: bool
    message: str
    hidden: Hidden | None


@dataclass(frozen=True)
class HiddenPage:
    posts: Sequence[Post]
    older: Key | None


@dataclass(frozen=True)
class CommentsPage:
    comments: Sequence[Comment]
    older: Key | None


def hidden_note(viewer: Viewer, pk: int) -> HiddenNote | None:
    """None for who neither sent it nor was thanked: to them it is not there. One query."""
    mine = Recipient.objects.for_company(viewer.company).filter(
        recognition=OuterRef("pk"), employee=viewer.employee
    )
    rows = Recognition.objects.for_company(viewer.company).filter(pk=pk, hidden_at__isnull=False)
    row = rows.filter(Q(sender=viewer.employee) | Exists(mine)).select_related("batch").first()
    if row is None:
        return None
    is_sender = row.sender_id == viewer.employee
    recalled = row.batch is not None and row.batch.status == Batch.Status.RECALLED
    told = hidden_of(row) if is_sender else None
    return HiddenNote(row.pk, is_sender, recalled, row.message if is_sender else "", told)


def hidden_of_sender(viewer: Viewer) -> list[Recognition]:
    """The newest of what this person said and administrators have hidden; nothing of batches. One query."""
    rows = Recognition.objects.for_company(viewer.company).filter(sender=viewer.employee)
    return list(rows.filter(hidden_at__isnull=False, batch__isnull=True).order_by("-hidden_at", "-pk")[:FEW])


def hidden_recognitions(viewer: Viewer, before: Key | None) -> HiddenPage:
    """For administrators, hidden last first; without recalled batches, which have pages of their own."""
    rows = Recognition.objects.for_company(viewer.company).filter(hidden_at__isnull=False)
    rows = rows.filter(Q(batch=None) | ~Q(batch__status=Batch.Status.RECALLED))
    found = _page(rows, "hidden_at", before).values_list("hidden_at", "pk")
    page = list(found[: PER_PAGE + 1])
    older = Key(*page[PER_PAGE - 1]) if len(page) > PER_PAGE else None
    return HiddenPage(posts_of(viewer, [pk for _at, pk in page[:PER_PAGE]]), older)


def reported_comments(viewer: Viewer, before: Key | None) -> CommentsPage:
    """Those that no administrator has looked at, reported last first."""
    return _comments(Comment.objects.for_company(viewer.company).reported(), "reported_at", before)


def hidden_comments(viewer: Viewer, before: Key | None) -> CommentsPage:
    return _comments(Comment.objects.for_company(viewer.company).hidden(), "hidden_at", before)


def count_reported(viewer: Viewer) -> int:
    return Comment.objects.for_company(viewer.company).reported().count()


def _comments(rows: QuerySet[Comment], column: str, before: Key | None) -> CommentsPage:
    found = list(_page(rows, column, before).select_related("author")[: PER_PAGE + 1])
    last = found[PER_PAGE - 1] if len(found) > PER_PAGE else None
    return CommentsPage(found[:PER_PAGE], Key(getattr(last, column), last.pk) if last else None)


def _page(rows: QuerySet, column: str, before: Key | None) -> QuerySet:
    """By key, as the wall's pages."""
    if before:
        earlier = Q(**{f"{column}__lt": before.at})
        rows = rows.filter(earlier | Q(**{column: before.at, "pk__lt": before.pk}))
    return rows.order_by(f"-{column}", "-pk")
