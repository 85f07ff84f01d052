"""All that the scheduled jobs would do at a moment, once, in the foreground."""

from argparse import ArgumentTypeError
from datetime import datetime
from typing import Any

import structlog
from celery import Task
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from workstars.celery import app
from workstars.lib.periodic import moment

logger = structlog.get_logger(__name__)


def read_moment(text: str) -> datetime:
    try:
        return moment(text)
    except ValueError as error:
        raise ArgumentTypeError(f"give a time such as 2026-12-25T06:00Z ({error})") from error


class Command(BaseCommand):
    help = "Do once, in the foreground, what the scheduled jobs would do now or at a given moment."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", type=read_moment, help="a time such as 2026-12-25T06:00Z; default: now")

    def handle(self, *args: Any, **options: Any) -> None:
        at: datetime = options["at"] or timezone.now()
        app.loader.import_default_modules()
        before = app.conf.task_always_eager
        app.conf.task_always_eager = True  # hints that the jobs give are followed here and now, too
        try:
            failed = [
                name for name, entry in app.conf.beat_schedule.items() if not self.run_entry(name, entry, at)
            ]
        finally:
            app.conf.task_always_eager = before
        if failed:
            self.stderr.write(f"Failed: {', '.join(failed)}. The others were done.")
            raise SystemExit(1)

    def run_entry(self, name: str, entry: dict[str, Any], at: datetime) -> bool:
        """One job, one line; True unless it failed. A failing one never keeps the others from running."""
        task: Task = app.tasks[entry["task"]]
        result = task.apply(kwargs={**entry.get("kwargs", {}), "at": at.isoformat()}, throw=False)
        if result.failed():
            logger.error("job failed", job=name, exc_info=result.result)
            self.stdout.write(f"{name}: failed, {type(result.result).__name__}: {result.result}")
            return False
        self.stdout.write(f"{name}: {'nothing' if result.result in (None, '') else result.result}")
        return True
