#!/usr/bin/env python3
"""Workstars' command line."""

import os
import sys

from django.core.management import execute_from_command_line

from workstars.management.commands import up, with_services

# These start the services that the settings point to, so they run before any settings are read.
BEFORE_SETTINGS = {"up": up.Command, "with_services": with_services.Command}


def main(argv: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workstars.settings.development")
    command = BEFORE_SETTINGS.get(argv[1]) if len(argv) > 1 else None
    if command:
        command().run_from_argv(argv)
    else:
        execute_from_command_line(argv)


if __name__ == "__main__":
    main(sys.argv)
