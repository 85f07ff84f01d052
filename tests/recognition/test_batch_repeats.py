"""Rows and files that were said before: in the file, by a batch that was sent, by one that waits (B3, B7)."""

from datetime import date, timedelta

import pytest

from recognition.csv_import.digests import ROW_DIGEST
from recognition.csv_import.findings import EarlierBatch, Findings
from recognition.models import Batch
from recognition.queries.batch_rows import said_by_waiting, same_content
from recognition.services.batches.submitting import SaidBefore
from tests.factories import EmployeeFactory
from tests.people import signed_in
from tests.recognition.batching import Desk, rows, warning_table
from tests.recognition.test_batch_pages import text_of
from tests.recognition.tickets import Ticket, a_coordinator
from workstars.lib.tabular import write_xlsx

Status = Batch.Status
WAITS = "The same person gets the same message and points by the batch “May”, which is not sent yet."
WAS_SENT = "The same person got the same message and points in the batch “May” already."
THANKS = rows("00042,Hi,1,", "2,Grüße,2,Team")


@pytest.fixture
def desk(company, alice, now) -> Desk:
    for employee_id in ("00042", "2"):
        EmployeeFactory(company=company, employee_id=employee_id)
    return Desk(company, alice.user, now)


def put(desk: Desk, batch: Batch, status: str) -> None:
    recall = {"recalled_at": desk.now, "recalled_by_label": "Anna", "recall_reason": "The wrong file."}
    facts = recall if status == Status.RECALLED else {}
    Batch.objects.for_company(desk.company).filter(pk=batch.pk).update(status=status, **facts)


def repeats(desk: Desk, data: bytes) -> tuple[int, list[tuple[int, str]]]:
    _file, findings = desk.check(data)
    named = [(row, sentence) for row, column, sentence in warning_table(findings) if not column]
    return findings.repeated_earlier, named


@pytest.mark.rule("B3", "rows that repeat a batch which is handed in and not sent yet are named with it")
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.DRAFT, (0, [])),
        (Status.SUBMITTED, (1, [(2, WAITS)])),
        (Status.NEEDS_INFORMATION, (1, [(2, WAITS)])),
        (Status.APPROVED, (1, [(2, WAITS)])),
        (Status.SCHEDULED, (1, [(2, WAITS)])),
        (Status.SENDING, (1, [(2, WAITS)])),
        (Status.REJECTED, (0, [])),
        (Status.CANCELLED, (0, [])),
    ],
)
def test_waiting(desk: Desk, status: str, expected: object) -> None:
    batch = desk.schedule(desk.check(THANKS, summary="May")[0])
    put(desk, batch, status)
    assert repeats(desk, rows("00042,Hi,1,Care", "00042,Hi,2,", "00042,hi,1,", "2,Hi,1,")) == expected


@pytest.mark.rule("B3", "a row that waits in two batches, and one that was sent too, is named once")
def test_named_once(desk: Desk) -> None:
    desk.send(rows("2,Grüße,2,"), summary="May")
    for summary in ("May", "June"):
        desk.schedule(desk.check(THANKS, summary=summary)[0])
    assert repeats(desk, THANKS) == (2, [(2, WAITS), (3, WAS_SENT)])


@pytest.mark.rule(
    "B3", "a batch does not repeat itself, rows of another company's or of faulty rows are none"
)
def test_not_repeated(desk: Desk, other_company, charlie, now) -> None:
    EmployeeFactory(company=other_company, employee_id="00042")
    elsewhere = Desk(other_company, charlie.user, now)
    elsewhere.schedule(elsewhere.check(rows("00042,Hi,1,"))[0])
    file, _findings = desk.check(rows("00042,Hi,1,", "2,Hi,-1,"), summary="May")
    batch = desk.schedule(file)
    assert list(said_by_waiting(file)) == []
    put(desk, batch, Status.NEEDS_INFORMATION)
    assert desk.work(desk.upload(rows("00042,Hi,1,"), batch=batch))[1].warnings == 0
    assert repeats(desk, rows("2,Hi,1,")) == (0, [])


@pytest.mark.rule("B3", "what was sent is remembered for 90 days")
@pytest.mark.parametrize(("days", "count"), [(0, 1), (90, 1), (91, 0)])
def test_ninety_days(desk: Desk, company, alice, now, days: int, count: int) -> None:
    desk.send(rows("00042,Hi,1,"), summary="May")
    later = Desk(company, alice.user, now + timedelta(days=days))
    assert repeats(later, rows("00042,Hi,1,"))[0] == count


