"""An HR file of the demo company, loaded as an administrator loads one."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO

from employees.models import HrImport
from employees.services import imports
from workstars.portal.demo.accounts import Staff
from workstars.portal.demo.people import HEADINGS, Row


@dataclass
class _Upload:
    """A file as the browser hands it over."""

    name: str
    data: bytes
    size: int

    def read(self) -> bytes:
        return self.data


def load_file(staff: Staff, name: str, rows: Sequence[Row], now: datetime, *, complete: bool) -> None:
    """Uploaded, checked, confirmed and applied. Every row is right, so nothing is left out."""
    data = _written(rows)
    received = imports.receive_file(
        company=staff.company,
        upload=_Upload(name, data, len(data)),
        complete=complete,
        user=staff.user,
        by=staff.administrator,
        now=now,
    )
    imports.work_on(received.pk, now + timedelta(seconds=2))
    checked = HrImport.objects.for_company(staff.company).get(pk=received.pk)
    imports.confirm_import(
        hr_import=checked,
        fingerprint=checked.fingerprint,
        leavers_confirmed=False,
        user=staff.user,
        by=staff.administrator,
        now=now + timedelta(minutes=3),
    )
    imports.work_on(received.pk, now + timedelta(minutes=3, seconds=1))


def _written(rows: Sequence[Row]) -> bytes:
    out = StringIO(newline="")
    writer = csv.DictWriter(out, HEADINGS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(row.values() for row in rows)
    return out.getvalue().encode()
