"""Who waits for whom in the database of this test: other tests run beside it on the same server."""

from time import monotonic, sleep

from django.db import connection

PATIENCE = 90.0  # seconds, on a slow machine under load

# Who waits for another's transaction names no database, but has a lock on some table of it. pg_stat_activity would
# be read only once in a transaction.
WAITING = """
    SELECT count(*) FROM pg_locks waiting WHERE NOT granted AND EXISTS (
        SELECT FROM pg_locks here JOIN pg_database ON pg_database.oid = here.database
        WHERE here.pid = waiting.pid AND datname = current_database()
    )
"""


def how_many_wait() -> int:
    """Connections that are held up by another one's lock at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return int(cursor.fetchone()[0])


def wait_until_somebody_waits() -> None:
    end = monotonic() + PATIENCE
    while not how_many_wait():
        if monotonic() > end:
            raise AssertionError("nobody waited")
        sleep(0.005)
