"""The pages of a batch: who sees what (R2, C5), the way from file to ticket (B1, B3), and what is said (X3)."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from employees.models import Company
from recognition.models import Batch, BatchFile, ECard
from recognition.queries.batch_approvals import stamp
from recognition.services.batches.checking import work_on_file
from recognition.services.batches.letters import sender_link
from recognition.services.batches.sending import send_batch, start_due_batches
from tests.factories import EmployeeFactory
from tests.hints import hints
from tests.people import Person, SiteClient, signed_in
from tests.recognition.batching import rows
from tests.recognition.tickets import Ticket, a_coordinator, an_administrator, good_rows

# The day of the tests is the real one: pages ask a clock.
FAR = "2099-03-03"
REQUEST = {"summary": "Safety week", "send_on": FAR, "visibility": "public", "from_kind": "company"}


@pytest.fixture
def dora(company: Company) -> Person:
    return signed_in(a_coordinator(company, "Dora Dean"), company)


@pytest.fixture
def ticket(company: Company, dora: Person, now: datetime) -> Ticket:
    return Ticket(company, dora.user, now).begin(good_rows(company), send_on=datetime(2099, 3, 3).date())


def upload(person: Person, path: str, data: bytes, **more: Any) -> HttpResponse:
    return person.post(path, {"file": SimpleUploadedFile("thanks.csv", data), **more})


def last(company: Company) -> Batch:
    return Batch.objects.for_company(company).select_related("file").newest_first()[0]


def check(batch: Batch, now: datetime) -> None:
    assert batch.file is not None
    work_on_file(batch.file.pk, now)


def text_of(answer: HttpResponse) -> str:
    """What is read on the page, in one line."""
    body = re.sub(r"<(script|style|head).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    words = re.sub(r"<[^>]+>", " ", body)
    return " ".join(words.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&").split())


# The way


@pytest.mark.rule("B1", "from file to request to check to what will happen: one decision on each page")
def test_the_whole_way(company: Company, dora: Person, now: datetime) -> None:
    answer = upload(dora, "/batches/new", good_rows(company), press_key=str(uuid4()))
    batch = last(company)
    path = f"/batches/{batch.pk}"
    assert (answer.status_code, answer["Location"]) == (302, f"{path}/request")
    assert dora.get(path)["Location"] == f"{path}/request"
    assert dora.post(f"{path}/request", REQUEST)["Location"] == path
    checking = dora.get(path)
    assert "Waiting to begin" in text_of(checking)
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in checking.content.decode()
    check(batch, now)
    assert "All rows are good" in text_of(dora.get(path))
    will = dora.get(f"{path}/submit")
    assert "Send 2 recognitions on 3 March" in text_of(will)
    fingerprint = last(company).file.fingerprint
    assert dora.post(f"{path}/submit", {"fingerprint": fingerprint})["Location"] == path
    assert "It is sent on 3 March 2099, 08:00 (Europe/Warsaw)." in text_of(dora.get(path))


@pytest.mark.rule("B3", "a worker is told of a new file at once")
def test_a_worker_is_told(
    company: Company, dora: Person, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with hints() as given, django_capture_on_commit_callbacks(execute=True):
        upload(dora, "/batches/new", good_rows(company))
    assert given == [{"file_id": last(company).file.pk}]


@pytest.mark.rule("B7", "the upload pressed twice makes one batch, and both answers lead to it")
def test_upload_pressed_twice(company: Company, dora: Person) -> None:
    key, data = str(uuid4()), good_rows(company)
    first, second = (upload(dora, "/batches/new", data, press_key=key) for _press in range(2))
    assert first["Location"] == second["Location"]
    assert Batch.objects.for_company(company).count() == 1


@pytest.mark.rule("B7", "the last button pressed twice sends once, and both answers lead to the ticket")
def test_submit_pressed_twice(ticket: Ticket, dora: Person) -> None:
    press = {"fingerprint": ticket.batch.file.fingerprint}
    answers = [dora.post(f"/batches/{ticket.pk}/submit", press) for _press in range(2)]
    assert [answer["Location"] for answer in answers] == [f"/batches/{ticket.pk}"] * 2
    assert [change for change, _by, _text in ticket.thread()] == ["submitted", "scheduled"]


@pytest.mark.rule("X3", "a file that cannot be read gets its reason at the field")
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n1234", "This is not a table but a file of the kind PNG."),
        (b"EMPLOYEE_ID,MESSAGE,POINTS\n1,Thanks,5\n", "The column REASON is missing."),
        (b'EMPLOYEE_ID,MESSAGE,POINTS,REASON\n1,"Thanks,5,\n', "Line 2: a quotation mark is opened there"),
    ],
)
def test_refused_files(company: Company, dora: Person, data: bytes, sentence: str) -> None:
    answer = upload(dora, "/batches/new", data)
    assert (answer.status_code, sentence in text_of(answer)) == (422, True)
    assert Batch.objects.for_company(company).count() == 0


def test_too_large(company: Company, dora: Person, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    answer = upload(dora, "/batches/new", b"1" * (1024 * 1024 + 1))
    assert (answer.status_code, "the limit is 1 MB" in text_of(answer)) == (413, True)


@pytest.mark.rule("B2", "the template has the four headings, and can be uploaded as it is")
def test_template(company: Company, dora: Person) -> None:
    answer = dora.get("/batches/template.csv")
    assert answer.content.decode("utf-8-sig").splitlines()[0] == '"EMPLOYEE_ID","MESSAGE","POINTS","REASON"'
    assert answer["Cache-Control"] == "no-store"
    assert upload(dora, "/batches/new", answer.content).status_code == 302


@pytest.mark.rule(
    "B2", "for a file that is not UTF-8 the encoding is asked, and the choice is shown before it counts"
)
def test_encoding(company: Company, dora: Person, now: datetime) -> None:
    person = EmployeeFactory(company=company)
    data = rows(f"{person.employee_id},Grüße,5,").decode().encode("windows-1252")
    answer = upload(dora, "/batches/new", data)
    path = answer["Location"]
    assert path == f"/batches/{last(company).pk}/encoding"
    assert dora.get(f"/batches/{last(company).pk}")["Location"] == path
    assert "Grüße" in text_of(dora.get(f"{path}?encoding=windows-1252"))
    assert last(company).file.status == BatchFile.Status.UPLOADED
    assert dora.post(path, {"encoding": "klingon"}).status_code == 422
    assert dora.post(path, {"encoding": "utf-8"}).status_code == 422
    assert dora.post(path, {"encoding": "windows-1252"})["Location"] == path.replace("encoding", "request")
    check(last(company), now)
    assert last(company).file.found["preview"][0]["message"] == "Grüße"


# The request


@pytest.mark.rule(
    "X3", "a request that cannot be so says every reason at its field, and keeps what was typed"
)
def test_refused_request(ticket: Ticket, dora: Person, company: Company) -> None:
    EmployeeFactory(company=company, first_name="Zoë", last_name="Müller")
    wrong = {
        **REQUEST,
        "summary": "",
        "send_on": "2020-01-01",
        "from_kind": "custom",
        "from_name": "Zoe Muller",
    }
    answer = dora.post(f"/batches/{ticket.pk}/request", wrong)
    assert answer.status_code == 422
    assert "Summary: Say in a few words what this is about." in text_of(answer)
    answer = dora.post(f"/batches/{ticket.pk}/request", {**wrong, "summary": "Typed"})
    page = answer.content.decode()
    assert "Date to be sent: This day is over. Choose today or a later day." in text_of(answer)
    assert "Zoe Muller is the name of an employee." in text_of(answer)
    assert ('value="Typed"' in page, 'value="Zoe Muller"' in page) == (True, True)


@pytest.mark.rule("B1", "people are found by name without script, and what was typed stays")
def test_search_without_script(ticket: Ticket, dora: Person, company: Company) -> None:
    zoe = EmployeeFactory(company=company, first_name="Zoë", last_name="Müller", by_mail=True)
    typed = {**REQUEST, "summary": "Typed", "find": "from_employee", "find_from_employee": "zoe"}
    page = dora.post(f"/batches/{ticket.pk}/request", typed).content.decode()
    assert f'type="radio" name="from_employee" value="{zoe.pk}"' in page
    assert 'value="Typed"' in page
    assert ticket.batch.summary == "Safety week"
    chosen = {**REQUEST, "from_kind": "employee", "from_employee": zoe.pk, "copies": [zoe.pk]}
    dora.post(f"/batches/{ticket.pk}/request", chosen)
    assert ticket.batch.from_employee == zoe
    assert f'value="{zoe.pk}" checked' in dora.get(f"/batches/{ticket.pk}/request").content.decode()


def test_people_of_others_cannot_be_chosen(ticket: Ticket, dora: Person, other_company: Company) -> None:
    stranger = EmployeeFactory(company=other_company, by_mail=True)
    for field in ("from_employee", "copies"):
        answer = dora.post(f"/batches/{ticket.pk}/request", {**REQUEST, field: stranger.pk})
        assert (answer.status_code, "not in your records any more" in text_of(answer)) == (422, True)


@pytest.mark.rule("B1", "a new picture becomes an eCard of the company and is used")
def test_a_new_picture(ticket: Ticket, dora: Person, company: Company) -> None:
    out = BytesIO()
    Image.new("RGB", (900, 600), "#24468f").save(out, "PNG")
    picture = SimpleUploadedFile("card.png", out.getvalue())
    assert dora.post(f"/batches/{ticket.pk}/request", {**REQUEST, "picture": picture}).status_code == 302
    ecard = ECard.objects.for_company(company).get()
    assert (ticket.batch.ecard, ecard.name) == (ecard, "Safety week")
    wrong = SimpleUploadedFile("card.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    answer = dora.post(f"/batches/{ticket.pk}/request", {**REQUEST, "picture": wrong})
    assert (answer.status_code, ECard.objects.for_company(company).count()) == (422, 1)


# The check


@pytest.mark.rule("B3", "the check shows totals, every error with its remedy, and what recipients will see")
def test_check(ticket: Ticket, dora: Person, company: Company) -> None:
    person = EmployeeFactory(company=company, first_name="Ada", last_name="Ek")
    ticket.replace_file(
        rows(f"{person.employee_id},Thank you for all of it,120,", "nobody,Thanks,5,", "x,,1.0,")
    )
    said = text_of(dora.get(f"/batches/{ticket.pk}"))
    assert "2 rows have to be mended. What about the others?" in said
    assert "Go on with the one good row" in said
    assert "Nobody with the Employee ID “nobody” is known." in said
    assert "Line 4 MESSAGE The message is missing. Write what this person is thanked for." in said
    assert "Ada Ek +120 points" in said
    assert "Thank you for all of it" in said
    assert "Download the 2 rows to mend" in said


def test_nothing_can_be_sent(ticket: Ticket, dora: Person) -> None:
    ticket.replace_file(rows("nobody,Thanks,5,"))
    said = text_of(dora.get(f"/batches/{ticket.pk}"))
    assert "No row of this file can be sent" in said
    assert "Go on" not in said
    assert "No row of this file can be sent" in text_of(dora.get(f"/batches/{ticket.pk}/submit?rows=good"))


@pytest.mark.rule("B3", "without the choice to send only the good rows there is no button that sends")
def test_the_choice_is_made_first(ticket: Ticket, dora: Person, company: Company) -> None:
    ticket.replace_file(good_rows(company) + b"\nnobody,Thanks,5,")
    assert "What about the others?" in text_of(dora.get(f"/batches/{ticket.pk}/submit"))
    will = text_of(dora.get(f"/batches/{ticket.pk}/submit?rows=good"))
    assert "One row is left out, because it has to be mended." in will
    assert "Send 2 recognitions on 3 March" in will


@pytest.mark.rule("B7", "the page points at the earlier batch and asks for send again")
def test_send_again(ticket: Ticket, dora: Person, company: Company, now: datetime) -> None:
    data = good_rows(company)
    first = ticket.replace_file(data).submit()
    second = Ticket(company, dora.user, now).begin(data, summary="Again", send_on=datetime(2099, 3, 3).date())
    path = f"/batches/{second.pk}/submit"
    page = dora.get(path).content.decode()
    assert (f'href="/batches/{first.pk}"' in page, 'name="send_again"' in page) == (True, True)
    press = {"fingerprint": second.batch.file.fingerprint}
    refused = dora.post(path, press)
    assert refused.status_code == 409
    assert "“Safety week” holds the same recognitions." in text_of(refused)
    assert dora.post(path, {**press, "send_again": "on"}).status_code == 302
    assert second.status == "scheduled"


@pytest.mark.rule("B3", "the rows to mend, the file and the result per row are downloads that no cache keeps")
def test_downloads(ticket: Ticket, dora: Person, company: Company, now: datetime) -> None:
    data = good_rows(company) + b"\nnobody,Thanks,5,"
    ticket.replace_file(data).submit(good_rows_only=True)
    Batch.objects.for_company(company).update(send_at=now)
    assert dora.get(f"/batches/{ticket.pk}/result").status_code == 404
    start_due_batches(now)
    send_batch(ticket.pk, now)
    answers = {name: dora.get(f"/batches/{ticket.pk}/{name}") for name in ("uploaded", "faulty", "result")}
    assert [answer["Cache-Control"] for answer in answers.values()] == ["no-store"] * 3
    assert [answer.streaming for answer in answers.values()] == [True] * 3
    assert answers["uploaded"].getvalue() == data
    kinds = [answer["Content-Type"] for answer in answers.values()]
    # Of an upload nobody knows the encoding.
    assert kinds == ["text/csv", "text/csv; charset=utf-8", "text/csv; charset=utf-8"]
    assert "nobody" in answers["faulty"].getvalue().decode()
    assert len(answers["result"].getvalue().decode("utf-8-sig").splitlines()) >= 3
    ticket_page = text_of(dora.get(f"/batches/{ticket.pk}"))
    assert "2 recognitions were sent on" in ticket_page
    assert "Download the result per row" in ticket_page


@pytest.mark.rule("B5", "progress is asked by htmx, and the page comes anew when the work is done")
def test_progress(ticket: Ticket, dora: Person, company: Company, now: datetime) -> None:
    ticket.submit()
    Batch.objects.for_company(company).update(send_at=now)
    start_due_batches(now)
    Batch.objects.for_company(company).update(progress_done=1200, progress_total=20_000)
    bar = dora.get(f"/batches/{ticket.pk}", HTTP_HX_REQUEST="true").content.decode()
    assert ("1,200 of 20,000" in bar, "<html" in bar) == (True, False)
    assert f'hx-get="/batches/{ticket.pk}"' in bar
    assert "It is being sent." in text_of(dora.get(f"/batches/{ticket.pk}"))
    send_batch(ticket.pk, now)
    done = dora.get(f"/batches/{ticket.pk}", HTTP_HX_REQUEST="true")
    assert (done["HX-Refresh"], done.content) == ("true", b"")


# Decisions


@pytest.fixture
def waiting(company: Company, ticket: Ticket) -> Ticket:
    Company.objects.filter(pk=company.pk).update(batch_approval="company")
    return ticket.submit()


@pytest.mark.rule("B3", "recognitions and people are counted apart, each in its singular and plural")
@pytest.mark.parametrize(
    ("lines", "will", "press", "approve"),
    [
        (
            ["10,First,5,"],
            "1 recognition for one person, 5 points in all.",
            "Submit one recognition for approval",
            "Approve: recognition for one person on",
        ),
        (
            ["10,First,5,", "10,Second,5,"],
            "2 recognitions for one person, 10 points in all.",
            "Submit 2 recognitions for approval",
            "Approve: recognition for one person on",
        ),
        (
            ["10,First,5,", "11,First,5,"],
            "2 recognitions for 2 people, 10 points in all.",
            "Submit 2 recognitions for approval",
            "Approve: recognition for 2 people on",
        ),
    ],
)
def test_counted_in_words(
    company: Company,
    dora: Person,
    alice: Person,
    now: datetime,
    lines: list[str],
    will: str,
    press: str,
    approve: str,
) -> None:
    Company.objects.filter(pk=company.pk).update(batch_approval="company")
    for employee_id in ("10", "11"):
        EmployeeFactory(company=company, employee_id=employee_id)
    ticket = Ticket(company, dora.user, now).begin(rows(*lines), send_on=datetime(2099, 3, 3).date())
    page = text_of(dora.get(f"/batches/{ticket.pk}/submit"))
    assert (will in page, press in page) == (True, True)
    assert f"{approve} 3 March 2099" in text_of(alice.get(f"/batches/{ticket.submit().pk}"))


@pytest.mark.rule("B4", "an administrator approves what the page shows")
def test_approve(waiting: Ticket, alice: Person) -> None:
    page = alice.get(f"/batches/{waiting.pk}").content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page).group(1)
    assert "Approve: recognition for 2 people on 3 March 2099" in page
    assert (
        alice.post(f"/batches/{waiting.pk}/approve", {"seen": seen})["Location"] == f"/batches/{waiting.pk}"
    )
    assert waiting.status == "scheduled"


@pytest.mark.rule("B4", "approving what has changed meanwhile is refused with a sentence on the ticket")
def test_approve_too_late(waiting: Ticket, alice: Person) -> None:
    seen = stamp(waiting.batch)
    waiting.change(is_private=True).submit()
    answer = alice.post(f"/batches/{waiting.pk}/approve", {"seen": seen})
    assert answer.status_code == 409
    assert "The request has changed since you opened this page. Look at it again." in text_of(answer)
    assert waiting.status == "submitted"


@pytest.mark.rule("B4", "a question goes to the requester, whose answer submits it again")
def test_ask_and_answer(waiting: Ticket, alice: Person, dora: Person) -> None:
    path = f"/batches/{waiting.pk}"
    assert alice.post(f"{path}/ask", {"text": ""}).status_code == 409
    alice.post(f"{path}/ask", {"text": "Who pays?"})
    page = text_of(dora.get(path))
    assert ("Who pays?" in page, "Answer and submit again" in page) == (True, True)
    dora.post(f"{path}/answer", {"text": "We do."})
    assert "We do." in text_of(alice.get(path))
    alice.post(f"{path}/reject", {"text": "No budget."})
    assert "It was rejected. Nothing of it was sent." in text_of(dora.get(path))
    assert "No budget." in text_of(dora.get(path))


@pytest.mark.rule("B4", "everybody involved writes in the thread, what they write is shown as they wrote it")
def test_thread(waiting: Ticket, alice: Person, dora: Person) -> None:
    path = f"/batches/{waiting.pk}"
    alice.post(f"{path}/write", {"text": "<b>Hello</b>\nDora"})
    assert "&lt;b&gt;Hello&lt;/b&gt;" in dora.get(path).content.decode()
    assert dora.post(f"{path}/write", {"text": "x" * 2001}).status_code == 409
    assert dora.post(f"{path}/write", {"text": " "}).status_code == 409
    assert len(waiting.thread()) == 2


# The named sender's page


@pytest.mark.rule("B1", "the sender's link opens a page without rows; only its button objects")
def test_sender_page(
    ticket: Ticket, company: Company, dora: Person, stranger: SiteClient, now: datetime
) -> None:
    zoe = EmployeeFactory(company=company, first_name="Zoë", last_name="Müller", by_mail=True)
    ticket.change(from_kind="employee", from_employee=zoe).submit()
    path = sender_link(ticket.batch, timezone.now()).removeprefix(company.address)
    opened = stranger.get(path)
    assert "Dora Dean has prepared recognition in your name." in text_of(opened)
    assert "Thank you" not in text_of(opened)  # no row of it
    assert ticket.status == "scheduled"
    objected = stranger.post(path, {"text": "Not now."})
    assert "You will not be named" in text_of(objected)
    assert (ticket.status, ticket.batch.objected_by) == ("needs_info", zoe)
    ticket_page = text_of(dora.get(f"/batches/{ticket.pk}"))
    assert "Another sender is needed Zoë Müller does not want to be named." in ticket_page
    assert "Not now." in ticket_page
    assert "This link no longer works" in text_of(stranger.get("/batches/sender/nothing"))


@pytest.mark.promise("V10", "the sender's link of somebody who has left shows nothing and objects to nothing")
def test_sender_who_has_left(ticket: Ticket, company: Company, stranger: SiteClient, now: datetime) -> None:
    zoe = EmployeeFactory(company=company, first_name="Zoë", last_name="Müller", by_mail=True)
    ticket.change(from_kind="employee", from_employee=zoe).submit()
    path = sender_link(ticket.batch, timezone.now()).removeprefix(company.address)
    zoe.left_at = now
    zoe.save()
    for answer in (stranger.get(path), stranger.post(path, {"text": "Not now."})):
        assert "This link no longer works" in text_of(answer)
        assert "Safety week" not in text_of(answer)
    assert (ticket.status, ticket.batch.objected_by) == ("scheduled", None)


# Who

EVERYBODY = ("dora", "eve", "alice", "bob", "manager", "charlie", "stranger")
PAGES = {"dora": 200, "eve": 200, "alice": 200, "bob": 403, "manager": 403, "charlie": 404, "stranger": 302}


@pytest.fixture
def people(
    company: Company,
    dora: Person,
    alice: Person,
    bob: Person,
    charlie: Person,
    stranger: SiteClient,
    now: datetime,
) -> dict[str, Any]:
    eve = signed_in(a_coordinator(company, "Eve Ek"), company)
    user = an_administrator(company, "nobody")
    user.grants.all().delete()
    boss = EmployeeFactory(company=company, user=user, registered_at=now)
    EmployeeFactory(company=company, manager=boss)
    manager = signed_in(user, company, boss)
    everybody = {"dora": dora, "eve": eve, "alice": alice, "bob": bob, "manager": manager, "charlie": charlie}
    return {**everybody, "stranger": stranger}


def statuses(
    people: dict[str, Any], method: str, path: str, data: dict[str, str] | None = None
) -> dict[str, int]:
    return {name: getattr(people[name], method)(path, data or {}).status_code for name in EVERYBODY}


@pytest.mark.rule("C5", "who may open which page of a batch, person by person")
@pytest.mark.parametrize("path", ["", "/uploaded", "/faulty"])
def test_pages_by_person(waiting: Ticket, people: dict[str, Any], path: str) -> None:
    assert statuses(people, "get", f"/batches/{waiting.pk}{path}") == PAGES


@pytest.mark.rule(
    "R2", "of a private batch, other coordinators find nothing; administrators see who asked for it"
)
def test_private_by_person(waiting: Ticket, people: dict[str, Any]) -> None:
    waiting.change(is_private=True).submit()
    for path in ("", "/uploaded", "/submit", "/request"):
        assert people["eve"].get(f"/batches/{waiting.pk}{path}").status_code == 404
    for act in ("write", "cancel", "answer", "submit", "file"):
        assert people["eve"].post(f"/batches/{waiting.pk}/{act}").status_code == 404
    assert "Safety week" not in text_of(people["eve"].get("/batches"))
    assert "Dora Dean" in text_of(people["alice"].get(f"/batches/{waiting.pk}"))


@pytest.mark.rule("C5", "a draft is seen by its requester alone until it is submitted")
def test_drafts_by_person(ticket: Ticket, people: dict[str, Any]) -> None:
    expected = {**PAGES, "eve": 404, "alice": 404}
    assert statuses(people, "get", f"/batches/{ticket.pk}") == expected


@pytest.mark.rule("C5", "who may do what with a batch, person by person")
@pytest.mark.parametrize(
    ("act", "may"),
    [
        ("request", {"dora"}),
        ("file", {"dora"}),
        ("encoding", {"dora"}),
        ("submit", {"dora"}),
        ("answer", {"dora"}),
        ("approve", {"alice"}),
        ("ask", {"alice"}),
        ("reject", {"alice"}),
        ("cancel", {"dora", "alice"}),
        ("write", {"dora", "alice"}),
    ],
)
def test_acts_by_person(waiting: Ticket, people: dict[str, Any], act: str, may: set[str]) -> None:
    """Without what the act needs, whoever may do it is told so (409, 422); everybody else is refused before."""
    found = statuses(people, "post", f"/batches/{waiting.pk}/{act}")
    refused = {"charlie": 404, "stranger": 302}
    for name in EVERYBODY:
        if name in may:
            assert found[name] in {302, 409, 422}, name
        else:
            assert found[name] == refused.get(name, 403), name


@pytest.mark.rule("B4", "the requester who administers too does not approve it")
def test_not_ones_own(company: Company, alice: Person, now: datetime) -> None:
    an_administrator(company, "Anna")
    Company.objects.filter(pk=company.pk).update(batch_approval="company")
    mine = (
        Ticket(company, alice.user, now)
        .begin(good_rows(company), send_on=datetime(2099, 3, 3).date())
        .submit()
    )
    assert "Your decision" not in text_of(alice.get(f"/batches/{mine.pk}"))
    answer = alice.post(f"/batches/{mine.pk}/approve", {"seen": stamp(mine.batch)})
    assert answer.status_code == 403
    assert "You asked for this batch, so somebody else has to decide." in text_of(answer)


# The list


@pytest.mark.rule("B1", "the list says what a batch is while there is none, and gives the first step")
def test_empty_list(dora: Person) -> None:
    page = text_of(dora.get("/batches"))
    assert "No batch yet A batch thanks many people at once" in page
    assert "Begin with the file" in page


@pytest.mark.rule(
    "B4", "the list shows summary, requester, date, state, people and points, and filters by state"
)
def test_list(waiting: Ticket, dora: Person) -> None:
    row = "Safety week Dora Dean 3 March 2099 Submitted 2 20"
    assert row in text_of(dora.get("/batches"))
    assert row in text_of(dora.get("/batches?state=submitted"))
    assert "No batch is in this state." in text_of(dora.get("/batches?state=sent"))
    assert row in text_of(dora.get("/batches?state=nonsense"))


@pytest.mark.rule("B4", "list and ticket cost the same number of queries for one and for three of everything")
def test_queries(company: Company, dora: Person, now: datetime) -> None:
    def make(count: int) -> Ticket:
        copies = tuple(EmployeeFactory(company=company) for _ in range(count))
        day = datetime(2099, 3, 3).date()
        made = Ticket(company, dora.user, now).begin(
            good_rows(company, count), summary=str(uuid4()), send_on=day, copies=copies
        )
        made.submit()
        for number in range(count):
            made.write(dora.user, str(number))
        return made

    def cost(path: str) -> int:
        dora.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert dora.get(path).status_code == 200
        return len(queries)

    one = make(1)
    of_one = cost("/batches"), cost(f"/batches/{one.pk}")
    make(2)
    three = make(3)
    assert (cost("/batches"), cost(f"/batches/{three.pk}")) == of_one


def test_pages_of_the_list(company: Company, dora: Person, now: datetime) -> None:
    for number in range(21):
        Batch.objects.for_company(company).create(
            company=company,
            summary=f"Batch number {number:02}",
            send_on=now.date(),
            requested_by=dora.user,
            requested_by_label="Dora Dean",
            created_at=now + timedelta(minutes=number),
        )
    assert "Batch number 20" in text_of(dora.get("/batches"))
    second = text_of(dora.get("/batches?page=2"))
    assert ("Batch number 00" in second, "Batch number 01" in second) == (True, False)
