"""A batch that was sent is recalled whole: who may still, what it takes back, and what is kept of it (B6)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from employees.models import AuditEvent, Mail
from employees.services.mail import queue_mail
from recognition.models import Batch, PointEntry, Recipient, Recognition
from recognition.queries.points import balance_of, points_page
from recognition.queries.wall import Viewer, find_post, wall_page
from recognition.services.batches import recalling
from recognition.services.batches.deciding import TextMissing
from recognition.services.batches.holding import NotNow
from recognition.services.batches.recalling import (
    RecallRefused,
    last_day_to_recall,
    overdue_recalls,
    recall_batch,
    take_back,
)
from recognition.services.batches.telling import tell_about, tell_recipients
from tests.certificates.recalls import LATER, Hall
from tests.factories import NOON
from tests.recognition.batching import result_of
from workstars.lib.mail import Message

pytestmark = pytest.mark.django_db

MIDNIGHT = datetime(2026, 3, 9, 23, 0, tzinfo=UTC)  # of 10 March in Warsaw; it was sent on 2 March


@pytest.fixture
def hall(company: object) -> Hall:
    return Hall()


def recall(hall: Hall, batch: Batch, now: datetime = LATER, reason: str = "Wrong file") -> Batch:
    return recall_batch(batch=batch, reason=reason, by=hall.by, now=now)


def recalled(hall: Hall) -> Batch:
    batch = recall(hall, hall.send())
    assert take_back(batch.pk, LATER)
    return hall.batch(batch)


def ledger(hall: Hall) -> list[tuple[str, int, bool]]:
    entries = PointEntry.objects.for_company(hall.company).order_by("pk")
    return [
        (entry.employee.first_name, entry.points, entry.reverses_id is not None)
        for entry in entries.select_related("employee")
    ]


@pytest.mark.rule("B6", "a batch can be recalled to the seventh day after it was sent, in company days")
def test_seven_days(hall: Hall) -> None:
    batch = hall.send()
    assert str(last_day_to_recall(batch)) == "2026-03-09"
    with pytest.raises(
        RecallRefused, match=r"It could be recalled to 9 March 2026\. Its recognitions stay\."
    ):
        recall(hall, batch, now=MIDNIGHT)
    assert recall(hall, batch, now=MIDNIGHT - timedelta(seconds=1)).status == "recalled"


@pytest.mark.rule("B6", "the seven days count from the company's day of sending, not the server's")
def test_sent_at_night(hall: Hall) -> None:
    batch = hall.send()
    batch.sent_at = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)  # 3 March in Warsaw
    assert str(last_day_to_recall(batch)) == "2026-03-10"


@pytest.mark.rule("B6", "what has not been sent is cancelled, not recalled")
@pytest.mark.parametrize(
    "status", ["draft", "submitted", "needs_info", "approved", "scheduled", "rejected", "cancelled"]
)
def test_nothing_was_sent(hall: Hall, status: str) -> None:
    batch = hall.send()
    Batch.objects.for_company(hall.company).update(status=status)
    with pytest.raises(NotNow):
        recall(hall, batch)
    assert (hall.batch(batch).status, overdue_recalls()) == (status, [])


@pytest.mark.rule("B6", "while it is being sent it is not recalled, and the sentence says when it can be")
def test_while_sending(hall: Hall) -> None:
    batch = hall.send()
    Batch.objects.for_company(hall.company).update(status="sending")
    with pytest.raises(
        RecallRefused, match=r"It is still being sent\. Once that is done it can be recalled\."
    ):
        recall(hall, batch)


@pytest.mark.rule("B6", "recalled twice is recalled once: the second press is told by whom")
def test_twice(hall: Hall) -> None:
    batch = recalled(hall)
    with pytest.raises(RecallRefused, match=r"Ada Admin has recalled this batch already\."):
        recall(hall, batch)
    assert (take_back(batch.pk, LATER), overdue_recalls(), len(ledger(hall))) == (False, [], 6)


@pytest.mark.rule("B6", "a recall needs its reason")
def test_reason(hall: Hall) -> None:
    batch = hall.send()
    with pytest.raises(TextMissing, match=r"Say why it is recalled\."):
        recall(hall, batch, reason="  ")
    with pytest.raises(IntegrityError, match="batch_recalled_with_a_reason"), transaction.atomic():
        Batch.objects.for_company(hall.company).update(status="recalled", recalled_at=NOON)
    assert hall.batch(batch).status == "sent"


@pytest.mark.rule("R7", "a recall reverses each entry by one of its own, and every balance is what it was")
@pytest.mark.promise("V3", "a recall adds entries and changes none")
def test_points(hall: Hall) -> None:
    before = hall.send("Ewa,Earlier,5,")
    assert before.status == "sent"
    recalled(hall)
    assert ledger(hall) == [
        *[("Ewa", 5, False), ("Ewa", 10, False), ("Olek", 20, False), ("Jan", 30, False)],
        *[("Ewa", -10, True), ("Olek", -20, True), ("Jan", -30, True)],
    ]
    assert [balance_of(person) for person in (hall.ewa, hall.olek, hall.jan)] == [5, 0, 0]


@pytest.mark.rule("R7", "an entry is reversed once: the database refuses another reversal")
def test_reversed_once(hall: Hall) -> None:
    recalled(hall)
    entry = PointEntry.objects.for_company(hall.company).filter(reverses__isnull=False).first()
    assert entry is not None
    entry.pk = None
    with pytest.raises(IntegrityError, match="reverses_id"), transaction.atomic():
        entry.save()


@pytest.mark.rule("B6", "recalled recognitions are on no wall, not found, and keep reason and name for good")
def test_off_the_wall(hall: Hall) -> None:
    recalled(hall)
    viewer = Viewer(hall.company, hall.ewa.pk, 0)
    said = hall.recipient(hall.ewa).recognition
    assert (wall_page(viewer).posts, find_post(viewer, said.pk)) == ([], None)
    hidden = Recognition.objects.for_company(hall.company).values_list(
        "hidden_at", "hidden_by_label", "hidden_reason"
    )
    assert set(hidden) == {(LATER, "Ada Admin", "Wrong file")}


@pytest.mark.rule("B6", "what an administrator had hidden before keeps its own reason, and its points go too")
def test_hidden_before(hall: Hall) -> None:
    batch = hall.send()
    mine = Recognition.objects.for_company(hall.company).filter(recipients__employee=hall.ewa)
    mine.update(hidden_at=NOON, hidden_by_label="Otto", hidden_reason="Rude")
    recall(hall, batch)
    take_back(batch.pk, LATER)
    assert hall.recipient(hall.ewa).recognition.hidden_reason == "Rude"
    assert balance_of(hall.ewa) == 0


@pytest.mark.rule("B6", "the history of points shows entry and reversal, and leads to nothing that is hidden")
def test_history(hall: Hall) -> None:
    recalled(hall)
    entries = points_page(hall.ewa).entries
    assert [(entry.points, entry.takes_back, entry.recognition) for entry in entries] == [
        (-10, True, None),
        (10, False, None),
    ]


@pytest.mark.rule(
    "B6", "notices that are owed, and those in the outbox, are never mailed; one that is gone stays"
)
def test_notices(hall: Hall) -> None:
    batch = hall.send()
    for status in ("queued", "sent"):
        add_mail(
            hall, f"recognition {hall.recipient(hall.jan).pk}{'' if status == 'queued' else ' x'}", status
        )
    add_mail(hall, f"batch team {batch.pk} 1", "queued")
    add_mail(hall, f"batch team {batch.pk}1 1", "queued")
    add_mail(hall, f"batch copied {batch.pk} 1", "queued")
    recall(hall, batch)
    take_back(batch.pk, LATER)
    mails = Mail.objects.order_by("kind")
    assert [(mail.kind, mail.status, mail.sealed is None) for mail in mails] == [
        ("x1", "dropped", True),
        ("x2", "sent", False),
        ("x3", "dropped", True),
        ("x4", "queued", False),
        ("x5", "dropped", True),
    ]
    owing = Recipient.objects.for_company(hall.company)
    assert (owing.notice_owed().count(), owing.paper_owed().count()) == (0, 0)
    assert (tell_recipients(LATER), tell_about(batch.pk, LATER)) == (0, False)


def add_mail(hall: Hall, key: str, status: str) -> None:
    kind = f"x{Mail.objects.count() + 1}"
    mail = queue_mail(
        company=hall.company, to="a@b.example", message=Message("s", "t", "h"), kind=kind, key=key, now=NOON
    )
    Mail.objects.filter(pk=mail.pk).update(status=status, sealed=b"x")


@pytest.mark.rule("B6", "thread and audit log say who recalled it, why, and what was taken back")
@pytest.mark.promise("V16", "a recall has its audit row, in the same transaction")
def test_written_down(hall: Hall) -> None:
    batch = recalled(hall)
    said = list(batch.entries.values_list("change", "by_label", "text"))[-2:]
    assert said == [
        ("recalled", "Ada Admin", "Wrong file"),
        ("recall_done", "Workstars", "3 recognitions are off the wall, and 60 points are taken back."),
    ]
    event = AuditEvent.objects.for_company(hall.company).get(action="batch.recalled")
    assert (event.after, event.actor_label) == (
        {"reason": "Wrong file", "rows": 3, "points": 60},
        "Ada Admin",
    )


@pytest.mark.rule("B6", "the result of the batch says recalled, row by row")
def test_result(hall: Hall) -> None:
    text = result_of(recalled(hall), LATER).decode("utf-8-sig")
    assert [line.split('","')[-1] for line in text.split("\r\n")[1:-1]] == ['Recalled"'] * 3


@pytest.mark.rule("B6", "a recall goes in chunks, and ends when no row is left")
def test_chunks(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recalling, "CHUNK", 2)
    batch = recalled(hall)
    assert (len(ledger(hall)), batch.recall_done_at, batch.claim) == (6, LATER, None)


@pytest.mark.rule("B6", "another batch, and what people said to each other, stay as they are")
def test_others_stay(hall: Hall) -> None:
    other = hall.send("Ewa,Earlier,5,")
    recalled(hall)
    kept = Recognition.objects.for_company(hall.company).not_hidden()
    assert list(kept.values_list("batch", flat=True)) == [other.pk]
