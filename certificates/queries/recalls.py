"""What a recall takes back, and what it cannot: mails that are gone, and paper that is somewhere (B6)."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import Count, Q

from certificates.models import ON_PAPER, Certificate, CertificateQuerySet
from employees.models import Mail
from recognition.models import Batch, PointEntry, Recipient

SHEETS_SHOWN = 200
AT_ONCE = 5_000
"""Rows whose mails are asked for together."""


@dataclass(frozen=True)
class Sheet:
    """A certificate on paper: whose it is, with whom the paper is, and how far it has come. `holder` is empty for the
    administrators' list."""

    name: str
    employee_id: str
    location: str
    holder: str
    printed_at: datetime | None
    printed_by: str
    handed_over_at: datetime | None
    has_registered: bool


@dataclass(frozen=True)
class Reckoning:
    """Of one batch, in figures. `mailed` are gone, `unmailed` are on their way; `sheets` are the first SHEETS_SHOWN of
    `on_paper`."""

    rows: int
    people: int
    points: int
    mailed: int
    unmailed: int
    unprinted: int
    on_paper: int
    handed_over: int
    registered: int
    sheets: list[Sheet]
    seen: str

    @property
    def more_sheets(self) -> int:
        return self.on_paper - len(self.sheets)


def reckoning(batch: Batch) -> Reckoning:
    """`seen` stands for what somebody agrees to who has read it: mails go on meanwhile, so they are no part of it."""
    rows = Recipient.objects.for_company(batch.company).filter(recognition__batch=batch)
    counted = rows.aggregate(people=Count("employee", distinct=True), rows=Count("pk"))
    points = PointEntry.objects.for_company(batch.company).credited_by(batch).balance()
    mails = Counter(mail.status for _pk, mail in mails_of(batch))
    paper = certificates_of(batch)
    on_paper = list(paper.filter(ON_PAPER).order_by("pk").values_list("pk", "printed_at", "handed_over_at"))
    said = [batch.pk, counted["rows"], points, [list(map(str, one)) for one in on_paper]]
    return Reckoning(
        **counted,
        points=points,
        mailed=mails[Mail.Status.SENT],
        unmailed=rows.notice_owed().count() + mails[Mail.Status.QUEUED] + mails[Mail.Status.SENDING],
        unprinted=paper.exclude(ON_PAPER).count() + rows.paper_owed().count(),
        on_paper=len(on_paper),
        handed_over=sum(handed is not None for _pk, _printed, handed in on_paper),
        registered=paper.filter(ON_PAPER, employee__registered_at__isnull=False).count(),
        sheets=sheets_of(batch)[:SHEETS_SHOWN],
        seen=sha256(json.dumps(said).encode()).hexdigest(),
    )


def certificates_of(batch: Batch) -> CertificateQuerySet:
    mine: CertificateQuerySet = Certificate.objects.for_company(batch.company)
    return mine.filter(recipient__recognition__batch=batch)


def sheets_of(batch: Batch, of: Q = ON_PAPER) -> list[Sheet]:
    """Sorted by with whom they are, then by name: one walk for each holder."""
    rows = certificates_of(batch).filter(of).select_related("employee", "holder")
    order = (
        "holder__last_name",
        "holder__first_name",
        "holder",
        "employee__last_name",
        "employee__first_name",
        "pk",
    )
    return [sheet_of(row) for row in rows.order_by(*order)]


def sheet_of(row: Certificate) -> Sheet:
    return Sheet(
        name=row.employee.name,
        employee_id=row.employee.employee_id,
        location=row.employee.location,
        holder=row.holder.name if row.holder else "",
        printed_at=row.printed_at,
        printed_by=row.printed_by_label,
        handed_over_at=row.handed_over_at,
        has_registered=row.employee.is_registered,
    )


def mails_of(batch: Batch) -> Iterator[tuple[int, Mail]]:
    """Recipient and mail, of those who were ever owed one."""
    rows = Recipient.objects.for_company(batch.company).filter(recognition__batch=batch)
    pks = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), AT_ONCE):
        keys = {f"recognition {pk}": pk for pk in pks[start : start + AT_ONCE]}
        for mail in Mail.objects.filter(company=batch.company, key__in=keys).only("key", "status", "sent_at"):
            yield keys[mail.key], mail
