"""Errands of HR imports. A task is a hint; the sweep finds what no hint reached, and what a dead worker left."""

from datetime import datetime

from celery import shared_task

from employees.services.imports import forget_ways_back, overdue_imports, sweep_files, work_on
from workstars.lib.periodic import moment, periodic_task


@shared_task(name="employees.work_on_import")
def work_on_import(*, import_id: int, at: str | None = None) -> None:
    """Checks, applies or undoes, whatever the row asks for."""
    work_on(import_id, moment(at))


@periodic_task("employees.resume_imports")
def resume_imports(now: datetime) -> int:
    """Imports without a living worker; answers how many were ours to do."""
    return sum(work_on(import_id, now) for import_id in overdue_imports())


@periodic_task("employees.sweep_import_files")
def sweep_import_files(now: datetime) -> int:
    """Ways back and uploads whose time is over, and files that no row names."""
    return forget_ways_back(now) + sweep_files(now)
