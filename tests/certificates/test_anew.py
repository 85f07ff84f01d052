"""A certificate made again: expired, failed, registered meanwhile, back after leaving (T5, A4)."""

from datetime import date, datetime, timedelta

import pytest

from certificates.models import Certificate, State
from certificates.services.anew import NotAnew, make_anew, renew_changed
from certificates.services.rendering import render_waiting
from employees.models import AuditEvent, Company, Employee
from invites import codes
from invites.models import ActivationCode
from tests.certificates.floor import certificate_of, code_on, has_code, issue, paper_of, person, thank
from tests.factories import NOON, UserFactory
from workstars.lib import vault
from workstars.lib.actors import Actor

LATER = NOON + timedelta(days=181)  # the code's last day was yesterday


@pytest.fixture
def ewa(company: Company) -> Employee:
    ewa = person(company, "Ewa Lis", person(company, "Bea Boss", registered=True))
    thank(ewa)
    issue()
    return ewa


def state_of(employee: Employee, day: date) -> str:
    found = Certificate.objects.for_company(employee.company).with_state(day).get(employee=employee)
    return str(found.state)


@pytest.mark.rule(
    "T5", "the last day is inclusive; then it is expired, until it is made anew with a new code"
)
def test_expired(company: Company, ewa: Employee, by_alice: Actor) -> None:
    old, file = code_on(paper_of(ewa)), vault.StoredFile.named_by(certificate_of(ewa))
    last_day = certificate_of(ewa).last_day
    assert (state_of(ewa, last_day), state_of(ewa, LATER.date())) == (State.NEW, State.EXPIRED)
    make_anew(company=company, certificate=certificate_of(ewa), by=by_alice, now=LATER)
    assert state_of(ewa, LATER.date()) == State.MAKING
    render_waiting(now=LATER)
    made = certificate_of(ewa)
    assert (state_of(ewa, LATER.date()), made.edition, made.last_day) == (State.NEW, 2, date(2027, 2, 26))
    new = code_on(paper_of(ewa))
    live = ActivationCode.objects.for_company(company).live(LATER.date()).get()
    assert new != old
    assert bytes(live.digest) == codes.digest(codes.parse(new), company.pk, live.key_version)
    with pytest.raises(vault.FileMissing):
        vault.load(file)


@pytest.mark.rule("T5", "it is to be printed again, and who made it anew is in the audit log")
def test_printed_again(company: Company, ewa: Employee, by_alice: Actor) -> None:
    Certificate.objects.for_company(company).update(printed_at=NOON)
    make_anew(company=company, certificate=certificate_of(ewa), by=by_alice, now=LATER)
    assert certificate_of(ewa).printed_at is None
    event = AuditEvent.objects.for_company(company).get(action="certificate.made_anew")
    assert (event.actor_label, event.subject_label, event.before) == (
        "Alice Adams",
        "Ewa Lis",
        {"last_day": "2026-08-29"},
    )


@pytest.mark.rule("T5", "pressed twice it is made once; what was handed over is not made again")
def test_not_anew(company: Company, ewa: Employee, by_alice: Actor) -> None:
    make_anew(company=company, certificate=certificate_of(ewa), by=by_alice, now=LATER)
    with pytest.raises(NotAnew, match="being made already"):
        make_anew(company=company, certificate=certificate_of(ewa), by=by_alice, now=LATER)
    render_waiting(now=LATER)
    Certificate.objects.for_company(company).update(handed_over_at=NOON)
    with pytest.raises(NotAnew, match="was handed over"):
        make_anew(company=company, certificate=certificate_of(ewa), by=by_alice, now=LATER)
    assert certificate_of(ewa).edition == 2


@pytest.mark.rule("C4", "while offline employees are off nothing is made anew")
def test_switched_off(company: Company, ewa: Employee, by_alice: Actor) -> None:
    company.offline_employees = False
    with pytest.raises(NotAnew, match="switched off"):
        make_anew(company=company, certificate=certificate_of(ewa), by=by_alice, now=LATER)


