"""Whose yes a batch needs, what it is bound to, when it is sent then, and who is told (B4, B5, C6)."""

from datetime import date, datetime, timedelta

import pytest

from employees.models import AuditEvent, Company, Mail, RoleGrant, User
from employees.services.mail import send_due_mails
from recognition.models import Batch
from recognition.queries.batch_approvals import stamp, turn_of
from recognition.queries.batch_dates import due_on, moment_to_send
from recognition.services.batches.deciding import Outdated, TextMissing, object_to_sender
from recognition.services.batches.holding import NotNow, NotYours
from recognition.services.batches.letters import find_named_batch, sender_link
from recognition.services.batches.sending import start_due_batches
from recognition.services.batches.wishes import RequestRefused, Wish
from tests.factories import EmployeeFactory, UserFactory
from tests.people import Person
from tests.recognition.tickets import Ticket, a_coordinator, an_administrator, good_rows
from workstars.lib.actors import Actor


@pytest.fixture
def dora(company: Company) -> User:
    return a_coordinator(company, "Dora Dean")


@pytest.fixture
def anna(company: Company) -> User:
    return an_administrator(company, "Anna Adams")


@pytest.fixture
def ben(company: Company) -> User:
    return an_administrator(company, "Ben Berg")


def asks(company: Company, approval: str, threshold: int = 10_000) -> None:
    Company.objects.filter(pk=company.pk).update(batch_approval=approval, second_approval_points=threshold)


def submitted(company: Company, requester: User, now: datetime, points: int = 10, **wish: object) -> Ticket:
    return Ticket(company, requester, now).begin(good_rows(company, points=points), **wish).submit()


def told(batch: Batch) -> list[tuple[str, str]]:
    """Addresses and kinds of the mails owed, oldest first."""
    return list(Mail.objects.filter(company=batch.company).order_by("pk").values_list("to", "kind"))


def forget_mails() -> None:
    Mail.objects.all().delete()


# Who


@pytest.mark.rule("B4", "company: an administrator who is not the requester approves")
def test_company_approval(company: Company, dora: User, anna: User, now: datetime) -> None:
    asks(company, "company")
    ticket = submitted(company, dora, now)
    assert ticket.status == "submitted"
    assert ticket.approve(anna).status == "scheduled"
    assert [change for change, _by, _text in ticket.thread()] == ["submitted", "approved", "scheduled"]
    batch = ticket.batch
    assert [(yes.by_label, yes.by_operator) for yes in batch.approvals.all()] == [("Anna Adams", False)]
    event = AuditEvent.objects.for_company(company).get(action="batch.approved")
    assert (event.actor, event.subject_label, event.after) == (
        anna,
        "Safety week",
        {"people": 2, "points": 20},
    )


@pytest.mark.rule("B4", "an administrator does not approve a batch of one's own")
def test_not_ones_own(company: Company, anna: User, ben: User, now: datetime) -> None:
    asks(company, "company")
    ticket = submitted(company, anna, now)
    with pytest.raises(NotYours, match=r"You asked for this batch, so somebody else has to decide."):
        ticket.approve(anna)
    assert ticket.approve(ben).status == "scheduled"


@pytest.mark.rule("B4", "where the only administrator asks, the operator decides")
def test_the_only_administrator(company: Company, anna: User, olga: Person, now: datetime) -> None:
    asks(company, "company")
    ticket = submitted(company, anna, now)
    assert turn_of(ticket.batch, now).is_operators
    assert ticket.approve(olga.user, as_operator=True).status == "scheduled"


@pytest.mark.rule("B4", "operator: the account managers decide, administrators do not")
def test_operator_approval(company: Company, dora: User, anna: User, olga: Person, now: datetime) -> None:
    asks(company, "operator")
    ticket = submitted(company, dora, now)
    with pytest.raises(NotYours, match=r"The account managers of the platform decide about this batch."):
        ticket.approve(anna)
    assert ticket.approve(olga.user, as_operator=True).status == "scheduled"
    assert ticket.batch.approvals.get().by_operator


@pytest.mark.rule("B4", "above the points threshold one more person, neither requester nor first approver")
def test_two_people(company: Company, dora: User, anna: User, ben: User, now: datetime) -> None:
    asks(company, "company", threshold=19)
    ticket = submitted(company, dora, now)  # 2 rows of 10 points
    assert ticket.approve(anna).status == "submitted"
    assert ticket.approve(anna).batch.approvals.count() == 1  # pressed twice
    with pytest.raises(NotYours, match=r"You have approved it already. So many points need a second person."):
        ticket.reject(anna)
    assert ticket.approve(ben).status == "scheduled"


