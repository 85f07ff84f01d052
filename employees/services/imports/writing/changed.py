"""Changed people: COPY into a temporary table, one UPDATE from it."""

from collections.abc import Iterator

from employees.csv_import.plan import Entry
from employees.models.employee import search_text
from employees.records import Field
from employees.records.fields import DATES
from employees.services.imports.writing.order import SEARCHED, TABLE, MovedOn, Order, execute
from workstars.lib.bulk import copy_cell, copy_lines

STAGED = "import_changed"
# Only rows that are as they were when they were looked at.
_STAGED_ROWS = f"FROM {STAGED} t WHERE e.id = t.id AND e.company_id = %s AND e.xmin = t.version"


def write_changed(order: Order) -> None:
    """Raises MovedOn when somebody was at one of them in between."""
    changed = order.changed
    if not changed:
        return
    order.progress.begin("changed", len(changed))
    names = ["search_text", *order.columns, *_manager_columns(order)]
    _stage(order, changed, names)
    _free_addresses(order, changed)
    setting = ", ".join(f"{name} = t.{name}" for name in names)
    sql = f"UPDATE {TABLE} e SET {setting}, changed_at = %s {_STAGED_ROWS}"  # noqa: S608 (names of ours)
    if execute(sql, [order.now, order.company.pk]) != len(changed):
        raise MovedOn


def _manager_columns(order: Order) -> list[str]:
    return ["manager_id", "manager_ref"] if Field.MANAGER_ID in order.plan.fields else []


def _stage(order: Order, changed: dict[str, Entry], names: list[str]) -> None:
    types = {
        "id": "bigint",
        "version": "xid",
        **dict.fromkeys(names, "text"),
        **{name.value: "date" for name in DATES if name.value in names},
        **({"manager_id": "bigint"} if "manager_id" in names else {}),
    }
    execute(f"DROP TABLE IF EXISTS {STAGED}")
    columns = ", ".join(f"{name} {kind}" for name, kind in types.items())
    execute(f"CREATE TEMPORARY TABLE {STAGED} ({columns}) ON COMMIT DROP")
    copy_lines(STAGED, list(types), _lines(order, changed))


def _lines(order: Order, changed: dict[str, Entry]) -> Iterator[str]:
    plan = order.plan
    for done, (key, entry) in enumerate(changed.items(), start=1):
        order.progress.tick(done)
        person = plan.known.person(key)
        values = entry.values(plan.fields)
        whole = {**person.values, **values}
        found = copy_cell(search_text(*[whole[name] for name in SEARCHED]))
        cells = [_cell(name, values[Field(name)]) for name in order.columns]
        if Field.MANAGER_ID in values:
            cells += order.manager_cells(values[Field.MANAGER_ID])
        yield "\t".join([str(person.pk), person.version, found, *cells]) + "\n"


def _cell(name: str, value: str) -> str:
    return "\\N" if name in DATES and not value else copy_cell(value)


def _free_addresses(order: Order, changed: dict[str, Entry]) -> None:
    """Addresses that change hands inside the file are let go first: the unique index is asked row by row."""
    if order.place_of(Field.HR_EMAIL) is None:
        return
    given_up: dict[str, int] = {}
    for key, entry in changed.items():
        person = order.plan.known.person(key)
        before = person.values[Field.HR_EMAIL].lower()
        if before and before != (order.email_of(entry) or "").lower():
            given_up[before] = person.pk
    if not given_up:
        return
    entries = (*changed.values(), *order.plan.new.values())
    wanted = {(order.email_of(entry) or "").lower() for entry in entries}
    swapped = [pk for email, pk in given_up.items() if email in wanted]
    if swapped:
        _let_go(order, swapped)


def _let_go(order: Order, ids: list[int]) -> None:
    sql = f"UPDATE {TABLE} e SET hr_email = '' {_STAGED_ROWS} AND e.id = ANY(%s)"  # noqa: S608 (names of ours)
    if execute(sql, [order.company.pk, ids]) != len(ids):
        raise MovedOn
    version = f"UPDATE {STAGED} t SET version = e.xmin FROM {TABLE} e WHERE e.id = t.id AND t.id = ANY(%s)"  # noqa: S608
    execute(version, [ids])
