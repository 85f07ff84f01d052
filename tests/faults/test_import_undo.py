"""Undoing that is killed at any statement is complete or untouched, and goes on by itself (E5, V17)."""

from datetime import timedelta

import pytest
from django.db import transaction

from employees.models import AuditEvent, Company, Employee, HrImport
from employees.services.imports import request_undo, taking_back, trace_of, work_on
from employees.tasks import resume_imports
from tests.employees.importing import Office
from tests.factories import NOON
from tests.faults.crashpoints import count_statements, dies_at
from tests.faults.test_import import AFTER, after_a_silence, again, office, some_of

pytestmark = pytest.mark.django_db(transaction=True)

SAMPLED = 4
LATER = NOON + timedelta(hours=1)
COLUMNS = [
    field.attname
    for field in Employee._meta.concrete_fields
    if field.name not in {"id", "company", "manager", "changed_at"}
]


def to_be_undone() -> tuple[Office, HrImport, list[tuple[object, ...]]]:
    """An applied import whose undoing is queued, and how everybody was before it."""
    made = office()
    before = state(made.company)
    hr_import, _findings = made.load(AFTER, complete=True)
    order = {"elsewhere": [], "user": made.user, "by": made.by, "now": LATER}
    return made, request_undo(hr_import=hr_import, **order), before


def state(company: Company) -> list[tuple[object, ...]]:
    people = Employee.objects.for_company(company).order_by("employee_key")
    return list(people.values_list(*COLUMNS, "manager__employee_key"))


def undone_events(hr_import: HrImport) -> int:
    events = AuditEvent.objects.for_company(hr_import.company).about(hr_import)
    return events.filter(action="import.undone").count()


@pytest.mark.rule(
    "E5",
    "a worker killed at any statement of undo leaves all of it or nothing, and it is done a minute later",
)
@pytest.mark.promise("V17", "an undoing that was killed is finished by the sweep")
def test_killed_while_undoing(all_faults: bool) -> None:
    _made, hr_import, _before = to_be_undone()
    points = count_statements(lambda: work_on(hr_import.pk, LATER))
    assert again(hr_import).status == "undone"
    most = len(points) if all_faults else SAMPLED
    for point in some_of(points, all_faults)[:most]:
        made, hr_import, before = to_be_undone()
        applied = state(made.company)
        assert dies_at(lambda hr_import=hr_import: work_on(hr_import.pk, LATER), point)
        finished = again(hr_import).status == "undone"
        assert (str(point), state(made.company)) == (str(point), before if finished else applied)
        after_a_silence()
        resume_imports(at=LATER.isoformat())
        assert (str(point), again(hr_import).status, state(made.company)) == (str(point), "undone", before)
        assert undone_events(hr_import) == 1


@pytest.mark.rule("E5", "negative control: without the one transaction a death leaves half of it undone")
def test_undoing_without_the_transaction() -> None:
    made, hr_import, before = to_be_undone()
    applied = state(made.company)
    another = to_be_undone()[1]
    *_earlier, before_the_last, _after = count_statements(lambda: unprotected(another))
    assert dies_at(lambda: unprotected(hr_import), before_the_last)
    assert state(made.company) not in (before, applied)


def unprotected(hr_import: HrImport) -> None:
    """The same writers in two transactions: people restored, then new ones deleted."""
    trace = trace_of(hr_import)
    with transaction.atomic():
        taking_back.stage(trace)
        taking_back.restore(hr_import.company, trace, LATER)
    taking_back.delete(hr_import.company, trace.touched.new)
