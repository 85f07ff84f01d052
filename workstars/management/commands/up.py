"""`manage.py up`: the whole product on one machine, until Ctrl-C."""

import os
import sys
import time
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
from workstars.lib.embedded.errands import WAIT, errand
from workstars.lib.embedded.services import LEFTOVER_LADDER, plan_services
from workstars.lib.embedded.var import check_port, in_words, make_var, only_up
from workstars.lib.processes import end_leftovers, marked
from workstars.lib.refusals import Refusal
from workstars.lib.signals import Stopped, stop_on_signals
from workstars.lib.supervisor import Program, Supervisor

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
                later = self.start_web(supervisor, wishes, var)
                self.watch(supervisor, later, wishes.port, var)
            finally:
                if supervisor.running:
                    self.say("Ending everything…")
                supervisor.stop()

    def start_web(self, supervisor: Supervisor, wishes: Wishes, var: Path) -> list[Program]:
        """All that the first page needs; answers what is to be started after it.

        Everything loads while it waits for what comes before it.
        """
        began = time.monotonic()
        services = plan_services(var, wishes.given)
        write_development_file(var, services.urls, wishes.given)
        environment = application_environment(wishes.all, var, wishes.port, services.urls)
        web, *later = programs(var, wishes.port, environment)
        with errand(manage_launch(var, environment, "prepare", WAIT)) as prepare:
            services.start(supervisor)
            self.say(f"Database and queue are up ({time.monotonic() - began:.1f} s).")
            with errand(manage_launch(var, environment, "demo", "--if-empty", WAIT)) as demo:
                prepare.finish()
                supervisor.start(web)
                demo.finish()  # until then nobody is greeted
        return later

    def watch(self, supervisor: Supervisor, later: list[Program], port: int, var: Path) -> None:
        """Until a signal comes."""
        began, greeted, warned = time.monotonic(), False, False
        while True:
            supervisor.watch()
            if not greeted and is_ready(port):
                greeted = True
                for program in later:
                    supervisor.start(program)
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
