"""The audit log as a file (C7)."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from employees.csv_export import audit_lines
from employees.models import AuditEvent, Company
from employees.queries.audit import Wanted, events_wanted
from employees.services.people.exporting import Export
from workstars.lib.actors import Actor
from workstars.lib.clock import today


@transaction.atomic
def export_audit_log(*, company: Company, wanted: Wanted, by: Actor, now: datetime) -> Export:
    """What the page lists under these filters, newest first, to be streamed. That it was taken is an event too, which
    the file itself does not have."""
    events = events_wanted(company, wanted)
    rows = events.count()
    filters = {name: value for name, value in asdict(wanted).items() if value}
    event = AuditEvent.objects.record(
        company=company, action="audit.exported", by=by, at=now, after={**filters, "rows": rows}
    )
    lines = audit_lines(company, events.filter(pk__lt=event.pk).newest_first())
    return Export(f"{company.subdomain}-audit-{today(company, now).isoformat()}.csv", rows, lines)
