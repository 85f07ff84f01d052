"""What the clock does about paper and mail; each answers how many rows or files it touched."""

from datetime import datetime

from invites.services import email_invites, generation, reminders, retention
from workstars.lib.periodic import periodic_task


@periodic_task("invites.move_to_reminders")
def move_to_reminders(now: datetime) -> int:
    return reminders.move_to_reminders(now=now)


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