@pytest.mark.rule("A4", "the code of the paper printed before works to its own last day")
def test_lost_paper(company: Company, ewa: Employee, by_alice: Actor) -> None:
    make_anew(company=company, certificate=certificate_of(ewa), by=by_alice, now=NOON)
    render_waiting(now=NOON)
    assert ActivationCode.objects.for_company(company).live(NOON.date()).filter(employee=ewa).count() == 2


@pytest.mark.rule(
    "T5", "who has registered meanwhile: it is made anew by itself, and says so instead of the code"
)
def test_registered_meanwhile(company: Company, ewa: Employee) -> None:
    assert renew_changed(now=NOON) == 0
    Employee.objects.for_company(company).filter(pk=ewa.pk).update(
        user=UserFactory(), registered_at=NOON, registered_by="invites"
    )
    assert (renew_changed(now=NOON), render_waiting(now=NOON), renew_changed(now=NOON)) == (1, 1, 0)
    made = certificate_of(ewa)
    assert (made.code, made.last_day, has_code(paper_of(ewa))) == (None, None, False)
    assert state_of(ewa, NOON.date()) == State.REGISTERED


@pytest.mark.rule("T5", "a registration that is reset: what said that it was there is made anew, with a code")
def test_reset(company: Company, ewa: Employee) -> None:
    back = NOON + timedelta(days=3)
    mine = Employee.objects.for_company(company).filter(pk=ewa.pk)
    mine.update(registered_at=NOON, registered_by="invites", user=UserFactory())
    assert (renew_changed(now=NOON), render_waiting(now=NOON)) == (1, 1)
    mine.update(registered_at=None, registered_by="", user=None, active_since=back)
    assert state_of(ewa, back.date()) == State.EXPIRED
    assert (renew_changed(now=back), render_waiting(now=back), renew_changed(now=back)) == (1, 1, 0)
    assert (state_of(ewa, back.date()), has_code(paper_of(ewa))) == (State.NEW, True)


@pytest.mark.promise("V7", "who left and came back gets a living code before anything is printed")
def test_back_again(company: Company, ewa: Employee) -> None:
    back = NOON + timedelta(days=3)
    Employee.objects.for_company(company).filter(pk=ewa.pk).update(left_at=None, active_since=back)
    assert state_of(ewa, back.date()) == State.EXPIRED
    assert (renew_changed(now=back), render_waiting(now=back)) == (1, 1)
    assert state_of(ewa, back.date()) == State.NEW
    assert ActivationCode.objects.for_company(company).live(back.date()).filter(employee=ewa).count() == 1


@pytest.mark.rule(
    "T5", "what was printed before the person left and came back counts as expired, and waits for a click"
)
def test_back_again_printed(company: Company, ewa: Employee) -> None:
    back = NOON + timedelta(days=3)
    Certificate.objects.for_company(company).update(printed_at=NOON)
    Employee.objects.for_company(company).filter(pk=ewa.pk).update(left_at=None, active_since=back)
    assert (renew_changed(now=back), state_of(ewa, back.date())) == (0, State.EXPIRED)


@pytest.mark.rule("T4", "each certificate is in one state, in the order in which they outweigh each other")
@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, State.NEW),
        ({"printed_at": NOON}, State.PRINTED),
        ({"status": "queued"}, State.MAKING),
        ({"status": "failed"}, State.FAILED),
        ({"status": "gone"}, State.EXPIRED),
        ({"status": "gone", "handed_over_at": NOON}, State.HANDED_OVER),
        ({"printed_at": NOON, "handed_over_at": NOON}, State.HANDED_OVER),
    ],
)
def test_states(company: Company, ewa: Employee, facts: dict[str, datetime | str], state: State) -> None:
    Certificate.objects.for_company(company).update(**facts)
    assert state_of(ewa, NOON.date()) == state
