"""What the `.env` of a new installation begins with."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand

from workstars.lib.embedded.environment import new_secrets


class Command(BaseCommand):
    help = "Print fresh secrets, to be kept in `.env` and apart from the database's backups."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        values = {**new_secrets(), "POSTGRES_PASSWORD": secrets.token_hex(24)}
        self.stdout.write("\n".join(f"{name}={value}" for name, value in values.items()))
