"""The end of an erasure: what the person was called is not kept any longer."""

from datetime import datetime

from django.db import transaction

from employees.models import AuditEvent, Erasure
from employees.services.erasing.called import nameless
from workstars.lib.actors import SYSTEM


@transaction.atomic
def finish(erasure: Erasure, now: datetime) -> bool:
    """Written down once, whoever comes second."""
    rows = Erasure.objects.for_company(erasure.company).open().filter(pk=erasure.pk)
    if not rows.update(sealed=None, finished_at=now):
        return False
    AuditEvent.objects.record(
        company=erasure.company,
        action="employee.erasure_ended",
        by=SYSTEM,
        at=now,
        subject=erasure.employee,
        subject_label=f"{nameless(erasure.company)} {erasure.employee_id}",
    )
    return True
