"""`manage.py with_services -- pytest …`: a command with a throw-away PostgreSQL and Valkey of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
from argparse import REMAINDER
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from workstars.lib.embedded.environment import Wishes, read_wishes
from workstars.lib.embedded.postgres import FOR_TESTS
from workstars.lib.embedded.services import plan_services
from workstars.lib.embedded.var import in_memory, in_words
from workstars.lib.processes import die_with_parent
from workstars.lib.refusals import Refusal
from workstars.lib.signals import Stopped, stop_on_signals
from workstars.lib.supervisor import Supervisor


class Command(BaseCommand):
    help = (
        "Run a command with a throw-away PostgreSQL and Valkey (DATABASE_URL and REDIS_URL are set for it)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--keep", action="store_true", help="keep the data folder and say where it is")
        parser.add_argument(
            "--durable", action="store_true", help="PostgreSQL as it is by default, for measuring"
        )
        parser.add_argument("command", nargs=REMAINDER)

    def handle(self, *args: Any, **options: Any) -> None:
        command = options["command"]
        command = command[1:] if command[:1] == ["--"] else command
        if not command:
            self.refuse("Say what to run: manage.py with_services -- pytest")
        try:
            wishes = read_wishes()
            home = make_home(wishes, options["durable"])
            try:
                settings = () if options["durable"] else FOR_TESTS
                code = run(command, wishes, home, settings, self.stderr.write)
            finally:
                self.clear(home, keep=options["keep"])
        except Refusal as refusal:
            self.refuse(str(refusal))
        except OSError as error:
            self.refuse(f"The services cannot be started: {in_words(error)}")
        except Stopped as stopped:
            sys.exit(stopped.exit_code)
        sys.exit(code)

    def refuse(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(1)

    def clear(self, home: Path, *, keep: bool) -> None:
        if keep:
            self.stderr.write(f"Kept: {home}")
        else:
            shutil.rmtree(home, ignore_errors=True)


def make_home(wishes: Wishes, durable: bool) -> Path:
    """A new folder each time: under VAR when that is given, else in memory or under the temporary one."""
    if wishes.var:
        wishes.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="ws-", dir=wishes.var or (None if durable else in_memory())))


def run(command: list[str], wishes: Wishes, home: Path, settings: tuple[str, ...], say: Any) -> int:
    """Exit code of the command, as a shell would give it."""
    supervisor = Supervisor(say)
    parent = os.getpid()
    with stop_on_signals():
        try:
            services = plan_services(home, wishes.given, settings)
            services.start(supervisor)
            child = subprocess.Popen(
                command,
                env={**wishes.all, **services.urls, "VAR": str(home)},
                preexec_fn=lambda: die_with_parent(parent),
            )
            return wait(child, supervisor)
        except FileNotFoundError as error:
            raise Refusal(f"There is no program {command[0]}.") from error
        finally:
            supervisor.stop()


def wait(child: subprocess.Popen[bytes], supervisor: Supervisor) -> int:
    """Passes a signal on to the command and lets it finish by itself."""
    while True:
        try:
            code = child.wait(0.5)
        except subprocess.TimeoutExpired:
            supervisor.watch()
        except Stopped as stopped:
            child.send_signal(stopped.number)
        else:
            return code if code >= 0 else 128 - code
