"""Errands; named here so that the worker finds them."""

from certificates.tasks.rendering import pdf_render
from certificates.tasks.sweeps import delete_old, follow_managers, issue, sweep_orphans, tell_holders

__all__ = ["delete_old", "follow_managers", "issue", "pdf_render", "sweep_orphans", "tell_holders"]
