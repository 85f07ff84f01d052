"""Reactions: one of each kind for a person on a recognition (R8)."""

from datetime import datetime

from employees.models import Employee
from recognition.models import Reaction, Recognition


def react(
    *, recognition: Recognition, employee: Employee, kind: Reaction.Kind, wanted: bool, now: datetime
) -> None:
    """Puts it there, or takes it away. The same press again changes nothing, so a button pressed twice counts once."""
    rows = Reaction.objects.for_company(recognition.company)
    if not wanted:
        rows.filter(recognition=recognition, employee=employee, kind=kind).delete()
        return
    reaction = Reaction(
        company=recognition.company, recognition=recognition, employee=employee, kind=kind, at=now
    )
    rows.bulk_create([reaction], ignore_conflicts=True)
