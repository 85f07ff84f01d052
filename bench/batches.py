"""A batch of 50,000 rows through the job that the worker runs, beside the ORM's best and bare COPY of three tables."""

import csv
import io
from datetime import date
from pathlib import Path
from tempfile import mkdtemp

from django.db import connection, transaction

from bench import people
from bench.harness import Goal, Measure, Way
from bench.imports import apart
from bench.people import NOW
from employees.models import Company, Employee, User
from recognition.models import Batch, BatchFile, PointEntry, Recipient, Recognition
from recognition.queries.reach import reach_of
from recognition.services.batches.checking import work_on_file
from recognition.services.batches.receiving import receive_file
from recognition.services.batches.sending import send_batch, start_due_batches
from recognition.services.batches.writing import Given, tables_of
from workstars.lib.actors import Actor
from workstars.lib.bulk import copy_lines

ROWS = 50_000
OURS = "send job, from the vault to sent"
BULK = "bulk_create of three, 2,000 at a time"
BARE, FILES = "bare COPY of three without keys, in Python", "the same from files made beforehand"
WORDS = "Thank you for number {n}: you stayed late, kept calm and everybody home safe. “We noticed.”"
TABLES = [model._meta.db_table for model in (Recognition, Recipient, PointEntry)]
HANDED: list[Given] = []
SCRATCH = Path(mkdtemp(prefix="workstars-bench-"))


