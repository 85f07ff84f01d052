"""A recognition is given (R1, R3, R4, R7), and made private later (R2)."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, transaction

from employees.models import AuditEvent, Mail
from recognition.models import Copy, Paper, PointEntry, Recipient, Recognition
from recognition.services.giving import (
    NotYours,
    RecognitionRefused,
    give_recognition,
    make_private,
)
from tests.architecture.pseudo import PSEUDO, speaking_pseudo
from tests.factories import CompanyFactory, ECardFactory, EmployeeFactory, ReasonFactory
from tests.locks import wait_until_somebody_waits
from workstars.lib import vault
from workstars.lib.actors import SYSTEM, Actor


@pytest.fixture
def by_bob(bob) -> Actor:
    return Actor(bob.user.pk, "Bob Brown", "192.0.2.2")


@pytest.fixture
def give(company, bob, by_bob, now):
    """Bob thanks; what the test names is otherwise."""

    def act(*people, message="Thank you", copied=(), **changes):
        pks = [getattr(person, "pk", person) for person in people]
        copies = [person.pk for person in copied]
        wanted = {"company": company, "sender": bob.employee, "by": by_bob, "now": now, **changes}
        return give_recognition(recipients=pks, message=message, copied=copies, **wanted)

    return act


@pytest.fixture
def launched(company, now):
    company.launched_at = now
    company.save()


def refusal(act, *args, **kwargs) -> list[tuple[str, str]]:
    with pytest.raises(RecognitionRefused) as refused:
        act(*args, **kwargs)
    return [tuple(problem) for problem in refused.value.problems]


def count(company) -> tuple[int, int, int, int]:
    return tuple(
        model.objects.for_company(company).count() for model in (Recognition, Recipient, PointEntry, Copy)
    )


@pytest.mark.rule("R1", "several colleagues are thanked by one recognition, each of them once")
def test_several(company, give, bob, now):
    ann, eve = EmployeeFactory(company=company), EmployeeFactory(company=company)
    ecard, reason = ECardFactory(company=company), ReasonFactory(company=company)
    given = give(ann, eve, ann, message=" Danke 🎉\r\nan euch ", ecard=ecard, reason=reason, is_private=True)
    said = Recognition.objects.for_company(company).get()
    assert said == given.recognition
    assert (said.sender, said.message, said.ecard, said.reason, said.is_private, said.sent_at) == (
        bob.employee,
        "Danke 🎉\nan euch",
        ecard,
        reason,
        True,
        now,
    )
    rows = said.recipients.order_by("pk").values_list("employee", "points", "sent_at", "notice_owed")
    assert list(rows) == [(ann.pk, 0, now, False), (eve.pk, 0, now, False)]


@pytest.mark.rule("R1", "nobody thanks themselves, and only people who work here now are thanked")
def test_who_is_thanked(company, other_company, give, bob, now):
    left = EmployeeFactory(company=company, first_name="Lea", last_name="Left", left_at=now)
    new = EmployeeFactory(
        company=company, first_name="Nia", last_name="New", hire_date=now + timedelta(days=5)
    )
    elsewhere = EmployeeFactory(company=other_company)
    gone = [("recipients", "Somebody you chose does not work here. Choose the people anew.")]
    assert refusal(give) == [("recipients", "Choose whom you thank.")]
    assert refusal(give, bob.employee) == [
        ("recipients", "You cannot thank yourself. Take your own name off.")
    ]
    assert refusal(give, left, new) == refusal(give, left) == gone
    assert refusal(give, elsewhere) == refusal(give, 2_000_000_000) == gone
    assert refusal(give, EmployeeFactory(company=company), copied=[left]) == [("copied", gone[0][1])]
    assert count(company) == (0, 0, 0, 0)


@pytest.mark.rule("R1", "an administrator, who may see everybody, is told by name who is not here")
def test_who_is_thanked_by_an_administrator(company, give, alice, now):
    left = EmployeeFactory(company=company, first_name="Lea", last_name="Left", left_at=now)
    new = EmployeeFactory(
        company=company, first_name="Nia", last_name="New", hire_date=now + timedelta(days=5)
    )
    by = Actor(alice.user.pk, "Alice")
    assert refusal(give, left, copied=[new], by=by) == [
        ("recipients", "Lea Left has left. Take the name off."),
        ("copied", "Nia New has not started yet. Take the name off."),
    ]


@pytest.mark.rule("R1", "at most 50 people are thanked at once")
def test_fifty(company, give):
    people = EmployeeFactory.create_batch(51, company=company)
    assert refusal(give, *people) == [("recipients", "At most 50 people. Take some of them off.")]
    assert refusal(give, *range(10_000, 20_000)) == [
        ("recipients", "At most 50 people. Take some of them off.")
    ]
    give(*people[:50])
    assert count(company) == (1, 50, 0, 0)


@pytest.mark.rule("R1", "everything that is to mend is said at once")
def test_every_problem(company, give, now):
    ecard = ECardFactory(company=company, retired_at=now)
    reason = ReasonFactory(company=company, retired_at=now)
    assert refusal(give, message="\n".join("x" * 61), ecard=ecard, reason=reason, points=1_000_000) == [
        ("recipients", "Choose whom you thank."),
        ("message", "The message has more than 60 lines. Join some of them."),
        ("ecard", "This eCard is no longer in use. Choose another one, or none."),
        ("reason", "This reason is no longer in use. Choose another one, or none."),
        ("points", "Points are a whole number from 0 to 999,999."),
        ("points", "Only administrators give points. Send it without."),
    ]


@pytest.mark.rule("R1", "points come from administrators, never from an employee")
def test_points_of_an_employee(company, give):
    ann = EmployeeFactory(company=company)
    assert refusal(give, ann, points=1) == [("points", "Only administrators give points. Send it without.")]
    assert refusal(give, ann, sender=None) == [("", "Only administrators give thanks in the company’s name.")]


@pytest.mark.rule("R7", "points are credited to each recipient at once, also to who has not registered")
@pytest.mark.promise("V3", "points given on the page are entries of the ledger, and the balance is their sum")
def test_points_of_an_administrator(company, give, by_alice):
    ann, eve = EmployeeFactory(company=company), EmployeeFactory(company=company, registered=True)
    give(ann, eve, sender=None, by=by_alice, points=50)
    give(ann, sender=None, by=by_alice, points=999_999)
    give(ann, sender=None, by=by_alice)
    ledger = PointEntry.objects.for_company(company)
    assert [ledger.filter(employee=person).balance() for person in (ann, eve)] == [1_000_049, 50]
    assert sorted(ledger.values_list("recipient__points", "points")) == [
        (50, 50),
        (50, 50),
        (999_999, 999_999),
    ]
    said = Recognition.objects.for_company(company).first()
    assert (said.sender, said.sender_name) == (None, company.name)


@pytest.mark.rule(
    "R4", "a certificate is owed for who is active, unregistered and without a working HR e-mail"
)
def test_paper(company, give):
    people = [
        EmployeeFactory(company=company),
        EmployeeFactory(company=company, by_mail=True),
        EmployeeFactory(company=company, registered=True),
    ]
    said = give(*people).recognition
    papers = said.recipients.order_by("pk").values_list("paper", flat=True)
    assert list(papers) == [Paper.OWED, Paper.NONE, Paper.NONE]
    assert Recipient.objects.for_company(company).paper_owed().get().employee == people[0]


@pytest.mark.rule("C4", "nothing is owed on paper while offline employees are switched off")
def test_no_paper(company, give):
    company.offline_employees = False
    company.save()
    said = give(EmployeeFactory(company=company)).recognition
    assert said.recipients.get().paper == Paper.NONE


@pytest.mark.rule("R2", "the line manager at the time of sending stays the one who may see it")
def test_manager(company, give):
    boss, next_boss = EmployeeFactory(company=company), EmployeeFactory(company=company)
    ann = EmployeeFactory(company=company, manager=boss)
    said = give(ann).recognition
    ann.manager = next_boss
    ann.save()
    assert said.recipients.get().manager == boss
    assert give(ann).recognition.recipients.get().manager == next_boss


# Pressed twice


@pytest.mark.rule("R1", "a button pressed twice gives one recognition")
def test_pressed_twice(company, give, launched):
    ann, key = EmployeeFactory(company=company, registered=True), uuid4()
    first, again = give(ann, press_key=key), give(ann, press_key=key)
    assert (first.recognition, len(first.mails)) == (again.recognition, 1)
    assert (again.mails, count(company), Mail.objects.count()) == ((), (1, 1, 0, 0), 1)
    give(ann, press_key=uuid4())
    assert count(company) == (2, 2, 0, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("R1", "a button pressed twice at the same moment gives one recognition")
def test_pressed_at_once(now):
    company, key = CompanyFactory(), uuid4()
    sender, ann = EmployeeFactory(company=company), EmployeeFactory(company=company)
    written = Barrier(2)

    def press(first: bool) -> int:
        try:
            with transaction.atomic():
                if not first:
                    written.wait(5)
                given = give_recognition(
                    company=company,
                    sender=sender,
                    by=SYSTEM,
                    recipients=[ann.pk],
                    message="Thank you",
                    press_key=key,
                    now=now,
                )
                if first:
                    written.wait(5)
                    wait_until_somebody_waits()
            return given.recognition.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(press, (True, False))
    assert one == other
    assert count(company) == (1, 1, 0, 0)
    assert AuditEvent.objects.filter(company=company).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_its_key_a_press_counts_twice(now):
    """The control of the test above: it is the key that holds, not luck."""
    company = CompanyFactory()
    sender, ann = EmployeeFactory(company=company), EmployeeFactory(company=company)
    for _press in range(2):
        give_recognition(
            company=company, sender=sender, by=SYSTEM, recipients=[ann.pk], message="Thank you", now=now
        )
    assert count(company) == (2, 2, 0, 0)


# Mails


def letters(company) -> dict[str, tuple[str, str, str]]:
    """What is owed: kind, subject and text, by address."""
    found = {}
    for mail in Mail.objects.filter(company=company):
        said = json.loads(vault.open_sealed(bytes(mail.sealed), f"mail {mail.key}"))
        assert mail.to not in found, "two mails to one person"
        found[mail.to] = (mail.kind, said["subject"], said["text"])
    return found


@pytest.mark.rule("R3", "recipients, their managers and copied people are told by e-mail where they have one")
def test_mails(company, give, launched):
    boss = EmployeeFactory(company=company, registered=True)
    ann = EmployeeFactory(company=company, registered=True, manager=boss, first_name="Ann", last_name="Lee")
    mailed = EmployeeFactory(company=company, by_mail=True)
    offline = EmployeeFactory(company=company)
    copied = EmployeeFactory(company=company, registered=True)
    given = give(ann, mailed, offline, copied=[copied, boss, EmployeeFactory(company=company)])
    owed = letters(company)
    assert {address: letter[:2] for address, letter in owed.items()} == {
        ann.user.email: ("recognition_received", "Bob Brown thanks you"),
        mailed.hr_email: ("recognition_received", "Bob Brown thanks you"),
        boss.user.email: ("recognition_team", "Bob Brown thanks people of your team"),
        copied.user.email: ("recognition_copied", "Bob Brown copied you on a recognition"),
    }
    assert len(given.mails) == 4
    link = f"http://acme.workstars.test/recognitions/{given.recognition.pk}"
    assert [link in owed[one.user.email][2] for one in (ann, boss, copied)] == [True] * 3
    assert "Ann Lee" in owed[boss.user.email][2]
    assert "You have no account yet." in owed[mailed.hr_email][2]
    assert link not in owed[mailed.hr_email][2]


@pytest.mark.rule(
    "R3", "each mail is in its reader's language: the login's, the record's, else the company's"
)
def test_language_of_mails(company, give, launched):
    there = EmployeeFactory(company=company, registered=True, user__language=PSEUDO, language="en")
    mailed = EmployeeFactory(company=company, by_mail=True, language=PSEUDO)
    boss = EmployeeFactory(company=company, registered=True, user__language=PSEUDO)
    here = EmployeeFactory(company=company, registered=True, manager=boss, language=PSEUDO)
    copied = EmployeeFactory(company=company, by_mail=True)
    with speaking_pseudo():
        give(there, mailed, here, copied=[copied])
    spoken = {
        address: subject.startswith("⟦") for address, (_kind, subject, _text) in letters(company).items()
    }
    assert spoken == {
        there.user.email: True,
        mailed.hr_email: True,
        boss.user.email: True,
        here.user.email: False,
        copied.hr_email: False,
    }


@pytest.mark.rule("R3", "the words around the message are the reader's, with the forms of their numbers")
@pytest.mark.parametrize(
    ("language", "subject", "points"),
    [
        ("en", "Acme Mills thanks you", "With it come 5 points."),
        ("es", "Acme Mills le da las gracias", "Con él llegan 5 puntos."),
        ("fr", "Acme Mills vous remercie", "Avec lui viennent 5 points."),
        ("de", "Acme Mills dankt Ihnen", "Dazu kommen 5 Punkte."),
        ("pt", "Acme Mills agradece-lhe", "Com ele vêm 5 pontos."),
        ("pl", "Acme Mills dziękuje Ci", "Razem z nim przychodzi 5 punktów."),
        ("ar", "Acme Mills يشكرك", "ومعه 5 نقاط."),
        ("th", "Acme Mills thanks you", "With it come 5 points."),
    ],
)
def test_words_of_mails(company, give, by_alice, launched, language, subject, points):
    reader = EmployeeFactory(
        company=company, by_mail=True, language=language, first_name="Ann", last_name="Lee"
    )
    give(reader, sender=None, by=by_alice, points=5)
    ((_kind, said, text),) = letters(company).values()
    assert said == subject
    assert [line for line in text.splitlines() if "5" in line] == [points]


@pytest.mark.rule("R3", "each person gets one mail, whatever they are in a recognition; the sender none")
def test_one_mail_each(company, give, bob, launched):
    boss = EmployeeFactory(company=company, registered=True)
    ann = EmployeeFactory(company=company, registered=True, manager=boss)
    eve = EmployeeFactory(company=company, registered=True, manager=boss)
    own = EmployeeFactory(company=company, registered=True, manager=bob.employee)
    give(ann, eve, boss, own, copied=[ann, boss, bob.employee])
    kinds = {address: letter[0] for address, letter in letters(company).items()}
    assert kinds == {person.user.email: "recognition_received" for person in (ann, eve, boss, own)}
    assert Copy.objects.for_company(company).count() == 0


@pytest.mark.rule("T2", "the manager of who gets a certificate is told of that, not of the recognition")
def test_manager_of_paper(company, give, launched):
    boss = EmployeeFactory(company=company, registered=True)
    give(EmployeeFactory(company=company, manager=boss))
    assert letters(company) == {}


@pytest.mark.rule("C6", "nothing is mailed before Launch")
def test_before_launch(company, give):
    given = give(EmployeeFactory(company=company, registered=True))
    assert (given.mails, Mail.objects.count()) == ([], 0)


@pytest.mark.rule("R2", "of a private recognition only its recipients get the words by e-mail")
@pytest.mark.parametrize("private", [True, False])
def test_words_in_mails(company, give, launched, private):
    boss, copied = (EmployeeFactory(company=company, registered=True) for _one in range(2))
    ann = EmployeeFactory(company=company, registered=True, manager=boss)
    give(ann, copied=[copied], message="Only <b>you</b> & me", is_private=private)
    holds = {address: "Only <b>you</b> & me" in letter[2] for address, letter in letters(company).items()}
    assert holds == {
        ann.user.email: True,
        boss.user.email: not private,
        copied.user.email: not private,
    }


@pytest.mark.rule("R3", "the mail to the recipient says the reason and the points")
def test_what_the_mail_says(company, give, by_alice, launched):
    ann = EmployeeFactory(company=company, registered=True)
    reason = ReasonFactory(company=company, name="Safety first")
    give(ann, sender=None, by=by_alice, points=1500, reason=reason, message="Well done")
    _kind, subject, text = letters(company)[ann.user.email]
    assert subject == "Acme Mills thanks you"
    said = [line for line in text.splitlines() if line][1:5]
    assert said == [
        "Acme Mills thanks you:",
        "Well done",
        "For: Safety first",
        "With it come 1,500 points.",
    ]


# The audit log


@pytest.mark.rule("C7", "that a recognition was given stands in the audit log, without its words")
@pytest.mark.promise("V16", "a recognition has its audit row, in the same transaction")
def test_audit(company, give, bob, by_bob):
    ann = EmployeeFactory(company=company, first_name="Ann", last_name="Lee")
    said = give(ann, message="Secret words", is_private=True).recognition
    event = AuditEvent.objects.get(company=company)
    assert (event.action, event.actor, event.subject_id, event.subject_label, event.after) == (
        "recognition.given",
        bob.user,
        said.pk,
        "Ann Lee",
        {"sender": "Bob Brown", "people": 1, "points": 0, "is_private": True},
    )


# Private, for good


@pytest.mark.rule("R2", "the sender and administrators can make a public recognition private, others not")
def test_who_makes_it_private(company, give, by_bob, by_alice, now):
    ann = EmployeeFactory(company=company, registered=True)
    by_ann = Actor(ann.user.pk, ann.name)
    for by in (by_bob, by_alice):
        said = give(ann).recognition
        with pytest.raises(NotYours) as refused:
            make_private(company=company, recognition=said, by=by_ann, now=now)
        assert str(refused.value) == "Only the sender and administrators can make a recognition private."
        assert make_private(company=company, recognition=said, by=by, now=now) is True
        assert make_private(company=company, recognition=said, by=by, now=now) is False
        said.refresh_from_db()
        assert said.is_private
    events = AuditEvent.objects.filter(company=company, action="recognition.made_private").order_by("pk")
    assert [(event.actor_label, event.before, event.after) for event in events] == [
        ("Bob Brown", {"is_private": False}, {"is_private": True}),
        ("Alice Adams", {"is_private": False}, {"is_private": True}),
    ]


def test_queries_do_not_grow(company, give, bob, launched, django_assert_num_queries):
    """As many for one person as for three."""
    boss = EmployeeFactory(company=company, registered=True)
    people = [EmployeeFactory(company=company, registered=True, manager=boss) for _one in range(4)]
    with django_assert_num_queries(12):
        give(people[0])
    with django_assert_num_queries(12):
        give(*people[1:])
