"""The file that goes to the mail merge (I5)."""

from collections.abc import Iterable
from datetime import date

from employees.models import Company
from invites.codes import format_code
from workstars.lib.tabular import CsvFile, write_csv

# Exactly these, in this order and in English: mail merges are set up once, by these names.
HEADINGS = ("First Name", "Last Name", "Employee ID", "Activation Code")


def write_codes(rows: Iterable[tuple[str, str, str, str]]) -> CsvFile:
    """`rows` are first name, last name, Employee ID and code of twelve symbols."""
    return write_csv(
        HEADINGS, ((first, last, number, format_code(code)) for first, last, number, code in rows)
    )


def file_name(company: Company, kind: str, country: str, day: date) -> str:
    return f"{company.subdomain}-{kind}-{country}-{day.isoformat()}.csv"
