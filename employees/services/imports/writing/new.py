"""New people, straight into the table."""

from collections.abc import Iterator
from typing import Any

from employees import facts
from employees.models import Employee
from employees.models.employee import search_text
from employees.records import Field
from employees.records.fields import DATES
from employees.services.imports.writing.order import SEARCHED, TABLE, Order, escaped, plain
from workstars.lib.bulk import copy_cell, copy_lines, reserve_ids

COMPUTED = ("id", "employee_key", "search_text", "manager_id", "manager_ref")
TICK_EVERY = 2_000


def number_new(order: Order) -> None:
    """Ids first of all: a line manager has one before the row is there."""
    order.ids = dict(zip(order.plan.new, reserve_ids(Employee, len(order.plan.new)), strict=True))


def copy_new(order: Order) -> None:
    if not order.plan.new:
        return
    order.progress.begin("new", len(order.plan.new))
    by_mail, on_paper = _the_rest(order, by_mail=True), _the_rest(order, by_mail=False)
    ends = [_end(on_paper), _end(by_mail)]
    copy_lines(TABLE, [*COMPUTED, *order.columns, *by_mail], _lines(order, ends))


def _the_rest(order: Order, *, by_mail: bool) -> dict[str, Any]:
    """Every column that the file does not fill, as the page that adds one person would leave it."""
    known = {
        "company_id": order.company.pk,
        "country": order.rules.default_country,
        "created_at": order.now,
        "changed_at": order.now,
        **facts.state_on_joining("somebody" if by_mail else "", order.now),
    }
    filled = {*COMPUTED, *order.columns}
    rest = [column for column in Employee._meta.concrete_fields if column.attname not in filled]
    return {column.attname: known.get(column.attname, column.get_default()) for column in rest}


def _end(values: dict[str, Any]) -> str:
    return "\t".join(map(copy_cell, values.values())) + "\n"


def _lines(order: Order, ends: list[str]) -> Iterator[str]:
    plan, ids = order.plan, order.ids
    managed, email_at = order.place_of(Field.MANAGER_ID), order.place_of(Field.HR_EMAIL)
    days = [place for place, name in enumerate(plan.fields) if name in DATES]
    searched = [order.place_of(name) for name in SEARCHED]
    for done, (key, entry) in enumerate(plan.new.items(), start=1):
        if done % TICK_EVERY == 0:
            order.progress.tick(done)
        cells = entry.cells
        found = search_text(*["" if place is None else plain(cells[place]) for place in searched])
        by_mail = email_at is not None and cells[email_at] != ""
        for place in days:
            cells[place] = cells[place] or "\\N"
        manager_id, ref = order.manager_cells("" if managed is None else plain(cells.pop(managed)))
        begin = f"{ids[key]}\t{escaped(key)}\t{escaped(found)}\t{manager_id}\t{ref}"
        yield "\t".join([begin, *cells, ends[by_mail]])
