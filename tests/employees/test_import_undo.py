"""An applied import is undone within 24 hours, whole, while nothing has happened to its people since (E5)."""

from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from employees.models import AuditEvent, Employee, HrImport, HrImportFile, PersonChange
from employees.queries.touched import runs_of
from employees.services.imports import NotNow, UndoRefused, request_undo, work_on
from tests.employees.importing import HEADINGS, Office, people, rows
from tests.factories import EmployeeFactory, RoleGrantFactory, UserFactory

HEAD = f"{HEADINGS},manager_id,leaving_date"
ALL = [field.attname for field in Employee._meta.concrete_fields if field.name != "changed_at"]


def undo(office: Office, hr_import: HrImport, *, hours: float = 1) -> HrImport:
    """As it is after the worker."""
    now = office.now + timedelta(hours=hours)
    asked = request_undo(hr_import=hr_import, elsewhere=[], user=office.user, by=office.by, now=now)
    work_on(asked.pk, now)
    return HrImport.objects.for_company(office.company).get(pk=asked.pk)


def everything(office: Office) -> list[tuple[object, ...]]:
    return office.everybody(*ALL)


def later(office: Office, **more: float) -> Office:
    """The same administrator, some time later."""
    office.now += timedelta(**(more or {"hours": 1}))
    return office


# What is undone


@pytest.fixture
def before(office: Office) -> Office:
    """People with a manager, addresses, paper, somebody who has left, somebody whose manager is not known yet."""
    lines = (
        "1,Ann,Lee,a@x.com,PL,3,",
        "2,Bo,Ng,b@x.com,PL,1,",
        "3,Cy,Oh,,DE,,",
        "4,Di,Po,,PL,,",
        "6,Flo,Wu,,PL,9,",
    )
    office.load(rows(*lines, headings=HEAD))
    EmployeeFactory(
        company=office.company, employee_id="5", first_name="Ed", last_name="Qi", left_at=office.now
    )
    people = Employee.objects.for_company(office.company)
    people.filter(employee_key="3").update(paper_made_at=office.now, paper_due_on=date(2026, 4, 1))
    people.filter(employee_key="2").update(mail_count=2, mail_due_at=office.now + timedelta(days=5))
    return later(office, days=3)


AFTER = rows(
    "1,Ann,Lee,b@x.com,PL,9,",  # an address changes hands, another manager
    "2,Bob,Ng,a@x.com,PL,1,2026-02-01",  # leaves by a date that has passed
    "3,Cy,Oh,c@x.com,DE,10,",  # an address arrives, and a new manager
    "5,Ed,Qi,,PL,,",  # comes back
    "9,Ida,Rho,i@x.com,PL,,",  # new; Flo was waiting for her
    "10,Jo,Su,,PL,9,",
    headings=HEAD,
)  # Di is missing, and Flo


@pytest.mark.rule(
    "E5",
    "undone, new people are gone and everybody else is as before in every column: states, leavers, managers",
)
def test_undone(before: Office) -> None:
    was = everything(before)
    hr_import, findings = before.load(AFTER, complete=True)
    assert (findings.new, findings.changed, findings.leaving, findings.back) == (2, 4, 3, 1)
    hr_import = undo(before, hr_import)
    assert (hr_import.status, hr_import.failure) == ("undone", "")
    assert everything(before) == was
    changed = before.everybody("employee_key", "changed_at")
    assert {key for key, at in changed if at == hr_import.undone_at} == {"1", "2", "3", "4", "5", "6"}


@pytest.mark.rule("E5", "what was undone can be applied again, and undone again")
def test_applied_again(before: Office) -> None:
    was = everything(before)
    before.load(AFTER, complete=True)
    (hr_import,) = HrImport.objects.for_company(before.company).newest_first()[:1]
    once = before.everybody("employee_id", "first_name", "manager__employee_id", "left_at")
    undo(before, hr_import)
    again, _findings = later(before, seconds=0).load(AFTER, complete=True)
    assert before.everybody("employee_id", "first_name", "manager__employee_id", "left_at") == once
    assert undo(before, again).status == "undone"
    assert everything(before) == was


@pytest.mark.rule("E14", "the audit log and the story of each known person say that the file was undone")
def test_told(before: Office) -> None:
    hr_import, _findings = before.load(AFTER, complete=True)
    undo(before, hr_import)
    events = AuditEvent.objects.filter(company=before.company).about(hr_import).order_by("pk")
    assert list(events.values_list("action", "after"))[2:] == [
        ("import.applied", events[2].after),
        ("import.undo_confirmed", {}),
        ("import.undone", {"gone": 2, "restored": 6}),
    ]
    changes = PersonChange.objects.for_company(before.company).filter(event=events[4])
    told = dict(changes.values_list("employee__employee_id", "before"))
    assert (len(told), told["2"]["first_name"]) == (6, "Bob")
    assert changes.get(employee__employee_id="2").after["first_name"] == "Bo"
    assert set(changes.values_list("action", flat=True)) == {"employee.restored"}


@pytest.mark.rule("E5", "how people were before is kept encrypted, and forgotten once the import is undone")
def test_kept(before: Office) -> None:
    hr_import, _findings = before.load(AFTER, complete=True)
    kept = HrImportFile.objects.for_company(before.company).filter(kind=HrImportFile.Kind.BEFORE)
    assert [file.rows for file in kept.filter(hr_import=hr_import)] == [8]
    undo(before, hr_import)
    assert not kept.filter(hr_import=hr_import).exists()


@pytest.mark.parametrize(
    ("ids", "runs"),
    [([], []), ([7], [(7, 7)]), ([3, 1, 2, 9, 8, 5], [(1, 3), (5, 5), (8, 9)])],
)
def test_runs(ids: list[int], runs: list[tuple[int, int]]) -> None:
    assert runs_of(ids) == runs