def batch_file(count: int) -> bytes:
    """Everybody once, each with words of their own."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["EMPLOYEE_ID", "MESSAGE", "POINTS", "REASON"])
    for n in range(1, count + 1):
        writer.writerow([f"{n:07}", WORDS.format(n=n), n % 100, "Team" if n % 3 else ""])
    return out.getvalue().encode()


def uploaded(count: int) -> BatchFile:
    """A company of so many people, every third with e-mail, and a file for all of them."""
    people.empty()
    company = people.company()
    people.fill(company, count // 3, state="mail")
    people.fill(company, count - count // 3)
    user = User.objects.filter(email="c@mill.example").first() or User.objects.create_user("c@mill.example")
    batch = Batch.objects.for_company(company).create(
        company=company,
        summary="Thanks",
        send_on=NOW.date(),
        requested_by=user,
        requested_by_label="C",
        created_at=NOW,
    )
    by = Actor(user.pk, "C")
    return receive_file(batch=batch, name="t.csv", data=batch_file(count), by=by, now=NOW)


def prepare(way: Way) -> None:
    HANDED.clear()
    apart(lambda: confirmed(way.rows))
    if way.name in {BARE, FILES}:
        apart(dump)
        HANDED.extend(given() if way.name == BARE else [])


def confirmed(count: int) -> None:
    """A batch in *sending*, with nothing sent."""
    file = uploaded(count)
    work_on_file(file.pk, NOW)
    file.refresh_from_db()
    Batch.objects.for_company(file.company).filter(pk=file.batch_id).update(
        status="scheduled", confirmed_fingerprint=file.fingerprint, submitted_at=NOW, send_at=NOW
    )
    start_due_batches(NOW)
    settle()


def prepare_check(way: Way) -> None:
    apart(lambda: (uploaded(way.rows), settle()))


def settle() -> None:
    people.settle()
    with connection.cursor() as cursor:
        cursor.execute(
            "VACUUM ANALYZE recognition_recognition, recognition_recipient, recognition_pointentry"
        )


def send() -> None:
    (batch,) = Batch.objects.across_companies().values_list("pk", flat=True)
    assert send_batch(batch, NOW)
    assert Recognition.objects.across_companies().count() == Recipient.objects.across_companies().count()


def check() -> None:
    (file,) = BatchFile.objects.across_companies().values_list("pk", flat=True)
    assert work_on_file(file, NOW)


def bulk_create() -> None:
    """As a careful developer does it with the ORM: read, look up, three bulk_creates in each transaction."""
    company = Company.objects.get()
    batch = Batch.objects.for_company(company).get()
    rows = list(csv.reader(io.StringIO(batch_file(ROWS).decode())))[1:]
    known = dict(Employee.objects.for_company(company).values_list("employee_id", "pk"))
    for start in range(0, len(rows), 2_000):
        part = rows[start : start + 2_000]
        reach = reach_of(company, [known[row[0]] for row in part], date(2026, 3, 2))
        with transaction.atomic():
            rows_of_part = [(line, row, reach[known[row[0]]]) for line, row in enumerate(part, start + 2)]
            bulk_create_part(batch, rows_of_part)


def bulk_create_part(batch: Batch, rows: list) -> None:
    company = batch.company
    said = Recognition.objects.for_company(company).bulk_create(
        Recognition(
            company=company,
            sender_name=company.name,
            message=row[1],
            reason_text=row[3],
            sent_at=NOW,
            batch=batch,
            batch_row=line,
            country=where.country,
        )
        for line, row, where in rows
    )
    got = Recipient.objects.for_company(company).bulk_create(
        Recipient(
            company=company,
            recognition=one,
            employee_id=where.employee,
            manager_id=where.manager,
            points=int(row[2]),
            paper=where.paper,
            notice_owed=True,
            shared_country=where.country,
            sent_at=NOW,
        )
        for one, (_line, row, where) in zip(said, rows, strict=True)
    )
    PointEntry.objects.for_company(company).bulk_create(
        PointEntry(company=company, employee_id=one.employee_id, recipient=one, points=one.points, at=NOW)
        for one in got
    )


def dump() -> None:
    """The rows of a batch that was sent, in files, and tables like ours without a key or an index."""
    send()
    with connection.cursor() as cursor:
        for table in TABLES:
            with (SCRATCH / table).open("wb") as out:
                cursor.copy_expert(f"COPY {table} TO STDOUT", out)
            cursor.execute(f"DROP TABLE IF EXISTS bare_{table}")
            cursor.execute(f"CREATE TABLE bare_{table} AS SELECT * FROM {table} LIMIT 0")


def given() -> list[Given]:
    """What the writer was handed for the batch that was sent."""
    columns = ("batch_row", "recipients__employee", "recipients__manager", "message", "recipients__points")
    more = ("reason", "reason_text", "recipients__paper", "recipients__notice_owed", "country")
    rows = Recognition.objects.across_companies().order_by("pk").values_list(*columns, *more)
    return [Given(*row) for row in rows]


def bare() -> None:
    """What cannot be gone without: judged rows become lines, and the lines are copied."""
    batch = Batch.objects.across_companies().select_related("company").get()
    ids = range(1, len(HANDED) + 1)
    with transaction.atomic():
        for table, columns, lines in tables_of(batch, HANDED, ids, ids):
            copy_lines(f"bare_{table}", columns, lines)


def bare_files() -> None:
    """The same without making the lines: what the server alone takes."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            with (SCRATCH / table).open("rb") as rows:
                cursor.copy_expert(f"COPY bare_{table} FROM STDIN", rows)


MEASURES = [
    Measure(
        "batch",
        ROWS,
        [
            Way(OURS, send, ROWS),
            Way(BULK, bulk_create, ROWS),
            Way(BARE, bare, ROWS),
            Way(FILES, bare_files, ROWS),
        ],
        [
            Goal("≥ 4 × bulk_create of three", lambda s, _: s[BULK] >= 4 * s[OURS]),
            Goal("≤ 6 × bare COPY of three", lambda s, _: s[OURS] <= 6 * s[BARE]),
            Goal("≤ 200 MB", lambda _, mb: mb <= 200),
        ],
        prepare,
    ),
    Measure(
        "batch-check",
        ROWS,
        [Way("check job", check, ROWS)],
        [Goal("under 5 s", lambda s, _: s["check job"] < 5), Goal("≤ 200 MB", lambda _, mb: mb <= 200)],
        prepare_check,
    ),
]
