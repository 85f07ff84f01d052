"""HR files through the services that the page calls, beside tuned django-import-export and COPY into the same table."""

import logging
import multiprocessing
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction

from bench import hr_files, people
from bench.harness import Goal, Measure, Way
from bench.people import NOW
from employees.models import Company, Employee, HrImport, Role, RoleGrant, User
from employees.records import RowRules, judge_cells
from employees.services.imports import confirm_import, receive_file, work_on
from workstars.lib.actors import Actor
from workstars.lib.tabular import open_sheet

MANY, FEW, LOTS = 100_000, 10_000, 1_000_000
TABLE = Employee._meta.db_table
OURS, LIMIT, PEER = (
    "apply job, from the vault to the commit",
    "COPY of prepared rows",
    "django-import-export, tuned",
)
VALIDATE = "read and validate alone"
ADMIN = "admin@mill.example"
SCRATCH = Path(mkdtemp(prefix="workstars-bench-"))
ROWS, VALIDATED = SCRATCH / "rows.copy", SCRATCH / "hr.csv"

settings.UPLOAD_MAX_ROWS = 2 * LOTS
settings.UPLOAD_MAX_BYTES = 1 << 30


class Mill:
    """The company of a run, its administrator, and where its file stands."""

    def __init__(self) -> None:
        people.empty()
        self.company = people.company()
        Company.objects.filter(pk=self.company.pk).update(countries=list(hr_files.COUNTRIES))
        self.company.refresh_from_db()
        self.user = User.objects.filter(email=ADMIN).first() or User.objects.create_user(ADMIN)
        RoleGrant.objects.create(
            company=self.company,
            role=Role.ADMINISTRATOR,
            email=self.user.email,
            user=self.user,
            granted_at=NOW,
            accepted_at=NOW,
        )
        self.by = Actor(self.user.pk, "Admin")

    def upload(self, data: bytes) -> HrImport:
        upload = SimpleUploadedFile("hr.csv", data)
        return receive_file(
            company=self.company, upload=upload, complete=True, user=self.user, by=self.by, now=NOW
        )

    def checked(self, data: bytes) -> HrImport:
        hr_import = self.upload(data)
        work_on(hr_import.pk, NOW)
        return HrImport.objects.for_company(self.company).get(pk=hr_import.pk)

    def confirmed(self, data: bytes) -> HrImport:
        hr_import = self.checked(data)
        return confirm_import(
            hr_import=hr_import,
            fingerprint=hr_import.fingerprint,
            leavers_confirmed=True,
            user=self.user,
            by=self.by,
            now=NOW,
        )


def work() -> None:
    """What the worker does for the one import that waits."""
    (hr_import,) = HrImport.objects.across_companies().filter(status__in=("checking", "applying"))
    work_on(hr_import.pk, NOW)


def apart(job: Callable[[], object]) -> None:
    """Prepares in a process of its own, so that what is measured later does not inherit its memory."""
    connections.close_all()
    child = multiprocessing.get_context("fork").Process(target=job)
    child.start()
    child.join()
    assert child.exitcode == 0


def copy_prepared() -> None:
    with transaction.atomic(), connection.cursor() as cursor, ROWS.open("rb") as rows:
        cursor.copy_expert(f"COPY {TABLE} FROM STDIN", rows)


def before_fresh(way: Way) -> None:
    apart(lambda: _before_fresh(way))


def _before_fresh(way: Way) -> None:
    if way.name == LIMIT:
        _dump(way.rows)
    elif way.name == PEER:
        Mill()
    else:
        Mill().confirmed(hr_files.file(way.rows))
    people.settle()


def _dump(count: int) -> None:
    """The rows of a finished import in a file, and the company that they belong to with nobody in it."""
    work_on(Mill().confirmed(hr_files.file(count)).pk, NOW)
    with connection.cursor() as cursor, ROWS.open("wb") as out:
        cursor.copy_expert(f"COPY {TABLE} TO STDOUT", out)
        cursor.execute(f"TRUNCATE {TABLE} CASCADE")


def before_again(way: Way) -> None:
    apart(lambda: _before_again(way))


