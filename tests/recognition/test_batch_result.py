"""The result of a batch, row by row, as a file (B5)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from employees.models import Employee
from recognition.queries import batch_rows
from recognition.services.batches.receiving import end_retention
from recognition.services.batches.results import faulty_pieces, result_pieces
from recognition.services.batches.sending import send_batch
from tests.factories import EmployeeFactory
from tests.recognition.batching import Desk, faulty_of, result_of, rows
from workstars.lib.tabular import output

HEAD = '"Line","Employee ID","Name","Outcome"\r\n'


@pytest.fixture
def desk(company, alice, now) -> Desk:
    return Desk(company, alice.user, now)


@pytest.mark.rule("B5", "the result says of every row what became of it, in the order of the file")
def test_result(desk: Desk, company, now) -> None:
    names = {"company": company, "last_name": "Lee"}
    EmployeeFactory(employee_id="001", first_name="Ann", **names)
    gone = EmployeeFactory(employee_id="002", first_name="Bo", **names)
    late = EmployeeFactory(employee_id="003", first_name="Cy", **names)
    lines = ('001,"two\nlines",1,', "002,Hi,1,", "003,Hi,1,", "1,Hi,+1,", "001,Hi,1,")
    batch = desk.start(desk.check(rows(*lines))[0])
    colleagues = Employee.objects.for_company(company)
    colleagues.filter(pk=gone.pk).update(left_at=now)
    colleagues.filter(pk=late.pk).update(hire_date=now.date() + timedelta(days=1))
    send_batch(batch.pk, now)
    assert result_of(desk.batch(batch.pk), now).decode("utf-8-sig") == HEAD + (
        '"2","001","Ann Lee","Sent"\r\n'
        '"4","002","Bo Lee","Not sent: Has left"\r\n'
        '"5","003","Cy Lee","Not sent: Has not started yet"\r\n'
        '"6","1","","Left out: POINTS: “+1” has a plus sign. Write the digits alone, like 5."\r\n'
        '"7","001","Ann Lee","Sent"\r\n'
    )


@pytest.mark.rule("B5", "the result is read some rows at a time, and is the same as at once")
def test_in_pieces(desk: Desk, company, now, monkeypatch) -> None:
    for number in range(1, 6):
        EmployeeFactory(company=company, employee_id=f"00{number}")
    batch = desk.send(rows(*(f"00{number},Hi,1," for number in (1, 9, 2, 3, 8, 4, 5, 7))))
    whole = result_of(batch, now)
    monkeypatch.setattr(batch_rows, "LINES_AT_ONCE", 2)
    monkeypatch.setattr(output, "_PIECE", 1)
    pieces = list(result_pieces(batch, now))
    assert (b"".join(pieces), len(pieces)) == (whole, 10)
    assert [line[:3] for line in whole.splitlines()[1:]] == [b'"%d"' % line for line in range(2, 10)]


@pytest.mark.rule("B3", "the rows to mend come some at a time, and are the same as at once")
def test_rows_to_mend_in_pieces(desk: Desk, company, now, monkeypatch) -> None:
    file, _findings = desk.check(rows(*(f"x{number},Hi,-1," for number in range(3))))
    whole = faulty_of(file, now)
    monkeypatch.setattr(output, "_PIECE", 1)
    pieces = list(faulty_pieces(file, now))
    assert (b"".join(pieces), len(pieces), len(whole.splitlines())) == (whole, 5, 4)


@pytest.mark.rule("B5", "a row that was left out stays so in the result, also when its person came later")
def test_left_out_for_good(desk: Desk, company, now) -> None:
    EmployeeFactory(company=company, employee_id="001", first_name="Ann", last_name="Lee")
    batch = desk.send(rows("001,Hi,1,", "002,Hi,1,"))
    EmployeeFactory(company=company, employee_id="002")
    assert result_of(batch, now).decode("utf-8-sig") == HEAD + (
        '"2","001","Ann Lee","Sent"\r\n"3","002","","Left out: This row had an error when the file was checked."\r\n'
    )


@pytest.mark.rule("I5", "an ID or a name that a spreadsheet would run is defused in the result")
def test_formulas(desk: Desk, company, now) -> None:
    EmployeeFactory(company=company, employee_id="001", first_name="Ann", last_name="Lee")
    batch = desk.send(rows("001,Hi,1,", "=cmd(),Hi,1,"))
    lines = result_of(batch, now).decode().splitlines()
    assert lines[2].startswith('"3","\'=cmd()","","Left out: ')


@pytest.mark.rule("C6", "when the file is forgotten, the result still tells what was sent and what was not")
def test_after_retention(desk: Desk, company, now) -> None:
    EmployeeFactory(company=company, employee_id="001", first_name="Ann", last_name="Lee")
    batch = desk.send(rows("001,Hi,1,", "9,Hi,1,"))
    assert end_retention(now + timedelta(days=31)) == 1
    assert result_of(desk.batch(batch.pk), now).decode("utf-8-sig") == HEAD + '"2","001","Ann Lee","Sent"\r\n'


@pytest.mark.rule("B5", "the number of queries of a result does not depend on the number of rows")
def test_queries(desk: Desk, company, now) -> None:
    for n in range(1, 10):
        EmployeeFactory(company=company, employee_id=f"P{n}")

    def queries(count: int) -> int:
        batch = desk.send(rows(*(f"P{n},Hi,1," for n in range(1, count + 1)), "x,Hi,1,"))
        with CaptureQueriesContext(connection) as captured:
            assert len(result_of(batch, now).splitlines()) == count + 2
        return len(captured)

    assert queries(1) == queries(9)
