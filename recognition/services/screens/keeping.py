"""Screens at work: renamed, ended, and what is left of them swept away."""

from datetime import datetime, timedelta

from django.db import transaction

from employees.models import AuditEvent, Company
from recognition.models import Screen
from recognition.services.screens.refusals import ScreenRefused
from workstars.lib.actors import Actor

__all__ = ["ScreenRefused", "change_screen", "end_screen", "sweep_screens"]

FORGOTTEN_AFTER = timedelta(days=1)
ENDED_ARE_KEPT = timedelta(days=30)  # so that a television switched on after the holidays is told


@transaction.atomic
def change_screen(
    *, company: Company, screen: Screen, name: str, names: str, by: Actor, now: datetime
) -> bool:
    """False when nothing differs."""
    held: Screen = Screen.objects.for_company(company).working().select_for_update().get(pk=screen.pk)
    before = {"name": held.name, "shown_names": held.names}
    after = {"name": name, "shown_names": names}
    if before == after:
        return False
    held.name, held.names = name, names
    held.save(update_fields=["name", "names"])
    changed = {key: value for key, value in after.items() if before[key] != value}
    AuditEvent.objects.record(
        company=company,
        action="screen.changed",
        by=by,
        at=now,
        subject=held,
        before={key: before[key] for key in changed},
        after=changed,
    )
    return True


@transaction.atomic
def end_screen(*, company: Company, screen: Screen, by: Actor, now: datetime) -> bool:
    """It shows nothing any more from when it next asks, within half a minute; False when that was so already."""
    if not Screen.objects.for_company(company).working().filter(pk=screen.pk).update(ended_at=now):
        return False
    AuditEvent.objects.record(company=company, action="screen.ended", by=by, at=now, subject=screen)
    return True


def sweep_screens(now: datetime) -> int:
    """Deletes what showed a code for a day and nobody paired, and what ended a month ago."""
    over = Screen.objects.across_companies().over(
        waiting_since=now - FORGOTTEN_AFTER, ended_before=now - ENDED_ARE_KEPT
    )
    deleted, _kinds = over.delete()
    return deleted
