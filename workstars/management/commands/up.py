"""`manage.py up`: the whole product on one machine, until Ctrl-C."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from workstars.lib.embedded.application import (
    MARK,
    application_environment,
    is_ready,
    manage_launch,
    programs,
)
from workstars.lib.embedded.environment import ROOT, Wishes, read_wishes, write_development_file
from workstars.lib.embedded.postgres import last_line
from workstars.lib.embedded.services import LEFTOVER_LADDER, plan_services
from workstars.lib.embedded.var import check_port, in_words, make_var, only_up
from workstars.lib.processes import Launch, end_leftovers, marked, start, stop
from workstars.lib.refusals import Refusal
from workstars.lib.signals import Stopped, stop_on_signals
from workstars.lib.supervisor import Supervisor, how

LOOK_EVERY, SAY_SLOW_AFTER = 0.1, 60.0
DEMO_PASSWORD = "workstars-demo"  # noqa: S105  printed below, and never accepted outside development
DEMO_ACCOUNTS = (
    ("ops@workstars.example", "account manager, at http://localhost:{port}/backoffice"),
    ("admin@demo.example", "administrator"),
    ("coordinator@demo.example", "program coordinator"),
    ("manager@demo.example", "manager"),
    ("employee@demo.example", "employee"),
)


class Command(BaseCommand):
    help = "Start Workstars with its own database and queue; Ctrl-C ends it. Obeys PORT, VAR, DATABASE_URL, REDIS_URL."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with stop_on_signals():
                self.run(read_wishes())
        except Refusal as refusal:
            self.refuse(str(refusal))
        except OSError as error:
            self.refuse(f"Workstars cannot go on: {in_words(error)}")
        except Stopped:
            self.say("Everything is ended.")

    def run(self, wishes: Wishes) -> None:
        os.umask(0o077)
        var = (wishes.var or ROOT / "var").resolve()
        make_var(var)
        with only_up(var):
            if not end_leftovers(lambda: marked(MARK, str(var)), LEFTOVER_LADDER):
                raise Refusal(
                    f"Processes of an earlier run on {var} cannot be ended: end them, then start again."
                )
            check_port(wishes.port)
            supervisor = Supervisor(self.say)
            try:
                self.start_all(supervisor, wishes, var)
                self.watch(supervisor, wishes.port, var)
            finally:
                if supervisor.running:
                    self.say("Ending everything…")
                supervisor.stop()

    def start_all(self, supervisor: Supervisor, wishes: Wishes, var: Path) -> None:
        began = time.monotonic()
        services = plan_services(var, wishes.given)
        services.start(supervisor)
        self.say(f"Database and queue are up ({time.monotonic() - began:.1f} s).")
        write_development_file(var, services.urls, wishes.given)
        environment = application_environment(wishes.all, var, wishes.port, services.urls)
        run_once(manage_launch(var, environment, "prepare"))
        # The demo company is made while the others come up; until then nobody is greeted.
        with meanwhile(manage_launch(var, environment, "demo", "--if-empty")):
            for program in programs(var, wishes.port, environment):
                supervisor.start(program)

    def watch(self, supervisor: Supervisor, port: int, var: Path) -> None:
        """Until a signal comes."""
        began, greeted, warned = time.monotonic(), False, False
        while True:
            supervisor.watch()
            if not greeted and is_ready(port):
                greeted = True
                self.greet(port, var)
            if not greeted and not warned and time.monotonic() - began > SAY_SLOW_AFTER:
                warned = True
                self.say(f"Not ready yet, still trying; the logs in {var / 'log'} may say why.")
            time.sleep(LOOK_EVERY)

    def greet(self, port: int, var: Path) -> None:
        width = max(len(address) for address, role in DEMO_ACCOUNTS)
        lines = [
            f"Workstars is ready: http://demo.localhost:{port} (also http://localhost:{port})",
            f"Demo accounts, password {DEMO_PASSWORD}:",
            *(f"  {address:<{width}}  {role.format(port=port)}" for address, role in DEMO_ACCOUNTS),
            f"Mail is shown at http://localhost:{port}/dev/mail. Data and logs: {var}. Ctrl-C ends everything.",
        ]
        self.say("\n".join(lines))

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def refuse(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(1)


def run_once(launch: Launch) -> None:
    """A step that has to end well before the next."""
    with meanwhile(launch):
        pass


@contextmanager
def meanwhile(launch: Launch) -> Iterator[None]:
    """A step that has to end well before what follows the block."""
    child = start(launch)
    try:
        yield
        code = child.wait()
    finally:
        stop([child], ladder=())
    if code != 0:
        raise Refusal(f"Preparing the database failed ({how(code)}): {last_line(launch.log)}")
