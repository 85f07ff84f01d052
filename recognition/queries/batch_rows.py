"""Whom the rows of a batch mean, and what earlier batches said (B2, B3, B7)."""

from base64 import b64decode
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from employees.models import Company, Employee
from recognition.models import Batch, BatchFile, BatchSkip, Paper, Recipient, Recognition
from recognition.queries.reach import one_of
from workstars.lib.text import fold_employee_id

WAITING = (
    Batch.Status.SUBMITTED,
    Batch.Status.NEEDS_INFORMATION,
    Batch.Status.APPROVED,
    Batch.Status.SCHEDULED,
    Batch.Status.SENDING,
)
SUBMITTED = (*WAITING, Batch.Status.SENT)
LINES_AT_ONCE = 5_000
# The same words a year later are a custom, not an oversight.
REMEMBERED = timedelta(days=90)
_PERSON = ("employee_key", "pk", "employee_id", "first_name", "last_name", "hire_date")
_EARLIER = """
SELECT said.line, min(r.batch_id)
FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::int[]) AS said (employee, points, message, line)
JOIN {recipients} t ON t.company_id = %s AND t.employee_id = said.employee AND t.points = said.points
    AND t.sent_at >= %s
JOIN {recognitions} r ON r.company_id = t.company_id AND r.id = t.recognition_id
    AND md5(r.message) = said.message
JOIN {batches} b ON b.company_id = r.company_id AND b.id = r.batch_id AND b.status <> 'recalled'
GROUP BY said.line
"""


class Known(NamedTuple):
    """Somebody in the records, as a batch needs to know them."""

    pk: int
    employee_id: str
    name: str
    hire_date: str

    @property
    def label(self) -> str:
        return f"{self.name} ({self.employee_id})"


class Said(NamedTuple):
    """A row as earlier ones are compared with it; `message` is its MD5, in hex."""

    employee: int
    points: int
    message: str
    line: int


def known_people(company: Company, keys: Collection[str]) -> dict[str, Known]:
    """By folded Employee ID, in one query."""
    return dict(_known(one_of("employee_key", company, keys)))


def differing_by_zeros(company: Company, keys: Collection[str]) -> dict[str, list[Known]]:
    """Key → the known people whose IDs are the same but for zeros in front."""
    bare = {key: key.lstrip("0") for key in keys}
    if not any(bare.values()):
        return {}
    found = one_of("ltrim(employee_key, '0')", company, [text for text in bare.values() if text])
    near: dict[str, list[Known]] = {}
    for key, person in _known(found.order_by("pk")):
        near.setdefault(key.lstrip("0"), []).append(person)
    return {key: near[text] for key, text in bare.items() if text in near}


def _known(people: "QuerySet[Employee]") -> Iterator[tuple[str, Known]]:
    for key, pk, employee_id, first, last, hired in people.values_list(*_PERSON).iterator():
        yield key, Known(pk, employee_id, f"{first} {last}".strip(), str(hired or ""))


def said_earlier(company: Company, rows: Sequence[Said], day: date) -> dict[int, int]:
    """Line → the first batch of the 90 days before `day` that said the same to the same person with the same points.

    What was recalled was taken back, so it counts as not said.
    """
    if not rows or not Recognition.objects.for_company(company).filter(batch__isnull=False).exists():
        return {}
    tables = {"recipients": Recipient, "recognitions": Recognition, "batches": Batch}
    names = {name: model._meta.db_table for name, model in tables.items()}
    with connection.cursor() as cursor:
        arrays = [list(column) for column in zip(*rows, strict=True)]
        cursor.execute(_EARLIER.format(**names), [*arrays, company.pk, day - REMEMBERED])
        return dict(cursor.fetchall())


