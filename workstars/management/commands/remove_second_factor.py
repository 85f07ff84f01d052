"""For an account manager who has lost phone, passkeys and recovery codes, and nobody else is left to help (A11)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from employees.services.factors.helping import remove_at_the_server
from employees.services.factors.keeping import FactorRefused
from workstars.lib.actors import SYSTEM


class Command(BaseCommand):
    help = "Take the second factor of a login away, with the reason for the audit log. The person is told by mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("reason")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            remove_at_the_server(
                email=options["email"], reason=options["reason"], by=SYSTEM, now=timezone.now()
            )
        except FactorRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"{options['email']} is logged out everywhere and logs in with the password alone, to set up a new one."
        )
