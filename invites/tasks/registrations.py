"""What the clock does about registrations and guessing."""

from datetime import datetime

from invites.services import alarms, attempts, digests, registration
from workstars.lib.periodic import periodic_task


@periodic_task("invites.sweep_registrations")
def sweep_registrations(now: datetime) -> int:
    """What was begun and left for 72 hours, and counters that say nothing any more."""
    return registration.sweep_registrations(now=now) + attempts.sweep_counters(now=now)


@periodic_task("invites.raise_alarms")
def raise_alarms(now: datetime) -> int:
    return alarms.raise_alarms(now=now) + digests.raise_device_alarms(now=now)


@periodic_task("invites.mail_digests")
def mail_digests(now: datetime) -> int:
    """Who registered yesterday, to the administrators, from 08:00 company time on."""
    return digests.mail_digests(now=now)
