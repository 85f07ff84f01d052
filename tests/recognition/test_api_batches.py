"""Batches by the API: made with their file, checked, mended, submitted and followed (X4, B1 to B6, V2)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from employees.models import AuditEvent, Company, RoleGrant
from recognition.models import Batch, BatchCopy, BatchFile
from recognition.services.batches.deciding import ask_for_information
from recognition.services.batches.sending import send_batch, start_due_batches
from tests.employees.test_api_employees import UNKNOWN
from tests.factories import ECardFactory, EmployeeFactory, RoleGrantFactory, UserFactory
from tests.people import signed_in
from tests.recognition.batching import HEADINGS, rows, said
from tests.recognition.systems import System, problems
from tests.recognition.tickets import a_submitted_batch, actor, an_administrator
from workstars.lib.tabular import write_xlsx

SITE = "http://acme.workstars.test"


@pytest.fixture
def system(alice):
    return System(alice)


@pytest.fixture
def people(company):
    return [EmployeeFactory(company=company, employee_id=f"0001{n}", last_name=f"Kos{n}") for n in range(3)]


@pytest.fixture
def good(people):
    return rows(*(f"{person.employee_id},Thank you,10,Teamwork" for person in people))


def batch(company, pk):
    return Batch.objects.for_company(company).select_related("company", "file").get(pk=pk)


@pytest.mark.rule(
    "X4", "a batch is made by one call with its file, and its check is asked for where Location says"
)
def test_making(system, good, django_capture_on_commit_callbacks):
    ecard = ECardFactory(company=system.owner.company)
    wish = {"summary": "Safety week", "send_on": "2030-01-02", "is_private": "true", "ecard_id": ecard.pk}
    copied = {
        "copied_ids": ["00010", "00011"],
        "description": "As agreed",
        "from_kind": "custom",
        "from_name": "Board",
    }
    answer = system.form("/batches", good, **wish, **copied)
    body = answer.json()
    made = batch(system.owner.company, body["id"])
    assert (answer.status_code, answer["Location"]) == (202, f"{SITE}/api/v1/batches/{made.pk}/check")
    assert {name: body[name] for name in (*wish, *copied)} == {
        **wish, **copied, "is_private": True,
    }  # fmt: skip
    assert (made.summary, made.send_on, made.is_private, made.ecard, made.from_name, made.status) == (
        "Safety week", date(2030, 1, 2), True, ecard, "Board", "draft",
    )  # fmt: skip
    assert (made.requested_by, made.requested_by_label) == (
        system.owner.user,
        "Alice Adams, by API token Payroll",
    )
    assert body["file"] | {"uploaded_at": ""} == {
        "name": "thanks.csv", "uploaded_at": "", "status": "checking", "rows": 3,
    }  # fmt: skip
    assert BatchCopy.objects.for_company(made.company).filter(batch=made).count() == 2


@pytest.mark.rule("X4", "of a form, every value of a field is part of what a key stands for")
def test_key_of_a_form(system, good):
    first, other = (
        system.form("/batches", good, summary="Safety week", key="k1", copied_ids=copied)
        for copied in (["00010", "00011"], ["00011", "00011"])
    )
    assert (first.status_code, other.status_code, other.json()["code"]) == (202, 409, "key_used")


@pytest.mark.rule("X4", "the check tells rows, columns, values, remedies, and codes that stay the same")
def test_checking(system, people):
    data = rows(
        '00010,"Thank\nyou",10,', '00011,Thanks,"1,000",', "nobody,,-5,Kindness", "00012,Thanks,5,Kindness"
    )
    pk = system.form("/batches", data, summary="Safety week").json()["id"]
    status, waiting = system.get(f"/batches/{pk}/check")
    assert (status, waiting["status"], waiting["fingerprint"], waiting["counts"]) == (
        200,
        "checking",
        "",
        None,
    )
    system.check(pk)
    found = system.get(f"/batches/{pk}/check")[1]
    assert (found["status"], found["can_be_sent"], len(found["fingerprint"])) == ("checked", True, 64)
    assert [(one["row"], one["column"], one["value"], one["code"]) for one in found["problems"]] == [
        (4, "POINTS", "1,000", "points_grouped"),
        (5, "MESSAGE", "", "message_missing"),
        (5, "POINTS", "-5", "points_negative"),
    ]
    assert (found["problems"][0]["message"], found["problems"][0]["remedy"]) == (
        "“1,000” holds a separator for thousands, or a decimal comma.",
        "Write the digits alone, like 1000.",
    )
    assert [(one["row"], one["code"]) for one in found["warnings"]] == [(6, "reason_unknown")]
    assert (found["counts"]["rows"], found["counts"]["good"], found["counts"]["certificates"]) == (4, 2, 2)


@pytest.mark.rule("X4", "a check that goes on says when to ask again, and how far it is")
def test_progress(system, good):
    pk = system.form("/batches", good, summary="Safety week").json()["id"]
    file = BatchFile.objects.for_company(system.owner.company)
    file.update(progress_step="rows", progress_done=2, progress_total=3)
    answer = system.client.get(f"/api/v1/batches/{pk}/check", headers=system.headers)
    assert (answer["Retry-After"], answer.json()["progress"]) == (
        "1",
        {"step": "rows", "done": 2, "total": 3},
    )
    assert system.get(f"/batches/{pk}")[1]["progress"] == {"step": "rows", "done": 2, "total": 3}


@pytest.mark.rule("X4", "rows can be sent as JSON, and are judged as those of a file are")
def test_rows(system, people):
    sent = [
        {"employee_id": "00010", "message": "Thank you\n“so” much, =A1", "points": 10, "reason": ""},
        {"employee_id": "10", "message": "=1+1", "points": 0},
    ]
    status, body = system.post("/batches", {"summary": "Safety week", "rows": sent})
    assert (status, body["file"]["name"], body["file"]["rows"]) == (202, "rows.csv", 2)
    system.check(body["id"])
    found = system.get(f"/batches/{body['id']}/check")[1]
    assert [(one["row"], one["code"]) for one in found["problems"]] == [(4, "id_lost_zeros")]
    assert system.submit(body["id"], good_rows_only=True)[1]["status"] == "scheduled"


@pytest.mark.rule("X4", "what is no row is said with its place")
@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("00010", "Each row is an object with employee_id, message and points."),
        ({"employee_id": 10, "message": "x", "points": 1}, "employee_id has to be text, in quotation marks."),
        ({"employee_id": "1", "message": "x", "points": "1"}, "points is a whole number from 0 to 999,999."),
        ({"employee_id": "1", "message": "x", "points": True}, "points is a whole number from 0 to 999,999."),
        ({"employee_id": "1", "message": "x", "points": 1, "note": ""}, "There is no field note."),
        (
            {"employee_id": "1", "message": "\ud800", "points": 1},
            "A text is too long, or holds a sign that no file can hold.",
        ),
    ],
)  # fmt: skip
def test_no_row(system, row, words):
    good = {"employee_id": "1", "message": "x", "points": 1}
    status, body = system.post("/batches", {"summary": "x", "rows": [good, row]})
    assert (status, body["problems"]) == (400, [{"field": "rows.1", "code": "invalid", "message": words}])


@pytest.mark.rule("X4", "a workbook is taken as a CSV is")
def test_workbook(system, people):
    data = write_xlsx(HEADINGS.split(","), [["00010", "Thanks", "5", ""]])
    pk = system.begin(data, name="thanks.xlsx")
    assert system.get(f"/batches/{pk}/check")[1]["counts"]["good"] == 1


@pytest.mark.rule("X4", "a file in another encoding is asked about, and taken with it")
def test_encoding(system, people):
    data = rows("00010,Dziękuję,5,").decode().encode("windows-1250")
    answer = system.form("/batches", data, summary="x")
    assert (answer.status_code, problems(answer.json())) == (400, [("encoding", "refused")])
    pk = system.begin(data, encoding="windows-1250")
    assert batch(system.owner.company, pk).file.found["preview"][0]["message"] == "Dziękuję"


@pytest.mark.rule(
    "X3", "a file or a request that cannot be is refused with fields, codes and sentences; nothing is kept"
)
@pytest.mark.parametrize(
    ("data", "said", "told"),
    [
        (b"", {}, [("file", "empty")]),
        (b"EMPLOYEE_ID,MESSAGE\n1,x", {}, [("file", "headings_wrong")]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", {}, [("file", "spreadsheet")]),
        (rows("1,x,1,"), {"summary": ""}, [("summary", "blank")]),
        (rows("1,x,1,"), {"send_on": "2020-01-01"}, [("send_on", "refused")]),
        (rows("1,x,1,"), {"send_on": "tomorrow"}, [("send_on", "invalid")]),
        (rows("1,x,1,"), {"from_kind": "employee"}, [("from_employee_id", "refused")]),
        (rows("1,x,1,"), {"from_kind": "king"}, [("from_kind", "invalid_choice")]),
        (rows("1,x,1,"), {"copied_ids": "77"}, [("copied_ids", "id_unknown")]),
        (rows("1,x,1,"), {"ecard_id": "77"}, [("ecard_id", "unknown")]),
        (rows("1,x,1,"), {"colour": "red"}, [("colour", "invalid")]),
    ],
)
def test_refused(system, data, said, told):
    answer = system.form("/batches", data, **{"summary": "Safety week", **said})
    assert (answer.status_code, problems(answer.json())) == (400, told)
    assert Batch.objects.for_company(system.owner.company).count() == 0


@pytest.mark.rule("X4", "what is too big is 413, before any of it is read")
def test_too_big(system, settings):
    settings.UPLOAD_MAX_BYTES = 1024**2
    over = system.form("/batches", rows("1," + "x" * 1024**2 + ",1,"), summary="x")
    assert (over.status_code, over.json()["detail"]) == (
        413, "The file has 2 MB; the limit is 1 MB. Split it into several files.",
    )  # fmt: skip
    far_over = system.form("/batches", b"x" * (3 * 1024**2), summary="x")
    assert (far_over.status_code, far_over.json()["detail"]) == (
        413, "This is too much for one call: at most 1 MB. Send it in parts.",
    )  # fmt: skip
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024**2
    status, body = system.post("/batches", {"summary": "x" * 1024**2})
    assert (status, body["detail"]) == (413, "This is too much for one call: at most 1 MB. Send it in parts.")


@pytest.mark.promise("V2", "by the API too what is submitted is what the fingerprint of the check stands for")
def test_submitting(system, good, people):
    pk = system.begin(good)
    seen = system.fingerprint(pk)
    wrong = system.post(f"/batches/{pk}/submit", {"fingerprint": "0" * 64})
    words = "The check has changed since. Read it again, and send the fingerprint that it has now."
    assert wrong == (409, {"detail": words, "code": "outdated"})
    assert problems(system.post(f"/batches/{pk}/submit", {})[1]) == [("fingerprint", "required")]
    status, body = system.post(f"/batches/{pk}/submit", {"fingerprint": seen})
    assert (status, body["status"], body["people"], body["points"]) == (200, "scheduled", 3, 30)
    assert system.post(f"/batches/{pk}/submit", {"fingerprint": seen})[1]["status"] == "scheduled"
    now = timezone.now()
    assert start_due_batches(now) == [pk]
    assert send_batch(pk, now)
    assert [row[1] for row in said(batch(system.owner.company, pk))] == ["00010", "00011", "00012"]
    assert system.get(f"/batches/{pk}")[1]["rows_sent"] == 3


@pytest.mark.rule(
    "X4", "rows to mend are left out only when that is said, and the same content is sent again only so"
)
def test_choices(system, good):
    pk = system.begin(good + b"\nnobody,x,1,")
    status, body = system.submit(pk)
    assert (status, body["code"]) == (409, "rows_to_mend")
    assert system.submit(pk, good_rows_only=True)[1]["status"] == "scheduled"
    second = system.begin(good, summary="The same")
    status, body = system.submit(second)
    assert (status, body["code"], body["earlier"]) == (
        409,
        "said_before",
        {"id": pk, "summary": "Safety week"},
    )
    assert system.get(f"/batches/{second}/check")[1]["earlier_batch"] == pk
    assert system.submit(second, send_again=True)[1]["status"] == "scheduled"


@pytest.mark.rule(
    "B3", "a mended file by the API takes the place of the one before and takes the submission back"
)
def test_mending(system, good):
    pk = system.begin(good)
    system.submit(pk)
    answer = system.form(f"/batches/{pk}/file", good + b"\n00010,More,5,", method="put", name="mended.csv")
    assert (answer.status_code, answer.json()["status"], answer.json()["file"]["name"]) == (
        202,
        "draft",
        "mended.csv",
    )
    assert answer["Location"] == f"{SITE}/api/v1/batches/{pk}/check"
    system.check(pk)
    status, body = system.ask(
        "PUT", f"/batches/{pk}/file", {"rows": [{"employee_id": "00011", "message": "x", "points": 1}]}
    )
    assert (status, body["file"]["rows"]) == (202, 1)


@pytest.mark.rule("B4", "a change by the API takes a submitted request back; what is absent stays")
def test_changing(system, good):
    pk = system.begin(good, description="As agreed", copied_ids=["00010"])
    system.submit(pk)
    status, body = system.alter(f"/batches/{pk}", {"summary": "Other words", "copied_ids": []})
    assert (status, body["status"], body["summary"], body["description"], body["copied_ids"]) == (
        200, "draft", "Other words", "As agreed", [],
    )  # fmt: skip
    assert problems(system.alter(f"/batches/{pk}", {"send_on": "2020-01-01"})[1]) == [("send_on", "refused")]


@pytest.mark.rule(
    "B6", "it is cancelled by the API before sending, with a reason in its thread, and not after"
)
def test_cancelling(system, good):
    pk = system.begin(good)
    system.submit(pk)
    assert system.post(f"/batches/{pk}/thread", {"text": "From Payroll"})[0] == 201
    assert system.post(f"/batches/{pk}/cancel", {"text": "Another prize"})[1]["status"] == "cancelled"
    entries = system.get(f"/batches/{pk}/thread")[1]["results"]
    by = "Alice Adams, by API token Payroll"
    assert [(one["change"], one["by"], one["text"]) for one in entries if one["by"] == by] == [
        ("submitted", by, ""), ("", by, "From Payroll"), ("cancelled", by, "Another prize"),
    ]  # fmt: skip
    status, body = system.submit(pk)
    assert (status, body["code"]) == (409, "not_now")


@pytest.mark.rule("B4", "the maker of a token is the requester, and approves nothing of it")
def test_approval(company, alice, system, good):
    Company.objects.filter(pk=company.pk).update(batch_approval="company")
    dora = an_administrator(company, "Dora Dean")
    pk = system.begin(good)
    assert system.get(f"/batches/{pk}")[1]["waits_for"] == "requester"
    body = system.submit(pk)[1]
    assert (body["status"], body["waits_for"]) == ("submitted", "company")
    page = alice.post(f"/batches/{pk}/approve", {"seen": ""})
    assert (page.status_code, "You asked for this batch, so somebody else has to decide." in page.content.decode()) == (
        403, True,
    )  # fmt: skip
    ask_for_information(
        batch=batch(company, pk), text="Who pays?", as_operator=False, by=actor(dora), now=timezone.now()
    )
    assert system.post(f"/batches/{pk}/answer", {"text": "The plant."})[1]["status"] == "submitted"
    assert system.client.post(f"/api/v1/batches/{pk}/approve", headers=system.headers).status_code == 404


@pytest.mark.rule("C7", "what a token does with a batch is in the audit log with its maker and its name")
def test_audit(system, good):
    system.submit(system.begin(good))
    events = AuditEvent.objects.filter(
        company=system.owner.company, action__in=["batch.created", "batch.submitted"]
    )
    assert set(events.values_list("actor", "actor_label")) == {
        (system.owner.user.pk, "Alice Adams, by API token Payroll")
    }


@pytest.mark.rule("C5", "a token whose maker has lost the role, or left, opens no batch")
def test_maker_without_a_role(system, good):
    pk = system.begin(good)
    RoleGrant.objects.for_company(system.owner.company).filter(user=system.owner.user).delete()
    asked = [system.get("/batches"), system.get(f"/batches/{pk}"), system.post(f"/batches/{pk}/cancel", {})]
    assert asked == [UNKNOWN] * 3


@pytest.mark.rule(
    "C2", "a batch of another company, or a draft of somebody else, is not found; nor do their tokens"
)
def test_not_found(company, charlie, system, good):
    mine = system.begin(good)
    theirs = a_submitted_batch(charlie.company, "company").pk
    other = System(signed_in_administrator(company))
    calls = ["", "/check", "/thread", "/result", "/result.csv", "/faulty", "/faulty.csv"]
    assert [system.get(f"/batches/{theirs}{call}")[0] for call in calls] == [404] * 7
    assert [other.get(f"/batches/{mine}{call}")[0] for call in calls] == [404] * 7
    assert [
        system.post(f"/batches/{theirs}/{act}", {})[0] for act in ("submit", "cancel", "answer", "thread")
    ] == [404] * 4
    assert System(charlie).get("/batches")[1]["results"][0]["id"] == theirs


def signed_in_administrator(company):
    user = UserFactory(name="Dora Dean")
    RoleGrantFactory(company=company, user=user)
    return signed_in(user, company)


@pytest.mark.rule("X4", "somebody else's batch is read, and changed by nobody but who asked for it")
def test_of_others(company, system):
    other = a_submitted_batch(company, "company")
    assert system.get(f"/batches/{other.pk}")[1]["status"] == "submitted"
    words = "Only Dora Dean, who asked for this batch, can do this."
    assert system.alter(f"/batches/{other.pk}", {"summary": "Mine"}) == (403, {"detail": words})
    assert system.submit(other.pk) == (403, {"detail": words})
    assert system.post(f"/batches/{other.pk}/cancel", {})[1]["status"] == "cancelled"


@pytest.mark.rule("X4", "the list of batches comes by pages, by state and since a moment")
def test_list(system, people):
    made = [system.begin(rows(f"00010,Thanks {n},5,"), summary=f"Batch {n}") for n in range(3)]
    system.submit(made[0])
    later = timezone.now() + timedelta(hours=1)

    def ids(query):
        return [one["id"] for one in system.get(f"/batches?{query}")[1]["results"]]

    first = system.get("/batches?limit=2")[1]
    assert [one["id"] for one in first["results"]] == [made[2], made[1]]
    assert [one["id"] for one in system.get(first["next"].split("/api/v1")[1])[1]["results"]] == [made[0]]
    assert (ids("status=scheduled"), ids(f"since={later:%Y-%m-%dT%H:%M:%SZ}")) == ([made[0]], [])
    assert system.get("/batches?status=lost")[1]["detail"] == "There is no such status."


@pytest.mark.rule("X4", "the list of batches costs the same queries for one row as for three")
def test_queries(system, people, django_assert_num_queries):
    for number in range(2):
        system.begin(rows(f"00010,Thanks {number},5,"), copied_ids=["00011", "00012"])
        with django_assert_num_queries(9):
            system.get("/batches")
        system.begin(rows(f"00010,More {number},5,"))


@pytest.mark.rule("X4", "each call about batches names the scope that it needs")
def test_scopes(alice, good):
    reader, writer = System(alice, "batches:read"), System(alice, "batches:write")
    pk = writer.form("/batches", good, summary="x").json()["id"]
    assert writer.get(f"/batches/{pk}") == (403, {"detail": "This token lacks the scope batches:read."})
    assert reader.get(f"/batches/{pk}")[0] == 200
    lacks = (403, {"detail": "This token lacks the scope batches:write."})
    assert [reader.post(f"/batches/{pk}/{act}", {}) for act in ("submit", "cancel", "thread")] == [lacks] * 3
