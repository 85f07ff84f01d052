"""An applied import is undone within 24 hours, whole, while nothing has happened to its people since (E5)."""

from datetime import date, timedelta

import pytest

from employees.models import AuditEvent, Employee, HrImport, HrImportFile, PersonChange, RoleGrant
from employees.queries.touched import Fate, Since, runs_of
from employees.services.imports import (
    NotNow,
    UndoRefused,
    forget_ways_back,
    refuse_met,
    request_undo,
    taking_back,
    trace_of,
    work_on,
)
from employees.services.mail import queue_mail
from employees.services.people import change_employee
from tests.employees.importing import HEADINGS, Office, people, rows
from tests.factories import EmployeeFactory, RoleGrantFactory
from workstars.lib import vault
from workstars.lib.mail import Message

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
    known = Employee.objects.for_company(office.company)
    known.filter(employee_key="3").update(paper_made_at=office.now, paper_due_on=date(2026, 4, 1))
    known.filter(employee_key="2").update(mail_count=2, mail_due_at=office.now + timedelta(days=5))
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
def test_how_it_was_is_kept(before: Office) -> None:
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


# Why not


def refused(
    office: Office, hr_import: HrImport, *, hours: float = 1, elsewhere: list[Since] | None = None
) -> str:
    now = office.now + timedelta(hours=hours)
    order = {"elsewhere": elsewhere or [], "user": office.user, "by": office.by, "now": now}
    with pytest.raises(UndoRefused) as refusal:
        request_undo(hr_import=hr_import, **order)
    assert HrImport.objects.for_company(office.company).get(pk=hr_import.pk).status == "applied"
    return str(refusal.value)


@pytest.mark.rule("E5", "an import can be undone for 24 hours, and not a moment longer")
def test_late(office: Office) -> None:
    hr_import, _findings = office.load(people([1]))
    assert refused(office, hr_import, hours=24) == (
        "It cannot be undone: it was applied more than 24 hours ago."
    )
    assert undo(office, hr_import, hours=23.9).status == "undone"
    assert office.everybody() == []


@pytest.mark.rule("E5", "whoever has since been mailed, printed or registered is in the way, first few named")
@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"registered_at": 1}, "have registered since, or begun to"),
        ({"attempted_at": 1}, "have registered since, or begun to"),
        ({"paper_made_at": 1}, "paper has been made since for"),
        ({"mail_due_at": 1}, "have been changed since"),
    ],
)
def test_row_has_moved_on(office: Office, columns: dict[str, int], words: str) -> None:
    hr_import, _findings = office.load(people(range(1, 7)))
    moved = {name: office.now + timedelta(hours=hours) for name, hours in columns.items()}
    Employee.objects.for_company(office.company).exclude(employee_key="00001").update(**moved)
    sentence = refused(office, hr_import)
    assert words in sentence
    assert "5 people of this file" in sentence
    assert sentence.endswith(": Ewa Nowak2, Ewa Nowak3, Ewa Nowak4….")


@pytest.mark.rule("E5", "a person of the file to whom an invitation was mailed since is in the way")
def test_mailed(office: Office) -> None:
    known = EmployeeFactory(company=office.company, employee_id="1", first_name="Ann", last_name="Lee")
    hr_import, _findings = office.load(rows("1,Ann,Lee,ann@x.com,PL", "2,Bo,Ng,bo@x.com,PL"))
    new = office.person("2")
    told = {"company": office.company, "to": "ann@x.com", "message": Message("a", "b"), "now": office.now}
    queue_mail(**told, kind="password_reset", key="1", employee=known)
    assert undo_is_possible(office, hr_import)
    queue_mail(**told, kind="six_digits", key="2", employee=new)
    assert "1 person of this file has been mailed since: Bo Ng." in refused(office, hr_import)
    queue_mail(**told, kind="invitation", key="3", employee=known)
    assert "2 people of this file have been mailed since: Ann Lee, Bo Ng." in refused(office, hr_import)


def undo_is_possible(office: Office, hr_import: HrImport) -> bool:
    refuse_met(hr_import, trace_of(hr_import).touched)
    return True


@pytest.mark.rule("E5", "a change by page since, a newer file or a new line manager are in the way, and said")
def test_changed_since(office: Office) -> None:
    EmployeeFactory(company=office.company, employee_id="7", first_name="Gus", last_name="Fox")
    hr_import, _findings = office.load(rows("1,Ann,Lee,,PL", "2,Bo,Ng,,PL"))
    given = {"company": office.company, "by": office.by, "now": office.now + timedelta(minutes=1)}
    change_employee(employee=office.person("7"), values={"manager_id": "1"}, **given)
    assert "1 person of this file has become a line manager since: Ann Lee." in refused(office, hr_import)
    change_employee(employee=office.person("7"), values={"manager_id": ""}, **given)
    assert undo_is_possible(office, hr_import)
    change_employee(employee=office.person("2"), values={"location": "Ulm"}, **given)
    assert "1 person of this file has been changed since: Bo Ng." in refused(office, hr_import)
    newer = office.upload(rows("1,Ann,Oh,,PL"), name="newer.csv")
    office.work(office.confirm(office.work(newer)[0]))
    assert "the newer file newer.csv has changed 1 person of it: Ann Oh." in refused(office, hr_import)


@pytest.mark.rule("E5", "what apps above know of the people is in the way as well")
def test_elsewhere(office: Office) -> None:
    hr_import, _findings = office.load(people([1]))
    sentence = refused(office, hr_import, elsewhere=[Since(Fate.RECOGNISED, 1, ["Ewa Nowak1"])])
    assert sentence == (
        "It cannot be undone: 1 person of this file has had to do with recognition since: Ewa Nowak1."
    )


