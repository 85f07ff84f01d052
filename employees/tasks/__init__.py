"""Errands; named here so that the worker finds them."""

from employees.tasks.api import forget_api_answers, tell_of_stopped_tokens
from employees.tasks.audit import delete_old_events
from employees.tasks.imports import resume_imports, sweep_import_files, work_on_import
from employees.tasks.leaving import mark_leavers
from employees.tasks.mail import send_mail, sweep_outbox
from employees.tasks.sessions import sweep_sessions

__all__ = [
    "delete_old_events",
    "forget_api_answers",
    "mark_leavers",
    "resume_imports",
    "send_mail",
    "sweep_import_files",
    "sweep_outbox",
    "sweep_sessions",
    "tell_of_stopped_tokens",
    "work_on_import",
]