def test_at_the_threshold_one_is_enough(company: Company, dora: User, anna: User, now: datetime) -> None:
    asks(company, "company", threshold=20)
    assert submitted(company, dora, now).approve(anna).status == "scheduled"


@pytest.mark.rule("B4", "is there no second administrator, the operator is the second")
def test_operator_is_second(company: Company, dora: User, anna: User, olga: Person, now: datetime) -> None:
    asks(company, "company", threshold=19)
    ticket = submitted(company, dora, now).approve(anna)
    assert ticket.approve(olga.user, as_operator=True).status == "scheduled"


@pytest.mark.rule("B4", "without approval, too many points still need one administrator")
def test_many_points_alone(company: Company, dora: User, anna: User, now: datetime) -> None:
    asks(company, "none", threshold=19)
    ticket = submitted(company, dora, now)
    assert ticket.status == "submitted"
    assert ticket.approve(anna).status == "scheduled"


def test_after_the_operator_an_administrator(
    company: Company, dora: User, anna: User, olga: Person, now: datetime
) -> None:
    asks(company, "operator", threshold=19)
    ticket = submitted(company, dora, now).approve(olga.user, as_operator=True)
    assert turn_of(ticket.batch, now).is_company
    assert ticket.approve(anna).status == "scheduled"


@pytest.mark.rule(
    "C6", "who approves is settled at submission; a setting changed later waits for the next one"
)
def test_settings_of_the_submission(company: Company, dora: User, anna: User, now: datetime) -> None:
    asks(company, "company", threshold=19)
    ticket = submitted(company, dora, now)
    asks(company, "none", threshold=1_000_000)
    assert ticket.approve(anna).status == "submitted"


@pytest.mark.rule("B4", "an administrator who leaves counts no longer, and the operator is asked instead")
def test_the_approver_leaves(company: Company, dora: User, anna: User, now: datetime) -> None:
    asks(company, "company")
    ticket = submitted(company, dora, now)
    EmployeeFactory(company=company, user=anna, registered_at=now, left_at=now)
    assert turn_of(ticket.batch, now).is_operators
    RoleGrant.objects.for_company(company).filter(user=anna).delete()
    assert turn_of(ticket.batch, now).is_operators


# To what


@pytest.mark.rule("B4", "an approval binds to what was looked at; what has changed since is refused")
@pytest.mark.promise("V2", "an approval binds to rows and request as they were seen")
def test_outdated_look(company: Company, dora: User, anna: User, now: datetime) -> None:
    asks(company, "company")
    ticket = submitted(company, dora, now)
    from_before = "0" * 64
    with pytest.raises(Outdated):
        ticket.approve(anna, seen=from_before)
    assert ticket.status == "submitted"


@pytest.mark.rule("B4", "a changed request or file needs approval anew")
@pytest.mark.parametrize(
    "wish",
    [
        {"summary": "Other words"},
        {"description": "More"},
        {"is_private": True},
        {"send_on": date(2026, 3, 9)},
        {"from_kind": "custom", "from_name": "The Board"},
    ],
    ids=lambda wish: next(iter(wish)),
)
def test_changed_after_approval(
    company: Company, dora: User, anna: User, now: datetime, wish: dict[str, object]
) -> None:
    asks(company, "company")
    ticket = submitted(company, dora, now).approve(anna)
    assert ticket.change(**wish).submit().status == "submitted"
    assert ticket.approve(anna).status == "scheduled"


def test_other_rows_after_approval(company: Company, dora: User, anna: User, now: datetime) -> None:
    asks(company, "company")
    ticket = submitted(company, dora, now).approve(anna)
    assert ticket.replace_file(good_rows(company, 3)).submit().status == "submitted"


@pytest.mark.rule(
    "B4", "what was changed and changed back needs approval anew, and is no longer what was seen"
)
@pytest.mark.promise("V2", "an approval is of what was said at its time, and ends with any change")
def test_changed_and_changed_back(company: Company, dora: User, anna: User, now: datetime) -> None:
    asks(company, "company")
    ticket = submitted(company, dora, now).approve(anna)
    seen, before = stamp(ticket.batch), Wish.of(ticket.batch)
    ticket.change(is_private=True).change(is_private=False).submit()
    assert (ticket.status, Wish.of(ticket.batch)) == ("submitted", before)
    with pytest.raises(Outdated):
        ticket.approve(anna, seen=seen)
    assert ticket.approve(anna).status == "scheduled"


