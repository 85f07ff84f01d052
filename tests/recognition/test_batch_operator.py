"""The operator's queue: title, company, totals, thread; never rows, messages or people (C5, B4)."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from employees.models import AuditEvent, Company
from recognition.queries.batch_approvals import stamp
from recognition.queries.batches import earlier_of_operator, operator_queue
from tests.factories import EmployeeFactory, UserFactory
from tests.people import Person, signed_in
from tests.recognition.batching import rows
from tests.recognition.test_batch_pages import text_of
from tests.recognition.tickets import Ticket, a_coordinator, an_administrator, good_rows

FAR = date(2099, 3, 3)


def at_the_operator(company: Company, now: datetime, **wish: object) -> Ticket:
    Company.objects.filter(pk=company.pk).update(batch_approval="operator")
    company.refresh_from_db()
    ticket = Ticket(company, a_coordinator(company, "Dora Dean"), now)
    return ticket.begin(good_rows(company), **{"send_on": FAR, **wish}).submit()


def page_of(ticket: Ticket, act: str = "") -> str:
    return f"/backoffice/batches/{ticket.pk}{act}"


@pytest.mark.rule("B4", "the queue shows title, company, totals and the day by which an answer is due")
def test_queue(company: Company, olga: Person, now: datetime) -> None:
    at_the_operator(company, now)
    said = text_of(olga.get("/backoffice/batches"))
    assert "Safety week Acme Mills 3 March 2099 Overdue since 4 March 2026 2 20" in said


def test_empty_queue(olga: Person) -> None:
    assert "Nothing waits for us" in text_of(olga.get("/backoffice/batches"))


@pytest.mark.rule("B4", "the most urgent request stands first, companies together")
def test_order(company: Company, other_company: Company, now: datetime) -> None:
    later = at_the_operator(company, now + timedelta(days=1))
    first = at_the_operator(other_company, now)
    assert [(row.batch.pk, row.due, row.is_overdue) for row in operator_queue(now + timedelta(days=3))] == [
        (first.pk, date(2026, 3, 4), True),
        (later.pk, date(2026, 3, 5), False),
    ]


@pytest.mark.rule("C5", "account managers never see rows, messages or names of people in a request")
def test_no_people(company: Company, olga: Person, now: datetime) -> None:
    boss = EmployeeFactory(company=company, first_name="Zoë", last_name="Sender", by_mail=True)
    copied = EmployeeFactory(company=company, first_name="Carla", last_name="Copied")
    person = EmployeeFactory(company=company, employee_id="77001", first_name="Rita", last_name="Recipient")
    ticket = at_the_operator(company, now)
    ticket.replace_file(rows(f"{person.employee_id},A secret message,20,", "nobody,Other,5,"))
    ticket.change(from_kind="employee", from_employee=boss, copies=(copied,)).submit(good_rows_only=True)
    pages = [olga.get(path).content.decode() for path in ("/backoffice/batches", page_of(ticket))]
    secrets = ("Rita", "Recipient", "77001", "A secret message", "Zoë", "Carla", "nobody", "thanks.csv")
    assert [word for word in secrets for page in pages if word in page] == []
    assert "Copied people 1" in text_of(olga.get(page_of(ticket)))


@pytest.mark.rule("C5", "only requests that were submitted to the operator are seen; any other is not found")
def test_only_what_was_submitted_to_the_operator(company: Company, olga: Person, now: datetime) -> None:
    dora = a_coordinator(company, "Dora Dean")
    an_administrator(company, "Anna")
    draft = Ticket(company, dora, now).begin(good_rows(company), send_on=FAR)
    scheduled = Ticket(company, dora, now).begin(good_rows(company), send_on=FAR).submit()
    Company.objects.filter(pk=company.pk).update(batch_approval="company")
    waiting = Ticket(company, dora, now).begin(good_rows(company), send_on=FAR).submit()
    for ticket in (draft, scheduled, waiting):
        answers = [olga.get(page_of(ticket)), *(olga.post(page_of(ticket, act)) for act in ACTS)]
        assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert operator_queue(now) == []


ACTS = ("/approve", "/ask", "/reject", "/write")


@pytest.mark.rule("B4", "an account manager approves, and the company's audit log says who")
def test_approve(company: Company, olga: Person, now: datetime) -> None:
    ticket = at_the_operator(company, now)
    page = olga.get(page_of(ticket)).content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page).group(1)
    assert olga.post(page_of(ticket, "/approve"), {"seen": seen})["Location"] == page_of(ticket)
    assert ticket.status == "scheduled"
    assert "It is sent on 3 March 2099, 08:00 (Europe/Warsaw)." in text_of(olga.get(page_of(ticket)))
    event = AuditEvent.objects.for_company(company).get(action="batch.approved")
    assert (event.actor, event.actor_label) == (olga.user, "Olga Orlova")
    assert "Earlier requests Request Company To be sent State People Points Safety week" in text_of(
        olga.get("/backoffice/batches")
    )


@pytest.mark.rule("B4", "an account manager asks, reads the answer, and rejects with a reason")
def test_ask_and_reject(company: Company, olga: Person, now: datetime) -> None:
    ticket = at_the_operator(company, now)
    assert olga.post(page_of(ticket, "/reject"), {"text": " "}).status_code == 409
    olga.post(page_of(ticket, "/ask"), {"text": "Which budget?"})
    assert (ticket.status, operator_queue(now)) == ("needs_info", [])
    olga.post(page_of(ticket, "/write"), {"text": "Any news?"})
    ticket.answer("Ours.")
    assert "Ours." in text_of(olga.get(page_of(ticket)))
    assert olga.post(page_of(ticket, "/reject"), {"text": "Too late."})["Location"] == page_of(ticket)
    assert ticket.thread()[-1] == ("rejected", "Olga Orlova", "Too late.")


@pytest.mark.rule("B4", "approving what has changed meanwhile is refused with a sentence")
def test_outdated(company: Company, olga: Person, now: datetime) -> None:
    ticket = at_the_operator(company, now)
    seen = stamp(ticket.batch)
    ticket.change(is_private=True).submit()
    answer = olga.post(page_of(ticket, "/approve"), {"seen": seen})
    assert (answer.status_code, ticket.status) == (409, "submitted")
    assert "The request has changed since you opened this page." in text_of(answer)


@pytest.mark.rule("B4", "above the threshold, without a second administrator, two account managers approve")
def test_two_account_managers(company: Company, olga: Person, now: datetime) -> None:
    Company.objects.filter(pk=company.pk).update(second_approval_points=5)
    company.refresh_from_db()
    ticket = at_the_operator(company, now)
    olga.post(page_of(ticket, "/approve"), {"seen": stamp(ticket.batch)})
    assert "Your decision" not in text_of(olga.get(page_of(ticket)))
    assert olga.post(page_of(ticket, "/reject"), {"text": "No"}).status_code == 403
    otto = signed_in(UserFactory(name="Otto Orr", is_account_manager=True), None)
    otto.post(page_of(ticket, "/approve"), {"seen": stamp(ticket.batch)})
    assert ticket.status == "scheduled"


@pytest.mark.rule("C5", "what fell to the operator is seen while it waits, and after a yes of the operator")
def test_fallen_to_the_operator(company: Company, olga: Person, now: datetime) -> None:
    anna = an_administrator(company, "Anna")
    Company.objects.filter(pk=company.pk).update(batch_approval="company")
    company.refresh_from_db()
    approved, rejected = (
        Ticket(company, anna, now).begin(good_rows(company), send_on=FAR).submit() for _number in range(2)
    )
    assert {row.batch.pk for row in operator_queue(now)} == {approved.pk, rejected.pk}
    assert olga.post(page_of(approved, "/approve"), {"seen": stamp(approved.batch)})["Location"] == page_of(
        approved
    )
    answer = olga.post(page_of(rejected, "/reject"), {"text": "No."})
    assert answer["Location"] == "/backoffice/batches"
    assert olga.get(page_of(rejected)).status_code == 404
    assert [batch.pk for batch in earlier_of_operator()] == [approved.pk]


@pytest.mark.rule("C5", "nobody but account managers opens the queue, and only at the operator's host")
def test_for_account_managers(
    company: Company, alice: Person, bob: Person, olga: Person, now: datetime
) -> None:
    ticket = at_the_operator(company, now)
    for person in (alice, bob):
        assert [person.get(path).status_code for path in ("/backoffice/batches", page_of(ticket))] == [
            404,
            404,
        ]
    olga.client.defaults["HTTP_HOST"] = alice.client.defaults["HTTP_HOST"]
    assert olga.get(f"/batches/{ticket.pk}").status_code == 302


@pytest.mark.rule("B4", "the queue costs the same number of queries for one and for three requests")
def test_queries(company: Company, other_company: Company, olga: Person, now: datetime) -> None:
    def cost() -> int:
        olga.get("/backoffice/batches")
        with CaptureQueriesContext(connection) as queries:
            assert olga.get("/backoffice/batches").status_code == 200
        return len(queries)

    at_the_operator(company, now)
    of_one = cost()
    at_the_operator(company, now)
    at_the_operator(other_company, now)
    assert cost() == of_one
