"""An HR file of the demo company, loaded as an administrator loads one."""

import csv
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import StringIO

from django.core.files.uploadedfile import SimpleUploadedFile

from employees.models import HrImport
from employees.services import imports
from workstars.portal.demo.accounts import Staff
from workstars.portal.demo.people import HEADINGS, Row


def load_file(staff: Staff, name: str, rows: Sequence[Row], now: datetime, *, complete: bool) -> None:
    """Uploaded, checked, confirmed and applied. Every row is right, so nothing is left out."""
    received = imports.receive_file(
        company=staff.company,
        upload=SimpleUploadedFile(name, _written(rows)),
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
