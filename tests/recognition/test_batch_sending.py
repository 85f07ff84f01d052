"""What was confirmed is sent, once, when its moment has come (B5, B7, V1, V2)."""

from datetime import timedelta

import pytest

from employees.models import AuditEvent, Employee, Mail
from recognition.models import Batch, BatchEntry, BatchFile, PointEntry, Recipient, Recognition
from recognition.services.batches.sending import overdue_batches, send_batch, start_due_batches
from recognition.tasks import resume_batches, start_due_batches_now
from tests.factories import ECardFactory, EmployeeFactory, ReasonFactory
from tests.recognition.batching import Desk, counts, person, rows, said, skipped, swap_ids
from workstars.lib import vault

NOTHING = {"recognitions": 0, "recipients": 0, "entries": 0, "points": 0, "skips": 0}


@pytest.fixture
def desk(company, alice, now) -> Desk:
    company.launched_at = now
    company.save()
    return Desk(company, alice.user, now)


@pytest.fixture
def people(company) -> list[Employee]:
    boss = EmployeeFactory(company=company, employee_id="900", registered=True)
    return [EmployeeFactory(company=company, employee_id=f"00{n}", manager=boss) for n in (1, 2, 3)]


@pytest.mark.rule(
    "B5", "each row becomes one recognition, one recipient and one ledger entry, also for 0 points"
)
@pytest.mark.rule("R7", "points are credited at once, also to who is not registered")
def test_rows_become_recognitions(desk: Desk, people, company) -> None:
    batch = desk.send(rows("001,Thank you,50,", "002,Well done,0,Team", "001,Again,7,"))
    assert (batch.status, batch.rows_sent, batch.rows_skipped) == ("sent", 3, 0)
    assert said(batch) == [(2, "001", "Thank you", 50), (3, "002", "Well done", 0), (4, "001", "Again", 7)]
    assert counts(company) == {"recognitions": 3, "recipients": 3, "entries": 3, "points": 57, "skips": 0}
    mine = PointEntry.objects.for_company(company).filter(employee=people[0])
    assert sorted(mine.values_list("points", "recipient__points")) == [(7, 7), (50, 50)]


@pytest.mark.rule("B1", "a batch goes out as it was asked for: sender, eCard, private or public")
def test_what_is_around_the_rows(desk: Desk, people, company, now) -> None:
    card, sender = ECardFactory(company=company), people[2]
    named = desk.send(
        rows("001,A,1,"), from_kind="employee", from_employee=sender, ecard=card, is_private=True
    )
    custom = desk.send(rows("001,B,1,"), from_kind="custom", from_name="The board")
    plain = desk.send(rows("001,C,1,"))
    columns = ("sender", "sender_name", "ecard", "is_private", "sent_at")
    found = Recognition.objects.for_company(company).order_by("pk").values_list("batch", *columns)
    assert list(found) == [
        (named.pk, sender.pk, "", card.pk, True, now),
        (custom.pk, None, "The board", None, False, now),
        (plain.pk, None, "Acme Mills", None, False, now),
    ]


@pytest.mark.rule("R8", "thanks of a batch are found by the country of each person")
def test_countries_of_the_rows(desk: Desk, people, company) -> None:
    EmployeeFactory(company=company, employee_id="D", country="DE")
    batch = desk.send(rows("D,A,1,", "001,B,1,"))
    found = Recipient.objects.for_company(company).filter(recognition__batch=batch).order_by("pk")
    columns = found.values_list("recognition__country", "shared_country", "country")
    assert list(columns) == [("DE", "DE", ""), (people[0].country, people[0].country, "")]


@pytest.mark.rule("B2", "a reason of the list is linked, another one is sent as written")
def test_reasons(desk: Desk, people, company) -> None:
    reason = ReasonFactory(company=company, name="Team spirit")
    batch = desk.send(rows("001,A,1,team spirit", "002,B,1,Good\tegg \\o/", "003,C,1,"))
    found = Recognition.objects.for_company(company).filter(batch=batch).order_by("batch_row")
    assert list(found.values_list("reason", "reason_text")) == [
        (reason.pk, ""),
        (None, "Good egg \\o/"),
        (None, ""),
    ]


@pytest.mark.rule("B2", "newlines, backslashes, tabs and formulas of a message arrive as they were written")
def test_messages_arrive(desk: Desk, people) -> None:
    words = "C:\\new\\table\n=cmd()\n\\N \\. “{{7*7}}” <script> 👏🏽 شكرا"
    batch = desk.send(rows(f'001,"{words}",1,', '002,"\\N",1,', "003,\\.,1,"))
    assert [message for _line, _who, message, _points in said(batch)] == [words, "\\N", "\\."]