@pytest.mark.rule("B3", "what was recalled was taken back, and is not called a repeat")
def test_recalled(desk: Desk) -> None:
    put(desk, desk.send(THANKS, summary="May"), Status.RECALLED)
    assert repeats(desk, THANKS) == (0, [])


@pytest.mark.rule("B3", "what other checks compare with is eight bytes for each good row, gone with the file")
def test_digests(desk: Desk, now) -> None:
    file, findings = desk.check(rows("00042,Hi,1,", "00042,Hi,1,", "nobody,Hi,1,"))
    desk.schedule(file)
    other, _findings = desk.check(rows("2,Hi,1,"))
    (joined,) = said_by_waiting(other).values()
    assert (len(joined), joined[:ROW_DIGEST]) == (2 * ROW_DIGEST, joined[ROW_DIGEST:])
    assert "sendable" in file.found and findings.said


def as_xlsx(data: bytes) -> bytes:
    """The same rows in a workbook, in another order."""
    headings, *lines = [line.split(",") for line in data.decode().splitlines()]
    return write_xlsx(headings, lines[::-1])


@pytest.mark.rule("B7", "the same content is pointed at its first batch, whatever state that one is in")
def test_same_content(desk: Desk) -> None:
    batch = desk.schedule(desk.check(THANKS, summary="May")[0])
    file, findings = desk.work(desk.upload(as_xlsx(THANKS), name="june.xlsx"))
    assert (findings.good, findings.earlier) == (2, EarlierBatch(batch.pk, "May"))
    pointed = {}
    for status in Status.values:
        put(desk, batch, status)
        pointed[status] = same_content(file)
    ended = {Status.DRAFT, Status.REJECTED, Status.CANCELLED, Status.RECALLED}
    assert pointed == {status: None if status in ended else batch for status in Status.values}


@pytest.mark.rule("B7", "a file that says anything else points at no batch")
def test_other_content(desk: Desk) -> None:
    desk.schedule(desk.check(THANKS, summary="May")[0])
    assert desk.check(THANKS.replace(b"Hi", b"Ho"))[1].earlier is None


@pytest.mark.rule("B7", "an XLSX sent first is recognised in a CSV")
def test_xlsx_first(desk: Desk) -> None:
    batch = desk.schedule(desk.check(as_xlsx(THANKS), summary="May")[0])
    assert desk.check(THANKS)[1].earlier == EarlierBatch(batch.pk, "May")


@pytest.mark.rule(
    "B3", "how many rows say what was said before is counted once a row, on the check and before sending"
)
def test_counted(desk: Desk) -> None:
    desk.send(rows("00042,Hi,1,"), summary="May")
    _file, findings = desk.check(rows("00042,Hi,1,", "00042,Hi,1,", "2,Hi,1,New", "2,Hi,1,"))
    assert (findings.repeats, findings.repeated, findings.repeated_earlier, findings.warnings) == (3, 2, 2, 5)


@pytest.mark.rule(
    "R2", "of somebody else's private batch a coordinator learns no more than that it says the same"
)
def test_private(desk: Desk, company, now) -> None:
    desk.schedule(desk.check(THANKS, summary="Redundancies", is_private=True)[0])
    dora = a_coordinator(company, "Dora Dean")
    ticket = Ticket(company, dora, now).begin(THANKS, send_on=date(2099, 3, 3))
    findings = Findings.from_json(ticket.batch.file.found)
    assert findings.earlier.summary == "a private one"
    assert {shown.params["batch"] for shown in findings.warning_list if shown.code == "repeats_waiting"} == {
        "a private one"
    }
    with pytest.raises(SaidBefore, match=r"“a private one” holds the same recognitions\."):
        ticket.submit()
    browser = signed_in(dora, company)
    pages = [text_of(browser.get(f"/batches/{ticket.pk}{path}")) for path in ("", "/submit")]
    assert "They are in a private batch of somebody else. Ask an administrator about it first." in pages[0]
    assert "A private batch of 2 March 2026 holds the same people, messages and points." in pages[1]
    assert [page for page in pages if "Redundancies" in page] == []
