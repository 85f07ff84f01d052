"""What colleagues have added to recognitions (R8): reactions counted, who they are from, comments."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db import connection

from recognition.models import Comment, Reaction
from recognition.queries.wall.viewers import Viewer

NAMES_SHOWN = 20
COMMENTS_SHOWN = 200

# One look at the page: each kind of reaction with whether it is the viewer's too, and the comments under the name "".
COUNTS = """
SELECT recognition_id, kind, count(*), bool_or(employee_id = %(employee)s) FROM recognition_reaction
WHERE company_id = %(company)s AND recognition_id = ANY(%(pks)s) GROUP BY 1, 2
UNION ALL
SELECT recognition_id, '', count(*), false FROM recognition_comment
WHERE company_id = %(company)s AND recognition_id = ANY(%(pks)s)
AND hidden_at IS NULL AND deleted_at IS NULL AND %(comments)s GROUP BY 1
"""


@dataclass(frozen=True)
class Sign:
    """One kind of reaction on one recognition; `mine`: the viewer's is among them."""

    kind: Reaction.Kind
    count: int = 0
    mine: bool = False


@dataclass(frozen=True)
class Answers:
    """Every kind of reaction in its order, and how many comments there are to read."""

    signs: tuple[Sign, ...]
    comments: int = 0

    @property
    def reactions(self) -> int:
        return sum(sign.count for sign in self.signs)

    @classmethod
    def of(cls, found: Mapping[str, Sign], comments: int) -> Self:
        return cls(tuple(found.get(kind, Sign(kind)) for kind in Reaction.Kind), comments)


@dataclass(frozen=True)
class Reacted:
    """Who has reacted so; `others` are so many more."""

    kind: Reaction.Kind
    names: tuple[str, ...]
    others: int


@dataclass(frozen=True)
class Said:
    """A comment for one viewer. `mine` can be taken back; `hidden_by` is for administrators' eyes."""

    pk: int
    author: str
    text: str
    at: datetime
    mine: bool
    hidden: bool
    hidden_by: str
    hidden_reason: str
    reported: bool


def answers_of(viewer: Viewer, pks: Iterable[int]) -> dict[int, Answers]:
    """For every one of these recognitions; the caller has made sure that the viewer may see them. One query."""
    wanted = list(pks)
    signs: dict[int, dict[str, Sign]] = {pk: {} for pk in wanted}
    comments = dict.fromkeys(wanted, 0)
    if not wanted:
        return {}
    params = {**viewer.params, "pks": wanted, "comments": viewer.company.comments_allowed}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, params)
        for pk, kind, count, mine in cursor.fetchall():
            if kind:
                signs[pk][kind] = Sign(Reaction.Kind(kind), count, mine)
            else:
                comments[pk] = count
    return {pk: Answers.of(signs[pk], comments[pk]) for pk in wanted}


def who_reacted(viewer: Viewer, recognition: int) -> list[Reacted]:
    """By kind, those first who were first. One query."""
    rows = Reaction.objects.for_company(viewer.company).filter(recognition=recognition)
    names: dict[str, list[str]] = {}
    for row in rows.select_related("employee").order_by("at", "pk"):
        names.setdefault(row.kind, []).append(row.employee.name)
    return [
        Reacted(kind, tuple(names[kind][:NAMES_SHOWN]), max(0, len(names[kind]) - NAMES_SHOWN))
        for kind in Reaction.Kind
        if kind in names
    ]


def comments_of(viewer: Viewer, recognition: int) -> Sequence[Said]:
    """The newest, oldest first. Hidden ones are there for administrators and their authors alone. One query."""
    if not viewer.company.comments_allowed:
        return []
    rows = Comment.objects.for_company(viewer.company).filter(
        recognition=recognition, deleted_at__isnull=True
    )
    if not viewer.sees_everything:
        rows = rows.shown_to(viewer.employee)
    newest = rows.select_related("author").order_by("-at", "-pk")[:COMMENTS_SHOWN]
    return [said_of(viewer, row) for row in reversed(newest)]


def said_of(viewer: Viewer, comment: Comment) -> Said:
    return Said(
        pk=comment.pk,
        author=comment.author.name,
        text=comment.text,
        at=comment.at,
        mine=comment.author_id == viewer.employee,
        hidden=comment.hidden_at is not None,
        hidden_by=comment.hidden_by_label,
        hidden_reason=comment.hidden_reason,
        reported=viewer.sees_everything and comment.reported_at is not None,
    )
