"""One act on many people (E2): looked at, confirmed, and done whole or not at all, by one statement a step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from employees.csv_import.findings import GUARD_PEOPLE, GUARD_SHARE
from employees.models import AuditEvent, Company, Employee, PersonChange
from employees.models.employee import EmployeeQuerySet
from employees.queries.many import NAMED, Act, Order, Tally, Why, fingerprint, judged, tally
from employees.services.people.saving import hold_people
from workstars.lib.actors import Actor
from workstars.lib.clock import today

LEAVERS_LISTED = 1_000
NAMED_REASONS = (Why.YOURSELF, Why.LAST_ADMINISTRATOR, Why.OWN_MANAGER, Why.CIRCLE)
STAGED = "people_of_one_act"
TABLE, STORY = Employee._meta.db_table, PersonChange._meta.db_table

EVENTS: Mapping[Act, tuple[str, str]] = {
    Act.DEACTIVATE: ("employees.deactivated", "employee.deactivated"),
    Act.COUNTRY: ("employees.country_set", "employee.changed"),
    Act.MANAGER: ("employees.manager_set", "employee.changed"),
}
SETTING: Mapping[Act, str] = {
    Act.DEACTIVATE: "left_at = %(now)s",
    Act.COUNTRY: "country = %(to)s",
    Act.MANAGER: "manager_id = %(manager)s, manager_ref = ''",
}
# Before and after, as the story of a person tells it.
TOLD: Mapping[Act, str] = {
    Act.DEACTIVATE: "'{}', '{}'",
    Act.COUNTRY: "jsonb_build_object('country', e.country), jsonb_build_object('country', %(to)s::text)",
    Act.MANAGER: "jsonb_build_object('manager_id', coalesce(m.employee_id, e.manager_ref)),"
    " jsonb_build_object('manager_id', %(to)s::text)",
}


class ActRefused(Exception):
    """Nothing was done. The text is a sentence for the page."""


@dataclass(frozen=True)
class Skipped:
    """Names only where each has a reason of their own."""

    why: int
    people: int
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """What will happen. `first` are some of those whom it changes, `active` all who work in the company."""

    order: Order
    people: int
    changing: int
    skipped: list[Skipped]
    first: list[Employee]
    active: int
    fingerprint: str

    @property
    def needs_second_confirmation(self) -> bool:
        """Whether so many would leave that it may be a mistake (E9)."""
        return self.order.act == Act.DEACTIVATE and _too_many(self.changing, self.active)

    @property
    def refusal(self) -> str:
        """Why so many cannot be changed at once; empty when they can."""
        return _refusal_of(self.changing)

    @property
    def not_named(self) -> int:
        return self.changing - len(self.first)


def preview_act(
    *, company: Company, people: EmployeeQuerySet, order: Order, by: Actor, now: datetime
) -> Preview:
    """Asks only. Six queries, whatever the number of people."""
    day = today(company, now)
    verdicts = judged(company, people, order, by.user_id, day)
    tallies = tally(verdicts)
    changing = _count(tallies, Why.CHANGES)
    active = _active(company, now) if order.act == Act.DEACTIVATE else 0
    many = order.act == Act.DEACTIVATE and _too_many(changing, active)
    first = verdicts.filter(why=Why.CHANGES).by_name()[: LEAVERS_LISTED if many else NAMED]
    return Preview(
        order,
        people=sum(one.people for one in tallies),
        changing=changing,
        skipped=_skipped(verdicts, tallies),
        first=list(first),
        active=active,
        fingerprint=fingerprint(order, tallies),
    )


def _skipped(verdicts: EmployeeQuerySet, tallies: list[Tally]) -> list[Skipped]:
    names: dict[int, list[str]] = {}
    if any(one.why in NAMED_REASONS for one in tallies):
        for employee in verdicts.filter(why__in=NAMED_REASONS).by_name()[:NAMED]:
            names.setdefault(employee.why, []).append(employee.name)
    return [Skipped(one.why, one.people, names.get(one.why, [])) for one in tallies if one.why != Why.CHANGES]


@transaction.atomic
def act_on_people(
    *,
    company: Company,
    people: EmployeeQuerySet,
    order: Order,
    confirmed: str,
    leavers_confirmed: bool,
    filters: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> int:
    """How many were changed. `confirmed` is the fingerprint of the preview that was shown. Refusal: ActRefused."""
    hold_people(company)
    tallies = _stage(judged(company, people, order, by.user_id, today(company, now)))
    if fingerprint(order, tallies) != confirmed:
        raise ActRefused(_("The list has changed since you looked at it, and nothing was done. Look again."))
    changing = _count(tallies, Why.CHANGES)
    if refusal := _refusal_of(changing):
        raise ActRefused(refusal)
    if order.act == Act.DEACTIVATE and not leavers_confirmed and _too_many(changing, _active(company, now)):
        raise ActRefused(_("Say that this many people are to leave, by the box below."))
    if changing:
        _write(company, order, tallies, filters, by, now)
    return changing


def _stage(verdicts: EmployeeQuerySet) -> list[Tally]:
    """Holds on to who they are, so that all that follows is about the same people."""
    sql, params = verdicts.values_list("pk", "why").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {STAGED}")
        cursor.execute(f"CREATE TEMPORARY TABLE {STAGED} (id bigint, why bigint) ON COMMIT DROP")
        cursor.execute(f"INSERT INTO {STAGED} {sql}", params)
        cursor.execute(
            f"SELECT why, count(*), sum(hashint8extended(id, why))::numeric FROM {STAGED}"  # noqa: S608
            " GROUP BY why ORDER BY why"
        )
        return [Tally(why, people, int(digest)) for why, people, digest in cursor.fetchall()]


def _write(
    company: Company,
    order: Order,
    tallies: list[Tally],
    filters: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> None:
    action, told_as = EVENTS[order.act]
    changing = _count(tallies, Why.CHANGES)
    skipped = sum(one.people for one in tallies) - changing
    to = {order.act.value: order.to} if order.to else {}
    after = {"people": changing, "skipped_people": skipped, **to, **_as_kept(filters)}
    event = AuditEvent.objects.record(company=company, action=action, by=by, at=now, after=after)
    given: dict[str, Any] = {
        "company": company.pk,
        "event": event.pk,
        "action": told_as,
        "to": order.to,
        "manager": order.manager.pk if order.manager else None,
        "now": now,
    }
    theirs = f"{TABLE} e JOIN {STAGED} s ON s.id = e.id AND s.why = {Why.CHANGES}"
    story = (
        f"INSERT INTO {STORY} (company_id, event_id, employee_id, action, before, after)"  # noqa: S608 (names of ours)
        f" SELECT e.company_id, %(event)s, e.id, %(action)s, {TOLD[order.act]}"
        f" FROM {theirs} LEFT JOIN {TABLE} m ON m.id = e.manager_id WHERE e.company_id = %(company)s"
    )
    still_here = " AND e.left_at IS NULL" if order.act == Act.DEACTIVATE else ""
    change = (
        f"UPDATE {TABLE} e SET {SETTING[order.act]}, changed_at = %(now)s FROM {STAGED} s"  # noqa: S608 (names of ours)
        f" WHERE s.id = e.id AND s.why = {Why.CHANGES} AND e.company_id = %(company)s{still_here}"
    )
    with connection.cursor() as cursor:
        cursor.execute(story, given)
        cursor.execute(change, given)
        if cursor.rowcount != changing:
            raise ActRefused(_("Somebody was at the same records, and nothing was done. Look again."))


def _as_kept(filters: Mapping[str, Any]) -> dict[str, Any]:
    """The filters of the list, in words of their own: what it was set to has the plain ones."""
    return {f"filter_{name}": value for name, value in filters.items() if value}


def _refusal_of(changing: int) -> str:
    most = settings.PEOPLE_CHANGED_AT_ONCE
    if changing <= most:
        return ""
    sentence = _(
        "At most %(most)s people are changed at once. Narrow the filters, or change them by an HR file."
    )
    return sentence % {"most": f"{most:,}"}


def _count(tallies: list[Tally], why: int) -> int:
    return sum(one.people for one in tallies if one.why == why)


def _active(company: Company, now: datetime) -> int:
    return int(Employee.objects.for_company(company).active(today(company, now)).count())


def _too_many(leaving: int, active: int) -> bool:
    return leaving > GUARD_PEOPLE and leaving * 100 > active * GUARD_SHARE
