"""Errands; named here so that the worker finds them."""

from employees.tasks.mail import send_mail, sweep_outbox

__all__ = ["send_mail", "sweep_outbox"]
