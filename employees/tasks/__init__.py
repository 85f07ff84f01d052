"""Errands; named here so that the worker finds them."""

from employees.tasks.leaving import mark_leavers
from employees.tasks.mail import send_mail, sweep_outbox

__all__ = ["mark_leavers", "send_mail", "sweep_outbox"]