def _before_again(way: Way) -> None:
    if way.name == VALIDATE:
        VALIDATED.write_bytes(hr_files.file(way.rows, changed_every=100))
        return
    mill = Mill()
    work_on(mill.confirmed(hr_files.file(way.rows)).pk, NOW)
    if way.name == OURS:
        mill.confirmed(hr_files.file(way.rows, changed_every=100))
    people.settle()


def validate() -> None:
    sheet = open_sheet(VALIDATED.read_bytes())
    rules = RowRules(countries=frozenset(hr_files.COUNTRIES))
    for _line, cells in sheet.rows():
        judge_cells(dict(zip(sheet.headings, cells, strict=True)), rules)


def peer(count: int, changed_every: int) -> None:
    import_module("bench.import_export_peer").load(hr_files.file(count, changed_every=changed_every))


# The check, and the page beside it


def before_check(way: Way) -> None:
    faulty_every = 100 if "1,000" in way.name else 0
    apart(lambda: _before_check(hr_files.file(way.rows, faulty_every=faulty_every)))


def _before_check(data: bytes) -> None:
    Mill().upload(data)
    people.settle()


class Page:
    """An administrator's list of employees, opened while a check is at work in another process, and without."""

    worker: multiprocessing.process.BaseProcess | None = None

    def before(self, way: Way) -> None:
        self.end()
        apart(self.prepare)
        self.open()  # templates and addresses are read once for all
        if "while" in way.name:
            connections.close_all()
            self.worker = multiprocessing.get_context("fork").Process(target=work)
            self.worker.start()
            time.sleep(0.5)

    def prepare(self) -> None:
        mill = Mill()
        work_on(mill.confirmed(hr_files.file(FEW)).pk, NOW)
        mill.upload(hr_files.file(MANY))
        people.settle()

    def open(self) -> None:
        logging.disable(logging.INFO)
        signed_in = import_module("tests.people").signed_in  # whose modules are no import's memory
        answer = signed_in(User.objects.get(email=ADMIN), Company.objects.get()).get("/admin/employees")
        assert answer.status_code == 200

    def end(self) -> None:
        if self.worker:
            self.worker.join()
            self.worker = None


PAGE = Page()


PEERS = find_spec("import_export") is not None

MEASURES = [
    Measure(
        "import-fresh",
        MANY,
        [
            Way(OURS, work, MANY),
            Way(LIMIT, copy_prepared, MANY),
            *([Way(PEER, lambda: peer(FEW, 0), FEW)] if PEERS else []),
        ],
        [
            Goal("≤ 1.5 × COPY of prepared rows into the same table", lambda s, _: s[OURS] <= 1.5 * s[LIMIT]),
            Goal("≥ 25 × tuned django-import-export", lambda s, _: s.get(PEER, 0) >= 25 * s[OURS]),
            Goal("≤ 150 MB", lambda _, mb: mb <= 150),
        ],
        before_fresh,
    ),
    Measure(
        "import-again",
        MANY,
        [
            Way(OURS, work, MANY),
            Way(VALIDATE, validate, MANY),
            *([Way(PEER, lambda: peer(FEW, 100), FEW)] if PEERS else []),
        ],
        [
            Goal("≤ 2.5 × read and validate alone", lambda s, _: s[OURS] <= 2.5 * s[VALIDATE]),
            Goal("≥ 40 × tuned django-import-export", lambda s, _: s.get(PEER, 0) >= 40 * s[OURS]),
            Goal("≤ 150 MB", lambda _, mb: mb <= 150),
        ],
        before_again,
    ),
    Measure(
        "import-check",
        MANY,
        [Way("check job, 1,000 errors", work, MANY), Way("check job, no errors", work, MANY)],
        [
            Goal(
                "≤ 2 × the check without errors",
                lambda s, _: s["check job, 1,000 errors"] <= 2 * s["check job, no errors"],
            ),
            Goal("≤ 150 MB", lambda _, mb: mb <= 150),
        ],
        before_check,
    ),
    Measure(
        "import-check-page",
        1,
        [
            Way("list of employees while a check runs", PAGE.open, 1),
            Way("list of employees alone", PAGE.open, 1),
        ],
        [Goal("under 300 ms", lambda s, _: s["list of employees while a check runs"] < 0.3)],
        PAGE.before,
    ),
]
