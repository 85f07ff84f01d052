#!/usr/bin/env python3
"""Workstars' command line."""

import os
import sys

from django.core.management import execute_from_command_line

from workstars.management.commands import new_secrets, up, with_services

# These start what the settings point to, or write down what they hold, so they run before any settings are read.
BEFORE_SETTINGS = {
    "new_secrets": new_secrets.Command,
    "up": up.Command,
    "with_services": with_services.Command,
}


def main(argv: list[str]) -> None:
    if len(argv) > 1 and argv[1] in BEFORE_SETTINGS:
        command = BEFORE_SETTINGS[argv[1]]()
        options = command.create_parser(argv[0], argv[1]).parse_args(argv[2:])
        command.handle(**vars(options))
    else:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workstars.settings.development")
        execute_from_command_line(argv)


if __name__ == "__main__":
    main(sys.argv)
