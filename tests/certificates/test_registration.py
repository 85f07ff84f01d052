"""The code on a certificate opens an account, and ends with it (A4, T1, T5)."""

import pytest

from certificates.services.anew import make_anew, renew_changed
from certificates.services.rendering import render_waiting
from employees.models import Company, Employee
from invites import codes
from invites.models import ActivationCode
from invites.services import finishing
from invites.services.activation import Refused, open_registration
from invites.services.registration import give_details
from invites.services.six_digits import six_digits
from tests.certificates.floor import code_on, has_code, issue, paper_of, person, thank
from tests.factories import NOON
from workstars.lib.actors import SYSTEM, Actor


@pytest.fixture
def ewa(company: Company) -> Employee:
    ewa = person(company, "Ewa Lis", person(company, "Bea Boss", registered=True), employee_id="00123")
    thank(ewa)
    issue()
    return ewa


def register_with(ewa: Employee, printed: str) -> None:
    """Every step from the paper to the account."""
    company = ewa.company
    begun = open_registration(
        company=company, employee_id="00123", code=codes.parse(printed), address="192.0.2.7", now=NOON
    )
    details = {"email": "ewa@mail.example", "password": "three blue kettles", "language": "en"}
    registration, _mail = give_details(company=company, key=begun.key, now=NOON, **details)
    finishing.confirm_mailbox(
        company=company, key=registration.key, digits=six_digits(registration), now=NOON, by=SYSTEM
    )
    ewa.refresh_from_db()


@pytest.mark.rule("A4", "the code on a certificate opens an account, which says by which paper")
@pytest.mark.rule("T1", "who types what stands on page 2 registers")
def test_registers(company: Company, ewa: Employee) -> None:
    register_with(ewa, code_on(paper_of(ewa)))
    assert (ewa.is_registered, ewa.registered_by) == (True, "certificate")
    assert ActivationCode.objects.for_company(company).live(NOON.date()).count() == 0


@pytest.mark.rule("T5", "after the registration page 2 says so, and the old code opens nothing")
def test_afterwards(company: Company, ewa: Employee) -> None:
    printed = code_on(paper_of(ewa))
    register_with(ewa, printed)
    assert (renew_changed(now=NOON), render_waiting(now=NOON)) == (1, 1)
    assert has_code(paper_of(ewa)) is False
    with pytest.raises(Refused, match="You have an account already"):
        register_with(ewa, printed)


@pytest.mark.rule("A4", "two papers of one person each open the account, until one of them did")
def test_either(company: Company, ewa: Employee, by_alice: Actor) -> None:
    first = code_on(paper_of(ewa))
    certificate = ewa.certificates.get()
    make_anew(company=company, certificate=certificate, by=by_alice, now=NOON)
    render_waiting(now=NOON)
    assert code_on(paper_of(ewa)) != first
    register_with(ewa, first)
    assert ewa.registered_by == "certificate"
