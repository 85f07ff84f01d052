"""A company of its own inside a running product, for tests that kill and search it."""

import csv
import io
import json
import re
import time
from dataclasses import dataclass
from typing import Any

from tests.product import Product
from tests.visitor import Visitor

LETTERS_TAKE = 300  # seconds at most, on a machine that does much else

MAKE = """
from django.utils import timezone
from employees.models import Employee
from tests.factories import CompanyFactory, EmployeeFactory, RoleGrantFactory, UserFactory
now = timezone.now()
company = CompanyFactory(name="Mill", subdomain={name!r}, countries=["PL"], created_at=now)
RoleGrantFactory(company=company, user=UserFactory(email="ada@{name}.example", name="Ada"))
facts = dict(company=company, active_since=now, created_at=now, changed_at=now)
people = [EmployeeFactory.build(employee_id=f"{{n:06}}", **facts) for n in range({people})]
for person in people:
    person.employee_key = person.employee_id
Employee.objects.bulk_create(people)
"""

PAPER = """
import json
from collections import Counter
from employees.models import Company, Employee
from invites.models import ActivationCode, CodeFile
from workstars.lib import vault
company = Company.objects.get(subdomain={name!r})
files = list(CodeFile.objects.for_company(company).order_by("pk"))
listed = Counter()
for file in files:
    rows = vault.load(vault.StoredFile.named_by(file)).decode("utf-8-sig").splitlines()[1:]
    assert len(rows) == file.rows, (len(rows), file.rows)
    listed.update(row.split(",")[2].strip('"') for row in rows)
people = Employee.objects.for_company(company)
print(json.dumps({{
    "files": len(files),
    "in a file": sum(listed.values()),
    "in two files": sum(1 for count in listed.values() if count > 1),
    "codes": ActivationCode.objects.for_company(company).count(),
    "off the list": people.filter(paper_made_at__isnull=False).count(),
    "waiting": people.filter(paper_made_at__isnull=True).count(),
}}))
"""

PERSON = """
import json
from allauth.account.models import EmailAddress
from employees.models import Employee, User
from invites.models import ActivationCode, Registration
person = Employee.objects.get(company__subdomain={name!r}, employee_id={employee_id!r})
print(json.dumps({{
    "registered": person.is_registered,
    "logins": User.objects.filter(email={email!r}).count(),
    "mailboxes": EmailAddress.objects.filter(email={email!r}, verified=True).count(),
    "has the login": person.user is not None and person.user.email == {email!r},
    "codes used": ActivationCode.objects.filter(employee=person, used_at__isnull=False).count(),
    "registrations open": Registration.objects.filter(employee=person).count(),
}}))
"""


@dataclass
class Mill:
    """So many people who wait for an invitation, and an administrator with a browser."""

    product: Product
    name: str
    people: int

    def __post_init__(self) -> None:
        self.product.ask(MAKE.format(name=self.name, people=self.people))
        self.administrator = self.visitor().sign_in(f"ada@{self.name}.example")

    def visitor(self) -> Visitor:
        return Visitor(self.product, self.name)

    def paper(self) -> dict[str, int]:
        """Counts that must agree with each other whatever was killed; every stored file is read for them."""
        return dict(json.loads(self.product.ask(PAPER.format(name=self.name))))

    def person(self, employee_id: str, email: str) -> dict[str, Any]:
        """What the database says of somebody on the way to a login."""
        code = PERSON.format(name=self.name, employee_id=employee_id, email=email)
        return dict(json.loads(self.product.ask(code)))

    def generate(self) -> list[list[str]]:
        """Presses *Generate CSV* for Poland; the rows of the file that came back, without headings."""
        answer = self.administrator.post("/admin/invites/generate", kind="invites", country="PL")
        assert answer.status == 200, answer.text[:500]
        return list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))[1:]

    def make_letters(self) -> bytes:
        """Asks for everybody's letters of the first file; the PDF, as the administrator downloads it."""
        here = f"CodeFile.objects.filter(company__subdomain={self.name!r})"
        file = self.product.ask(
            f"from invites.models import CodeFile; print({here}.earliest('pk').pk)"
        ).strip()
        asked = self.administrator.post(f"/admin/invites/csvs/{file}/letters", of="all")
        assert asked.status in (302, 303), asked.text[:500]
        end = time.monotonic() + LETTERS_TAKE
        while time.monotonic() < end:
            page = self.administrator.get(f"/admin/invites/csvs/{file}/letters").text
            if found := re.search(r"/admin/invites/letters/\d+/download", page):
                return self.administrator.get(found[0]).body
            time.sleep(0.3)
        raise AssertionError(f"no letters within {LETTERS_TAKE} seconds")

    def type_letter(self, worker: Visitor, employee_id: str, code: str, email: str) -> str:
        """The first two steps of a registration; answers with the six digits that came by mail."""
        sent = len(self.product.mails_to(email))
        first = worker.post("/activate", employee_id=employee_id, code=code)
        assert (first.status, first.headers["Location"]) == (303, "/activate/you"), first.text[:500]
        second = worker.post("/activate/you", email=email, password="three blue kettles", language="en")
        assert (second.status, second.headers["Location"]) == (303, "/activate/code"), second.text[:500]
        found = re.search(r"\b\d{3} ?\d{3}\b", self.product.wait_for_mail(email, sent + 1))
        assert found
        return found[0].replace(" ", "")
