"""Two administrators at the same moment: no circle of managers, and never no administrator (E8, C5)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection, transaction

from employees.models import Company, Employee, RoleGrant
from employees.queries.managers import chain_above
from employees.services.people import (
    RecordRefused,
    StayRefused,
    add_employee,
    change_employee,
    deactivate_employee,
)
from employees.services.people.saving import find_problems, name_manager
from tests.factories import CompanyFactory, EmployeeFactory, RoleGrantFactory, UserFactory
from workstars.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What each act came to, its class of refusal or "done"; all begin together, each on a connection of its own."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        barrier.wait(5)
        try:
            act()
        except (RecordRefused, StayRefused) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@pytest.fixture
def pair(now: datetime) -> tuple[Employee, Employee]:
    company = CompanyFactory()
    return EmployeeFactory(company=company, employee_id="A"), EmployeeFactory(
        company=company, employee_id="B"
    )


def make_manager(employee: Employee, manager: Employee, now: datetime) -> None:
    values = {"manager_id": manager.employee_id}
    change_employee(company=employee.company, employee=employee, values=values, by=SYSTEM, now=now)


@pytest.mark.rule(
    "E8", "two people who are made each other's manager at the same moment: one of it is refused"
)
def test_no_circle(pair, now):
    for _round in range(5):
        first, second = pair
        outcome = at_once(
            lambda: make_manager(pair[0], pair[1], now), lambda: make_manager(pair[1], pair[0], now)
        )
        assert outcome == ["RecordRefused", "done"]
        assert len(chain_above(first.company, first.pk, [])) + len(chain_above(first.company, second.pk)) == 3
        Employee.objects.for_company(first.company).update(manager=None)


def test_no_circle_control(pair, now):
    """Without the lock both look-ups find nothing, and the circle closes: the lock is what holds it."""
    barrier = Barrier(2)

    def careless(employee: Employee, manager: Employee) -> None:
        with transaction.atomic():
            mine = (
                Employee.objects.for_company(employee.company).select_related("company").get(pk=employee.pk)
            )
            name_manager(mine, manager.employee_id)
            assert find_problems(mine, odd_id_meant=True) == []
            barrier.wait(5)
            mine.save()

    assert at_once(lambda: careless(*pair), lambda: careless(pair[1], pair[0])) == ["done", "done"]
    assert [rank.pk for rank in chain_above(pair[0].company, pair[0].pk)][:3] == [
        pair[0].pk,
        pair[1].pk,
        pair[0].pk,
    ]


@pytest.mark.rule("C5", "two last administrators who are deactivated at the same moment: one stays")
def test_one_administrator_stays(now):
    company = CompanyFactory()
    both = [registered_administrator(company) for _ in range(2)]
    outcome = at_once(
        *(
            lambda one=one: deactivate_employee(company=company, employee=one, by=SYSTEM, now=now)
            for one in both
        )
    )
    assert outcome == ["StayRefused", "done"]
    assert RoleGrant.objects.for_company(company).administrators().working(now.date()).count() == 1


def registered_administrator(company: Company) -> Employee:
    user = UserFactory()
    RoleGrantFactory(company=company, user=user)
    return EmployeeFactory(company=company, user=user, registered=True)


@pytest.mark.rule("E1", "the same Employee ID added twice at the same moment: one person, and a sentence")
def test_same_id_at_once(now):
    company = CompanyFactory()
    values = {"employee_id": "7", "last_name": "Kos", "country": "PL"}

    def add() -> None:
        add_employee(company=company, values=values, by=SYSTEM, now=now)

    assert at_once(add, add, add) == ["RecordRefused", "RecordRefused", "done"]
    assert Employee.objects.for_company(company).count() == 1


@pytest.mark.rule(
    "E1", "the database has the last word: an ID or address that slipped in between is a sentence"
)
@pytest.mark.parametrize(
    ("taken", "code"),
    [({"employee_id": "7"}, "id_taken"), ({"hr_email": "KOS@acme.example"}, "email_taken")],
)
def test_the_database_has_the_last_word(now, taken, code):
    """Somebody who does not take the lock, like a bulk writer of another version, commits after our look-up."""
    company = CompanyFactory()
    values = {"employee_id": "7", "last_name": "Kos", "country": "PL", "hr_email": "kos@acme.example"}
    looked, wrote = Barrier(2), Barrier(2)

    def slip_in() -> None:
        looked.wait(5)
        EmployeeFactory(company=company, **taken)
        wrote.wait(5)

    def add() -> None:
        with connection.execute_wrapper(pause_before_insert(looked, wrote)):
            with pytest.raises(RecordRefused) as error:
                add_employee(company=company, values=values, by=SYSTEM, now=now)
        assert [problem.code for problem in error.value.problems] == [code]

    assert at_once(slip_in, add) == ["done", "done"]
    assert Employee.objects.for_company(company).count() == 1


def pause_before_insert(looked: Barrier, wrote: Barrier):
    def wrapper(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "employees_employee"'):
            looked.wait(5)
            wrote.wait(5)
        return execute(sql, params, many, context)

    return wrapper
