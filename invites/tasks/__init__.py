"""Errands by the clock; named here so that the worker finds them."""

from invites.tasks.funnel import keep_funnel
from invites.tasks.letters import pdf_letters, resume_letters, sweep_orphan_letters
from invites.tasks.registrations import mail_digests, raise_alarms, sweep_registrations
from invites.tasks.sweeps import (
    delete_old_files,
    mail_invites,
    mail_waiting,
    move_to_reminders,
    run_schedules,
    sweep_orphans,
    tell_of_unfetched_files,
    void_unfetched_files,
)

__all__ = [
    "delete_old_files",
    "keep_funnel",
    "mail_digests",
    "mail_invites",
    "mail_waiting",
    "move_to_reminders",
    "pdf_letters",
    "raise_alarms",
    "resume_letters",
    "run_schedules",
    "sweep_orphan_letters",
    "sweep_orphans",
    "sweep_registrations",
    "tell_of_unfetched_files",
    "void_unfetched_files",
]
