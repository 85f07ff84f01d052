"""Paper: the CSV of a country, and the sweeps that find nothing or ten thousand."""

import csv
import hmac
import io
import os
from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection, transaction

from bench import people
from bench.harness import Goal, Measure, Way
from employees.models import Company, Employee
from employees.models.employee import EmployeeQuerySet
from invites import codes
from invites.models import ActivationCode, CodeFile
from invites.services import email_invites, reminders, scheduling, voiding, waiting_mail
from invites.services.generation import generate_invites_csv
from workstars.lib import vault
from workstars.lib.actors import SYSTEM
from workstars.lib.clock import days_later, today

MANY, SAMPLE = 100_000, 2_000
LIMIT = "limit: random, HMAC, csv.writer"


# The CSV of a country


def prepare_waiting(way: Way) -> None:
    """`way.rows` people wait in Poland, in a company five times as large; the limit needs nobody."""
    if way.name == LIMIT:
        return
    people.empty()
    people.fill(people.company(), way.rows * 5, countries=("PL", "DE", "ES", "MX", "US"))
    people.settle()


def ours() -> None:
    generate_invites_csv(company=mill(), country="PL", kind="invites", by=SYSTEM, now=people.NOW)


def save_each() -> None:
    """As it comes to mind: a loop, two saves for each person."""
    with transaction.atomic():
        file, rows = new_file(), []
        for person in waiting().order_by("location", "last_name", "first_name"):
            code = codes.generate(1)[0]
            new_code(file, person, code).save()
            person.paper_made_at, person.paper_due_on = people.NOW, due_day()
            person.save()
            rows.append((person.first_name, person.last_name, person.employee_id, codes.format_code(code)))
        keep(file, write(rows))


def bulk_create() -> None:
    """As a careful developer does it with the ORM: one bulk_create and one UPDATE."""
    with transaction.atomic():
        file, rows, made = new_file(), [], []
        for person in waiting().order_by("location", "last_name", "first_name"):
            code = codes.generate(1)[0]
            made.append(new_code(file, person, code))
            rows.append((person.first_name, person.last_name, person.employee_id, codes.format_code(code)))
        ActivationCode.objects.for_company(file.company).bulk_create(made, batch_size=5000)
        waiting().update(paper_made_at=people.NOW, paper_due_on=due_day())
        keep(file, write(rows))


def limit() -> None:
    """Random symbols, one HMAC each, and csv.writer: no database, no encryption."""
    raw = os.urandom(MANY * 12)
    pepper = b"p" * 32
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for n in range(MANY):
        code = raw[n * 12 : n * 12 + 12].hex()[:14]
        hmac.digest(pepper, code.encode(), "sha256")
        writer.writerow((f"Magdalena{n % 977}", f"Kowalska{n % 4999}", f"{n:07}", code))
    out.getvalue().encode()


def mill() -> Company:
    return Company.objects.get()


def waiting() -> EmployeeQuerySet:
    return (
        Employee.objects.for_company(mill())
        .waiting_for_invite(today(mill(), people.NOW))
        .filter(country="PL")
    )


def due_day() -> date:
    return days_later(mill(), people.NOW, 30)


def new_file() -> CodeFile:
    company = mill()
    return CodeFile(
        company=company,
        kind="invites",
        country="PL",
        created_at=people.NOW,
        last_day=due_day(),
        file_name="x.csv",
    )


def new_code(file: CodeFile, person: Employee, code: str) -> ActivationCode:
    if file.pk is None:
        file.rows, file.stored_name, file.sha256, file.size, file.wrapped_key, file.key_version = (
            1,
            "x",
            b"",
            0,
            b"",
            1,
        )
        file.save()
    return ActivationCode(
        company=file.company,
        employee=person,
        file=file,
        kind="invites",
        digest=codes.digest(code, file.company_id, 1),
        key_version=1,
        created_at=people.NOW,
        last_day=file.last_day,
    )


