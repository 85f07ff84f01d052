"""Opened, downloaded, printed together, handed over; each look at a code is written down (T4, C7)."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import storages

from certificates.models import Certificate, State
from certificates.queries.lists import held_by
from certificates.services.handing import (
    NotToBeHad,
    download,
    hand_over,
    look_at,
    print_one,
    take_back,
)
from certificates.services.issuing import issue_certificates
from certificates.services.piles import NothingNew, print_new
from certificates.services.rendering import render_waiting
from employees.models import AuditEvent, Company, Employee
from invites.models import ActivationCode
from tests.certificates.floor import certificate_of, issue, person, text_of, thank
from tests.factories import NOON
from workstars.lib.actors import Actor

LATER = NOON + timedelta(days=181)


@pytest.fixture
def boss(company: Company) -> Employee:
    return person(company, "Bea Boss", registered=True)


@pytest.fixture
def ewa(company: Company, boss: Employee) -> Employee:
    ewa = person(company, "Ewa Lis", boss)
    thank(ewa)
    issue()
    return ewa


def events(company: Company) -> list[tuple[str, str, str]]:
    made = ("certificates.issued",)
    rows = AuditEvent.objects.for_company(company).exclude(action__in=made).order_by("pk")
    return list(rows.values_list("action", "subject_label", "actor_label"))


def state_of(employee: Employee) -> str:
    found = Certificate.objects.for_company(employee.company).with_state(NOON.date()).get(employee=employee)
    return str(found.state)


@pytest.mark.rule("C7", "opening, downloading and printing a certificate are each in the audit log")
@pytest.mark.parametrize(
    ("act", "action", "state"),
    [
        (look_at, "certificate.opened", State.NEW),
        (download, "certificate.downloaded", State.NEW),
        (print_one, "certificate.printed", State.PRINTED),
    ],
)
def test_each_look(
    company: Company, ewa: Employee, by_alice: Actor, act: Callable[..., bytes], action: str, state: State
) -> None:
    data = act(company=company, certificate=certificate_of(ewa), by=by_alice, now=NOON)
    assert "Ewa Lis" in text_of(data)
    assert (events(company), state_of(ewa)) == ([(action, "Ewa Lis", "Alice Adams")], state)


@pytest.mark.rule("V6", "the same certificate opened twice is the same file, bit for bit")
def test_bit_for_bit(company: Company, ewa: Employee, by_alice: Actor) -> None:
    looks = {look_at(company=company, certificate=certificate_of(ewa), by=by_alice, now=NOON) for _ in "ab"}
    assert len(looks) == 1


@pytest.mark.promise("V7", "nobody prints what is not ready, expired, or bears a code that is over")
@pytest.mark.parametrize(
    ("facts", "says", "anew"),
    [
        ({"status": "queued"}, "is being made", False),
        ({"status": "failed"}, "could not be made", False),
        ({"status": "gone", "stored_name": ""}, "has ended", True),
        ({"status": "gone", "stored_name": "", "handed_over_at": NOON}, "no longer kept", False),
    ],
)
def test_not_to_be_had(
    company: Company, ewa: Employee, by_alice: Actor, facts: dict[str, Any], says: str, anew: bool
) -> None:
    Certificate.objects.for_company(company).update(**facts)
    with pytest.raises(NotToBeHad, match=says) as refusal:
        print_one(company=company, certificate=certificate_of(ewa), by=by_alice, now=NOON)
    assert (refusal.value.make_anew, events(company)) == (anew, [])


@pytest.mark.rule("T5", "an expired one is refused, and making it anew is offered")
def test_expired(company: Company, ewa: Employee, by_alice: Actor) -> None:
    with pytest.raises(NotToBeHad, match="The code on this certificate has ended") as refusal:
        look_at(company=company, certificate=certificate_of(ewa), by=by_alice, now=LATER)
    assert refusal.value.make_anew


@pytest.mark.rule("T5", "one whose code was ended by hand counts as expired too")
def test_voided(company: Company, ewa: Employee) -> None:
    ActivationCode.objects.for_company(company).update(voided_at=NOON)
    assert state_of(ewa) == State.EXPIRED


@pytest.mark.rule("T5", "the code of who has registered meanwhile is never shown again")
def test_registered_meanwhile(company: Company, ewa: Employee, by_alice: Actor) -> None:
    Employee.objects.for_company(company).filter(pk=ewa.pk).update(registered_at=NOON)
    with pytest.raises(NotToBeHad, match="has registered meanwhile"):
        look_at(company=company, certificate=certificate_of(ewa), by=by_alice, now=NOON)


@pytest.mark.rule("A3", "a damaged certificate is not handed out; making it anew is offered")
def test_damaged(company: Company, ewa: Employee, by_alice: Actor) -> None:
    damage(certificate_of(ewa))
    with pytest.raises(NotToBeHad, match="was damaged") as refusal:
        look_at(company=company, certificate=certificate_of(ewa), by=by_alice, now=NOON)
    assert (refusal.value.make_anew, events(company)) == (True, [])


def damage(certificate: Certificate) -> None:
    with storages["vault"].open(certificate.stored_name, "r+b") as file:
        file.seek(-3, 2)
        file.write(b"xxx")


def crew(company: Company, boss: Employee) -> list[Employee]:
    """By site and name: C at Ålborg, B and A at Berlin, D without a site first."""
    places = {"Ada Zorn": "Berlin", "Bo Ähren": "Berlin", "Cy Czech": "Ålborg", "Di Dorn": ""}
    return [person(company, name, boss, location=place) for name, place in places.items()]


@pytest.mark.rule("T4", "all new ones come as one PDF, sorted by site and name, and count as printed")
def test_print_new(company: Company, boss: Employee, by_alice: Actor) -> None:
    people = crew(company, boss)
    thank(*people)
    issue()
    printed = print_new(company=company, among=held_by(company, boss), by=by_alice, now=NOON)
    with pikepdf.open(BytesIO(printed.pdf)) as pdf:
        assert len(pdf.pages) == 8
    names = [each.name for each in people]
    stand = text_of(printed.pdf)
    assert sorted(names, key=stand.index) == ["Di Dorn", "Cy Czech", "Bo Ähren", "Ada Zorn"]
    assert (printed.number, printed.damaged, {state_of(each) for each in people}) == (4, 0, {State.PRINTED})
    event = AuditEvent.objects.for_company(company).get(action="certificates.printed")
    assert event.after == {"certificates": 4, "people": ["Di Dorn", "Cy Czech", "Bo Ähren", "Ada Zorn"]}
    with pytest.raises(NothingNew):
        print_new(company=company, among=held_by(company, boss), by=by_alice, now=NOON)


@pytest.mark.rule(
    "T4", "only new ones are printed together: none printed, handed over, expired, or not needed"
)
def test_only_new(company: Company, boss: Employee, by_alice: Actor) -> None:
    people = crew(company, boss)
    thank(*people)
    issue()
    issue_certificates(now=NOON)
    mine = Certificate.objects.for_company(company)
    mine.filter(employee=people[0]).update(printed_at=NOON)
    mine.filter(employee=people[1]).update(handed_over_at=NOON)
    Employee.objects.for_company(company).filter(pk=people[2].pk).update(registered_at=NOON)
    printed = print_new(company=company, among=held_by(company, boss), by=by_alice, now=NOON)
    assert (printed.number, "Di Dorn" in text_of(printed.pdf)) == (1, True)


@pytest.mark.rule("T7", "a damaged one is left out, said, and made anew by itself; the others are printed")
def test_print_damaged(company: Company, boss: Employee, by_alice: Actor) -> None:
    people = crew(company, boss)
    thank(*people)
    issue()
    damage(certificate_of(people[0]))
    printed = print_new(company=company, among=held_by(company, boss), by=by_alice, now=NOON)
    assert (printed.number, printed.damaged, state_of(people[0])) == (3, 1, State.MAKING)
    assert (render_waiting(now=NOON), state_of(people[0])) == (1, State.NEW)


@pytest.mark.rule("T4", "handed over is ticked once, for one or many, and can be taken back")
def test_hand_over(company: Company, boss: Employee, ewa: Employee, by_alice: Actor) -> None:
    mine = held_by(company, boss)
    pk = certificate_of(ewa).pk
    ticked = [
        hand_over(company=company, among=mine, chosen=[pk, pk, 77], by=by_alice, now=NOON) for _ in "ab"
    ]
    assert (ticked, state_of(ewa)) == ([1, 0], State.HANDED_OVER)
    back = [take_back(company=company, certificate=certificate_of(ewa), by=by_alice, now=NOON) for _ in "ab"]
    assert (back, state_of(ewa)) == ([True, False], State.NEW)
    assert [action for action, _who, _by in events(company)] == [
        "certificate.handed_over",
        "certificate.taken_back",
    ]


@pytest.mark.rule("T4", "what never was on paper, or is somebody else's, cannot be handed over")
def test_not_handed_over(company: Company, boss: Employee, ewa: Employee, by_alice: Actor) -> None:
    other = person(company, "Otto Other", registered=True)
    pk = certificate_of(ewa).pk
    theirs = held_by(company, other)
    assert hand_over(company=company, among=theirs, chosen=[pk], by=by_alice, now=NOON) == 0
    Certificate.objects.for_company(company).update(rendered_at=None, status="failed")
    mine = held_by(company, boss)
    assert hand_over(company=company, among=mine, chosen=[pk], by=by_alice, now=NOON) == 0


def test_statements(company: Company, boss: Employee, by_alice: Actor, django_assert_num_queries) -> None:
    """As many for one as for three."""
    for names in (["Ada"], ["Bo", "Cy", "Di"]):
        thank(*(person(company, f"{name} Lis", boss) for name in names))
        issue()
        with django_assert_num_queries(7):
            printed = print_new(company=company, among=held_by(company, boss), by=by_alice, now=NOON)
        assert printed.number == len(names)


@pytest.mark.rule(
    "A6", "a certificate's code names the manager in whose hands it is, also after it has moved unprinted"
)
def test_through_whose_hands(company: Company, boss: Employee, ewa: Employee, by_alice: Actor) -> None:
    made = certificate_of(ewa).code.held_by
    other = person(company, "Olga Other", registered=True)
    Certificate.objects.for_company(company).update(holder=other)
    print_one(company=company, certificate=certificate_of(ewa), by=by_alice, now=NOON)
    printed = certificate_of(ewa).code.held_by
    Certificate.objects.for_company(company).update(holder=None)
    look_at(company=company, certificate=certificate_of(ewa), by=by_alice, now=NOON)

    assert (made, printed, certificate_of(ewa).code.held_by) == (boss, other, other)


@pytest.mark.rule("A6", "printed in a pile, a code names the manager who printed it, too")
def test_hands_of_a_pile(company: Company, ewa: Employee, by_alice: Actor) -> None:
    other = person(company, "Olga Other", registered=True)
    Certificate.objects.for_company(company).update(holder=other)
    print_new(company=company, among=held_by(company, other), by=by_alice, now=NOON)
    assert certificate_of(ewa).code.held_by == other
