"""Between the database and the first page: migrations, and in development the demo company."""

from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Bring database and static files up to date and, when it is empty, fill it with the demo company."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=1, stdout=self.stdout)
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["rest_framework"])
        if "demo" in get_commands():
            call_command("demo", if_empty=True, stdout=self.stdout)
