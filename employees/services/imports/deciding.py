"""What the administrator decides about a checked file: apply the good rows, or nothing (E5, E9)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from employees.csv_import.findings import Findings
from employees.models import AuditEvent, HrImport, User
from workstars.lib.actors import Actor


class NotNow(Exception):
    """The import is at another step than the page thought; the page shows where it is."""

    def __init__(self, hr_import: HrImport) -> None:
        super().__init__(
            _("This import is at another step now: %(status)s.") % {"status": hr_import.get_status_display()}
        )


class Outdated(Exception):
    """The check that was confirmed is not the last one."""

    def __init__(self) -> None:
        super().__init__(_("This check is out of date. Look at the new one and confirm it."))


class LeaversNotConfirmed(Exception):
    """So many people would be deactivated that a second confirmation is needed (E9)."""

    def __init__(self) -> None:
        super().__init__(
            _("Look through the people who would be deactivated, and confirm that they have left.")
        )


@transaction.atomic
def confirm_import(
    *, hr_import: HrImport, fingerprint: str, leavers_confirmed: bool, user: User, by: Actor, now: datetime
) -> HrImport:
    """Queues what was checked under this fingerprint, and nothing else.

    Raises NotNow, Outdated, LeaversNotConfirmed.
    """
    hr_import = locked(hr_import)
    if hr_import.status != HrImport.Status.CHECKED:
        raise NotNow(hr_import)
    if not fingerprint or hr_import.fingerprint != fingerprint:
        raise Outdated
    findings = Findings.from_json(hr_import.found)
    if findings.needs_second_confirmation and not leavers_confirmed:
        raise LeaversNotConfirmed
    hr_import.confirmed_at, hr_import.confirmed_by = now, user
    hr_import.leavers_confirmed = leavers_confirmed
    hr_import.queue(HrImport.Status.APPLYING, now)
    hr_import.save()
    after = {"fingerprint": fingerprint, "leavers_confirmed": leavers_confirmed}
    AuditEvent.objects.record(
        company=hr_import.company, action="import.confirmed", by=by, at=now, subject=hr_import, after=after
    )
    return hr_import


@transaction.atomic
def discard_import(*, hr_import: HrImport, by: Actor, now: datetime) -> HrImport:
    """Nothing of it is applied. Raises NotNow once it is being applied."""
    hr_import = locked(hr_import)
    if not hr_import.is_open or hr_import.status == HrImport.Status.APPLYING:
        raise NotNow(hr_import)
    hr_import.status = HrImport.Status.DISCARDED
    hr_import.claim = None
    hr_import.finished_at = now
    hr_import.save()
    AuditEvent.objects.record(
        company=hr_import.company, action="import.discarded", by=by, at=now, subject=hr_import
    )
    return hr_import


def locked(hr_import: HrImport) -> HrImport:
    """As it is now, for this transaction alone."""
    imports = HrImport.objects.for_company(hr_import.company).select_related("company")
    return imports.select_for_update(of=("self",)).get(pk=hr_import.pk)
