"""A bulk call of the API that lost a race is planned anew, and never deactivates whoever sends it (E13, E9)."""

from collections.abc import Callable
from threading import Thread

import pytest
from django.db import IntegrityError, connection

from employees.models import AuditEvent, Company, Employee
from employees.records import Field
from employees.services import bulk
from employees.services.bulk import write_people
from tests.factories import EmployeeFactory, RoleGrantFactory
from tests.people import Person
from workstars.lib.actors import Actor

FIELDS = (Field.EMPLOYEE_ID, Field.LAST_NAME, Field.COUNTRY, Field.LOCATION, Field.LEAVING_DATE)


def person(employee_id: str, last_name: str, **more: str) -> dict[str, str]:
    return {"employee_id": employee_id, "last_name": last_name, "country": "PL", **more}


def send(company: Company, by: Actor, now, *people: dict[str, str], confirmed: bool = False) -> list[str]:
    """Outcomes, in the order of the call."""
    told = {"leavers_confirmed": confirmed, "by": by, "now": now}
    items = write_people(company=company, people=people, fields=FIELDS, **told)
    return [item.outcome.value for item in items]


def meanwhile(at: str, act: Callable[[], object]) -> Callable[..., object]:
    """Another session acts, each time the call is about to say `at`."""

    def execute(run: Callable[..., object], sql: str, *args: object) -> object:
        if sql.startswith(at):
            other = Thread(target=lambda: (act(), connection.close()))
            other.start()
            other.join()
        return run(sql, *args)

    return execute


def on_record(company: Company) -> list[tuple[str, str, str]]:
    people = Employee.objects.for_company(company).order_by("employee_key")
    return list(people.values_list("employee_id", "last_name", "location"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule(
    "E13", "somebody who is changed while a bulk call writes is read again, nobody is overwritten unseen"
)
def test_lost_race(company: Company, by_alice: Actor, now) -> None:
    EmployeeFactory(company=company, employee_id="1", last_name="Kos", country="PL")

    def change() -> None:
        """Once: the second time there is nobody without a site."""
        Employee.objects.for_company(company).filter(location="").update(location="Ulm")

    with connection.execute_wrapper(meanwhile("CREATE TEMPORARY TABLE", change)):
        outcomes = send(company, by_alice, now, person("1", "Lis"), person("2", "Bąk"))
    assert outcomes == ["changed", "created"]
    assert on_record(company) == [("1", "Lis", "Ulm"), ("2", "Bąk", "")]
    assert AuditEvent.objects.filter(company=company, action="employees.written").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule(
    "E13", "somebody who is added under an ID while a bulk call adds it is changed by the call instead"
)
def test_added_meanwhile(company: Company, by_alice: Actor, now) -> None:
    def add() -> None:
        if not Employee.objects.for_company(company).exists():
            EmployeeFactory(company=company, employee_id="1", last_name="Kos", country="PL")

    with connection.execute_wrapper(meanwhile("SELECT array_agg(nextval", add)):
        outcomes = send(company, by_alice, now, person("1", "Lis"))
    assert (outcomes, on_record(company)) == (["changed"], [("1", "Lis", "")])


@pytest.mark.rule("E13", "a bulk call that loses three times running says so instead of trying for ever")
def test_lost_again_and_again(
    company: Company, by_alice: Actor, now, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def lose(*args: object) -> list[object]:
        tries.append(args)
        raise IntegrityError

    monkeypatch.setattr(bulk, "_write_people", lose)
    with pytest.raises(IntegrityError):
        send(company, by_alice, now, person("1", "Lis"))
    assert len(tries) == 3


@pytest.mark.rule(
    "E9", "a bulk call never deactivates whoever sends it, also when everybody is confirmed to leave"
)
def test_sender_stays(company: Company, bob: Person, now) -> None:
    RoleGrantFactory(company=company, user=bob.user)
    EmployeeFactory.create_batch(11, company=company, country="PL")
    everybody = [
        person(employee_id, "Lis", leaving_date="2020-01-31")
        for (employee_id, _name, _site) in on_record(company)
    ]
    send(company, Actor(bob.user.pk, "Bob Brown"), now, *everybody, confirmed=True)
    staying = Employee.objects.for_company(company).filter(left_at__isnull=True)
    assert list(staying.values_list("pk", flat=True)) == [bob.employee.pk]
