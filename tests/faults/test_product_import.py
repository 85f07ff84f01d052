"""The worker is killed by force in the middle of a real import; the running product brings it to its end (E3, V17)."""

import json
import os
import random
import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.faults.mill import Mill
from tests.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("kills")]

ROWS = 20_000
WITHIN = 60.0  # seconds, after the kill
NAMES = ["José;Ñúñez", "Siobhán;O'Brien", "Zoë;Müller", "Björn;Ångström"]

PEOPLE = """
import json
from django.db.models import Count, Q
from employees.models import Employee
people = Employee.objects.filter(company__subdomain={name!r})
print(json.dumps([people.count(), people.filter(manager__isnull=False).count()]))
"""


class Importer:
    """An administrator's browser in the middle of an import."""

    def __init__(self, mill: Mill) -> None:
        self.mill = mill
        self.page = ""

    def upload(self, data: bytes) -> None:
        token = self.mill.administrator.cookies.setdefault("csrftoken", "t" * 32)
        form = {"csrfmiddlewaretoken": token, "file": SimpleUploadedFile("hr.csv", data)}
        headers = {"Content-Type": MULTIPART_CONTENT}
        body = encode_multipart(BOUNDARY, form)
        answer = self.mill.administrator.ask("POST", "/admin/employees/import", body, headers)
        assert answer.status == 302, answer.text[:500]
        self.page = answer.headers["Location"]

    def post(self, step: str, **form: str) -> None:
        answer = self.mill.administrator.post(f"{self.page}/{step}", **form)
        assert answer.status == 302, answer.text[:2000]

    def wait_for(self, words: str) -> str:
        """The page, as soon as it says so."""
        until = time.monotonic() + WITHIN
        while time.monotonic() < until:
            text = self.mill.administrator.get(self.page).text
            if words in text:
                return text
            time.sleep(0.2)
        main = text[text.find("<main") : text.find("</main>")]
        raise AssertionError(f"{words!r} did not come within {WITHIN} seconds: {main}")

    def people(self) -> list[int]:
        return list(json.loads(self.mill.product.ask(PEOPLE.format(name=self.mill.name))))


def kill_the_worker(product: Product) -> None:
    """Waits for one, since the last killing may not be long ago."""
    until = time.monotonic() + WITHIN
    while not product.kill_matching("celery"):
        assert time.monotonic() < until, "no worker was started again"
        time.sleep(0.05)


def hr_file() -> bytes:
    """As an office in Western Europe saves it: semicolons, Windows-1252, German headings."""
    rows = [f"{n:06};{NAMES[n % 4]};POL;{n // 12:06}" for n in range(1, ROWS + 1)]
    return "\r\n".join(["Personalnr;Vorname;Nachname;Land;Chef", *rows]).encode("cp1252")


@pytest.mark.rule(
    "E3", "kill -9 of the worker during check and apply: nothing or all, and done within a minute"
)
@pytest.mark.promise("V17", "an import goes on by itself within a minute after its worker was killed")
@pytest.mark.skipif(
    os.environ.get("FAULTS") != "all",
    reason="a lost machine is tried with an import in tests/house: make faults",
)
def test_worker_killed_during_an_import(doomed: Product, fault_rounds: int) -> None:
    dice = random.Random(2026)
    for number in range(fault_rounds // 2):  # two deaths each
        office = Importer(Mill(doomed, f"office{number}", 0))
        office.upload(hr_file())
        columns = {"employee_id": "0", "first_name": "1", "last_name": "2", "country": "3", "manager_id": "4"}
        office.post("match", encoding="windows-1252", **columns)
        time.sleep(dice.uniform(0.1, 1.0))
        kill_the_worker(doomed)
        checked = office.wait_for("Apply this file?")
        assert office.people() == [0, 0]
        found = re.search(r'name="fingerprint" value="(\w+)"', checked)
        assert found
        office.post("confirm", fingerprint=found[1])
        time.sleep(dice.uniform(0.1, 3.0))
        kill_the_worker(doomed)
        assert office.people() in ([0, 0], [ROWS, ROWS - 11])
        office.wait_for("The file was applied")
        assert office.people() == [ROWS, ROWS - 11]
