"""What an applied import leaves behind so that it can be undone: whom it touched, and how they were before (E5).

One file in the vault: a line of JSON, then, compressed, the whole rows of the known people in COPY's text format. New
people cost it nothing but the first and the last of their numbers.
"""

import json
import zlib
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from employees.csv_import.plan import Plan
from employees.models import Company, Employee, HrImport, HrImportFile
from employees.queries.touched import Touched, runs_of
from employees.services.imports.files import keep_file, read_file

TABLE = Employee._meta.db_table
NOT_RESTORED = frozenset({"company_id", "changed_at"})
FASTEST = 1


@dataclass(frozen=True)
class Trace:
    """`rows`: how the known people were, compressed; each holds `columns`."""

    touched: Touched
    columns: tuple[str, ...]
    rows: bytes

    def to_bytes(self) -> bytes:
        touched = self.touched
        head = {
            "version": touched.version,
            "new": touched.new,
            "known": touched.known,
            "columns": self.columns,
        }
        return json.dumps(head).encode() + b"\n" + self.rows

    @classmethod
    def from_bytes(cls, data: bytes) -> "Trace":
        head, rows = data.split(b"\n", 1)
        said = json.loads(head)
        new, known = ([(first, last) for first, last in said[name]] for name in ("new", "known"))
        return cls(Touched(said["version"], new, known), tuple(said["columns"]), rows)


class Deflated:
    """What COPY writes into."""

    def __init__(self) -> None:
        self._deflate = zlib.compressobj(FASTEST)
        self._parts: list[bytes] = []

    def write(self, piece: bytes) -> None:
        self._parts.append(self._deflate.compress(piece))

    def end(self) -> bytes:
        return b"".join([*self._parts, self._deflate.flush()])


class Inflated:
    """What COPY reads from."""

    def __init__(self, data: bytes) -> None:
        self._inflate = zlib.decompressobj()
        self._left = data

    def read(self, size: int) -> bytes:
        piece = self._inflate.decompress(self._left, size)
        self._left = self._inflate.unconsumed_tail
        return piece


def known_people(plan: Plan) -> list[int]:
    """The rows of everybody on record whom the plan would touch."""
    kept = frozenset(plan.kept)
    keys = [key for key in (*plan.changed, *plan.leavers) if key not in kept]
    return [plan.known.pk(key) for key in {*keys, *plan.linked}]


def rows_now(company: Company, ids: Collection[int]) -> bytes:
    """How these people are at the moment, for `Trace.rows`; from now on nobody else is at them."""
    out = Deflated()
    if ids:
        listed = ",".join(f"{pk:d}" for pk in ids)
        select = (
            f"SELECT {', '.join(columns())} FROM {TABLE}"  # noqa: S608 (COPY takes no parameters; numbers alone)
            f" WHERE company_id = {company.pk:d} AND id = ANY ('{{{listed}}}'::bigint[]) FOR NO KEY UPDATE"
        )
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY ({select}) TO STDOUT", out)
    return out.end()


def columns() -> tuple[str, ...]:
    """Everything that an import can change. Nobody else has been at a row that is restored, so all of it is."""
    found = (str(field.column) for field in Employee._meta.concrete_fields)
    return tuple(column for column in found if column not in NOT_RESTORED)


def keep_trace(hr_import: HrImport, new: Collection[int], known: Collection[int], rows: bytes) -> None:
    """In the transaction that applies it, once everything is written."""
    if not new and not known:
        return
    touched = Touched(_version(next(iter(known or new))), runs_of(new), runs_of(known))
    trace = Trace(touched, columns(), rows)
    keep_file(hr_import, HrImportFile.Kind.BEFORE, trace.to_bytes(), touched.count)


def read_trace(hr_import: HrImport) -> Trace:
    """Raises FileGone, vault.FileDamaged."""
    return Trace.from_bytes(read_file(hr_import, HrImportFile.Kind.BEFORE))


def _version(pk: int) -> str:
    """Of one of the rows: a transaction leaves the same on all of them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT xmin::text FROM {TABLE} WHERE id = %s", [pk])  # noqa: S608
        (version,) = cursor.fetchone() or ("",)
    return str(version)
