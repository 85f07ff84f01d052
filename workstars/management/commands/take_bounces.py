"""Takes mail that came back: from a folder, or one mail from standard input, as a mail server pipes it."""

import sys
from argparse import ArgumentTypeError
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from employees.services.bounces import Taken, take_returned
from workstars.lib.returned_mail import MOST_BYTES


def folder(text: str) -> Path:
    if not (path := Path(text)).is_dir():
        raise ArgumentTypeError(f"{text} is no folder")
    return path


class Command(BaseCommand):
    help = "Take the reports about mail that could not be delivered. Without a folder: one mail on standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=folder, help="a Maildir, or a folder of mails as files")

    def handle(self, *args: Any, **options: Any) -> None:
        done: Counter[Taken] = Counter()
        path: Path | None = options["folder"]
        if path is None:
            done.update(take_returned(sys.stdin.buffer.read(MOST_BYTES), timezone.now()))
        elif (path / "new").is_dir() and (path / "cur").is_dir():
            for file in files_in(path / "new"):
                done.update(take_file(file))
                file.rename(path / "cur" / f"{file.name}:2,S")  # seen; killed before, it is read once more
        else:
            for file in files_in(path):
                done.update(take_file(file))
        self.stdout.write(", ".join(f"{what}: {done[what]}" for what in Taken))


def files_in(path: Path) -> Iterator[Path]:
    return (file for file in sorted(path.iterdir()) if file.is_file() and not file.name.startswith("."))


def take_file(file: Path) -> list[Taken]:
    with file.open("rb") as mail:
        return take_returned(mail.read(MOST_BYTES), timezone.now())
