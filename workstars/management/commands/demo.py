"""The demo company, for looking around (X5)."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from employees.models import Company, User
from employees.passwords import Argon2id
from invites.services.funnel_days import keep_funnel
from recognition.services.library.built_in import DESIGNS, card_of
from workstars.lib.embedded.errands import WAIT, wait_for_the_word
from workstars.lib.pauses import without_pauses
from workstars.portal.demo.history import live

LOOPBACK = ("localhost", ".localhost", ".test")  # names that lead nowhere else (RFC 6761)


class Command(BaseCommand):
    help = "Fill an empty development database with the demo company and its accounts."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="leave a database with data as it is")
        parser.add_argument(WAIT, action="store_true", help="begin at a word on standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT or not settings.BASE_DOMAIN.endswith(LOOPBACK):
            raise CommandError(
                "Demo accounts have a known password, so they are made with development settings on this"
                " machine alone."
            )
        if options["wait"]:
            get_ready()
            wait_for_the_word()
        if there_is_data():
            if options["if_empty"]:
                self.stdout.write("The database has data; it is left as it is.")
                return
            raise CommandError("The database is not empty. Demo data goes into an empty one alone.")
        with (
            transaction.atomic(), without_savepoints(), without_pauses(), mail_to_nowhere(), quick_passwords(),
        ):  # fmt: skip
            company = live(now := timezone.now())
            keep_funnel(now=now)
        self.stdout.write(f"{company.name} is there: {company.address}")


def there_is_data() -> bool:
    return Company.objects.exists() or User.objects.exists()


def get_ready() -> None:
    """What needs no database and takes a while: addresses, and pictures of eCards."""
    if Company._meta.db_table in connection.introspection.table_names() and there_is_data():
        return
    import_module(settings.ROOT_URLCONF)
    for design in DESIGNS:
        card_of(design)


@contextmanager
def without_savepoints() -> Iterator[None]:
    """An error ends the whole, so nothing is gone back to in between. They are a third of all statements."""
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = True


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
