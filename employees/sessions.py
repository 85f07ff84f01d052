"""Sessions in rows that say whose they are and where, so that their owner can see and end them (A11)."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.http import HttpRequest
from django.utils import timezone

from employees.models import Session

SITE, SINCE = "site", "since"
SEEN, ADDRESS, AGENT = "seen", "address", "agent"
SECOND_FACTOR = "second_factor"
LONGEST = timedelta(days=30)  # after its opening, however much it is used
NOTED_EVERY = timedelta(minutes=5)  # its last use is not written at every request


class SessionStore(db.SessionStore):
    """Django's own, with the key hashed where it is stored, and with our columns."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        found = Session.objects.alive(timezone.now()).filter(pk=stored_key(self.session_key)).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return bool(super().exists(stored_key(session_key)))

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(stored_key(key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        row.session_key = stored_key(row.session_key)
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.site = data.get(SITE, "")
        row.opened_at, row.seen_at = _moment(data.get(SINCE)), _moment(data.get(SEEN))
        row.address, row.agent = data.get(ADDRESS, ""), data.get(AGENT, "")
        return row


def stored_key(key: str | None) -> str:
    """What the database has of a session's key: 160 bits of its hash."""
    return sha256((key or "").encode()).hexdigest()[:40]


def begin(request: HttpRequest, *, site: str, address: str, now: datetime) -> None:
    """Binds the session to the site where it is opened."""
    agent = request.META.get("HTTP_USER_AGENT", "")[:300]
    moment = now.timestamp()
    request.session.update({SITE: site, SINCE: moment, SEEN: moment, ADDRESS: address, AGENT: agent})


def note_use(request: HttpRequest, address: str, now: datetime) -> None:
    if now.timestamp() - request.session.get(SEEN, 0) >= NOTED_EVERY.total_seconds():
        request.session.update({SEEN: now.timestamp(), ADDRESS: address})


def is_too_old(session: Any, now: datetime) -> bool:
    return bool(now.timestamp() - session.get(SINCE, 0) >= LONGEST.total_seconds())


def opened_at(session: Any) -> datetime | None:
    return _moment(session.get(SINCE))


def _moment(stamp: float | None) -> datetime | None:
    return datetime.fromtimestamp(stamp, UTC) if stamp else None
