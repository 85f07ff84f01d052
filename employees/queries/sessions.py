"""Where somebody is logged in (A11)."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from employees.models import Session
from employees.permissions import Member
from employees.sessions import LONGEST


@dataclass(frozen=True)
class OpenSession:
    """`key` is the one that is stored, with which it is ended."""

    key: str
    agent: str
    address: str
    opened_at: datetime
    seen_at: datetime
    is_this: bool


def sessions_here(member: Member, site: str, this: str, now: datetime) -> list[OpenSession]:
    """Those that still open this site, this one first, then the last used. One query."""
    rows = Session.objects.of(member.user).alive(now).filter(site=site, opened_at__gt=now - LONGEST)
    if member.employee:
        rows = rows.filter(opened_at__gte=member.employee.active_since)
    found = [_session(row, this) for row in rows.order_by("-seen_at", "pk")]
    return sorted(found, key=lambda one: not one.is_this)


def count_elsewhere(member: Member, site: str, now: datetime) -> int:
    """How many are open at other companies' sites, or the operator's."""
    return int(Session.objects.of(member.user).alive(now).exclude(site=site).count())


def _session(row: Session, this: str) -> OpenSession:
    opened, seen = cast(datetime, row.opened_at), cast(datetime, row.seen_at)
    return OpenSession(row.pk, row.agent, row.address, opened, seen, row.pk == this)
