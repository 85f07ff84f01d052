"""The first account manager of a new installation, and further ones (C5)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from employees.services.operators import appoint_account_manager
from employees.tasks import send_mail
from workstars.lib.actors import SYSTEM
from workstars.lib.addresses import operator_address
from workstars.lib.refusals import Refusal


class Command(BaseCommand):
    help = "Make somebody an account manager, who runs the back office. The password is chosen by a link in a mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            mail = appoint_account_manager(
                email=options["email"], name=options["name"], by=SYSTEM, now=timezone.now()
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if mail:
            send_mail.delay_on_commit(mail_id=mail.pk)
        self.stdout.write(
            f"{options['email']} runs {operator_address()}/backoffice from now on; a mail with a link to choose"
            " a password goes out within a minute."
        )