@pytest.mark.rule(
    "R4", "paper is owed to who is offline, and a mail to who has an address, as of the sending"
)
def test_reach_of_the_moment(desk: Desk, people, company, now) -> None:
    EmployeeFactory(company=company, employee_id="M", by_mail=True)
    EmployeeFactory(company=company, employee_id="R", registered=True)
    file, findings = desk.check(rows("001,Hi,1,", "002,Hi,1,", "M,Hi,1,", "R,Hi,1,"))
    assert findings.certificates == 2
    other = EmployeeFactory(company=company)
    Employee.objects.for_company(company).filter(pk=people[0].pk).update(manager=other)
    Employee.objects.for_company(company).filter(pk=people[1].pk).update(hr_email="b@work.example")
    send_batch(desk.start(file).pk, now)
    columns = ("employee__employee_id", "manager__employee_id", "paper", "notice_owed", "holder")
    assert list(Recipient.objects.for_company(company).order_by("pk").values_list(*columns)) == [
        ("001", other.employee_id, "owed", False, None),
        ("002", "900", "", True, None),
        ("M", None, "", True, None),
        ("R", None, "", True, None),
    ]


@pytest.mark.rule("C4", "while offline employees are off, recognition and points come without paper")
def test_without_paper(desk: Desk, people, company) -> None:
    company.offline_employees = False
    company.save()
    batch = desk.send(rows("001,Hi,5,"))
    (recipient,) = Recipient.objects.for_company(company)
    assert (said(batch), recipient.paper) == ([(2, "001", "Hi", 5)], "")


@pytest.mark.rule("C6", "before Launch no notice is owed")
def test_before_launch(desk: Desk, company) -> None:
    company.launched_at = None
    company.save()
    EmployeeFactory(company=company, employee_id="M", by_mail=True)
    desk.send(rows("M,Hi,5,"))
    assert list(Recipient.objects.for_company(company).values_list("notice_owed", flat=True)) == [False]


@pytest.mark.rule("B7", "who left, or turned out not to have started, is named instead of being sent to")
@pytest.mark.promise("V1", "each confirmed row is a recognition or a named skip, and the sums agree")
def test_skips(desk: Desk, people, company, now) -> None:
    file, _findings = desk.check(rows("001,Hi,1,", "002,Hi,2,", "003,Hi,4,", "002,Again,8,"))
    batch = desk.start(file)
    colleagues = Employee.objects.for_company(company)
    colleagues.filter(pk=people[1].pk).update(left_at=now)
    colleagues.filter(pk=people[2].pk).update(hire_date=now.date() + timedelta(days=1))
    assert send_batch(batch.pk, now)
    batch = desk.batch(batch.pk)
    assert said(batch) == [(2, "001", "Hi", 1)]
    assert skipped(batch) == [(3, "002", "left"), (4, "003", "not_started"), (5, "002", "left")]
    assert (batch.status, batch.rows_sent, batch.rows_skipped) == ("sent", 1, 3)
    assert counts(company) == {"recognitions": 1, "recipients": 1, "entries": 1, "points": 1, "skips": 3}


@pytest.mark.rule("B3", "faulty rows are left out, also when they would be good by the time of sending")
@pytest.mark.promise("V2", "a row that was not good when it was confirmed is not sent")
def test_only_what_was_good(desk: Desk, people, company, now) -> None:
    file, findings = desk.check(rows("001,Hi,1,", "555,Hi,2,", "002,Hi,+4,"))
    batch = desk.start(file)
    EmployeeFactory(company=company, employee_id="555")
    send_batch(batch.pk, now)
    assert (findings.good, said(batch), skipped(batch)) == (1, [(2, "001", "Hi", 1)], [])


@pytest.mark.rule("B5", "scheduled batches begin when their moment has come, each once")
def test_start(desk: Desk, people, company, now) -> None:
    file, _findings = desk.check(rows("001,Hi,1,"))
    batch = desk.schedule(file, send_at=now + timedelta(hours=1))
    assert start_due_batches(now + timedelta(minutes=59)) == []
    later = now + timedelta(hours=1)
    assert start_due_batches(later) == [batch.pk]
    assert (start_due_batches(later), overdue_batches()) == ([], [batch.pk])
    assert (desk.batch(batch.pk).status, desk.batch(batch.pk).started_at) == ("sending", later)


@pytest.mark.rule("B5", "what nobody scheduled is not sent, whatever its date")
@pytest.mark.parametrize("status", sorted({*Batch.Status} - {"scheduled", "sending", "draft", "cancelled"}))
def test_only_scheduled_ones(desk: Desk, people, company, now, status: str) -> None:
    file, _findings = desk.check(rows("001,Hi,1,"))
    batch = desk.schedule(file)
    told = {"recalled_at": now, "recall_reason": "Wrong file"} if status == "recalled" else {}
    Batch.objects.for_company(company).filter(pk=batch.pk).update(status=status, **told)
    assert (start_due_batches(now), send_batch(batch.pk, now), counts(company)) == ([], False, NOTHING)


