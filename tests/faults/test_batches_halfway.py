"""A batch that broke off halfway: what is missing is sent, and nothing is sent otherwise than it was confirmed (V1)."""

from datetime import timedelta

import pytest

from employees.models import Employee
from recognition.models import Batch, BatchFile, Recognition
from recognition.services.batches import sending
from recognition.services.batches.sending import send_batch
from recognition.tasks import resume_batches
from tests.factories import EmployeeFactory
from tests.recognition.batching import Desk, rows, said, skipped, swap_ids
from workstars.lib import vault


@pytest.fixture
def desk(company, alice, now) -> Desk:
    return Desk(company, alice.user, now)


@pytest.fixture
def people(company) -> list[Employee]:
    return [EmployeeFactory(company=company, employee_id=f"00{n}") for n in (1, 2, 3)]


@pytest.mark.rule("B5", "a batch is written in chunks that each commit, in the order of the file")
def test_chunks(desk: Desk, company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "CHUNK", 3)
    for n in range(10):
        EmployeeFactory(company=company, employee_id=f"P{n}")
    batch = desk.send(rows(*(f"P{n},Hi,{n}," for n in range(10))))
    assert [line for line, *_rest in said(batch)] == list(range(2, 12))
    ids = Recognition.objects.for_company(company).order_by("batch_row").values_list("pk", flat=True)
    assert list(ids) == sorted(ids)
    assert batch.rows_sent == 10


def halfway(desk: Desk, company, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """A batch of four rows whose worker died after the second; half a second passed since it began."""
    file, _findings = desk.check(rows("001,A,1,", "002,B,2,", "003,C,4,", "001,D,8,"))
    batch = desk.start(file)
    with monkeypatch.context() as patched:
        patched.setattr(sending, "CHUNK", 2)
        whole, chunks = sending._write_chunk, []

        def dies_later(*args: object) -> None:
            if chunks:
                raise KeyboardInterrupt
            chunks.append(whole(*args))

        patched.setattr(sending, "_write_chunk", dies_later)
        with pytest.raises(KeyboardInterrupt):
            send_batch(batch.pk, desk.now)
    assert len(said(batch)) == 2
    Batch.objects.for_company(company).filter(pk=batch.pk).update(heartbeat_at=None)
    return batch


@pytest.mark.promise("V1", "a batch that broke off goes on with the rows that are missing")
def test_goes_on(desk: Desk, people, company, now, monkeypatch) -> None:
    batch = halfway(desk, company, monkeypatch)
    assert resume_batches(at=(now + timedelta(minutes=1)).isoformat()) == 1
    assert said(batch) == [(2, "001", "A", 1), (3, "002", "B", 2), (4, "003", "C", 4), (5, "001", "D", 8)]
    batch = desk.batch(batch.pk)
    assert (batch.status, batch.rows_sent) == ("sent", 4)
    assert set(Recognition.objects.for_company(company).values_list("sent_at", flat=True)) == {now}


@pytest.mark.promise(
    "V1", "when half is out and an Employee ID changes hands, its row is named, the others are sent"
)
def test_other_people_halfway(desk: Desk, people, company, now, monkeypatch) -> None:
    batch = halfway(desk, company, monkeypatch)
    other = EmployeeFactory(company=company, employee_id="X")
    swap_ids(people[2], other)
    Employee.objects.for_company(company).filter(pk__in=[other.pk, people[2].pk]).update(changed_at=now)
    Batch.objects.for_company(company).update(started_at=now)
    Employee.objects.for_company(company).filter(pk=people[0].pk).update(changed_at=now - timedelta(days=1))
    assert send_batch(batch.pk, now)
    assert [line for line, *_rest in said(batch)] == [2, 3, 5]
    assert skipped(batch) == [(4, "003", "gone")]
    assert (desk.batch(batch.pk).rows_sent, desk.batch(batch.pk).rows_skipped) == (3, 1)


@pytest.mark.promise(
    "V1", "when half is out and the file is damaged, the batch waits for it and is never called sent"
)
def test_damaged_halfway(desk: Desk, people, company, now, monkeypatch) -> None:
    batch = halfway(desk, company, monkeypatch)
    stored = BatchFile.objects.for_company(company).get()
    bytes_kept = vault.load(vault.StoredFile.named_by(stored))
    vault.delete(stored.stored_name)
    with pytest.raises(vault.FileDamaged):
        send_batch(batch.pk, now)
    assert desk.batch(batch.pk).status == "sending"
    back = vault.store("batches", bytes_kept)
    BatchFile.objects.for_company(company).update(**back.columns)
    Batch.objects.for_company(company).update(heartbeat_at=None)
    assert send_batch(batch.pk, now)
    assert (desk.batch(batch.pk).status, len(said(batch))) == ("sent", 4)
