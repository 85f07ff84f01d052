"""An own PostgreSQL: made once, started, stopped; data in VAR/postgres."""

import re
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2

from workstars.lib.embedded.account import Account
from workstars.lib.embedded.binaries import OLDEST_POSTGRES
from workstars.lib.processes import Ladder
from workstars.lib.refusals import Refusal

NAME = "workstars"
BUILTIN_LOCALE_SINCE = 17
READY_SECONDS = 60.0
FOR_TESTS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


@dataclass(frozen=True)
class Postgres:
    """`bin` holds its programs; `settings` are NAME=value beyond the defaults."""

    bin: Path
    home: Path
    sockets: Path
    account: Account
    settings: tuple[str, ...] = ()

    # Fast shutdown first; then the kind that recovers at the next start.
    ladder: Ladder = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0))
    death_signal = signal.SIGINT

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def url(self) -> str:
        """Understood by Django's settings and by libpq (`psql "$DATABASE_URL"`) alike."""
        return f"postgresql://{NAME}@/{NAME}?host={quote(str(self.sockets))}"

    @property
    def command(self) -> tuple[str, ...]:
        options = (*self.settings, "listen_addresses=", f"unix_socket_directories={self.sockets}")
        flags = [part for option in options for part in ("-c", option)]
        return (str(self.bin / "postgres"), "-D", str(self.data), *flags)

    def prepare(self) -> None:
        """Make the data folder on the first start; refuse one of another major version."""
        major = self.major()
        if major < OLDEST_POSTGRES:
            raise Refusal(
                f"PostgreSQL {major} in {self.bin} is too old: {OLDEST_POSTGRES} or newer is needed."
            )
        self.account.own(self.home)
        if not self.data.exists():
            self._initialise(major)
        made_by = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if made_by != str(major):
            raise Refusal(
                f"The data in {self.home} was made by PostgreSQL {made_by}, and here is PostgreSQL {major}: "
                f"start it with version {made_by}, or choose another VAR, or move {self.home} away to begin anew."
            )

    def major(self) -> int:
        words = self.account.run(str(self.bin / "postgres"), "--version")
        found = re.search(r"\) ([0-9]+)", words)
        if not found:
            raise Refusal(f"{self.bin}/postgres does not say its version: {words.strip()}")
        return int(found[1])

    def _initialise(self, major: int) -> None:
        """Into a folder beside, so that an interrupted first start leaves nothing half made."""
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        locale: tuple[str, ...] = ("--locale=C.UTF-8",)
        if major >= BUILTIN_LOCALE_SINCE:  # the libc one folds É in no case
            locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        flush = ("--no-sync",) if "fsync=off" in self.settings else ()
        self.account.run(
            str(self.bin / "initdb"),
            "-D",
            str(fresh),
            "-U",
            NAME,
            "-A",
            "trust",
            "-E",
            "UTF8",
            *locale,
            *flush,
        )
        # Trust is for the private socket alone.
        (fresh / "pg_hba.conf").write_text("local all all trust\n", encoding="ascii")
        fresh.rename(self.data)

    def forget_stale_lock(self) -> None:
        """Remove what a killed server left; only when none runs here, since its number may be another's by now."""
        for lock in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            lock.unlink(missing_ok=True)

    def wait_ready(self, alive: Callable[[], bool], log: Path) -> None:
        """Until it answers; then the database exists too."""
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until and alive():
            if self._answers():
                return
            time.sleep(0.02)
        raise Refusal(f"PostgreSQL did not start: {last_line(log)}")

    def _answers(self) -> bool:
        try:
            connection = psycopg2.connect(dbname="postgres", user=NAME, host=str(self.sockets))
        except psycopg2.OperationalError:
            return False
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {NAME}")
        connection.close()
        return True


def last_line(log: Path) -> str:
    """The end of a log, for a person who has to act on it."""
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() if log.exists() else []
    return f"{lines[-1]} (more in {log})" if lines else f"see {log}"
