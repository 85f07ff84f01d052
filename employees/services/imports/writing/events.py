"""What the changes mean: the states that one person's page gives too (`employees.facts`), one UPDATE for all alike."""

from datetime import date
from typing import Any

from employees import facts
from employees.csv_import.known import BOUNCED, REGISTERED, Person
from employees.csv_import.plan import Entry
from employees.facts import State
from employees.models import Employee
from employees.records import Field
from employees.services.imports.writing.order import TABLE, MovedOn, Order, execute, these


def write_events(order: Order) -> None:
    """Another address, back again, or gone by a leaving date that has passed."""
    groups: dict[tuple[tuple[str, Any], ...], list[int]] = {}
    for key, entry in order.changed.items():
        person = order.plan.known.person(key)
        state = _state(order, person, entry)
        if state:
            groups.setdefault(tuple(sorted(state.items())), []).append(person.pk)
    people = Employee.objects.for_company(order.company)
    for state_items, ids in groups.items():
        people.filter(pk__in=these(ids)).update(**dict(state_items), changed_at=order.now)


def _state(order: Order, person: Person, entry: Entry) -> State:
    before = person.values[Field.HR_EMAIL]
    given = order.email_of(entry)
    after = before if given is None else given
    registered = bool(person.flags & REGISTERED)
    state = facts.state_on_email_change(before, after, registered=registered, now=order.now)
    if entry.goes:
        state |= facts.state_on_leaving(order.now)
    if entry.back:
        bounced = bool(person.flags & BOUNCED) and "hr_email_bounced_at" not in state
        state |= _state_on_return(order, person, after, bounced=bounced)
    return state


def _state_on_return(order: Order, person: Person, email: str, *, bounced: bool) -> State:
    leaving = person.values[Field.LEAVING_DATE]
    state = facts.state_on_return(
        hr_email=email,
        bounced=bounced,
        registered=bool(person.flags & REGISTERED),
        leaving_date=date.fromisoformat(leaving) if leaving else None,
        today=order.day,
        now=order.now,
    )
    if Field.LEAVING_DATE in order.plan.fields:
        del state["leaving_date"]  # the file has said it
    return state


def write_leavers(order: Order) -> None:
    """Who is not in a complete file."""
    plan = order.plan
    ids = [plan.known.pk(key) for key in plan.leavers if key not in plan.kept]
    if not ids:
        return
    order.progress.begin("leavers", len(ids))
    staying = Employee.objects.for_company(order.company).filter(pk__in=these(ids), left_at__isnull=True)
    if staying.update(**facts.state_on_leaving(order.now), changed_at=order.now) != len(ids):
        raise MovedOn


def link(order: Order) -> None:
    """People who were waiting for a line manager who comes with this file (E8)."""
    linked = order.plan.linked
    if not linked:
        return
    execute(
        f"UPDATE {TABLE} e SET manager_id = x.manager, manager_ref = '', changed_at = %s"  # noqa: S608 (names of ours)
        " FROM unnest(%s::bigint[], %s::bigint[]) AS x (id, manager) WHERE e.id = x.id AND e.company_id = %s",
        [
            order.now,
            [order.plan.known.pk(key) for key in linked],
            [order.ids[manager] for manager in linked.values()],
            order.company.pk,
        ],
    )
