"""What the ticket answers at any moment: where the request is, who is asked, what comes next and when (B4, B5)."""

from datetime import datetime, timedelta

import pytest

from employees.models import Company, Employee, User
from recognition.models import Batch
from recognition.queries.batch_approvals import turn_of
from recognition.services.batches.sending import send_batch, start_due_batches
from recognition.views.batches.way import Way, way_of
from tests.factories import EmployeeFactory
from tests.people import Person, signed_in
from tests.recognition.batching import rows
from tests.recognition.test_batch_pages import text_of
from tests.recognition.tickets import Ticket, a_coordinator, an_administrator, good_rows

MAILED = "The outcome is mailed to whoever asked for it and to the administrators, and stands here."


@pytest.fixture
def dora(company: Company) -> User:
    return a_coordinator(company, "Dora Dean")


@pytest.fixture
def anna(company: Company) -> User:
    return an_administrator(company, "Anna Adams")


def submitted(company: Company, dora: User, approval: str, now: datetime, **wish: object) -> Ticket:
    Company.objects.filter(pk=company.pk).update(batch_approval=approval)
    company.refresh_from_db()
    return Ticket(company, dora, now).begin(good_rows(company), **wish).submit()


def way(ticket: Ticket, now: datetime) -> Way | None:
    return way_of(ticket.batch, turn_of(ticket.batch, now), now)


@pytest.mark.rule(
    "B4", "while it waits for administrators the ticket names them, and says when it is sent then"
)
def test_waits_for_administrators(company: Company, dora: User, anna: User, now: datetime) -> None:
    for name in ("Ben Berg", "Cleo Cox", "Dan Dale"):
        an_administrator(company, name)
    ticket = submitted(company, dora, "company", now)
    soon = "It is sent as soon as it is approved."
    assert way(ticket, now) == Way(2, True, soon, ["Anna Adams", "Ben Berg", "Cleo Cox"], more=1)
    late = "The day it was meant for is over, so it is sent as soon as it is approved."
    assert way(ticket, now + timedelta(days=1)) == Way(
        2, True, late, ["Anna Adams", "Ben Berg", "Cleo Cox"], more=1
    )
    later = submitted(company, dora, "company", now, send_on=now.date() + timedelta(days=2))
    assert way(later, now).next == (
        "Once approved, it is sent on 4 March 2026, 08:00 (Europe/Warsaw); at once, if the approval comes later."
    )


@pytest.mark.rule("B4", "an answer of the operator that is overdue is said, with what to do")
def test_waits_for_the_operator(company: Company, dora: User, olga: Person, now: datetime) -> None:
    ticket = submitted(company, dora, "operator", now)
    assert way(ticket, now) == Way(2, True, "It is sent as soon as it is approved.")
    assert way(ticket, now + timedelta(days=3)).next == (
        "The answer is overdue: write to them below. "
        "The day it was meant for is over, so it is sent as soon as it is approved."
    )


@pytest.mark.rule("B4", "where nobody approves there is no such step, and every other one has its sentence")
def test_every_step(company: Company, dora: User, anna: User, now: datetime) -> None:
    ticket = submitted(company, dora, "none", now, send_on=now.date() + timedelta(days=1))
    until = "Until then it can be changed or cancelled. The outcome is mailed, and stands here."
    assert way(ticket, now) == Way(2, False, until)
    due = now + timedelta(days=1)
    assert way(ticket, due) == Way(2, False, "It begins within a minute.")
    start_due_batches(due)
    assert way(ticket, due) == Way(2, False, MAILED)
    Batch.objects.for_company(company).update(attempts=6)
    assert way(ticket, due).next.startswith(
        "It broke off several times and is tried again every ten minutes."
    )
    send_batch(ticket.pk, due)
    result = "The result names every row and what became of it. Download it whenever you need it."
    assert way(ticket, due) == Way(4, False, result)


@pytest.mark.rule("B4", "a question, a change, and an end that is no sending have theirs")
def test_other_ends(company: Company, dora: User, anna: User, now: datetime) -> None:
    ticket = submitted(company, dora, "company", now).ask(anna)
    assert way(ticket, now) == Way(1, True, "With an answer, or changed, it is submitted again.")
    ticket.answer().change(is_private=True)
    assert way(ticket, now) == Way(1, True, "Nothing is sent before Dora Dean submits it again.")
    ticket.cancel()
    assert way(ticket, now) is None


@pytest.mark.rule("B5", "the page of a batch that is due waits for its sending")
def test_page_waits(company: Company, dora: User, now: datetime) -> None:
    ticket = submitted(company, dora, "none", now)
    page = signed_in(dora, company).get(f"/batches/{ticket.pk}")
    assert "It begins within a minute. Waiting to begin" in text_of(page)
    assert f'hx-get="/batches/{ticket.pk}"' in page.content.decode()


@pytest.mark.rule("B5", "after sending the figures are of what was sent, not of what was asked for")
def test_figures_of_the_sending(company: Company, dora: User, now: datetime) -> None:
    _ann, bo = (EmployeeFactory(company=company, employee_id=name) for name in ("A", "B"))
    lines = ("A,Hi,10,", "A,You,20,", "B,Hi,40,", "C,Hi,80,")
    ticket = Ticket(company, dora, now).begin(rows(*lines)).submit(good_rows_only=True)
    start_due_batches(now)
    Employee.objects.for_company(company).filter(pk=bo.pk).update(left_at=now)
    send_batch(ticket.pk, now)
    said = text_of(signed_in(dora, company).get(f"/batches/{ticket.pk}"))
    figures = (
        "2 Sent of 4 rows 1 People 30 Points 2 Certificates printed by their managers "
        "1 Not sent left, or not started 1 Left out had to be mended Request"
    )
    assert figures in said


@pytest.mark.rule("B3", "cards are in the recipient's language and direction, with how each is told")
def test_cards(company: Company, dora: User, now: datetime) -> None:
    EmployeeFactory(company=company, employee_id="A", language="ar", first_name="ليلى", last_name="")
    EmployeeFactory(company=company, employee_id="B", language="de", by_mail=True)
    ticket = Ticket(company, dora, now).begin(rows("A,Hi,1,", "B,Thanks a lot,2,"), send_on=now.date())
    page = signed_in(dora, company).get(f"/batches/{ticket.pk}")
    markup = page.content.decode()
    assert ('<div lang="ar" dir="rtl"' in markup, '<div lang="de" dir="ltr"' in markup) == (True, True)
    said = text_of(page)
    assert "Line 2 · Gets it on paper: a certificate, printed by the manager. Language: العربية" in said
    told = "Is told by e-mail." if company.is_launched else "Sees it at the next login."
    assert f"Line 3, the longest message · {told} Language: Deutsch" in said
