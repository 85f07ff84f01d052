"""The job of an import: claimed by one worker, redone if it dies, applied whole or not at all (E3, E5, V2, V16)."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from employees.models import AuditEvent, Employee, HrImport, HrImportFile
from employees.services.imports import (
    FileGone,
    LeaversNotConfirmed,
    NotNow,
    overdue_imports,
    read_file,
    read_upload,
    sweep_files,
    work_on,
)
from employees.services.imports.files import named_files
from employees.tasks import resume_imports
from tests.employees.importing import Office, people, rows
from tests.people import Person
from workstars.lib import vault
from workstars.lib.jobs import Heart
from workstars.lib.progress import time_left


def silent_for(hr_import: HrImport, seconds: int) -> None:
    """As a worker leaves it that has not been heard of for so long."""
    HrImport.objects.for_company(hr_import.company).filter(pk=hr_import.pk).update(
        heartbeat_at=Now() - timedelta(seconds=seconds), claimed_at=Now() - timedelta(seconds=seconds)
    )


def again(hr_import: HrImport) -> HrImport:
    return HrImport.objects.for_company(hr_import.company).get(pk=hr_import.pk)


# Claims


@pytest.mark.rule("E3", "a worker that lives keeps its import; one that is silent for 10 seconds loses it")
@pytest.mark.parametrize(("seconds", "overdue"), [(5, False), (11, True)])
def test_stale_claims(office: Office, seconds: int, overdue: bool) -> None:
    hr_import = office.upload(people([1]))
    assert overdue_imports() == [hr_import.pk]
    silent_for(hr_import, seconds)
    assert (overdue_imports() == [hr_import.pk]) == overdue
    assert work_on(hr_import.pk, office.now) == overdue


@pytest.mark.rule("E3", "the sweep takes up what no hint reached")
def test_sweep(office: Office) -> None:
    hr_import = office.upload(people([1, 2]))
    assert resume_imports(at=office.now.isoformat()) == 1
    office.confirm(again(hr_import))
    assert resume_imports(at=office.now.isoformat()) == 1
    assert (again(hr_import).status, len(office.everybody())) == ("applied", 2)
    assert resume_imports(at=office.now.isoformat()) == 0


@pytest.mark.rule(
    "E3", "work that breaks off five times is given up with a sentence, and nothing was changed"
)
def test_given_up(office: Office) -> None:
    hr_import = office.upload(people([1]))
    HrImport.objects.for_company(office.company).update(attempts=5)
    office.work(hr_import)
    hr_import = again(hr_import)
    assert (hr_import.status, hr_import.failure) == (
        "failed",
        "The work broke off five times, and nothing was changed. Ask the operator to look into it.",
    )


@pytest.mark.rule("E3", "a file that was damaged on the disk is said so, never half read")
def test_damaged_file(office: Office) -> None:
    hr_import = office.upload(people([1]))
    vault.delete(hr_import.stored_name)
    office.work(hr_import)
    assert again(hr_import).status == "failed"
    assert "no longer where it was stored" in again(hr_import).failure


def test_work_of_a_worker_that_lost_its_claim_is_undone(office: Office) -> None:
    """Negative control of the claim: taking it in the middle must undo what the first worker did."""
    hr_import, _findings = office.check(people([1, 2]))
    hr_import = office.confirm(hr_import)

    def steal(execute: object, sql: str, params: object, many: bool, context: object) -> object:
        if sql.startswith('UPDATE "employees_hrimport"') and "Status.APPLIED" in str(params):
            with connection.cursor() as cursor:
                cursor.execute("UPDATE employees_hrimport SET claim = gen_random_uuid()")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(steal):
        assert not work_on(hr_import.pk, office.now)
    assert office.everybody() == []


# All or nothing


@pytest.mark.rule("V2", "what has become another plan since the check is shown first, not applied")
def test_moved_on(office: Office) -> None:
    office.load(people([1]))
    hr_import, _findings = office.check(rows("00001,Ewa,Nowak1,,PL", "00002,Bo,Ng,,PL"))
    hr_import = office.confirm(hr_import)
    other, _findings = office.check(rows("00002,Bo,Oh,,PL"))
    office.work(office.confirm(other))
    hr_import, findings = office.work(hr_import)
    assert (hr_import.status, findings.moved_on, findings.new, findings.changed) == ("checked", True, 0, 1)
    assert office.person("00002").last_name == "Oh"
    hr_import, findings = office.work(office.confirm(hr_import))
    assert (hr_import.status, findings.moved_on, office.person("00002").last_name) == ("applied", False, "Ng")


@pytest.mark.rule("V2", "a change of other people between check and apply does not stand in the way")
def test_others_changed(office: Office) -> None:
    office.load(people([1, 2]))
    hr_import, _findings = office.check(rows("00002,Bo,Ng,,PL"))
    Employee.objects.for_company(office.company).filter(employee_key="00001").update(first_name="Ida")
    hr_import, _findings = office.work(office.confirm(hr_import))
    assert hr_import.status == "applied"


@pytest.mark.rule("E5", "a confirmed import is confirmed once, whatever is pressed twice")
def test_confirmed_twice(office: Office) -> None:
    hr_import, _findings = office.check(people([1]))
    office.confirm(hr_import)
    with pytest.raises(NotNow):
        office.confirm(hr_import)


@pytest.mark.rule("V16", "upload, confirmation and result are in the audit log, with counts")
def test_audit(office: Office) -> None:
    hr_import, _findings = office.load(rows("1,Ann,Lee,,PL", "2,Bo,Ng,,Atlantis"))
    events = AuditEvent.objects.for_company(office.company).about(hr_import).order_by("pk")
    assert list(events.values_list("action", "actor_label")) == [
        ("import.uploaded", "Alice Adams"),
        ("import.confirmed", "Alice Adams"),
        ("import.applied", "Alice Adams"),
    ]
    assert events[0].after == {"file": "staff.csv", "sha256": bytes(hr_import.sha256).hex(), "rows": 2}
    assert events[2].after == {
        "rows": 2,
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "back": 0,
        "leaving": 0,
        "linked": 0,
        "faulty": 1,
        "warnings": 0,
    }


@pytest.mark.rule("C7", "a discarded file is in the audit log")
def test_audit_of_discarded(office: Office, alice: Person) -> None:
    hr_import, _findings = office.check(people([1]))
    alice.post(f"/admin/employees/import/{hr_import.pk}/discard")
    assert AuditEvent.objects.for_company(office.company).filter(action="import.discarded").count() == 1


# At the same moment


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("E5", "two imports applied at the same moment queue: each whole, nobody twice")
def test_two_imports_at_once(office: Office) -> None:
    first, _findings = office.check(people(range(1, 301)))
    second, _findings = office.check(people(range(151, 451)))
    jobs = [office.confirm(first), office.confirm(second)]
    run_at_once([lambda job=job: work_on(job.pk, office.now) for job in jobs])
    statuses = sorted(again(job).status for job in jobs)
    assert statuses == ["applied", "checked"]
    assert len(office.everybody()) == 300
    (left,) = [job for job in jobs if again(job).status == "checked"]
    office.work(office.confirm(again(left)))
    assert len(office.everybody()) == 450


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("V9", "fifty workers on one import: one does it")
def test_many_workers(office: Office) -> None:
    hr_import, _findings = office.check(people(range(1, 51)))
    hr_import = office.confirm(hr_import)
    done: list[bool] = []
    run_at_once([lambda: done.append(work_on(hr_import.pk, office.now))] * 12)
    assert sorted(done) == [False] * 11 + [True]
    assert len(office.everybody()) == 50


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule(
    "E5", "a person who is changed on a page while the file is applied is not overwritten unseen"
)
def test_changed_between_look_and_write(office: Office) -> None:
    office.load(people([1, 2]))
    hr_import, _findings = office.check(rows("00001,Ida,Nowak1,,PL", "00002,Uma,Nowak2,,PL"))
    hr_import = office.confirm(hr_import)
    seen = []

    def meanwhile(execute: object, sql: str, params: object, many: bool, context: object) -> object:
        if sql.startswith("SELECT COUNT(*)") and not seen:  # planned, and not held yet
            seen.append(sql)
            other = Thread(target=change_on_a_page)
            other.start()
            other.join()
        return execute(sql, params, many, context)

    def change_on_a_page() -> None:
        Employee.objects.for_company(office.company).filter(employee_key="00002").update(last_name="Page")
        connection.close()

    with connection.execute_wrapper(meanwhile):
        hr_import, findings = office.work(hr_import)
    assert (hr_import.status, findings.moved_on) == ("checked", True)
    assert office.everybody("first_name", "last_name") == [("Ewa", "Nowak1"), ("Ewa", "Page")]


def run_at_once(jobs: list[object]) -> None:
    barrier = Barrier(len(jobs))

    def run(job: object) -> None:
        barrier.wait()
        try:
            job()
        finally:
            connection.close()

    threads = [Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# Progress


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("E3", "progress is seen by others while the work's own transaction is open")
def test_heart(office: Office) -> None:
    hr_import = office.upload(people([1]))
    HrImport.objects.for_company(office.company).update(claim="00000000-0000-0000-0000-000000000001")
    with transaction.atomic(), Heart(again(hr_import)) as heart:
        heart.begin("rows", 20_000)
        heart.tick(1_234)
        heart.beat()
        seen = again(hr_import)
    assert (seen.progress_step, seen.progress_done, seen.progress_total) == ("rows", 1_234, 20_000)
    assert seen.heartbeat_at is not None


@pytest.mark.parametrize(
    ("done", "total", "seconds", "words"),
    [
        (0, 100, 10, ""),
        (100, 100, 10, ""),
        (90, 100, 10, "A few seconds left."),
        (25, 100, 10, "About 30 seconds left."),
        (10, 100, 10, "About 2 minutes left."),
        (9, 100, 10, "About 2 minutes left."),
        (24, 100, 30, "About 2 minutes left."),
    ],
)
@pytest.mark.rule("E3", "the time left is said in words")
def test_time_left(now: datetime, done: int, total: int, seconds: int, words: str) -> None:
    assert time_left(now, done, total, now + timedelta(seconds=seconds)) == words
    assert time_left(None, done, total, now) == ""


# Files


@pytest.mark.rule(
    "E12", "the uploaded file lies encrypted, and is gone with everything in it when its days are over"
)
def test_retention(office: Office) -> None:
    data = rows("1,Ann,Lee,n/a,PL", "2,Bo,Ng,,PL")
    hr_import, _findings = office.load(data)
    assert read_upload(hr_import) == data
    assert sweep_files(office.now + timedelta(days=29, hours=23)) == 0
    assert sweep_files(office.now + timedelta(days=31)) == 1
    hr_import = again(hr_import)
    with pytest.raises(FileGone):
        read_upload(hr_import)
    with pytest.raises(FileGone):
        read_file(hr_import, HrImportFile.Kind.FAULTY)
    assert (hr_import.found["new"], "new_list" in hr_import.found) == (1, False)
    assert hr_import.status == "applied"


@pytest.mark.rule("C6", "a file that waits for a decision is discarded when its days are over")
def test_retention_of_an_open_import(office: Office) -> None:
    hr_import, _findings = office.check(people([1]))
    sweep_files(office.now + timedelta(days=31))
    assert again(hr_import).status == "discarded"


@pytest.mark.rule("A3", "files that a row names are not orphans; those of an older check are")
def test_named_files(office: Office) -> None:
    hr_import, _findings = office.check(rows("1,Ann,Lee,n/a,PL"))
    faulty = HrImportFile.objects.for_company(office.company).get()
    names = [hr_import.stored_name, faulty.stored_name, "imports/unknown"]
    assert sorted(named_files(names)) == sorted(names[:2])


@pytest.mark.rule("E4", "the changes of known people are a file, all of them, field by field")
def test_changes_file(office: Office) -> None:
    office.load(people([1, 2, 3]))
    hr_import, _findings = office.check(
        rows("00001,Ida,Nowak1,i@x.com,PL", "00003,Ewa,Nowak3,,PL"), complete=True
    )
    assert read_file(hr_import, HrImportFile.Kind.CHANGES).decode("utf-8-sig").splitlines() == [
        '"Employee ID","Name","What","Before","After"',
        '"00001","Ida Nowak1","First name","Ewa","Ida"',
        '"00001","Ida Nowak1","HR e-mail","","i@x.com"',
        '"00002","Ewa Nowak2","Leaves","",""',
    ]


@pytest.mark.rule("E9", "confirming needs the second confirmation also where the page is passed by")
def test_guard_in_the_service(office: Office) -> None:
    office.load(people(range(1, 41)))
    hr_import, _findings = office.check(people(range(1, 21)), complete=True)
    with pytest.raises(LeaversNotConfirmed):
        office.confirm(hr_import, leavers_confirmed=False)
    assert again(hr_import).status == "checked"


@pytest.mark.slow
@pytest.mark.rule("B8", "a file at the limit of rows goes through")
def test_twenty_thousand_rows(office: Office) -> None:
    names = ["José Ñúñez", "O’Brien", "李小龍", "محمد العربي", "Łukasz Żółć", "กมล"]
    headings = "employee_id;last_name;country;manager_id"
    lines = [f"{n:06};{names[n % 6]};PL;{n // 12:06}" for n in range(1, 20_001)]
    data = "\r\n".join([headings, *lines]).encode("utf-8-sig")
    _hr_import, findings = office.load(data)
    assert (findings.new, findings.errors) == (20_000, 0)
    _hr_import, findings = office.check(data, complete=True)
    assert (findings.unchanged, findings.changes_nothing) == (20_000, True)
