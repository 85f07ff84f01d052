"""What the clock does about paper and mail; each answers how many rows or files it touched."""

from datetime import datetime

from invites.services import (
    email_invites,
    generation,
    reminders,
    retention,
    scheduling,
    voiding,
    waiting_mail,
)
from workstars.lib.periodic import periodic_task


@periodic_task("invites.move_to_reminders")
def move_to_reminders(now: datetime) -> int:
    return reminders.move_to_reminders(now=now)


@periodic_task("invites.void_unfetched_files")
def void_unfetched_files(now: datetime) -> int:
    """Before the schedules run, so that whoever waits again is in the new file."""
    return voiding.void_what_nobody_fetched(now=now)


@periodic_task("invites.run_schedules")
def run_schedules(now: datetime) -> int:
    return scheduling.run_schedules(now=now)


@periodic_task("invites.tell_of_unfetched_files")
def tell_of_unfetched_files(now: datetime) -> int:
    return scheduling.tell_of_files_not_fetched(now=now)


@periodic_task("invites.mail_waiting")
def mail_waiting(now: datetime) -> int:
    return waiting_mail.mail_waiting(now=now)


@periodic_task("invites.mail_invites")
def mail_invites(now: datetime) -> int:
    return email_invites.mail_invitations(now=now)


@periodic_task("invites.sweep_orphans")
def sweep_orphans(now: datetime) -> int:
    """By the disk's own clock, whatever moment is asked for: a file on its way must never look old."""
    return generation.sweep_orphan_files()


@periodic_task("invites.delete_old_files")
def delete_old_files(now: datetime) -> int:
    return retention.delete_old_code_files(now=now)
