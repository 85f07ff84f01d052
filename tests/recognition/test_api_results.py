"""What became of each row of a batch, by the API: pages of JSON, and files (B5, B3)."""

import csv
from io import StringIO

import pytest
from django.utils import timezone

from employees.services.people import deactivate_employee
from recognition.models import Batch, Recipient
from recognition.services.batches.sending import send_batch, start_due_batches
from tests.factories import EmployeeFactory
from tests.recognition.batching import Desk, rows
from tests.recognition.systems import System
from workstars.lib.actors import SYSTEM


@pytest.fixture
def system(alice):
    return System(alice)


@pytest.fixture
def sent(system):
    """Five rows: three sent, one of somebody who left meanwhile, one left out."""
    company = system.owner.company
    people = [EmployeeFactory(company=company, employee_id=f"0001{n}", last_name=f"Kos{n}") for n in range(4)]
    lines = [f"0001{n},Thank you,{n}," for n in range(4)]
    pk = system.begin(rows(*lines[:2], "nobody,Thanks,+5,", *lines[2:]))
    system.submit(pk, good_rows_only=True)
    now = timezone.now()
    deactivate_employee(company=company, employee=people[1], by=SYSTEM, now=now)
    start_due_batches(now)
    assert send_batch(pk, now)
    return pk


def table(system, address):
    """Every row of every page, and how many pages there were."""
    found, pages = [], 0
    while address:
        status, body = system.get(address)
        assert status == 200
        found += body["results"]
        pages += 1
        address = body["next"] and body["next"].split("/api/v1")[1]
    return found, pages


@pytest.mark.rule(
    "B5", "the API tells what became of each row, in the order of the file, whatever the size of a page"
)
@pytest.mark.parametrize(("limit", "pages"), [(1, 5), (2, 3), (100, 1)])
def test_rows(system, sent, limit, pages):
    found, count = table(system, f"/batches/{sent}/result?limit={limit}")
    assert count == pages
    columns = ("row", "employee_id", "name", "outcome", "points", "why")
    assert [tuple(one[name] for name in columns) for one in found] == [
        (2, "00010", "Ewa Kos0", "sent", 0, ""),
        (3, "00011", "Ewa Kos1", "skipped", 0, "left"),
        (4, "nobody", "", "left_out", 0, ""),
        (5, "00012", "Ewa Kos2", "sent", 2, ""),
        (6, "00013", "Ewa Kos3", "sent", 3, ""),
    ]  # fmt: skip
    assert [(one["column"], one["code"]) for one in found[2]["problems"]] == [("POINTS", "points_plus")]
    made = Recipient.objects.for_company(system.owner.company).order_by("recognition__batch_row")
    assert [one["recognition_id"] for one in found if one["outcome"] == "sent"] == list(
        made.values_list("recognition", flat=True)
    )


@pytest.mark.rule("B5", "the result file of the API is that of the page")
def test_file(system, sent):
    answer = system.client.get(
        f"/api/v1/batches/{sent}/result.csv", headers={**system.headers, "Accept": "text/csv"}
    )
    page = system.owner.get(f"/batches/{sent}/result")
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "text/csv",
        "no-store",
    )
    assert (answer.streaming, page.streaming) == (True, True)
    content = answer.getvalue()
    assert content == page.getvalue()
    told = list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    assert [row["Outcome"][:8] for row in told] == ["Sent", "Not sent", "Left out", "Sent", "Sent"]


@pytest.mark.rule("B3", "the rows to mend come as a file by the API too")
def test_faulty(system, sent):
    answer = system.client.get(f"/api/v1/batches/{sent}/faulty.csv", headers=system.headers)
    (row,) = csv.DictReader(StringIO(answer.getvalue().decode("utf-8-sig")))
    assert (row["EMPLOYEE_ID"], row["POINTS"]) == ("nobody", "'+5")


@pytest.mark.rule(
    "B3", "beyond the first hundred problems the API pages through every row to mend, each once"
)
@pytest.mark.parametrize(("limit", "pages"), [(50, 3), (60, 2), (1000, 1)])
def test_rows_to_mend(system, limit, pages):
    EmployeeFactory(company=system.owner.company, employee_id="00010")
    good, faulty = ["00010,Thanks,1,"] * 3, [f"no-{n},,+{n}," for n in range(120)]
    pk = system.begin(rows(*faulty[:70], *good, *faulty[70:]))
    check = system.get(f"/batches/{pk}/check")[1]
    address = f"{check['problems_url'].split('/api/v1')[1]}?limit={limit}"
    found, count = table(system, address)
    assert (count, len(check["problems"]), check["counts"]["errors"]) == (pages, 100, 240)
    assert [one["row"] for one in found] == [*range(2, 72), *range(75, 125)]
    assert [one["employee_id"] for one in found] == [f"no-{n}" for n in range(120)]
    told = [{"row": one["row"], **problem} for one in found for problem in one["problems"]]
    assert (told[:100], len(told)) == (check["problems"], 240)
    assert {problem["column"] for problem in told} == {"MESSAGE", "POINTS"}


@pytest.mark.rule("X3", "results asked for too early are refused with a sentence and a code")
def test_too_early(system):
    EmployeeFactory(company=system.owner.company, employee_id="00010")
    pk = system.form("/batches", rows("00010,Thanks,1,"), summary="x").json()["id"]
    early = {"detail": "Nothing was sent yet. Ask again once its status is sent.", "code": "not_sent"}
    assert [system.get(f"/batches/{pk}/{call}") for call in ("result", "result.csv")] == [(409, early)] * 2
    unchecked = (409, {"detail": "The file is not checked yet.", "code": "not_checked"})
    assert [system.get(f"/batches/{pk}/{call}") for call in ("faulty", "faulty.csv")] == [unchecked] * 2


@pytest.mark.rule("B6", "a recalled batch says so, for the request and for each row")
def test_recalled(system, sent, now):
    Batch.objects.filter(pk=sent).update(status="recalled", recalled_at=now, recall_reason="Wrong month")
    body = system.get(f"/batches/{sent}")[1]
    assert (body["status"], body["recalled_at"], body["recall_reason"]) == (
        "recalled", "2026-03-02T12:00:00+00:00", "Wrong month",
    )  # fmt: skip
    outcomes = [one["outcome"] for one in table(system, f"/batches/{sent}/result")[0]]
    assert outcomes == ["recalled", "skipped", "left_out", "recalled", "recalled"]


@pytest.mark.rule("C6", "once the file is no longer kept, what was left out is told no more, and the rest is")
def test_after_retention(system, sent, now):
    file = Batch.objects.get(pk=sent).file
    file.stored_name, file.wrapped_key = "", b""
    file.save()
    assert [one["row"] for one in table(system, f"/batches/{sent}/result")[0]] == [2, 3, 5, 6]
    assert system.get(f"/batches/{sent}/faulty.csv") == (
        409,
        {"detail": "The file is no longer kept. Upload it again.", "code": "file_gone"},
    )


@pytest.mark.rule("X4", "a page of results costs the same queries for one row as for three")
def test_queries(system, company, django_assert_num_queries):
    people = [EmployeeFactory(company=company) for _ in range(3)]
    system.get("/batches")
    for count in (1, 3):
        lines = [f"{person.employee_id},Thanks {count},1," for person in people[:count]]
        batch = Desk(company, system.owner.user, timezone.now()).send(rows(*lines))
        with django_assert_num_queries(10):
            assert len(system.get(f"/batches/{batch.pk}/result")[1]["results"]) == count
