"""What a plan did to each person, for the story on that person's page (E14): one COPY."""

import json
from collections.abc import Iterator, Mapping

from employees.csv_import.findings import changed_by
from employees.csv_import.plan import Plan
from employees.models import AuditEvent, PersonChange
from workstars.lib.bulk import copy_rows

COLUMNS = ("company", "event", "employee", "action", "before", "after")
ACTIONS: Mapping[str, str] = {
    "": "employee.changed",
    "back": "employee.reactivated",
    "leaves": "employee.deactivated",
}


def write_story(plan: Plan, event: AuditEvent) -> None:
    """In the transaction of the plan, once it is carried out and `event` says so. New people are told by their rows."""
    told = (
        (event.company_id, event.pk, pk, action, json.dumps(before), json.dumps(after))
        for pk, action, before, after in _told(plan)
    )
    if plan.changed or plan.linked or plan.leavers:
        copy_rows(PersonChange, COLUMNS, told)


def _told(plan: Plan) -> Iterator[tuple[int, str, dict[str, str], dict[str, str]]]:
    kept = frozenset(plan.kept)
    for key in [*plan.changed, *plan.linked]:
        if key in plan.changed and key in kept:
            continue
        one = changed_by(plan, key)
        before = {difference.field: difference.before for difference in one.differences}
        after = {difference.field: difference.after for difference in one.differences}
        yield plan.known.pk(key), ACTIONS[one.event], before, after
    for key in plan.leavers:
        if key not in kept:
            yield plan.known.pk(key), ACTIONS["leaves"], {}, {}
