"""The list as a file (E2)."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from employees.csv_export import export_lines
from employees.models import AuditEvent, Company
from employees.queries.people import Wanted, listed
from workstars.lib.actors import Actor
from workstars.lib.clock import today


@dataclass(frozen=True)
class Export:
    file_name: str
    rows: int
    lines: Iterator[bytes]


@transaction.atomic
def export_employees(*, company: Company, wanted: Wanted, by: Actor, now: datetime) -> Export:
    """Everybody who fits the filters, to be streamed. That it was taken is in the audit log, with the filters."""
    day = today(company, now)
    people = listed(company, wanted, day)
    rows = people.count()
    filters = {name: value for name, value in asdict(wanted).items() if value}
    AuditEvent.objects.record(
        company=company, action="employees.exported", by=by, at=now, after={**filters, "rows": rows}
    )
    return Export(f"{company.subdomain}-employees-{day.isoformat()}.csv", rows, export_lines(company, people))
