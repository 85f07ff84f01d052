"""Jobs by the clock: one at a time, at any moment."""

from datetime import UTC, datetime

import psycopg2
import pytest
from django.db import connection

from tests.house.processes import wait_for
from workstars.lib.periodic import HELD, moment, only_one, periodic_task

seen: list[datetime] = []

# Of this session alone: other tests have their jobs on the same server.
OURS = "FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"


@periodic_task("tests.remember")
def remember(now: datetime) -> int:
    """Keeps the moment."""
    seen.append(now)
    return len(seen)


def another_session() -> "psycopg2.extensions.connection":
    params = connection.get_connection_params()
    return psycopg2.connect(
        **{key: value for key, value in params.items() if key not in {"cursor_factory", "context"}}
    )


def locks_held() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {OURS}")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(
    "text", ["2026-12-25T06:00Z", "2026-12-25T07:00+01:00", "2026-12-25T06:00:00.000+00:00"]
)
def test_moment(text: str) -> None:
    assert moment(text) == datetime(2026, 12, 25, 6, 0, tzinfo=UTC)


def test_without_a_moment_it_is_now() -> None:
    before = datetime.now(UTC)
    assert before <= moment(None) <= datetime.now(UTC)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone: end it with Z for UTC"):
        moment("2026-12-25T06:00")


def test_a_job_gets_its_moment_and_answers(db: None) -> None:
    seen.clear()
    assert remember(at="2026-12-25T06:00Z") == 1
    assert remember() == 2
    assert seen[0] == datetime(2026, 12, 25, 6, 0, tzinfo=UTC)
    assert (remember.name, remember.__doc__) == ("tests.remember", "Keeps the moment.")


@pytest.mark.rule("V14", "two beats at once run a job once")
def test_a_job_that_runs_elsewhere_is_skipped(db: None) -> None:
    seen.clear()
    with only_one("tests.remember") as ours:
        assert ours is True
        assert locks_held() == 1
    other = another_session()
    try:
        assert locks_held() == 0
        hold(other, "tests.remember")
        assert (remember(), seen) == (HELD, [])
        with only_one("tests.another_job") as ours:
            assert ours is True
    finally:
        other.close()
    assert wait_for(lambda: remember() != HELD)  # the server notices a moment later
    assert len(seen) == 1


def hold(session: "psycopg2.extensions.connection", name: str) -> None:
    """Takes the job's lock in another session, by the number that our session would take."""
    with only_one(name), connection.cursor() as cursor:
        cursor.execute(f"SELECT (classid::bigint << 32) | objid::bigint {OURS}")
        (key,) = cursor.fetchone()
    with session.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        assert cursor.fetchone() == (True,)


def fail_inside() -> None:
    with only_one("tests.remember"):
        raise ZeroDivisionError(locks_held())


def test_the_lock_is_given_back_after_a_failure(db: None) -> None:
    with pytest.raises(ZeroDivisionError, match="1"):
        fail_inside()
    assert locks_held() == 0
