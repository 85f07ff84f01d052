"""Recognitions as they are shown to one viewer: points only to whom they concern (R7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from recognition.models import ECard, Recipient, Recognition
from recognition.queries.wall.answers import Answers, answers_of
from recognition.queries.wall.viewers import Viewer, visible_to
from workstars.lib.keyset import Key

NAMES_SHOWN = 5


@dataclass(frozen=True)
class Thanked:
    """One of the people. `points` is None when they are not for this viewer's eyes."""

    pk: int
    name: str
    points: int | None = None


@dataclass(frozen=True)
class Picture:
    """An eCard, as far as a page needs it."""

    pk: int
    name: str
    address: str
    width: int
    height: int


@dataclass(frozen=True)
class Hidden:
    """By whom, when and why an administrator took it off the wall."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class Post:
    """A recognition for one viewer. `batch` is the request it came with, or None; `whole`: shown by itself.

    `answers` are there where they were asked for; `hidden` is for administrators' eyes.
    """

    pk: int
    sent_at: datetime
    sender: str
    message: str
    people: tuple[Thanked, ...]
    ecard: Picture | None
    reason: str
    is_private: bool
    sender_pk: int | None = None
    batch: int | None = None
    whole: bool = False
    hidden: Hidden | None = None
    answers: Answers | None = None

    @property
    def key(self) -> str:
        """Where it stands on the wall."""
        return str(Key(self.sent_at, self.pk))

    @property
    def shown_people(self) -> tuple[Thanked, ...]:
        """A long list is cut where a post is one of many."""
        few = len(self.people) <= NAMES_SHOWN + 1
        return self.people if few or self.whole else self.people[:NAMES_SHOWN]

    @property
    def points(self) -> int:
        """Of everybody together, as far as this viewer may know."""
        return sum(person.points or 0 for person in self.people)

    @property
    def more_people(self) -> int:
        return len(self.people) - len(self.shown_people)


def find_post(viewer: Viewer, pk: int) -> Post | None:
    """None for what is not there as for what this viewer may not see. Three queries."""
    visible = Recognition.objects.for_company(viewer.company).filter(visible_to(viewer), pk=pk)
    found = posts_of(viewer, visible.values_list("pk", flat=True))
    return replace(found[0], whole=True) if found else None


def posts_of(viewer: Viewer, pks: Iterable[int]) -> list[Post]:
    """In the order given; the caller has made sure that the viewer may see them. Two queries."""
    order = list(pks)
    if not order:
        return []
    rows = Recognition.objects.for_company(viewer.company).filter(pk__in=order)
    found = {row.pk: row for row in rows.select_related("sender", "ecard", "reason", "batch")}
    people: dict[int, list[Recipient]] = {pk: [] for pk in found}
    recipients = Recipient.objects.for_company(viewer.company).filter(recognition__in=order)
    for recipient in recipients.select_related("employee").order_by("pk"):
        people[recipient.recognition_id].append(recipient)
    return [post_of(viewer, found[pk], people[pk]) for pk in order if pk in found]


def post_of(viewer: Viewer, recognition: Recognition, recipients: Sequence[Recipient]) -> Post:
    return Post(
        pk=recognition.pk,
        sent_at=recognition.sent_at,
        sender=recognition.from_whom,
        message=recognition.message,
        people=tuple(_thanked(viewer, recognition, recipient) for recipient in recipients),
        ecard=picture_of(recognition.ecard),
        reason=recognition.reason_label,
        is_private=recognition.is_private,
        sender_pk=recognition.sender_id,
        batch=recognition.batch_id,
        hidden=hidden_of(recognition),
    )


def hidden_of(recognition: Recognition) -> Hidden | None:
    if recognition.hidden_at is None:
        return None
    return Hidden(recognition.hidden_at, recognition.hidden_by_label, recognition.hidden_reason)


def with_answers(viewer: Viewer, posts: Sequence[Post]) -> list[Post]:
    """The same posts with what colleagues added. One query for all of them."""
    found = answers_of(viewer, [post.pk for post in posts])
    return [replace(post, answers=found[post.pk]) for post in posts]


def picture_of(ecard: ECard | None) -> Picture | None:
    if ecard is None:
        return None
    address = reverse("ecard-picture", kwargs={"pk": ecard.pk, "digest": ecard.digest})
    return Picture(ecard.pk, ecard.name, address, ecard.width, ecard.height)


def _thanked(viewer: Viewer, recognition: Recognition, recipient: Recipient) -> Thanked:
    concerned = {recipient.employee_id, recipient.manager_id, recipient.holder_id}
    requested = recognition.batch is not None and recognition.batch.requested_by_id == viewer.user
    sees_points = viewer.sees_everything or viewer.employee in concerned or requested
    points = recipient.points if sees_points and recipient.points else None
    return Thanked(recipient.employee_id, recipient.employee.name, points)
