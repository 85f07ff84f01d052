"""The list as a file (E2)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from employees.csv_export import export_lines, export_workbook
from employees.models import AuditEvent, Company
from employees.queries.people import Wanted, listed
from workstars.lib.actors import Actor
from workstars.lib.clock import today

# A workbook is put together in memory before the first byte leaves.
MOST_IN_WORKBOOK = 100_000


class Kind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


class ExportRefused(Exception):
    """The text is a sentence for the page."""


@dataclass(frozen=True)
class Export:
    file_name: str
    rows: int
    lines: Iterable[bytes]


@transaction.atomic
def export_employees(
    *,
    company: Company,
    wanted: Wanted,
    kind: Kind,
    by: Actor,
    now: datetime,
    most_in_workbook: int = MOST_IN_WORKBOOK,
) -> Export:
    """Everybody who fits the filters; a CSV is streamed. That it was taken is in the audit log, with the filters.
    Refusal: ExportRefused."""
    day = today(company, now)
    people = listed(company, wanted, day)
    rows = people.order_by().count()
    if kind == Kind.XLSX and rows > most_in_workbook:
        raise ExportRefused(
            _("A workbook of more than %(number)s people is too large. Filter the list, or take the CSV.")
            % {"number": number_format(most_in_workbook, force_grouping=True)}
        )
    filters = {name: value for name, value in asdict(wanted).items() if value}
    AuditEvent.objects.record(
        company=company, action="employees.exported", by=by, at=now, after={**filters, "rows": rows}
    )
    lines = export_lines(people, day) if kind == Kind.CSV else [export_workbook(people, day)]
    return Export(f"{company.subdomain}-employees-{day.isoformat()}.{kind}", rows, lines)
