"""Errands by the clock; named here so that the worker finds them."""

from invites.tasks.registrations import raise_alarms, sweep_registrations
from invites.tasks.sweeps import delete_old_files, mail_invites, move_to_reminders, sweep_orphans

__all__ = [
    "delete_old_files",
    "mail_invites",
    "move_to_reminders",
    "raise_alarms",
    "sweep_orphans",
    "sweep_registrations",
]
