"""A plan carried out: COPY of new people into the table, changed ones by a temporary table and one UPDATE.

All inside the caller's transaction, which holds the company's people. Not one object per person.
"""

from collections.abc import Collection
from datetime import datetime

from employees.csv_import.plan import Plan
from employees.models import Company
from employees.records import RowRules
from employees.services.imports.writing.changed import write_changed
from employees.services.imports.writing.events import link, write_events, write_leavers
from employees.services.imports.writing.new import copy_new, number_new
from employees.services.imports.writing.order import MovedOn, Order, Progress
from employees.services.imports.writing.story import write_story

__all__ = ["MovedOn", "Progress", "write_plan", "write_story"]


def write_plan(
    plan: Plan, company: Company, rules: RowRules, now: datetime, progress: Progress
) -> Collection[int]:
    """Answers with the rows of the new people. Raises MovedOn, or django.db.IntegrityError where somebody took an ID
    or address meanwhile."""
    order = Order(plan, company, rules, now, progress)
    number_new(order)
    write_changed(order)
    copy_new(order)
    write_events(order)
    write_leavers(order)
    link(order)
    return order.ids.values()
