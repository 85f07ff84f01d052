"""PostgreSQL and Valkey for one VAR: planned from the environment, started under a supervisor."""

import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workstars.lib.embedded.account import choose_account
from workstars.lib.embedded.binaries import find_postgres, find_valkey
from workstars.lib.embedded.postgres import Postgres
from workstars.lib.embedded.sockets import socket_folder
from workstars.lib.embedded.valkey import Valkey
from workstars.lib.processes import Ladder, Launch, end_leftovers, services_in
from workstars.lib.refusals import Refusal
from workstars.lib.supervisor import Program, Supervisor

# They end by themselves within a moment when their parent is killed: the first step only waits for that.
LEFTOVER_LADDER: Ladder = (
    (signal.SIGCONT, 2.0),
    (signal.SIGINT, 3.0),
    (signal.SIGQUIT, 3.0),
    (signal.SIGKILL, 5.0),
)
PLAIN_ENVIRONMENT = {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"}


@dataclass(frozen=True)
class Services:
    """What is ours to start; None where the environment names one that runs already."""

    var: Path
    postgres: Postgres | None
    valkey: Valkey | None
    given: Mapping[str, str]

    @property
    def urls(self) -> dict[str, str]:
        """DATABASE_URL and REDIS_URL for the application."""
        own = {}
        if self.postgres:
            own["DATABASE_URL"] = self.postgres.url
        if self.valkey:
            own["REDIS_URL"] = self.valkey.url
        return {**own, **self.given}

    def start(self, supervisor: Supervisor) -> None:
        """Start both at once, then wait until both answer."""
        started = [
            (service, supervisor.start(self._program(name, service)))
            for name, service in (("postgres", self.postgres), ("valkey", self.valkey))
            if service
        ]
        for service, running in started:
            service.wait_ready(running.alive, running.program.launch.log)

    def _program(self, name: str, service: Postgres | Valkey) -> Program:
        service.prepare()
        launch = Launch(
            command=service.command,
            log=self.var / "log" / f"{name}.log",
            environment=PLAIN_ENVIRONMENT,
            folder=service.data if isinstance(service, Postgres) else service.home,
            death_signal=service.death_signal,
            become=service.account.become,
        )

        def before() -> None:
            clear_leftovers(name, service)

        return Program(name, launch, service.ladder, stage=name, before=before)


def clear_leftovers(name: str, service: Postgres | Valkey) -> None:
    """End what an earlier run left of this service, then its lock files."""
    home = service.data if isinstance(service, Postgres) else service.home
    if not end_leftovers(lambda: services_in(home), LEFTOVER_LADDER):
        raise Refusal(
            f"An earlier {name} still runs in {home} and cannot be ended: end it, then start again."
        )
    if isinstance(service, Postgres):
        service.forget_stale_lock()


def plan_services(var: Path, given: Mapping[str, str], settings: tuple[str, ...] = ()) -> Services:
    """`given` holds DATABASE_URL and REDIS_URL where somebody else runs them."""
    (var / "log").mkdir(mode=0o700, exist_ok=True)
    if "DATABASE_URL" in given and "REDIS_URL" in given:
        return Services(var, None, None, given)
    postgres_bin, valkey_program = find_postgres(), find_valkey()
    account = choose_account(var, var / "postgres" / "data", postgres_bin, valkey_program.parent)
    sockets = socket_folder(var, account)
    postgres = Postgres(postgres_bin, var / "postgres", sockets, account, settings)
    valkey = Valkey(valkey_program, var / "valkey", sockets, account)
    return Services(
        var,
        postgres=None if "DATABASE_URL" in given else postgres,
        valkey=None if "REDIS_URL" in given else valkey,
        given=given,
    )
