"""Many rows in one statement, where the ORM would need one for each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from itertools import islice
from typing import Any, cast

from django.db import connections, router, transaction
from django.db.models import Field, Model, QuerySet
from django.db.models.sql import UpdateQuery

LINES_AT_ONCE = 512
ROWS_AT_ONCE = 500
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def update_returning(rows: QuerySet[Any], columns: Sequence[str], **values: Any) -> list[tuple[Any, ...]]:
    """One UPDATE of what the queryset means, and the `columns` of exactly the rows that it changed.

    The conditions stand in the UPDATE itself, so PostgreSQL asks them again of each row that somebody else changed
    meanwhile: what comes back was claimed by this transaction alone. So `rows` must not join other tables.
    """
    query: Any = rows.order_by().query.chain(UpdateQuery)
    query.add_update_values(values)
    sql, params = query.get_compiler(using=rows.db).as_sql()
    if sum(count > 0 for count in query.alias_refcount.values()) > 1:
        raise ValueError("update_returning cannot claim through a join")
    connection = connections[rows.db]
    wanted = ", ".join(connection.ops.quote_name(column_of(rows.model, name)) for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} RETURNING {wanted}", params)
        return cursor.fetchall()


def rewrite_rows(
    rows: QuerySet[Any],
    change: Callable[[Any], bool],
    columns: Sequence[str],
    within: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> int:
    """Lets `change` alter each row, and writes the columns of those for which it says True; answers how many.

    Some hundreds of rows are one transaction, so that nobody waits for their locks and memory stays flat however many
    there are. Each row is read under its lock. What was done stays done when a later chunk fails.
    """
    numbers = iter(rows.order_by("pk").values_list("pk", flat=True))
    changed = 0
    while chunk := list(islice(numbers, ROWS_AT_ONCE)):
        with transaction.atomic(), within():
            held = rows.model._base_manager.select_for_update(no_key=True).filter(pk__in=chunk)
            altered = [row for row in held.order_by("pk") if change(row)]
            rows.model._base_manager.bulk_update(altered, columns)
            changed += len(altered)
    return changed


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY of new rows straight into the model's table. `columns` are field names, in the order of each row."""
    names = [column_of(model, name) for name in columns]
    copy_lines(model._meta.db_table, names, _lines(rows), using=router.db_for_write(model))


def copy_lines(table: str, columns: Sequence[str], lines: Iterable[str], using: str = "default") -> None:
    """COPY of lines that are in its text format already: cells made by `copy_cell`, a tab between, a newline behind."""
    connection = connections[using]
    names = ", ".join(map(connection.ops.quote_name, columns))
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
    ):  # the driver's own way raises its own errors
        cursor.copy_expert(
            f"COPY {connection.ops.quote_name(table)} ({names}) FROM STDIN", _Reader(iter(lines))
        )


def reserve_ids(model: type[Model], count: int) -> list[int]:
    """Ids of rows to come, in rising order, from the sequence that the table itself draws from."""
    with connections[router.db_for_write(model)].cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(nextval(sequence)) FROM generate_series(1, %s),"
            " CAST(pg_get_serial_sequence(%s, 'id') AS regclass) AS sequence",
            [count, model._meta.db_table],
        )
        (ids,) = cursor.fetchone()
    return sorted(ids or [])


def column_of(model: type[Model], field: str) -> str:
    return str(cast("Field[Any, Any]", model._meta.get_field(field)).column)


class _Reader:
    """What the driver reads from: whole lines, some hundreds at a time, so that memory stays flat."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines

    def read(self, size: int = -1) -> str:
        return "".join(islice(self.lines, LINES_AT_ONCE))


def _lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    for row in rows:
        yield "\t".join([copy_cell(value) for value in row]) + "\n"


def copy_cell(value: Any) -> str:
    """A value in COPY's text format."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, bytes | memoryview):
        return f"\\\\x{value.hex()}"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)