def write(rows: list[tuple[str, str, str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(("First Name", "Last Name", "Employee ID", "Activation Code"))
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def keep(file: CodeFile, data: bytes) -> None:
    for column, value in vault.store("codes/bench", data).columns.items():
        setattr(file, column, value)
    file.save()


INVITES_CSV = Measure(
    "invites-csv",
    MANY,
    [
        Way("ours", ours, MANY),
        Way("Django, save each", save_each, SAMPLE),
        Way("Django, bulk_create and one UPDATE", bulk_create, MANY),
        Way(LIMIT, limit, MANY),
    ],
    [
        Goal("at most 8 times the limit", lambda t, _mb: t["ours"] <= 8 * t[LIMIT]),
        Goal("at least 25 times save each", lambda t, _mb: t["Django, save each"] >= 25 * t["ours"]),
        Goal("at most 150 MB", lambda _t, mb: mb <= 150),
    ],
    prepare_waiting,
)


# The sweeps

MILLION, DUE, TIMES = 1_000_000, 10_000, 10
LATE = people.NOW + timedelta(days=31)


def prepare_nothing_due(way: Way) -> None:
    """A million people: a quarter waiting, a quarter with paper out, half invited by mail tomorrow."""
    if Company.objects.exists() and Employee.objects.for_company(mill()).count() == MILLION:
        return
    people.empty()
    company = people.company()
    people.fill(company, MILLION // 4)
    people.fill(company, MILLION // 4, state="out", due="2026-04-01")
    people.fill(company, MILLION // 2, state="mail")
    people.settle()


def prepare_some_due(way: Way) -> None:
    """Of the quarter with paper out, ten thousand are due."""
    prepare_nothing_due(way)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE employees_employee SET reminders_since = NULL WHERE reminders_since IS NOT NULL"
        )
        cursor.execute(
            "UPDATE employees_employee SET paper_due_on = '2026-05-01' WHERE paper_due_on IS NOT NULL"
        )
        cursor.execute(
            "UPDATE employees_employee SET paper_due_on = '2026-04-01' WHERE id IN"
            " (SELECT id FROM employees_employee WHERE paper_due_on IS NOT NULL LIMIT %s)",
            [DUE],
        )
    people.settle()


def move_none() -> None:
    assert reminders.move_to_reminders(now=people.NOW) == 0


def mail_none() -> None:
    assert email_invites.mail_invitations(now=people.NOW) == 0


def plan_none() -> None:
    """The sweeps of schedules and of the mail about who waits."""
    assert voiding.void_what_nobody_fetched(now=people.NOW) == 0
    assert scheduling.run_schedules(now=people.NOW) == 0
    assert scheduling.tell_of_files_not_fetched(now=people.NOW) == 0
    assert waiting_mail.mail_waiting(now=people.NOW) == 0


def often(sweep: Callable[[], None]) -> Callable[[], None]:
    """As in a worker, where it comes round each minute: the first time in a process costs what the next ones do not."""

    def run() -> None:
        for _time in range(TIMES):
            sweep()

    return run


def within_20_ms(name: str) -> Goal:
    return Goal(f"{name}: at most 20 ms each time", lambda t, _mb: t[f"{name}, ten times"] <= TIMES * 0.020)


def move_some() -> None:
    assert reminders.move_to_reminders(now=LATE) == DUE


def move_each() -> None:
    for person in Employee.objects.for_company(mill()).filter(
        paper_due_on__lte=LATE.date(), reminders_since=None
    ):
        person.reminders_since = LATE
        person.save()


SWEEPS = {"reminders": move_none, "invitations by mail": mail_none, "schedules and waiting mail": plan_none}
NOTHING_DUE = Measure(
    "sweeps-nothing-due",
    MILLION,
    [Way(f"{name}, ten times", often(sweep), MILLION) for name, sweep in SWEEPS.items()],
    [within_20_ms(name) for name in SWEEPS],
    prepare_nothing_due,
    rounds=5,
)
SOME_DUE = Measure(
    "sweeps-ten-thousand-due",
    DUE,
    [Way("ours", move_some, DUE), Way("Django, save each", move_each, DUE)],
    [Goal("at most 30 µs a row", lambda t, _mb: t["ours"] <= DUE * 30e-6)],
    prepare_some_due,
)
MEASURES = [INVITES_CSV, NOTHING_DUE, SOME_DUE]
