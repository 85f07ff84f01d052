"""What a recall takes back, and what it cannot: mails that are gone, and paper that is somewhere (B6)."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import chain

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import BooleanField, Count, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import MD5, Cast, Concat

from certificates.models import ON_PAPER, Certificate, CertificateQuerySet
from employees.models import Mail
from employees.models.outbox import MailQuerySet
from recognition.models import Batch, PointEntry, Recipient

SHEETS_SHOWN = 200
# The keys are one array, made in the database: of a join by words PostgreSQL may think that few rows meet, and compare
# every one with every other.
_IS_OF_BATCH = """key = ANY(ARRAY(
    SELECT 'recognition ' || got.id
    FROM recognition_recipient got JOIN recognition_recognition said ON said.id = got.recognition_id
    WHERE said.batch_id = %s AND said.company_id = %s
))"""


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
    mails = Counter(dict(mails_of(batch).order_by().values_list("status").annotate(Count("pk"))))
    paper = certificates_of(batch)
    on_paper = paper.filter(ON_PAPER).aggregate(
        number=Count("pk"),
        handed_over=Count("handed_over_at"),
        registered=Count("employee__registered_at"),
        marks=MD5(StringAgg(_mark(), ",", order_by="pk")),
    )
    said = [batch.pk, counted["rows"], points, on_paper["marks"]]
    return Reckoning(
        **counted,
        points=points,
        mailed=mails[Mail.Status.SENT],
        unmailed=rows.notice_owed().count() + mails[Mail.Status.QUEUED] + mails[Mail.Status.SENDING],
        unprinted=paper.exclude(ON_PAPER).count() + rows.paper_owed().count(),
        on_paper=on_paper["number"],
        handed_over=on_paper["handed_over"],
        registered=on_paper["registered"],
        sheets=first_sheets(batch) if on_paper["number"] else [],
        seen=sha256(json.dumps(said).encode()).hexdigest(),
    )


def _mark() -> Concat:
    """A sheet, and how far it has come; the database's connection speaks of moments in UTC."""
    moments = (Cast(moment, TextField()) for moment in ("printed_at", "handed_over_at"))
    return Concat(Cast("pk", TextField()), *chain(*((Value(" ", TextField()), moment) for moment in moments)))


def certificates_of(batch: Batch) -> CertificateQuerySet:
    mine: CertificateQuerySet = Certificate.objects.for_company(batch.company)
    return mine.filter(recipient__recognition__batch=batch)


def first_sheets(batch: Batch) -> list[Sheet]:
    """At most SHEETS_SHOWN, sorted by with whom they are, then by name: one walk for each holder."""
    rows = certificates_of(batch).filter(ON_PAPER).select_related("employee", "holder")
    order = (
        "holder__last_name",
        "holder__first_name",
        "holder",
        "employee__last_name",
        "employee__first_name",
        "pk",
    )
    return [sheet_of(row) for row in rows.order_by(*order)[:SHEETS_SHOWN]]


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


def mails_of(batch: Batch) -> MailQuerySet:
    """To its recipients."""
    wanted = RawSQL(_IS_OF_BATCH, [batch.pk, batch.company_id], output_field=BooleanField())  # noqa: S611
    mails: MailQuerySet = Mail.objects.filter(wanted, company=batch.company)
    return mails