@pytest.mark.rule("B4", "a file taken away and uploaded again needs approval anew")
def test_the_same_file_again(company: Company, dora: User, anna: User, now: datetime) -> None:
    asks(company, "company")
    data = good_rows(company)
    ticket = Ticket(company, dora, now).begin(data).submit().approve(anna)
    bound_to = ticket.batch.confirmed_fingerprint
    ticket.replace_file(good_rows(company, 3)).replace_file(data).submit()
    assert (ticket.status, ticket.batch.confirmed_fingerprint) == ("submitted", bound_to)


# Questions, rejection


@pytest.mark.rule(
    "B4", "needs information and submitted follow each other; approvals given before still count"
)
def test_question_and_answer(company: Company, dora: User, anna: User, ben: User, now: datetime) -> None:
    asks(company, "company", threshold=19)
    ticket = submitted(company, dora, now).approve(anna).ask(ben, "Who pays?")
    assert ticket.status == "needs_info"
    with pytest.raises(NotNow):
        ticket.approve(ben)
    with pytest.raises(TextMissing, match=r"Write the answer first."):
        ticket.answer(" ")
    assert ticket.answer("Marketing.").status == "submitted"
    assert ticket.approve(ben).status == "scheduled"
    assert ticket.thread()[1:4] == [
        ("approved", "Anna Adams", ""),
        ("needs_info", "Ben Berg", "Who pays?"),
        ("answered", "Dora Dean", "Marketing."),
    ]


@pytest.mark.rule("B4", "what was changed during a question is submitted anew, an answer alone does not do")
def test_changed_during_a_question(company: Company, dora: User, anna: User, now: datetime) -> None:
    asks(company, "company")
    ticket = submitted(company, dora, now).ask(anna).change(is_private=True)
    assert ticket.status == "needs_info"
    with pytest.raises(Outdated):
        ticket.answer()
    assert ticket.submit().status == "submitted"
    assert [change for change, _by, _text in ticket.thread()][-2:] == ["changed", "answered"]


def test_an_answer_after_the_day(company: Company, dora: User, anna: User, now: datetime) -> None:
    asks(company, "company")
    ticket = submitted(company, dora, now).ask(anna)
    ticket.now = now + timedelta(days=1)
    with pytest.raises(RequestRefused, match=r"This day is over."):
        ticket.answer()


@pytest.mark.rule("B4", "rejected with a reason, it is over")
def test_rejected(company: Company, dora: User, anna: User, now: datetime) -> None:
    asks(company, "company")
    ticket = submitted(company, dora, now)
    with pytest.raises(TextMissing, match=r"Say why, so that it can be mended."):
        ticket.reject(anna, "  ")
    assert ticket.reject(anna, "No budget.").status == "rejected"
    for act in (
        ticket.answer,
        ticket.cancel,
        lambda: ticket.approve(anna),
        lambda: ticket.change(summary="x"),
    ):
        with pytest.raises(NotNow):
            act()


# When


@pytest.mark.rule("B5", "a later day means 08:00 in the company's time zone, before and after clocks change")
@pytest.mark.parametrize(
    ("zone", "day", "moment"),
    [
        ("Europe/Warsaw", "2026-03-28", "2026-03-28T07:00+00:00"),
        ("Europe/Warsaw", "2026-03-29", "2026-03-29T06:00+00:00"),  # clocks go forward at 02:00
        ("Europe/Warsaw", "2026-10-25", "2026-10-25T07:00+00:00"),  # and back
        ("America/New_York", "2026-03-08", "2026-03-08T12:00+00:00"),
        ("Pacific/Auckland", "2026-04-05", "2026-04-04T20:00+00:00"),
        ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T21:00+00:00"),  # by half an hour
        ("Asia/Kathmandu", "2026-03-03", "2026-03-03T02:15+00:00"),
        ("Pacific/Kiritimati", "2026-03-04", "2026-03-03T18:00+00:00"),
        ("America/Sao_Paulo", "2026-11-01", "2026-11-01T11:00+00:00"),  # clocks stay since 2019
        ("Asia/Kolkata", "2026-03-03", "2026-03-03T02:30+00:00"),
        ("Pacific/Apia", "2026-04-05", "2026-04-04T19:00+00:00"),
        ("Africa/Casablanca", "2027-02-07", "2027-02-07T08:00+00:00"),  # an hour back for Ramadan
    ],
)
def test_eight_in_the_morning(company: Company, now: datetime, zone: str, day: str, moment: str) -> None:
    company.time_zone = zone
    planned = moment_to_send(company, date.fromisoformat(day), now, now)
    assert planned == (datetime.fromisoformat(moment), False)


