"""The job of undoing (E5): new people go, known ones are again as they were, in one transaction.

Their rows are locked before anything is asked of them, so that what is asked stays true. What apps above keep about a
new person holds on to the row by a foreign key, and the import stays applied.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from employees.csv_import.findings import Findings
from employees.csv_import.known import administrators_of
from employees.models import AuditEvent, Company, HrImport, HrImportFile
from employees.queries.touched import Runs, Touched, bounds
from employees.services.imports.files import forget_files
from employees.services.imports.telling import tell
from employees.services.imports.traces import TABLE, Inflated, Trace
from employees.services.imports.undoing import UndoRefused, applied_event, refuse_met, trace_of
from employees.services.people.saving import hold_people
from workstars.lib.actors import SYSTEM, Actor
from workstars.lib.clock import today
from workstars.lib.jobs import Heart, move_on

BEFORE = "import_before"
STORY = "employees_personchange"
_THESE = (
    f"FROM unnest(%s::bigint[], %s::bigint[]) AS r (first, last) JOIN {TABLE} e"
    " ON e.id BETWEEN r.first AND r.last AND e.company_id = %s"
)


@dataclass(frozen=True)
class Undone:
    gone: int
    restored: int


@transaction.atomic
def undo(hr_import: HrImport, heart: Heart, now: datetime) -> None:
    """Raises UndoRefused, and nothing has changed."""
    heart.begin("waiting")
    hold_people(hr_import.company)
    trace = trace_of(hr_import)
    heart.begin("undo", trace.touched.count)
    _hold(hr_import, trace.touched)
    try:
        with transaction.atomic():
            undone = _take_back(hr_import, trace, heart, now)
    except IntegrityError:
        raise UndoRefused(
            _("It cannot be undone: somebody else needs a person or an address of this file by now.")
        ) from None
    move_on(hr_import, status=HrImport.Status.UNDONE, undone_at=now)
    forget_files(hr_import, HrImportFile.Kind.BEFORE)
    _record(hr_import, undone, now)
    tell(hr_import, HrImport.Status.UNDONE, Findings(), now)


def _hold(hr_import: HrImport, touched: Touched) -> None:
    """Nobody else is at these rows from now on, and nobody can begin to point to them."""
    sql = f"SELECT count(*) FROM (SELECT e.id {_THESE} ORDER BY e.id FOR UPDATE OF e) held"  # noqa: S608
    (held,) = _row(sql, [*bounds(touched.runs), hr_import.company.pk])
    refuse_met(hr_import, touched)
    if held != touched.count:
        raise UndoRefused(_("It cannot be undone: people of this file are no longer in the records."))


def _take_back(hr_import: HrImport, trace: Trace, heart: Heart, now: datetime) -> Undone:
    company = hr_import.company
    stage(trace)
    _refuse_to_lose(hr_import, now)
    gone = delete(company, trace.touched.new)
    restored = restore(company, trace, now)
    _refuse_circles(company)
    _ask_foreign_keys(heart)
    return Undone(gone, restored)


def stage(trace: Trace) -> None:
    """How the known people were, as a table that ends with the transaction."""
    names = ", ".join(trace.columns)
    _execute(f"DROP TABLE IF EXISTS {BEFORE}")
    _execute(f"CREATE TEMPORARY TABLE {BEFORE} ON COMMIT DROP AS SELECT {names} FROM {TABLE} WITH NO DATA")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {BEFORE} ({names}) FROM STDIN", Inflated(trace.rows))
    _execute(f"ANALYZE {BEFORE}")


def _refuse_to_lose(hr_import: HrImport, now: datetime) -> None:
    """Who came back with the file goes again: not whoever confirms, and not the last administrator (E9, C5)."""
    company, day = hr_import.company, today(hr_import.company, now)
    gone = "({0}.left_at IS NOT NULL OR coalesce({0}.leaving_date < %s, false))"
    sql = (
        f"SELECT e.employee_key, e.user_id FROM {BEFORE} b JOIN {TABLE} e ON e.id = b.id AND e.company_id = %s"  # noqa: S608
        f" WHERE e.user_id IS NOT NULL AND {gone.format('b')} AND NOT {gone.format('e')}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [company.pk, day, day])
        going = dict(cursor.fetchall())
    if hr_import.undone_by_id in going.values():
        sentence = _("Without this file you would have left. Ask another administrator to undo it.")
        raise UndoRefused(sentence)
    administrators, elsewhere = administrators_of(company, day)
    if set(administrators) & set(going) and not elsewhere and not set(administrators) - set(going):
        raise UndoRefused(
            _("Without this file nobody would be left as administrator. Make somebody else one first.")
        )


def delete(company: Company, new: Runs) -> int:
    if not new:
        return 0
    sql = (
        f"DELETE FROM {TABLE} e USING unnest(%s::bigint[], %s::bigint[]) AS r (first, last)"  # noqa: S608
        " WHERE e.id BETWEEN r.first AND r.last AND e.company_id = %s"
    )
    return _execute(sql, [*bounds(new), company.pk])


def restore(company: Company, trace: Trace, now: datetime) -> int:
    """Addresses that change hands again are let go first: the unique index is asked row by row."""
    if not trace.touched.known:
        return 0
    same = f"FROM {BEFORE} b WHERE e.id = b.id AND e.company_id = %s"
    _execute(
        f"UPDATE {TABLE} e SET hr_email = '' {same} AND e.hr_email <> '' AND lower(e.hr_email) <> lower(b.hr_email)",  # noqa: S608
        [company.pk],
    )
    setting = ", ".join(f"{name} = b.{name}" for name in trace.columns if name != "id")
    return _execute(f"UPDATE {TABLE} e SET {setting}, changed_at = %s {same}", [now, company.pk])  # noqa: S608


def _refuse_circles(company: Company) -> None:
    """Somebody may have got a line manager since who was below them before (E8)."""
    sql = f"""
        WITH RECURSIVE above (start, manager) AS (
            SELECT b.id, b.manager_id FROM {BEFORE} b WHERE b.manager_id IS NOT NULL
          UNION
            SELECT above.start, e.manager_id FROM above JOIN {TABLE} e ON e.id = above.manager
            WHERE e.company_id = %s AND e.manager_id IS NOT NULL AND above.manager <> above.start
        )
        SELECT count(*) FROM above WHERE start = manager
    """  # noqa: S608
    (circles,) = _row(sql, [company.pk])
    if circles:
        raise UndoRefused(
            _(
                "It cannot be undone: with the former line managers somebody would be their own manager’s manager."
            )
        )


def _ask_foreign_keys(heart: Heart) -> None:
    """Now, not at commit, and one after the other: of many deleted people this is nearly all the work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE confrelid = %s::regclass", [TABLE])
        names = [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]
    for done, name in enumerate(names):
        heart.tick(heart.total * done // len(names))
        _execute(f"SET CONSTRAINTS {name} IMMEDIATE")
    _execute("SET CONSTRAINTS ALL DEFERRED")


def _record(hr_import: HrImport, undone: Undone, now: datetime) -> None:
    """The event, and for each known person the story of the import told backwards (E14)."""
    user = hr_import.undone_by
    event = AuditEvent.objects.record(
        company=hr_import.company,
        action="import.undone",
        by=Actor(user.pk, str(user)) if user else SYSTEM,
        at=now,
        subject=hr_import,
        after={"gone": undone.gone, "restored": undone.restored},
    )
    _execute(
        f"INSERT INTO {STORY} (company_id, event_id, employee_id, action, before, after)"  # noqa: S608
        f" SELECT company_id, %s, employee_id, 'employee.restored', after, before FROM {STORY}"
        " WHERE event_id = %s AND company_id = %s ORDER BY id",
        [event.pk, applied_event(hr_import), hr_import.company.pk],
    )


def _execute(sql: str, params: list[Any] | None = None) -> int:
    """Answers how many rows it was."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def _row(sql: str, params: list[Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row: tuple[Any, ...] = cursor.fetchone()
    return row