def said_by_waiting(file: BatchFile) -> dict[int, bytes]:
    """Other batches that are handed in and not sent yet, the first one first → the digests of their good rows, end to
    end, as their check left them."""
    batches = Batch.objects.for_company(file.company).with_status(*WAITING).exclude(pk=file.batch_id)
    kept = batches.filter(file__status=BatchFile.Status.CHECKED, file__found__has_key="said")
    rows = kept.order_by("submitted_at", "pk").values_list("pk", "file__found__said")
    return {pk: b64decode(said) for pk, said in rows}


def summaries(company: Company, batches: Collection[int], reader: int | None) -> dict[int, str]:
    """What batches are called to whoever has this login, by their primary keys."""
    found = Batch.objects.for_company(company).filter(pk__in=batches)
    return {
        batch.pk: name_for(batch, reader) for batch in found.only("summary", "is_private", "requested_by")
    }


def name_for(batch: Batch, reader: int | None) -> str:
    """Of a private batch that is not the reader's own, no more than that it is one (R2)."""
    return _("a private one") if batch.is_private and batch.requested_by_id != reader else batch.summary


def same_content(file: BatchFile) -> Batch | None:
    """The first submitted batch of another file with the same rows, whatever their order, name or encoding (B7).

    Ask again at submission, while the company's row is held: two requests can have been checked side by side.
    """
    if file.content_digest is None:
        return None
    batches = Batch.objects.for_company(file.company).with_status(*SUBMITTED).exclude(pk=file.batch_id)
    found: Batch | None = (
        batches.filter(file__content_digest=bytes(file.content_digest)).order_by("submitted_at", "pk").first()
    )
    return found


def in_lines(recipients: "QuerySet[Recipient]", *columns: str) -> Iterator[list[tuple[Any, ...]]]:
    """The columns of recipients of one batch, each with its line in front: in the order of the lines, some thousand at
    a time, so that memory stays flat and no statistics can make PostgreSQL plan for fewer rows than there are."""
    line = "recognition__batch_row"
    rows, after = recipients.order_by(line).values_list(line, *columns), 0
    while some := list(rows.filter(**{f"{line}__gt": after})[:LINES_AT_ONCE]):
        yield some
        after = some[-1][0]


class Unsent(NamedTuple):
    """A confirmed row that was not sent. `name` is empty where nobody has the Employee ID any more; `why` is a
    BatchSkip.Why."""

    line: int
    employee_id: str
    name: str
    why: str


def skipped_rows(batch: Batch, after: int = 0, limit: int | None = None) -> list[Unsent]:
    """Those of the lines `after` that one, in their order, `limit` at most."""
    rows = BatchSkip.objects.for_company(batch.company).filter(batch=batch, row__gt=after).order_by("row")
    found = list(rows.values_list("row", "employee_id", "why")[:limit])
    keys = {fold_employee_id(employee_id) for _line, employee_id, _why in found}
    people = known_people(batch.company, keys) if keys else {}
    return [
        Unsent(
            line,
            employee_id,
            person.name if (person := people.get(fold_employee_id(employee_id))) else "",
            why,
        )
        for line, employee_id, why in found
    ]


def rows_done(batch: Batch) -> set[int]:
    """Lines of the file that have become a recognition, or a skip (V1)."""
    sent = Recognition.objects.for_company(batch.company).filter(batch=batch)
    skipped = BatchSkip.objects.for_company(batch.company).filter(batch=batch)
    return {*sent.values_list("batch_row", flat=True), *skipped.values_list("row", flat=True)}


class Sums(NamedTuple):
    """Of what was sent of a batch: people, points credited, sheets of paper."""

    people: int
    points: int
    certificates: int


def sums_of(batch: Batch) -> Sums:
    """As the rows say, in one query."""
    rows = Recipient.objects.for_company(batch.company).filter(recognition__batch=batch)
    found = rows.aggregate(
        people=Count("employee", distinct=True),
        points=Sum("points", default=0),
        certificates=Count("pk", filter=~Q(paper=Paper.NONE)),
    )
    return Sums(**found)