@pytest.mark.rule("B5", "asked for its own day, it is sent on approval")
@pytest.mark.rule("B5", "approved late, it is sent on approval")
@pytest.mark.parametrize(
    ("asked", "approved", "sent", "late"),
    [
        ("2026-03-02T12:00", "2026-03-02T12:00", "2026-03-02T12:00", False),  # today, at once
        ("2026-03-02T01:00", "2026-03-02T04:00", "2026-03-02T04:00", False),  # today, before 08:00
        ("2026-03-02T12:00", "2026-03-03T05:00", "2026-03-03T05:00", True),  # today, approved tomorrow
        ("2026-03-01T12:00", "2026-03-02T06:59", "2026-03-02T07:00", False),  # a later day, 08:00 Warsaw
        ("2026-03-01T12:00", "2026-03-02T07:00", "2026-03-02T07:00", False),
        ("2026-03-01T12:00", "2026-03-02T07:01", "2026-03-02T07:01", True),
        ("2026-02-01T12:00", "2026-03-09T12:00", "2026-03-09T12:00", True),
    ],
)
def test_moments(company: Company, asked: str, approved: str, sent: str, late: bool) -> None:
    times = [datetime.fromisoformat(f"{text}+00:00") for text in (asked, approved, sent)]
    assert moment_to_send(company, date(2026, 3, 2), times[0], times[1]) == (times[2], late)


@pytest.mark.rule("B5", "that it was approved late is said in the thread")
def test_late_is_said(company: Company, dora: User, anna: User, now: datetime) -> None:
    asks(company, "company")
    ticket = submitted(company, dora, now, send_on=date(2026, 3, 4))
    ticket.now = now + timedelta(days=5)
    assert ticket.approve(anna).batch.send_at == ticket.now
    sentence = "The approval came after 4 March 2026, 08:00, so it is sent at once."
    assert ticket.thread()[-1] == ("scheduled", "Workstars", sentence)
    assert start_due_batches(ticket.now) == [ticket.pk]


@pytest.mark.rule("B5", "asked for its own day and approved on another, that too is said")
def test_late_for_today_is_said(company: Company, dora: User, anna: User, now: datetime) -> None:
    asks(company, "company")
    ticket = submitted(company, dora, now)
    ticket.now = now + timedelta(days=1)
    ticket.approve(anna)
    assert ticket.thread()[-1][2] == "The approval came after 2 March 2026, so it is sent at once."


def test_a_later_day_is_said(company: Company, dora: User, now: datetime) -> None:
    ticket = submitted(company, dora, now, send_on=date(2026, 3, 30))
    assert ticket.thread()[-1][2] == "It is sent on 30 March 2026, 08:00 (Europe/Warsaw)."
    eight = datetime.fromisoformat("2026-03-30T06:00+00:00")
    assert start_due_batches(eight - timedelta(seconds=1)) == []
    assert start_due_batches(eight) == [ticket.pk]


@pytest.mark.rule("B4", "the operator's answer is due within two business days in the company's time zone")
@pytest.mark.parametrize(
    ("submitted_at", "due"),
    [
        ("2026-03-02T12:00", "2026-03-04"),  # Monday
        ("2026-03-05T12:00", "2026-03-09"),  # Thursday
        ("2026-03-06T12:00", "2026-03-10"),  # Friday
        ("2026-03-06T23:30", "2026-03-10"),  # Saturday in Warsaw
        ("2026-03-07T12:00", "2026-03-10"),
        ("2026-03-08T22:59", "2026-03-10"),  # Sunday, 23:59 in Warsaw
        ("2026-03-08T23:00", "2026-03-11"),  # Monday, 00:00 in Warsaw
    ],
)
def test_due(company: Company, submitted_at: str, due: str) -> None:
    assert due_on(company, datetime.fromisoformat(f"{submitted_at}+00:00")) == date.fromisoformat(due)


