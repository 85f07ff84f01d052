"""Errands; named here so that the worker finds them."""

from recognition.tasks.batches import (
    check_batch_file,
    mail_notices,
    resume_batch_checks,
    resume_batches,
    resume_recalls,
    send_one_batch,
    start_batches,
    start_due_batches_now,
    sweep_batch_files,
    tell_about_sent_batches,
)
from recognition.tasks.library import supply_ecards
from recognition.tasks.screens import sweep_screens

__all__ = [
    "check_batch_file",
    "mail_notices",
    "resume_batch_checks",
    "resume_batches",
    "resume_recalls",
    "send_one_batch",
    "start_batches",
    "start_due_batches_now",
    "supply_ecards",
    "sweep_batch_files",
    "sweep_screens",
    "tell_about_sent_batches",
]
