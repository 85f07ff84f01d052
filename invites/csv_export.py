"""The file that goes to the mail merge (I5)."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime

from employees.models import Company
from invites.codes import format_code
from workstars.lib.tabular import CsvFile, write_csv, write_xlsx

# Exactly these, in this order and in English: mail merges are set up once, by these names.
HEADINGS = ("First Name", "Last Name", "Employee ID", "Activation Code")


def write_codes(rows: Iterable[tuple[str, str, str, str]]) -> CsvFile:
    """`rows` are first name, last name, Employee ID and code of twelve symbols."""
    return write_csv(
        HEADINGS, ((first, last, number, format_code(code)) for first, last, number, code in rows)
    )


def as_workbook(data: bytes, made_at: datetime) -> bytes:
    """The same rows as a workbook of text cells, from the bytes of the CSV: the same bytes each time (I5).

    Made in memory alone: no code touches the disk in the clear.
    """
    headings, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return write_xlsx(headings, rows, created=made_at, in_memory=True)


def file_name(company: Company, kind: str, country: str, day: date, *, managers_only: bool = False) -> str:
    whose = f"{kind}-managers" if managers_only else kind
    return f"{company.subdomain}-{whose}-{country}-{day.isoformat()}.csv"


def workbook_name(csv_name: str) -> str:
    return csv_name.removesuffix(".csv") + ".xlsx"