@pytest.mark.rule(
    "B4", "the days of the answer are the company's, wherever its operator is and clocks change"
)
@pytest.mark.parametrize(
    ("zone", "submitted_at", "due"),
    [
        ("Pacific/Apia", "2026-03-05T10:59", "2026-03-09"),  # Thursday, 23:59
        ("Pacific/Apia", "2026-03-05T11:00", "2026-03-10"),  # Friday
        ("America/Sao_Paulo", "2026-03-07T02:59", "2026-03-10"),  # still Friday
        ("Asia/Kolkata", "2026-03-08T18:30", "2026-03-11"),  # already Monday
        ("Europe/Warsaw", "2026-03-27T12:00", "2026-03-31"),  # over the night without 02:30
    ],
)
def test_due_elsewhere(company: Company, zone: str, submitted_at: str, due: str) -> None:
    company.time_zone = zone
    assert due_on(company, datetime.fromisoformat(f"{submitted_at}+00:00")) == date.fromisoformat(due)


# The named sender


@pytest.fixture
def boss(company: Company):
    return EmployeeFactory(company=company, first_name="Zoë", last_name="Müller", hr_email="zoe@work.example")


def token_of(batch: Batch, now: datetime) -> str:
    return sender_link(batch, now).rsplit("/", 1)[1]


@pytest.mark.rule("B1", "the named person is mailed at submission and can object before sending")
def test_objection(company: Company, dora: User, boss, now: datetime) -> None:
    ticket = submitted(company, dora, now, send_on=date(2026, 3, 9), from_kind="employee", from_employee=boss)
    assert (ticket.status, told(ticket.batch)) == ("scheduled", [("zoe@work.example", "batch_named")])
    found = find_named_batch(company=company, token=token_of(ticket.batch, now), now=now)
    assert found == ticket.batch
    by = Actor(None, boss.name, "192.0.2.9")
    for _pressed_twice in range(2):
        object_to_sender(batch=ticket.batch, text="Ask me first.", by=by, now=now)
    assert (ticket.status, ticket.batch.send_at) == ("needs_info", None)
    assert [line for line in ticket.thread() if line[0] == "objected"] == [
        ("objected", "Zoë Müller", "Ask me first.")
    ]
    assert told(ticket.batch)[1:] == [(dora.email, "batch_ticket")]


@pytest.mark.rule("B1", "after an objection another sender has to be chosen")
def test_another_sender(company: Company, dora: User, boss, now: datetime) -> None:
    ticket = submitted(company, dora, now, send_on=date(2026, 3, 9), from_kind="employee", from_employee=boss)
    token = token_of(ticket.batch, now)
    object_to_sender(batch=ticket.batch, text="", by=Actor(None, boss.name), now=now)
    with pytest.raises(Outdated):
        ticket.answer()
    with pytest.raises(RequestRefused, match=r"Zoë Müller does not want to be named. Choose another sender."):
        ticket.submit()
    assert ticket.change(from_kind="company").submit().status == "scheduled"
    assert find_named_batch(company=company, token=token, now=now) is None


@pytest.mark.rule("B1", "nobody objects to a draft: it names nobody to anybody yet")
def test_too_early_to_object(company: Company, dora: User, boss, now: datetime) -> None:
    ticket = Ticket(company, dora, now).begin(
        good_rows(company), send_on=date(2026, 3, 9), from_kind="employee", from_employee=boss
    )
    with pytest.raises(NotNow):
        object_to_sender(batch=ticket.batch, text="", by=Actor(None, boss.name), now=now)
    assert ticket.status == "draft"


def test_too_late_to_object(company: Company, dora: User, boss, now: datetime) -> None:
    ticket = submitted(company, dora, now, from_kind="employee", from_employee=boss)
    start_due_batches(now)
    with pytest.raises(NotNow):
        object_to_sender(batch=ticket.batch, text="", by=Actor(None, boss.name), now=now)
    assert ticket.status == "sending"


