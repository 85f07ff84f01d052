"""The workers are killed by force in the middle of a batch; the running product brings it to its end (V1, V17)."""

import json
import os
import random
import time
from typing import Any

import pytest

from tests.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("kills")]

ROWS, PEOPLE = 20_000, 3_000
WITHIN = 60.0 if os.environ.get("FAULTS") == "all" else 600.0  # seconds, after the last kill
ALL_KILLS, KILLS = 3, 1

MAKE = """
from django.utils import timezone
from employees.models import Employee
from tests.factories import CompanyFactory, EmployeeFactory, UserFactory
from tests.recognition.batching import Desk, rows
now = timezone.now()
company = CompanyFactory(name="Mill", subdomain={name!r}, created_at=now, offline_employees=False)
facts = dict(company=company, active_since=now, created_at=now, changed_at=now)
people = [EmployeeFactory.build(employee_id=f"{{n:06}}", **facts) for n in range({people})]
for person in people:
    person.employee_key = person.employee_id
Employee.objects.bulk_create(people)
desk = Desk(company, UserFactory(email="cora@{name}.example"), now)
lines = [f"{{n % {people}:06}},Thank you for number {{n}},{{n % 7}}," for n in range({rows})]
file = desk.upload(rows(*lines))
"""

SCHEDULE = """
from django.utils import timezone
from employees.models import Company
from recognition.models import BatchFile
from tests.factories import UserFactory
from tests.recognition.batching import Desk
company = Company.objects.get(subdomain={name!r})
file = BatchFile.objects.for_company(company).get()
Desk(company, file.batch.requested_by, timezone.now()).schedule(file)
"""

# All counts are of one moment: chunks may be committed between two of them.
STATE = """
import json
from django.db import connection, transaction
from employees.models import Company
from recognition.models import Batch, BatchFile, Recognition
from tests.recognition.batching import counts
with transaction.atomic(), connection.cursor() as cursor:
    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    company = Company.objects.get(subdomain={name!r})
    batch = Batch.objects.for_company(company).select_related("file").get()
    lines = Recognition.objects.for_company(company).values("batch_row").distinct().count()
    state = {{"file": batch.file.status, "batch": batch.status, "lines": lines, **counts(company)}}
print(json.dumps(state))
"""


WHOLE = {
    "file": "checked",
    "batch": "sent",
    "lines": ROWS,
    "recognitions": ROWS,
    "recipients": ROWS,
    "entries": ROWS,
    "points": sum(n % 7 for n in range(ROWS)),
    "skips": 0,
}


class Office:
    """A batch in a running product, looked at through its database."""

    def __init__(self, product: Product, name: str) -> None:
        self.product, self.name = product, name
        product.ask(MAKE.format(name=name, people=PEOPLE, rows=ROWS))

    def state(self) -> dict[str, Any]:
        return dict(json.loads(self.product.ask(STATE.format(name=self.name))))

    def schedule(self) -> None:
        self.product.ask(SCHEDULE.format(name=self.name))

    def wait_for(self, what: str, wanted: str) -> dict[str, Any]:
        until = time.monotonic() + WITHIN
        while time.monotonic() < until:
            state = self.state()
            if state[what] == wanted:
                return state
            time.sleep(0.5)
        raise AssertionError(f"{what} did not become {wanted} within {WITHIN} seconds: {state}")


def kill_the_workers(product: Product) -> None:
    """Waits for some, since the last killing may not be long ago."""
    until = time.monotonic() + WITHIN
    while not product.kill_matching("celery"):
        assert time.monotonic() < until, "no worker was started again"
        time.sleep(0.05)


@pytest.mark.rule(
    "B5", "kill -9 of the workers in the middle of a batch: each row once, and done within a minute"
)
@pytest.mark.promise("V1", "kill -9 of the workers in the middle of a batch of 20,000: each row once")
@pytest.mark.promise("V17", "a batch goes on by itself within a minute after its workers were killed")
def test_workers_killed_during_a_batch(doomed: Product, all_faults: bool) -> None:
    dice = random.Random(2026)
    office = Office(doomed, "batches")
    kill_the_workers(doomed)
    office.wait_for("file", "checked")
    office.schedule()
    for _kill in range(ALL_KILLS if all_faults else KILLS):
        time.sleep(dice.uniform(1.0, 8.0))
        kill_the_workers(doomed)
        state = office.state()
        assert state["recognitions"] == state["recipients"] == state["entries"] == state["lines"]
    assert office.wait_for("batch", "sent") == WHOLE
