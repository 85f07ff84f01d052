"""People read the wall while a batch of 50,000 is sent: no error, quick pages, equal sums (R8, B8).

By itself, on a quiet machine: `FAULTS=all .venv/bin/pytest -n0 tests/faults/test_product_wall.py`.
"""

import json
import threading
import time
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import pytest

from tests.product import Product
from tests.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("product")]

ROWS, PEOPLE, READERS = 50_000, 5_000, 20
PAUSE = 1.0  # seconds that somebody looks at a page
QUICK = 0.3  # seconds, of 95 pages in a hundred
WITHIN = 300.0  # seconds, for the whole batch
PAGES = ("/wall", "/wall?tab=mine", "/wall?country=DE", "/wall/news?after=1-1", "/wall?text=nowak1")

MAKE = """
from django.utils import timezone
from employees.models import Employee
from tests.factories import CompanyFactory, EmployeeFactory, UserFactory
from tests.recognition.batching import Desk, rows
now = timezone.now()
company = CompanyFactory(name="Mill", subdomain={name!r}, created_at=now, offline_employees=False)
facts = dict(company=company, active_since=now, created_at=now, changed_at=now)
people = [
    EmployeeFactory.build(employee_id=f"{{n:06}}", country="DE" if n % 3 else "PL", **facts)
    for n in range({people})
]
for person in people:
    person.employee_key = person.employee_id
Employee.objects.bulk_create(people)
for n in range({readers}):
    user = UserFactory(email=f"reader{{n}}@{name}.example")
    EmployeeFactory(registered=True, user=user, employee_id=f"R{{n}}", country="DE", **facts)
desk = Desk(company, UserFactory(email="cora@{name}.example"), now)
lines = [f"{{n % {people}:06}},Thank you for number {{n}},{{n % 7}}," for n in range({rows})]
desk.upload(rows(*lines))
"""
SCHEDULE = """
from django.utils import timezone
from employees.models import Company
from recognition.models import BatchFile
from tests.recognition.batching import Desk
company = Company.objects.get(subdomain={name!r})
file = BatchFile.objects.for_company(company).get()
Desk(company, file.batch.requested_by, timezone.now()).schedule(file)
"""
STATUS = """
import json
from recognition.models import Batch
batch = Batch.objects.across_companies().select_related("file").get(company__subdomain={name!r})
print(json.dumps({{"file": batch.file.status, "batch": batch.status}}))
"""
STATE = """
import json
from employees.models import Company
from recognition.models import Batch
from tests.recognition.batching import counts
company = Company.objects.get(subdomain={name!r})
batch = Batch.objects.for_company(company).select_related("file").get()
print(json.dumps({{"file": batch.file.status, "batch": batch.status, **counts(company)}}))
"""
WHOLE = {
    "file": "checked",
    "batch": "sent",
    "recognitions": ROWS,
    "recipients": ROWS,
    "entries": ROWS,
    "points": sum(n % 7 for n in range(ROWS)),
    "skips": 0,
}


@dataclass
class Reader:
    """Somebody who opens one page after the other until told to stop."""

    visitor: Visitor
    first: int
    stop: threading.Event
    seconds: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def read(self) -> None:
        pages = cycle(PAGES[self.first % len(PAGES) :] + PAGES[: self.first % len(PAGES)])
        while not self.stop.is_set():
            start = time.perf_counter()
            self.statuses.append(self.visitor.get(next(pages)).status)
            self.seconds.append(time.perf_counter() - start)
            self.stop.wait(PAUSE)


def wait_for(product: Product, name: str, what: str, wanted: str) -> None:
    """Asks little, so that it is the readers who are measured."""
    until = time.monotonic() + WITHIN
    while time.monotonic() < until:
        state = json.loads(product.ask(STATUS.format(name=name)))
        if state[what] == wanted:
            return
        time.sleep(0.5)
    raise AssertionError(f"{what} did not become {wanted} within {WITHIN} seconds: {state}")


def slowest_but_five_percent(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


@pytest.mark.rule(
    "R8", "twenty people read the wall while 50,000 recognitions are sent: quick, without an error"
)
def test_wall_while_a_batch_is_sent(product: Product, all_faults: bool, record_property: Any) -> None:
    if not all_faults:
        pytest.skip("make faults")
    name = "wall-load"
    product.ask(MAKE.format(name=name, people=PEOPLE, rows=ROWS, readers=READERS))
    wait_for(product, name, "file", "checked")
    stop = threading.Event()
    visitors = [Visitor(product, name).sign_in(f"reader{n}@{name}.example") for n in range(READERS)]
    warm = [visitor.get(page).status for visitor in visitors for page in PAGES]
    readers = [Reader(visitor, number, stop) for number, visitor in enumerate(visitors)]
    threads = [threading.Thread(target=reader.read) for reader in readers]
    product.ask(SCHEDULE.format(name=name))
    for thread in threads:
        thread.start()
    try:
        wait_for(product, name, "batch", "sent")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    seconds = [one for reader in readers for one in reader.seconds]
    slow = slowest_but_five_percent(seconds)
    record_property("pages", len(seconds))
    record_property("milliseconds", round(slow * 1000))
    assert json.loads(product.ask(STATE.format(name=name))) == WHOLE
    assert set(warm) <= {200, 204}
    assert {status for reader in readers for status in reader.statuses} <= {200, 204}
    assert all(len(reader.seconds) > 1 for reader in readers)
    assert slow <= QUICK, f"95 of 100 of {len(seconds)} pages took up to {slow * 1000:.0f} ms"