@pytest.mark.rule(
    "B1", "a sender's link is void for another company, another sender, and when it was changed"
)
def test_void_links(company: Company, other_company: Company, dora: User, boss, now: datetime) -> None:
    ticket = submitted(company, dora, now, send_on=date(2026, 3, 9), from_kind="employee", from_employee=boss)
    token = token_of(ticket.batch, now)
    other = EmployeeFactory(company=company, by_mail=True)
    assert find_named_batch(company=other_company, token=token, now=now) is None
    assert find_named_batch(company=company, token=f"B{token[1:]}", now=now) is None
    assert find_named_batch(company=company, token=token, now=now + timedelta(days=401)) is None
    ticket.change(from_employee=other)
    assert find_named_batch(company=company, token=token, now=now) is None


def test_the_requester_as_sender_is_not_asked(company: Company, now: datetime) -> None:
    dora = a_coordinator(company, "Dora Dean")
    herself = EmployeeFactory(company=company, user=dora, registered_at=now)
    ticket = submitted(company, dora, now, from_kind="employee", from_employee=herself)
    assert told(ticket.batch) == []


# Mails


@pytest.mark.rule("B4", "each change is mailed to the other side, once")
def test_who_is_told(company: Company, dora: User, anna: User, ben: User, now: datetime) -> None:
    asks(company, "company", threshold=19)
    ticket = submitted(company, dora, now, send_on=date(2026, 3, 9))
    both = [(anna.email, "batch_ticket"), (ben.email, "batch_ticket")]
    requester = [(dora.email, "batch_ticket")]
    steps = [
        (lambda: None, both),
        (lambda: ticket.ask(anna), requester),
        (ticket.answer, both),
        (lambda: ticket.approve(anna), [(ben.email, "batch_ticket"), *requester]),
        (lambda: ticket.write(ben, "Looks good."), requester),
        (lambda: ticket.write(dora, "Thank you."), both[::-1]),
        (lambda: ticket.approve(ben), requester),
        (lambda: ticket.change(is_private=True), both),
        (ticket.submit, both),
        (lambda: ticket.reject(ben), requester),
    ]
    for act, expected in steps:
        act()
        assert sorted(told(ticket.batch)) == sorted(expected)
        forget_mails()


@pytest.mark.rule("B6", "who cancels is told of by mail to the other side")
def test_cancelling_is_told(company: Company, dora: User, anna: User, now: datetime) -> None:
    asks(company, "company")
    tickets = [submitted(company, dora, now, summary=str(number)) for number in range(2)]
    forget_mails()
    tickets[0].cancel()
    tickets[1].cancel(by=anna)
    assert told(tickets[0].batch) == [(anna.email, "batch_ticket"), (dora.email, "batch_ticket")]


@pytest.mark.rule(
    "B4", "account managers get a link to the operator's host, administrators one to their site"
)
def test_links(company: Company, dora: User, anna: User, olga: Person, now: datetime, mailoutbox) -> None:
    UserFactory(is_account_manager=True, is_active=False)
    asks(company, "operator")
    ticket = submitted(company, dora, now)
    ticket.ask(olga.user, as_operator=True)
    send_due_mails(now, 10)
    to_olga, to_dora = mailoutbox
    assert (to_olga.to, to_olga.subject) == ([olga.user.email], "To approve: Safety week")
    assert f"http://ops.workstars.test/backoffice/batches/{ticket.pk}" in to_olga.body
    assert (to_dora.to, to_dora.subject) == ([dora.email], "A question about: Safety week")
    assert f"http://acme.workstars.test/batches/{ticket.pk}" in to_dora.body
    assert "Who pays?" in to_dora.body


@pytest.mark.rule("B4", "mails of a request hold no row of its file")
def test_mails_hold_no_rows(company: Company, dora: User, anna: User, now: datetime, mailoutbox) -> None:
    asks(company, "company")
    submitted(company, dora, now).ask(anna).answer().approve(anna)
    send_due_mails(now, 10)
    texts = [part for mail in mailoutbox for part in (mail.subject, mail.body, *map(str, mail.alternatives))]
    assert len(mailoutbox) == 4
    assert [text for text in texts if "Thank you" in text or "Nowak" in text] == []


def test_who_has_left_is_not_told(
    company: Company, dora: User, anna: User, now: datetime, mailoutbox
) -> None:
    asks(company, "company")
    ticket = submitted(company, dora, now)
    send_due_mails(now, 10)
    mailoutbox.clear()
    EmployeeFactory(company=company, user=dora, registered_at=now, left_at=now)
    ticket.reject(anna)
    send_due_mails(now, 10)
    assert mailoutbox == []
