"""Batch files for tests, and the way of one through the services."""

from datetime import datetime
from typing import Any

from employees.models import Company, Employee, User
from recognition.csv_import.findings import Findings
from recognition.models import Batch, BatchFile, BatchSkip, PointEntry, Recipient, Recognition
from recognition.services.batches.checking import work_on_file
from recognition.services.batches.receiving import choose_encoding, receive_file
from recognition.services.batches.results import faulty_pieces, result_pieces
from recognition.services.batches.sending import send_batch, start_due_batches
from tests.factories import BatchFactory
from workstars.lib.actors import Actor
from workstars.lib.clock import today

HEADINGS = "EMPLOYEE_ID,MESSAGE,POINTS,REASON"


def rows(*lines: str, headings: str = HEADINGS) -> bytes:
    return "\n".join([headings, *lines]).encode()


def result_of(batch: Batch, now: datetime) -> bytes:
    return b"".join(result_pieces(batch, now))


def faulty_of(file: BatchFile, now: datetime) -> bytes:
    return b"".join(faulty_pieces(file, now))


class Desk:
    """A coordinator with batches."""

    def __init__(self, company: Company, user: User, now: datetime) -> None:
        self.company, self.user, self.now = company, user, now
        self.by = Actor(user.pk, str(user))

    def draft(self, **facts: Any) -> Batch:
        return BatchFactory(
            company=self.company,
            requested_by=self.user,
            requested_by_label=str(self.user),
            send_on=today(self.company, self.now),
            created_at=self.now,
            **facts,
        )

    def upload(self, data: bytes, *, batch: Batch | None = None, name: str = "thanks.csv") -> BatchFile:
        return receive_file(batch=batch or self.draft(), name=name, data=data, by=self.by, now=self.now)

    def choose(self, file: BatchFile, encoding: Any) -> BatchFile:
        return choose_encoding(file=file, encoding=encoding, now=self.now)

    def work(self, file: BatchFile) -> tuple[BatchFile, Findings]:
        work_on_file(file.pk, self.now)
        file = BatchFile.objects.for_company(self.company).select_related("batch").get(pk=file.pk)
        return file, Findings.from_json(file.found)

    def check(self, data: bytes, **facts: Any) -> tuple[BatchFile, Findings]:
        return self.work(self.upload(data, batch=self.draft(**facts)))

    def schedule(self, file: BatchFile, *, send_at: datetime | None = None) -> Batch:
        """As a submission and all approvals leave it."""
        Batch.objects.for_company(self.company).filter(pk=file.batch_id).update(
            status=Batch.Status.SCHEDULED,
            confirmed_fingerprint=file.fingerprint,
            submitted_at=self.now,
            approved_at=self.now,
            send_at=send_at or self.now,
            good_rows_only=True,
        )
        return self.batch(file.batch_id)

    def start(self, file: BatchFile) -> Batch:
        """*Sending*, with nothing sent yet."""
        batch = self.schedule(file)
        assert batch.pk in start_due_batches(self.now)
        return self.batch(batch.pk)

    def send(self, data: bytes, **facts: Any) -> Batch:
        """Uploaded, checked, confirmed, sent."""
        file, _findings = self.check(data, **facts)
        batch = self.start(file)
        assert send_batch(batch.pk, self.now)
        return self.batch(batch.pk)

    def batch(self, pk: int) -> Batch:
        return Batch.objects.for_company(self.company).select_related("company", "file").get(pk=pk)


def said(batch: Batch) -> list[tuple[Any, ...]]:
    """Line, Employee ID, message and points of each row that was sent."""
    found = Recipient.objects.for_company(batch.company).filter(recognition__batch=batch)
    columns = ("recognition__batch_row", "employee__employee_id", "recognition__message", "points")
    return list(found.order_by("recognition__batch_row", "pk").values_list(*columns))


def skipped(batch: Batch) -> list[tuple[int, str, str]]:
    rows = BatchSkip.objects.for_company(batch.company).filter(batch=batch).order_by("row", "pk")
    return list(rows.values_list("row", "employee_id", "why"))


def counts(company: Company) -> dict[str, int]:
    """What has to agree, whatever was killed."""
    return {
        "recognitions": Recognition.objects.for_company(company).count(),
        "recipients": Recipient.objects.for_company(company).count(),
        "entries": PointEntry.objects.for_company(company).count(),
        "points": PointEntry.objects.for_company(company).balance(),
        "skips": BatchSkip.objects.for_company(company).count(),
    }


def error_table(findings: Findings) -> list[tuple[int, str, str]]:
    """Row, column, what is wrong."""
    return [(shown.row, shown.column, shown.rule) for shown in findings.problems]


def warning_table(findings: Findings) -> list[tuple[int, str, str]]:
    return [(shown.row, shown.column, shown.rule) for shown in findings.warning_list]


def person(company: Company, employee_id: str) -> Employee:
    return Employee.objects.for_company(company).with_employee_id(employee_id).get()


def swap_ids(one: Employee, other: Employee | None) -> None:
    """An Employee ID changes hands; without `other` nobody has it any more."""
    first, second = one.employee_id, other.employee_id if other else "nobody"
    for employee, new_id in ((one, "between"), (other, first), (one, second)):
        if employee:
            employee.employee_id = new_id
            employee.save()
