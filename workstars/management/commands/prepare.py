"""Between the database and the first page: static files and migrations."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from workstars.lib.embedded.errands import WAIT, wait_for_the_word


class Command(BaseCommand):
    help = "Bring static files and database up to date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(WAIT, action="store_true", help="touch the database at a word on standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("collectstatic", interactive=False, verbosity=0)
        if options["wait"]:
            wait_for_the_word()
        call_command("migrate", interactive=False, verbosity=1, stdout=self.stdout)
