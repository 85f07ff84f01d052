"""An import that is killed at any statement is complete or untouched, and goes on by itself (E5, V2, V17)."""

import random
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from employees.csv_import.known import in_order, load_known
from employees.csv_import.planner import plan_import
from employees.models import AuditEvent, Company, Employee, HrImport
from employees.records.columns import Matching
from employees.services.imports import overdue_imports, work_on
from employees.services.imports.reading import open_upload, rules_of
from employees.services.imports.writing import write_plan
from employees.tasks import resume_imports
from tests.employees.importing import HEADINGS, Office, rows
from tests.factories import NOON, CompanyFactory, EmployeeFactory, RoleGrantFactory, UserFactory
from tests.faults.crashpoints import CrashPoint, count_statements, dies_at
from workstars.lib.clock import today
from workstars.lib.jobs import Heart

pytestmark = pytest.mark.django_db(transaction=True)

HEAD = f"{HEADINGS},manager_id"
BEFORE = rows("1,Ann,Lee,a@x.com,PL,9", "2,Bo,Ng,b@x.com,PL,1", "3,Cy,Oh,,DE,", "4,Di,Po,,PL,", headings=HEAD)
# New, changed, addresses that change hands, a manager who was waited for, somebody back, somebody gone, a faulty row.
AFTER = rows(
    "1,Ann,Lee,b@x.com,PL,9",
    "2,Bo,Ng,a@x.com,PL,1",
    "3,Cy,Oh,c@x.com,DE,1",
    "5,Ed,Qi,,PL,",
    "9,Ida,Rho,i@x.com,PL,",
    "10,Jo,Su,,Atlantis,",
    headings=HEAD,
)
STATE = (
    *(
        "employee_id",
        "first_name",
        "hr_email",
        "country",
        "manager__employee_id",
        "manager_ref",
        "search_text",
    ),
    *("left_at", "active_since", "paper_made_at", "reminders_since", "mail_due_at", "mail_count"),
    *("created_at", "changed_at"),
)
SAMPLED = 6


def office() -> Office:
    """A company of its own for each death, so that nothing has to be cleaned up in between."""
    company = CompanyFactory()
    user = UserFactory()
    RoleGrantFactory(company=company, user=user)
    made = Office(company, user, NOON - timedelta(days=9))
    made.load(BEFORE)
    EmployeeFactory(company=company, employee_id="5", first_name="Ed", last_name="Qi", left_at=NOON)
    made.now = NOON
    return made


def uploaded() -> tuple[Office, HrImport]:
    made = office()
    return made, made.upload(AFTER, complete=True)


def confirmed() -> tuple[Office, HrImport]:
    made = office()
    hr_import, _findings = made.check(AFTER, complete=True)
    return made, made.confirm(hr_import)


def state(company: Company) -> list[tuple[object, ...]]:
    return list(Employee.objects.for_company(company).order_by("employee_key").values_list(*STATE))


def again(hr_import: HrImport) -> HrImport:
    return HrImport.objects.for_company(hr_import.company).get(pk=hr_import.pk)


def applied_events(hr_import: HrImport) -> int:
    events = AuditEvent.objects.for_company(hr_import.company).about(hr_import)
    return events.filter(action="import.applied").count()


def after_a_silence() -> None:
    """The silence of a dead worker, without waiting for it."""
    HrImport.objects.across_companies().filter(heartbeat_at__isnull=False).update(
        heartbeat_at=F("heartbeat_at") - timedelta(seconds=11)
    )


def some_of(points: list[CrashPoint], everything: bool) -> list[CrashPoint]:
    return points if everything else random.Random(2026).sample(points, SAMPLED)


@pytest.mark.rule(
    "E5",
    "a worker killed at any statement of apply leaves all of it or nothing, and it is done a minute later",
)
@pytest.mark.promise("V17", "an import that was killed is finished by the sweep")
def test_killed_while_applying(all_faults: bool) -> None:
    made, hr_import = confirmed()
    points = count_statements(lambda: work_on(hr_import.pk, NOON))
    wanted = state(made.company)
    assert len(wanted) == 6
    for point in some_of(points, all_faults):
        made, hr_import = confirmed()
        untouched = state(made.company)
        assert dies_at(lambda hr_import=hr_import: work_on(hr_import.pk, NOON), point)
        finished = again(hr_import).status == "applied"
        assert (str(point), state(made.company)) == (str(point), wanted if finished else untouched)
        after_a_silence()
        resume_imports(at=NOON.isoformat())
        assert (str(point), again(hr_import).status, state(made.company)) == (str(point), "applied", wanted)
        assert applied_events(hr_import) == 1
        assert overdue_imports() == []


@pytest.mark.rule(
    "E3", "a worker killed at any statement of the check changes nobody, and the check is done a minute later"
)
def test_killed_while_checking(all_faults: bool) -> None:
    made, hr_import = uploaded()
    points = count_statements(lambda: work_on(hr_import.pk, NOON))
    wanted = again(hr_import).found
    for point in some_of(points, all_faults):
        made, hr_import = uploaded()
        untouched = state(made.company)
        assert dies_at(lambda hr_import=hr_import: work_on(hr_import.pk, NOON), point)
        after_a_silence()
        resume_imports(at=NOON.isoformat())
        checked = again(hr_import)
        assert (str(point), checked.status, checked.found) == (str(point), "checked", wanted)
        assert state(made.company) == untouched


@pytest.mark.rule("E5", "negative control: without the transaction a death leaves half of the file")
def test_without_the_transaction() -> None:
    """New people and leavers, written by the same writer in two transactions of the driver's own."""
    half = []
    plain = rows("1,Ann,Lee,a@x.com,PL", "7,Ed,Qi,,PL")
    points = count_statements(unprotected(plain)[1])
    for point in points:
        made, work = unprotected(plain)
        untouched = state(made.company)
        assert dies_at(work, point)
        new = Employee.objects.for_company(made.company).with_employee_id("7").exists()
        left = Employee.objects.for_company(made.company).filter(left_at__isnull=False).count() > 1
        half.append((state(made.company) != untouched, new and left))
    assert (True, False) in half


def unprotected(data: bytes) -> tuple[Office, object]:
    made = office()
    hr_import, _findings = made.check(data, complete=True)

    def work() -> None:
        matching, day = Matching.from_json(hr_import.mapping), today(made.company, NOON)
        plan = plan_import(
            company=made.company,
            sheet=open_upload(hr_import),
            matching=matching,
            rules=rules_of(hr_import),
            known=load_known(made.company, in_order(matching.columns), day),
            today=day,
            complete=True,
            confirmed_by=made.user.pk,
            tick=lambda rows: None,
        )
        write_plan(plan, made.company, rules_of(hr_import), NOON, Heart(hr_import))

    return made, work


@pytest.mark.rule("E3", "negative control: a worker that lives is not overtaken")
def test_the_living_are_left_alone() -> None:
    _made, hr_import = confirmed()
    HrImport.objects.across_companies().filter(pk=hr_import.pk).update(heartbeat_at=Now())
    assert resume_imports(at=NOON.isoformat()) == 0
    with transaction.atomic():
        assert again(hr_import).status == "applying"
