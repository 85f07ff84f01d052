"""What the home page shows of recognition: one's own points and thanks, and the newest of the wall (A7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Sum

from employees.models import Company
from employees.permissions import Member
from recognition.models import Recipient
from recognition.queries.points import balance_of
from recognition.queries.wall import Post, Viewer, Wanted, wall_page, with_answers

POSTS_SHOWN = 5
MINE_SHOWN = 3
LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Thanks:
    """`waiting` and `points_waiting` came before the person registered; `mine` are the newest that came of late, were
    waiting, or were told to nobody by e-mail."""

    balance: int
    received: int
    waiting: int
    points_waiting: int
    mine: Sequence[Post]
    wall: Sequence[Post]


def thanks_for(company: Company, member: Member, now: datetime) -> Thanks:
    """For an employee. Nine queries at most."""
    viewer = Viewer.of(company, member)
    assert member.employee is not None
    received = Recipient.objects.for_company(company).filter(employee=member.employee)
    since = member.employee.registered_at or now
    before = received.filter(sent_at__lt=since).aggregate(number=Count("pk"), points=Sum("points"))
    # Who has no e-mail was told by nobody: what came is shown until something newer comes (R4).
    is_new = now - since < LATELY or not member.user.address
    limit = POSTS_SHOWN if is_new else MINE_SHOWN
    mine = wall_page(viewer, Wanted(show="received"), limit=limit).posts
    new = [post for post in mine if is_new or post.sent_at > now - LATELY]
    others = [post for post in wall_page(viewer, limit=POSTS_SHOWN).posts if post not in new]
    shown = with_answers(viewer, [*new, *others])
    return Thanks(
        balance=balance_of(member.employee),
        received=received.count(),
        waiting=before["number"],
        points_waiting=before["points"] or 0,
        mine=shown[: len(new)],
        wall=shown[len(new) :],
    )


def wall_for(company: Company, member: Member) -> Sequence[Post]:
    """For a coordinator who is in no HR file."""
    viewer = Viewer.of(company, member)
    return with_answers(viewer, wall_page(viewer, limit=POSTS_SHOWN).posts)