@pytest.mark.rule("B5", "the sweeps alone bring a scheduled batch to its end, and do nothing twice")
def test_sweeps(desk: Desk, people, company, now) -> None:
    file, _findings = desk.check(rows("001,Hi,1,", "002,Hi,1,"))
    batch = desk.schedule(file)
    at = now.isoformat()
    assert start_due_batches_now(at=at) == 1
    resume_batches(at=at)
    assert (resume_batches(at=at), send_batch(batch.pk, now)) == (0, False)
    assert (desk.batch(batch.pk).status, len(said(batch))) == ("sent", 2)


@pytest.mark.rule(
    "B5", "at the end the thread and the audit log say how many were sent and how many were not"
)
@pytest.mark.promise("V16", "a batch that was sent has its audit row")
def test_the_end_is_written_down(desk: Desk, people, company, now) -> None:
    file, _findings = desk.check(rows("001,Hi,1,", "002,Hi,2,"))
    batch = desk.start(file)
    Employee.objects.for_company(company).filter(pk=people[1].pk).update(left_at=now)
    send_batch(batch.pk, now)
    (entry,) = BatchEntry.objects.for_company(company).filter(batch=batch)
    assert (entry.change, entry.by, entry.at) == ("sent", None, now)
    assert entry.text == (
        "1 recognition was sent. 1 row was not: that person has left, or has not started yet."
    )
    (event,) = AuditEvent.objects.for_company(company).filter(action="batch.sent")
    assert (event.subject_id, event.after) == (batch.pk, {"rows": 1, "skipped": 1, "points": 1})


@pytest.mark.promise(
    "V2", "an Employee ID that means somebody else by now sends nothing: it goes back to be looked at"
)
@pytest.mark.parametrize("became", ["somebody else's", "nobody's"])
def test_other_people_meanwhile(desk: Desk, people, company, now, became: str) -> None:
    file, _findings = desk.check(rows("001,Hi,1,", "002,Hi,1,"))
    batch = desk.start(file)
    swap_ids(people[0], people[2] if became == "somebody else's" else None)
    assert send_batch(batch.pk, now)
    batch = desk.batch(batch.pk)
    assert (batch.status, batch.confirmed_fingerprint, batch.send_at) == ("needs_info", "", None)
    assert (counts(company), overdue_batches()) == (NOTHING, [])
    (entry,) = BatchEntry.objects.for_company(company).filter(batch=batch)
    assert (entry.change, entry.text) == (
        "needs_info",
        "Nothing was sent: Employee IDs of the file mean other people than when it was checked. "
        "It is checked anew; look at the check and submit it again.",
    )
    assert Mail.objects.filter(company=company, user=desk.user, kind="batch_sent_back").count() == 1
    assert AuditEvent.objects.for_company(company).filter(action="batch.given_back").count() == 1


@pytest.mark.promise("V2", "after the new check, what is confirmed then is what is sent")
def test_checked_anew(desk: Desk, people, company, now) -> None:
    file, _findings = desk.check(rows("001,Hi,1,"))
    batch = desk.start(file)
    swap_ids(people[0], people[2])
    send_batch(batch.pk, now)
    again, findings = desk.work(file)
    assert (again.status, findings.moved_on, findings.good) == ("checked", True, 1)
    assert again.fingerprint != file.fingerprint
    assert send_batch(desk.start(again).pk, now)
    (recipient,) = Recipient.objects.for_company(company)
    assert recipient.employee == people[2]


@pytest.mark.promise("V2", "a file that says something else than was confirmed is not sent")
def test_another_file(desk: Desk, people, company, now) -> None:
    file, _findings = desk.check(rows("001,Hi,1,"))
    batch = desk.start(file)
    other = vault.store("batches", rows("001,Hi,999,"))
    BatchFile.objects.for_company(company).filter(pk=file.pk).update(**other.columns)
    send_batch(batch.pk, now)
    assert (desk.batch(batch.pk).status, counts(company)) == ("needs_info", NOTHING)


@pytest.mark.promise("V2", "a file that is damaged is not sent; the requester is told")
def test_damaged_file(desk: Desk, people, company, now) -> None:
    file, _findings = desk.check(rows("001,Hi,1,"))
    batch = desk.start(file)
    vault.delete(file.stored_name)
    send_batch(batch.pk, now)
    (entry,) = BatchEntry.objects.for_company(company).filter(batch=batch)
    assert (desk.batch(batch.pk).status, counts(company)) == ("needs_info", NOTHING)
    assert entry.text == (
        "This file is no longer where it was stored. Ask the operator to bring it back from a backup."
    )


@pytest.mark.rule("B5", "a batch that breaks off again and again is tried more rarely, and never given up")
def test_rests(desk: Desk, people, company, now) -> None:
    file, _findings = desk.check(rows("001,A,1,"))
    batch = desk.start(file)
    rows_of_it = Batch.objects.for_company(company).filter(pk=batch.pk)
    rows_of_it.update(attempts=6, heartbeat_at=now)  # long ago, by the database's clock
    assert overdue_batches() == [batch.pk]
    assert send_batch(batch.pk, now)
    assert person(company, "001").point_entries.count() == 1
