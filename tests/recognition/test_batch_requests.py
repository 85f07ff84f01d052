"""A request around a file (B1), handed in once (B3, B7), changed and cancelled before it is sent (B6)."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from employees.models import AuditEvent, Company, Mail, User
from recognition.csv_import.columns import HeadingsWrong
from recognition.models import Batch, BatchFile
from recognition.services.batches.deciding import Outdated, TextMissing
from recognition.services.batches.holding import NotNow, NotYours
from recognition.services.batches.requesting import cancel_batch, create_batch
from recognition.services.batches.sending import start_due_batches
from recognition.services.batches.submitting import RowsRefused, SaidBefore
from recognition.services.batches.wishes import RequestRefused
from tests.factories import ECardFactory, EmployeeFactory
from tests.people import Person
from tests.recognition.batching import rows
from tests.recognition.tickets import Ticket, a_coordinator, actor, an_administrator, good_rows


@pytest.fixture
def dora(company: Company) -> User:
    return a_coordinator(company, "Dora Dean")


@pytest.fixture
def ticket(company: Company, dora: User, now: datetime) -> Ticket:
    return Ticket(company, dora, now).begin(good_rows(company))


def errors_of(ticket: Ticket, **wish: object) -> dict[str, str]:
    with pytest.raises(RequestRefused) as refusal:
        ticket.change(**wish)
    return dict(refusal.value.errors)


def actions(company: Company) -> list[str]:
    events = AuditEvent.objects.for_company(company).filter(action__startswith="batch.").order_by("pk")
    return list(events.values_list("action", flat=True))


# The draft


@pytest.mark.rule("B1", "name and company of the requester come from the login")
def test_a_draft_begins_with_its_file(ticket: Ticket, company: Company, dora: User) -> None:
    batch = ticket.batch
    assert (batch.company, batch.requested_by, batch.requested_by_label) == (company, dora, "Dora Dean")
    assert (batch.status, batch.summary, batch.file.file_name) == ("draft", "Safety week", "thanks.csv")
    assert actions(company) == ["batch.created", "batch.changed"]


@pytest.mark.rule("B7", "a button pressed twice makes one draft with one file")
def test_one_press_one_draft(company: Company, dora: User, now: datetime) -> None:
    press = {
        "company": company,
        "press_key": uuid4(),
        "name": "a.csv",
        "data": good_rows(company),
        "by": actor(dora),
        "now": now,
    }
    assert create_batch(**press) == create_batch(**press)
    assert Batch.objects.for_company(company).count() == BatchFile.objects.for_company(company).count() == 1
    other = a_coordinator(company, "Eve Ek")
    with pytest.raises(NotNow):
        create_batch(**{**press, "by": actor(other)})


@pytest.mark.rule("B2", "a file that is refused leaves no draft behind")
def test_a_refused_file(company: Company, dora: User, now: datetime) -> None:
    with pytest.raises(HeadingsWrong):
        create_batch(
            company=company, press_key=uuid4(), name="a.csv", data=b"ID,TEXT\n1,2\n", by=actor(dora), now=now
        )
    assert Batch.objects.for_company(company).count() == 0


# The request


@pytest.mark.rule("B5", "a past date is refused")
def test_a_past_date(ticket: Ticket, now: datetime) -> None:
    sentence = "This day is over. Choose today or a later day."
    assert errors_of(ticket, send_on=now.date() - timedelta(days=1)) == {"send_on": sentence}
    ticket.change(send_on=now.date() + timedelta(days=400))


@pytest.mark.rule("B5", "today is the company's today, not the server's")
def test_today_in_the_company(company: Company, dora: User) -> None:
    late_evening = datetime.fromisoformat("2026-03-02T23:30:00+00:00")  # in Warsaw it is 3 March
    ticket = Ticket(company, dora, late_evening).begin(good_rows(company), send_on=date(2026, 3, 3))
    assert errors_of(ticket, send_on=date(2026, 3, 2))["send_on"].startswith("This day is over.")


@pytest.mark.rule(
    "B1", "a custom name equal to an employee's is refused, whatever its case, order and accents"
)
@pytest.mark.parametrize(
    "name", ["Zoë Müller", "zoe  muller", "Müller Zoë", "MÜLLER, ZOË", "Zo\u200bë\u202e Mül\u200dler"]
)
def test_a_name_of_an_employee(ticket: Ticket, company: Company, name: str) -> None:
    EmployeeFactory(company=company, first_name="Zoë", last_name="Müller")
    sentence = errors_of(ticket, from_kind="custom", from_name=name)["from_name"]
    assert "is the name of an employee" in sentence
    ticket.change(from_kind="custom", from_name="  Leadership   Team ")
    assert ticket.batch.from_name == "Leadership Team"


@pytest.mark.rule(
    "B1", "summary and custom name are one line, and nothing unseen in them turns or parts the words"
)
def test_one_line(ticket: Ticket) -> None:
    said = {"from_name": "Lead\u202eership\n Team", "summary": "Safety\u200b\nweek"}
    batch = ticket.change(from_kind="custom", **said).batch
    assert (batch.summary, batch.from_name) == ("Safety week", "Leadership Team")
    errors = errors_of(ticket, from_kind="custom", from_name="\u2060", summary="\u200b")
    assert errors == {
        "summary": "Say in a few words what this is about.",
        "from_name": "Type the name from which it comes, like Leadership Team.",
    }


def test_part_of_a_name_is_no_name(ticket: Ticket, company: Company, other_company: Company) -> None:
    EmployeeFactory(company=company, first_name="Zoë", last_name="Müller")
    EmployeeFactory(company=other_company, first_name="Ann", last_name="Other")
    for name in ("Zoë", "Zoë Müller and team", "Ann Other"):
        assert ticket.change(from_kind="custom", from_name=name).batch.from_name == name


@pytest.mark.rule(
    "B1", "a person who is named has to work here and to have an address, so that it can be asked"
)
def test_who_can_be_named(ticket: Ticket, company: Company, now: datetime) -> None:
    left = EmployeeFactory(company=company, first_name="Old", last_name="Hand", by_mail=True, left_at=now)
    mute = EmployeeFactory(company=company, first_name="Mute", last_name="Mo")
    for person, words in (
        (left, "does not work here"),
        (mute, "has no e-mail address"),
        (None, "Choose the"),
    ):
        assert words in errors_of(ticket, from_kind="employee", from_employee=person)["from_employee"]
    boss = EmployeeFactory(company=company, by_mail=True)
    assert ticket.change(from_kind="employee", from_employee=boss).batch.from_employee == boss


@pytest.mark.rule("B1", "every problem of a request is said at once, and nothing is changed")
def test_all_problems_at_once(ticket: Ticket, company: Company, now: datetime) -> None:
    retired = ECardFactory(company=company, retired_at=now)
    gone = EmployeeFactory(company=company, left_at=now)
    found = errors_of(
        ticket, summary=" ", send_on=date(2020, 1, 1), ecard=retired, from_kind="custom", copies=(gone,)
    )
    assert set(found) == {"summary", "send_on", "ecard", "from_name", "copies"}
    assert (ticket.batch.summary, ticket.batch.copies.count()) == ("Safety week", 0)


@pytest.mark.rule("B1", "what does not belong to the chosen sender is not kept")
def test_only_the_chosen_sender_is_kept(ticket: Ticket, company: Company) -> None:
    boss = EmployeeFactory(company=company, by_mail=True)
    ticket.change(from_kind="employee", from_employee=boss, from_name="The Board")
    assert (ticket.batch.from_employee, ticket.batch.from_name) == (boss, "")
    ticket.change(from_kind="company")
    assert ticket.batch.from_employee is None


@pytest.mark.rule("B1", "people are copied and taken off again")
def test_copies(ticket: Ticket, company: Company) -> None:
    first, second, third = (EmployeeFactory(company=company) for _ in range(3))
    ticket.change(copies=(first, second)).change(copies=(second, third))
    assert set(ticket.batch.copies.values_list("employee", flat=True)) == {second.pk, third.pk}


def test_the_same_wish_changes_nothing(ticket: Ticket, company: Company) -> None:
    before = actions(company)
    ticket.change().change(summary="Safety week")
    assert actions(company) == before


@pytest.mark.rule(
    "B1", "only the requester changes, submits and answers; administrators too find out who it is"
)
def test_only_the_requester(ticket: Ticket, company: Company) -> None:
    other = an_administrator(company, "Anna Adams")
    acts = (lambda: ticket.change(by=other, summary="Mine now"), lambda: ticket.submit(by=other))
    for act in acts:
        with pytest.raises(NotYours, match=r"Only Dora Dean, who asked for this batch, can do this."):
            act()


# Submission


@pytest.mark.rule("B4", "without anybody to ask it is scheduled on submission")
@pytest.mark.rule("B7", "one submission is one batch, whatever is pressed twice")
def test_submitted_once(ticket: Ticket, company: Company, now: datetime) -> None:
    ticket.submit().submit()
    batch = ticket.batch
    assert (batch.status, batch.send_at, batch.people, batch.points) == ("scheduled", now, 2, 20)
    assert batch.confirmed_fingerprint == batch.file.fingerprint != ""
    assert [change for change, _by, _text in ticket.thread()] == ["submitted", "scheduled"]
    assert actions(company)[2:] == ["batch.submitted", "batch.scheduled"]


@pytest.mark.rule("B3", "what was shown is what is confirmed: another check is out of date")
@pytest.mark.promise("V2", "a submission binds to the check that was shown, another one is refused")
def test_another_check(ticket: Ticket, company: Company) -> None:
    seen = ticket.batch.file.fingerprint
    ticket.replace_file(good_rows(company, 3))
    with pytest.raises(Outdated):
        ticket.submit(fingerprint=seen)
    with pytest.raises(Outdated):
        ticket.submit(fingerprint="")
    assert ticket.status == "draft"


@pytest.mark.rule("B3", "rows to mend are left out only when somebody decides so")
def test_faulty_rows(ticket: Ticket, company: Company) -> None:
    ticket.replace_file(good_rows(company) + b"\nnobody,Thanks,5,")
    with pytest.raises(RowsRefused, match=r"Some rows have to be mended."):
        ticket.submit()
    assert ticket.submit(good_rows_only=True).batch.good_rows_only
    assert ticket.batch.people == 2


def test_good_rows_only_means_nothing_without_faulty_ones(ticket: Ticket) -> None:
    assert not ticket.submit(good_rows_only=True).batch.good_rows_only


def test_nothing_good(ticket: Ticket) -> None:
    ticket.replace_file(rows("nobody,Thanks,5,"))
    with pytest.raises(RowsRefused, match=r"No row of this file can be sent."):
        ticket.submit(good_rows_only=True)


@pytest.mark.rule(
    "B7", "the same content in a second file is stopped until send again is ticked, with a pointer"
)
def test_said_before(company: Company, dora: User, now: datetime) -> None:
    lines = good_rows(company).decode().split("\n")
    first = Ticket(company, dora, now).begin("\n".join(lines).encode()).submit()
    turned = "\r\n".join([lines[0], *reversed(lines[1:])]).encode("utf-8-sig")
    second = Ticket(company, dora, now).begin(turned, summary="Safety week, once more")
    with pytest.raises(SaidBefore) as refusal:
        second.submit()
    assert refusal.value.earlier == first.batch
    assert "“Safety week” holds the same recognitions." in str(refusal.value)
    assert second.submit(send_again=True).batch.send_again


def test_days_pass_before_the_submission(ticket: Ticket) -> None:
    ticket.now += timedelta(days=1)
    with pytest.raises(RequestRefused, match=r"This day is over."):
        ticket.submit()
    assert ticket.status == "draft"


def test_the_sender_leaves_before_the_submission(ticket: Ticket, company: Company, now: datetime) -> None:
    boss = EmployeeFactory(company=company, by_mail=True)
    ticket.change(from_kind="employee", from_employee=boss)
    boss.left_at = now
    boss.save()
    with pytest.raises(RequestRefused, match=r"does not work here at present"):
        ticket.submit()


# Changed and cancelled before sending


@pytest.mark.rule("B4", "a changed request goes back to a draft, and nothing of it is confirmed or scheduled")
@pytest.mark.parametrize("change", ["request", "file"])
def test_changed_when_scheduled(ticket: Ticket, company: Company, change: str) -> None:
    ticket.submit()
    if change == "request":
        ticket.change(is_private=True)
    else:
        ticket.replace_file(good_rows(company, 3))
    batch = ticket.batch
    assert (batch.status, batch.confirmed_fingerprint, batch.send_at) == ("draft", "", None)
    assert ticket.thread()[-1][0] == "taken_back"
    assert start_due_batches(ticket.now + timedelta(days=9)) == []
    assert ticket.submit().status == "scheduled"


@pytest.mark.rule("B6", "before sending it can be cancelled, once and for good")
def test_cancelled(ticket: Ticket, now: datetime) -> None:
    ticket.submit().cancel(text="Wrong month").cancel()
    assert ticket.status == "cancelled"
    assert ticket.thread()[-1] == ("cancelled", "Dora Dean", "Wrong month")
    assert start_due_batches(now + timedelta(days=9)) == []
    for act in (ticket.submit, lambda: ticket.change(summary="x"), lambda: ticket.replace_file(b"")):
        with pytest.raises((NotNow, Outdated)):
            act()


@pytest.mark.rule("B6", "in each state before sending it can be cancelled, in none after")
@pytest.mark.parametrize("status", Batch.Status.values)
def test_cancelled_in_each_state(ticket: Ticket, now: datetime, status: str) -> None:
    ticket.submit()
    Batch.objects.filter(pk=ticket.pk).update(status=status, recalled_at=now, recall_reason="x")
    if status in {"sending", "sent", "rejected", "recalled"}:
        with pytest.raises(NotNow):
            ticket.cancel()
        assert ticket.status == status
    else:
        assert (ticket.cancel().status, start_due_batches(now)) == ("cancelled", [])


@pytest.mark.rule("B6", "once sending has begun it cannot be cancelled")
def test_too_late_to_cancel(ticket: Ticket, now: datetime) -> None:
    ticket.submit()
    assert start_due_batches(now) == [ticket.pk]
    with pytest.raises(NotNow, match=r"This request is at another state now: Sending. Nothing was done."):
        ticket.cancel()
    assert ticket.status == "sending"


def test_a_draft_is_discarded_without_mail(ticket: Ticket, company: Company) -> None:
    ticket.cancel()
    assert ticket.status == "cancelled"
    assert Mail.objects.filter(company=company).count() == 0


def test_a_stranger_cannot_cancel_by_service(ticket: Ticket, charlie: Person, now: datetime) -> None:
    """The doors decide who may; the service writes who did."""
    cancel_batch(batch=ticket.batch, text="", by=actor(charlie.user), now=now)
    assert ticket.thread()[-1][1] == "Charlie Clark"


def test_an_empty_message_is_refused(ticket: Ticket, dora: User) -> None:
    with pytest.raises(NotNow):
        ticket.write(dora, "Hello")
    ticket.submit()
    with pytest.raises(TextMissing, match=r"Write something first."):
        ticket.write(dora, " \n ")