@pytest.mark.rule("E5", "only what is applied can be undone, and once")
def test_not_now(office: Office) -> None:
    checked, _findings = office.check(people([1]))
    order = {"elsewhere": [], "user": office.user, "by": office.by, "now": office.now}
    with pytest.raises(NotNow):
        request_undo(hr_import=checked, **order)
    applied, _findings = office.work(office.confirm(checked))
    request_undo(hr_import=applied, **order)
    with pytest.raises(NotNow):
        request_undo(hr_import=applied, **order)


# The worker asks again


def asked(office: Office, hr_import: HrImport) -> HrImport:
    return request_undo(
        hr_import=hr_import, elsewhere=[], user=office.user, by=office.by, now=office.now + timedelta(hours=1)
    )


def stays_applied(office: Office, hr_import: HrImport, people: int) -> str:
    applied_at = hr_import.finished_at
    hr_import, _findings = office.work(asked(office, hr_import))
    assert (hr_import.status, hr_import.finished_at) == ("applied", applied_at)
    assert len(office.everybody()) == people
    return hr_import.failure


@pytest.mark.rule("E5", "a former address that somebody else has by now keeps the import applied")
def test_address_taken(office: Office) -> None:
    EmployeeFactory(
        company=office.company, employee_id="1", last_name="Lee", hr_email="a@x.com", country="PL"
    )
    hr_import, _findings = office.load(rows("1,Ann,Lee,b@x.com,PL", "2,Bo,Ng,,PL"))
    EmployeeFactory(company=office.company, employee_id="3", hr_email="a@x.com")
    assert stays_applied(office, hr_import, 3) == (
        "It cannot be undone: somebody else needs a person or an address of this file by now."
    )
    assert office.person("1").hr_email == "b@x.com"


@pytest.mark.rule("E8", "undoing closes no circle of line managers")
def test_circle(office: Office) -> None:
    ann = EmployeeFactory(company=office.company, employee_id="1", last_name="Lee", country="PL")
    bo = EmployeeFactory(company=office.company, employee_id="2", last_name="Ng", country="PL", manager=ann)
    hr_import, _findings = office.load(rows("2,,Ng,,PL,", headings=f"{HEADINGS},manager_id"))
    Employee.objects.for_company(office.company).filter(pk=ann.pk).update(manager=bo)
    assert "their own manager’s manager" in stays_applied(office, hr_import, 2)


@pytest.mark.rule("E9", "undoing never deactivates whoever asks for it, nor the last administrator")
@pytest.mark.parametrize(
    ("another", "words"),
    [(False, "Without this file you would have left."), (True, "nobody would be left as")],
)
def test_kept(office: Office, another: bool, words: str) -> None:
    gone = EmployeeFactory(
        company=office.company,
        employee_id="1",
        last_name="Lee",
        country="PL",
        left_at=office.now,
        registered=True,
    )
    hr_import, _findings = office.load(rows("1,,Lee,,PL"))
    if another:
        RoleGrant.objects.for_company(office.company).delete()
        RoleGrantFactory(company=office.company, user=gone.user)
    else:
        office.user = gone.user
    assert words in stays_applied(office, hr_import, 1)


@pytest.mark.rule("E5", "a damaged or missing record of how it was keeps the import applied, with the reason")
def test_nothing_kept(office: Office) -> None:
    hr_import, _findings = office.load(people([1]))
    order = asked(office, hr_import)
    vault.delete(HrImportFile.objects.for_company(office.company).get(kind="before").stored_name)
    hr_import, _findings = office.work(order)
    assert (hr_import.status, "no longer where it was stored" in hr_import.failure) == ("applied", True)
    HrImportFile.objects.for_company(office.company).filter(kind="before").delete()
    assert refused(office, hr_import) == (
        "It cannot be undone: how the records were before it is not kept any more."
    )


@pytest.mark.rule("E5", "undoing that breaks off five times is given up, and the import stays applied")
def test_given_up(office: Office) -> None:
    hr_import, _findings = office.load(people([1]))
    order = asked(office, hr_import)
    HrImport.objects.for_company(office.company).filter(pk=order.pk).update(attempts=5)
    hr_import, _findings = office.work(order)
    assert (hr_import.status, len(office.everybody())) == ("applied", 1)
    assert hr_import.failure.startswith("The work broke off five times, and nothing was changed.")


@pytest.mark.rule(
    "E5", "negative control: without holding the rows a page’s change would be overwritten unseen"
)
def test_not_held(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.load(people([1]))
    hr_import, _findings = office.load(rows("00001,Ida,Nowak1,,PL"))
    order = asked(office, hr_import)
    Employee.objects.for_company(office.company).update(location="Ulm")
    monkeypatch.setattr(taking_back, "_hold", lambda *args: None)
    hr_import, _findings = office.work(order)
    assert (hr_import.status, office.person("00001").location) == ("undone", "")


@pytest.mark.rule(
    "E5", "how people were before is forgotten once the 24 hours are over, by the nightly sweep"
)
def test_forgotten(office: Office) -> None:
    office.load(people([1]))
    kept = HrImportFile.objects.for_company(office.company).filter(kind="before")
    forget_ways_back(office.now + timedelta(hours=23.9))
    assert kept.count() == 1
    assert forget_ways_back(office.now + timedelta(hours=24)) == 1
    assert kept.count() == 0
