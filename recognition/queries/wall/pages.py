"""One page of a wall: newest first, by key (R8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from recognition.queries.people import MOST_NAMED, people_named
from recognition.queries.wall import branches
from recognition.queries.wall.posts import Post, posts_of
from recognition.queries.wall.viewers import VISIBLE, Viewer
from workstars.lib.keyset import Key

PER_PAGE = 20
MOST_NEWER = 20

EVERYTHING = {
    "": (branches.PUBLIC, branches.PRIVATE),
    "public": (branches.PUBLIC,),
    "private": (branches.PRIVATE,),
}
OF_COUNTRY = {
    "": (branches.PUBLIC_COUNTRY, branches.PRIVATE_COUNTRY, branches.ALSO_COUNTRY),
    "public": (branches.PUBLIC_COUNTRY, branches.ALSO_COUNTRY),
    "private": (branches.PRIVATE_COUNTRY, branches.ALSO_COUNTRY),
}
OF_A_PERSON = (branches.SENT, branches.RECEIVED, branches.OF_TEAM, branches.HELD, branches.COPIED)
OF_ALL = (branches.PUBLIC, branches.REQUESTED, branches.BATCH_COPIED)
OF_ALL_IN_COUNTRY = (branches.PUBLIC_COUNTRY, branches.ALSO_VISIBLE_COUNTRY, branches.BATCHES_COUNTRY)
SHOWS = {
    "mine": (branches.SENT, branches.RECEIVED),
    "received": (branches.RECEIVED,),
    "team": (branches.OF_TEAM, branches.HELD, branches.OF_REPORTS),
}
MINE = """(recognition_recognition.sender_id = %(employee)s OR EXISTS (
    SELECT FROM recognition_recipient r
    WHERE r.recognition_id = recognition_recognition.id AND r.employee_id = %(employee)s))"""
RECEIVED = """EXISTS (
    SELECT FROM recognition_recipient r
    WHERE r.recognition_id = recognition_recognition.id AND r.employee_id = %(employee)s)"""
TEAM = """EXISTS (
    SELECT FROM recognition_recipient r JOIN employees_employee report ON report.id = r.employee_id
    WHERE r.recognition_id = recognition_recognition.id
    AND (%(employee)s IN (r.manager_id, r.holder_id)
         OR (report.manager_id = %(employee)s AND NOT recognition_recognition.is_private)))"""
BELONGS = {"mine": MINE, "received": RECEIVED, "team": TEAM}


@dataclass(frozen=True)
class Wanted:
    """What is asked for; empty means everything that the viewer may see. `show` is a key of SHOWS.

    `text` is a name, of who thanks or is thanked; `country` that of people who are thanked, at the time;
    `privacy` is "public" or "private".
    """

    show: str = ""
    reason: int | None = None
    text: str = ""
    privacy: str = ""
    country: str = ""

    @property
    def is_filtered(self) -> bool:
        return any((self.show, self.reason, self.text, self.privacy, self.country))


@dataclass(frozen=True)
class WallPage:
    """`older` is where the next page begins. `many_named`: more people have that name than were looked for."""

    posts: Sequence[Post]
    older: Key | None
    many_named: bool = False


def wall_page(
    viewer: Viewer, wanted: Wanted | None = None, *, before: Key | None = None, limit: int = PER_PAGE
) -> WallPage:
    """Three queries; four when names are searched for, or of one country."""
    wanted = wanted or Wanted()
    people = people_named(viewer.company, wanted.text) if wanted.text.strip() else None
    found = _keys(viewer, wanted, people, before, limit + 1)
    page = found[:limit]
    older = Key(*page[-1]) if len(found) > limit else None
    many = people is not None and len(people) == MOST_NAMED
    return WallPage(posts_of(viewer, [pk for _at, pk in page]), older, many)


def count_newer(viewer: Viewer, wanted: Wanted, after: Key) -> int:
    """How many have come since, MOST_NEWER at most. Two look-ups in an index while nothing has."""
    if not _is_anything_newer(viewer, after):
        return 0
    people = people_named(viewer.company, wanted.text) if wanted.text.strip() else None
    return len(_keys(viewer, wanted, people, after, MOST_NEWER, branches.NEWER))


def _is_anything_newer(viewer: Viewer, after: Key) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(branches.ANY_NEWER, {**viewer.params, "at": after.at, "pk": after.pk})
        return bool(cursor.fetchone()[0])


def _keys(
    viewer: Viewer,
    wanted: Wanted,
    people: list[int] | None,
    key: Key | None,
    limit: int,
    beyond: str = branches.OLDER,
) -> list[tuple[datetime, int]]:
    sql = branches.union(
        _branches(viewer, wanted, people), _conditions(viewer, wanted, people), beyond=beyond if key else ""
    )
    params: dict[str, Any] = {**viewer.params, "limit": limit, "people": people}
    params |= {"reason": wanted.reason, "country": wanted.country}
    if "%(batches)s" in sql:
        params["batches"] = _my_batches(viewer)
    if key:
        params |= {"at": key.at, "pk": key.pk}
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [(at, pk) for at, pk in cursor.fetchall()]


def _my_batches(viewer: Viewer) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(branches.MY_BATCHES, viewer.params)
        return [pk for (pk,) in cursor.fetchall()]


def _branches(viewer: Viewer, wanted: Wanted, people: list[int] | None) -> Sequence[str]:
    if people is not None:
        return (branches.SAID_BY, branches.SAID_TO)
    if wanted.show:
        return SHOWS[wanted.show]
    if viewer.sees_everything:
        return (OF_COUNTRY if wanted.country else EVERYTHING)[wanted.privacy]
    of_all = OF_ALL_IN_COUNTRY if wanted.country else OF_ALL
    return (*of_all, *(OF_A_PERSON if viewer.employee else ()))


def _conditions(viewer: Viewer, wanted: Wanted, people: list[int] | None) -> list[str]:
    """A branch of a person holds nothing that this person may not see; what a search finds is asked about."""
    conditions = []
    if people is not None and not viewer.sees_everything:
        conditions.append(VISIBLE)
    if people is not None and wanted.show:
        conditions.append(BELONGS[wanted.show])
    if wanted.reason is not None:
        conditions.append("recognition_recognition.reason_id = %(reason)s")
    if wanted.country:
        by_index = people is None and not wanted.show
        conditions.append(branches.OF_ONE_COUNTRY if by_index else branches.IN_COUNTRY)
    if wanted.privacy:
        negation = "" if wanted.privacy == "private" else "NOT "
        conditions.append(f"{negation}recognition_recognition.is_private")
    return conditions
