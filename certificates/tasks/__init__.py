"""Errands; named here so that the worker finds them."""

from certificates.tasks.packs import pdf_packs, resume_packs
from certificates.tasks.rendering import pdf_render
from certificates.tasks.sweeps import (
    delete_old,
    follow_managers,
    issue,
    remind_holders,
    sweep_orphans,
    tell_holders,
)
from certificates.tasks.withdrawing import recall, tell_about_recalls, withdraw

__all__ = [
    "delete_old",
    "follow_managers",
    "issue",
    "pdf_packs",
    "pdf_render",
    "recall",
    "remind_holders",
    "resume_packs",
    "sweep_orphans",
    "tell_about_recalls",
    "tell_holders",
    "withdraw",
]
