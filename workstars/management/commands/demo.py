"""The demo company, for looking around (X5)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from employees.models import Company, User
from employees.passwords import Argon2id
from invites.services.funnel_days import keep_funnel
from workstars.portal.demo.history import live

LOOPBACK = ("localhost", ".localhost", ".test")  # names that lead nowhere else (RFC 6761)


class Command(BaseCommand):
    help = "Fill an empty development database with the demo company and its accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="leave a database with data as it is")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT or not settings.BASE_DOMAIN.endswith(LOOPBACK):
            raise CommandError(
                "Demo accounts have a known password, so they are made with development settings on this"
                " machine alone."
            )
        if Company.objects.exists() or User.objects.exists():
            if options["if_empty"]:
                self.stdout.write("The database has data; it is left as it is.")
                return
            raise CommandError("The database is not empty. Demo data goes into an empty one alone.")
        with transaction.atomic(), mail_to_nowhere(), quick_passwords():
            company = live(now := timezone.now())
            keep_funnel(now=now)
        self.stdout.write(f"{company.name} is there: {company.address}")


@contextmanager
def mail_to_nowhere() -> Iterator[None]:
    """Mail of an invented past is written and handed over, but kept out of the development mailbox."""
    before = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = before


@contextmanager
def quick_passwords() -> Iterator[None]:
    """Hashed with little effort, so that the first start is quick; whoever logs in gets a proper hash by that."""
    before = Argon2id.time_cost, Argon2id.memory_cost
    Argon2id.time_cost, Argon2id.memory_cost = 1, 64
    try:
        yield
    finally:
        Argon2id.time_cost, Argon2id.memory_cost = before
