"""New certificates are counted from an index that holds what is ready and unprinted (T4, I3)."""

from datetime import timedelta
from typing import Any

import pytest

from certificates.models import Certificate, State
from certificates.queries.lists import held_by, waiting_for_print, without_manager
from employees.models import Company, Employee
from tests.certificates.floor import issue_undrawn, person, thank
from tests.factories import NOON

DAY = NOON.date()

FACTS: list[tuple[State, dict[str, Any], dict[str, Any]]] = [
    (State.NEW, {}, {}),
    (State.MAKING, {"status": "queued"}, {}),
    (State.FAILED, {"status": "failed"}, {}),
    (State.EXPIRED, {"status": "gone"}, {}),
    (State.WITHDRAWN, {"status": "withdrawn"}, {}),
    (State.PRINTED, {"printed_at": NOON}, {}),
    (State.HANDED_OVER, {"handed_over_at": NOON}, {}),
    (State.REGISTERED, {}, {"registered_at": NOON}),
    (State.EXPIRED, {}, {"active_since": NOON + timedelta(days=1)}),
]


@pytest.mark.rule("T4", "of all states a certificate can be in, a new one alone waits to be printed")
@pytest.mark.parametrize(("state", "of_paper", "of_person"), FACTS)
@pytest.mark.parametrize("held", [True, False])
def test_new_alone(
    company: Company, state: State, of_paper: dict[str, Any], of_person: dict[str, Any], held: bool
) -> None:
    boss = person(company, "Bea Boss", registered=True)
    ewa = person(company, "Ewa Lis", boss if held else None)
    thank(ewa)
    issue_undrawn(company)
    certificates = Certificate.objects.for_company(company)
    certificates.update(**of_paper)
    Employee.objects.for_company(company).filter(pk=ewa.pk).update(**of_person)
    lists = held_by(company, boss), without_manager(company)
    assert certificates.with_state(DAY).get().state == state
    assert [waiting_for_print(each, DAY) for each in lists] == [
        state == State.NEW and held,
        state == State.NEW and not held,
    ]
