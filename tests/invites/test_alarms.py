"""Far more failures than successes: administrators are told, once in ten minutes (A5)."""

from datetime import datetime, timedelta

import pytest

from employees.models import AuditEvent, Company, Mail
from invites.services.alarms import raise_alarms
from invites.services.attempts import count_failure, tries_of
from invites.tasks import raise_alarms as raise_alarms_task
from tests.factories import NOON, EmployeeFactory, RoleGrantFactory, UserFactory
from tests.invites.letters import begun, worker
from tests.people import Person


def fail(company: Company, times: int, now: datetime = NOON) -> None:
    for number in range(times):
        count_failure(tries_of(company, f"a{number}", f"192.0.2.{number % 20}"), now)


def alarms(company: Company) -> list[dict[str, int]]:
    events = AuditEvent.objects.for_company(company).filter(action="activation.alarm").order_by("pk")
    return list(events.values_list("after", flat=True))


@pytest.mark.rule("A5", "more than fifty failures in ten minutes raise an alarm, fifty do not")
@pytest.mark.parametrize(("failures", "raised"), [(50, []), (51, [{"failures": 51, "minutes": 10}])])
def test_fifty_are_fine(company: Company, failures: int, raised: list[dict[str, int]]) -> None:
    fail(company, failures)
    raise_alarms(now=NOON)

    assert alarms(company) == raised


@pytest.mark.rule("A5", "where many register, three failures for each success are fine")
def test_successes_allow_more(company: Company) -> None:
    for number in range(10):
        begun(worker(company, f"9{number}"))
        EmployeeFactory(company=company, registered=True)
    fail(company, 60)
    at_the_limit = raise_alarms(now=NOON)
    fail(company, 1)

    assert (at_the_limit, raise_alarms(now=NOON)) == (0, 1)
    assert alarms(company) == [{"failures": 61, "minutes": 10}]


@pytest.mark.rule("A5", "failures of more than ten minutes ago do not count")
def test_old_failures_are_forgotten(company: Company) -> None:
    fail(company, 100, NOON - timedelta(minutes=10))
    fail(company, 50)

    assert raise_alarms(now=NOON) == 0


@pytest.mark.rule("A5", "every administrator gets a mail, once within ten minutes")
def test_who_is_told(company: Company, alice: Person, charlie: Person) -> None:
    RoleGrantFactory(company=company, user=UserFactory(email="ann@acme.example"))
    fail(company, 51)
    raised = [raise_alarms(now=NOON + timedelta(minutes=m)) for m in (0, 1, 9)]
    fail(company, 51, NOON + timedelta(minutes=10))
    raised.append(raise_alarms(now=NOON + timedelta(minutes=10)))

    assert raised == [1, 0, 0, 1]
    told = list(Mail.objects.order_by("pk").values_list("kind", "to"))
    assert told == [("activation_alarm", "alice@acme.example"), ("activation_alarm", "ann@acme.example")] * 2
    assert alarms(charlie.company) == []


def test_the_errand_answers_how_many(company: Company) -> None:
    fail(company, 51)

    assert raise_alarms_task(at=NOON.isoformat()) == 1
