"""A company of its own inside a running product, for tests that kill and search it."""

import csv
import io
import json

from tests.product import Product
from tests.visitor import Visitor

ADMINISTRATOR = "ada@mill.example"

MAKE = """
from django.utils import timezone
from employees.models import Employee
from tests.factories import CompanyFactory, EmployeeFactory, RoleGrantFactory, UserFactory
now = timezone.now()
company = CompanyFactory(name="Mill", subdomain="mill", countries=["PL"], created_at=now)
RoleGrantFactory(company=company, user=UserFactory(email={administrator!r}, name="Ada"))
facts = dict(company=company, active_since=now, created_at=now, changed_at=now)
people = [EmployeeFactory.build(employee_id=f"{{n:06}}", **facts) for n in range({people})]
for person in people:
    person.employee_key = person.employee_id
Employee.objects.bulk_create(people)
"""

FACTS = """
import json
from collections import Counter
from employees.models import Company, Employee
from invites.models import ActivationCode, CodeFile
from workstars.lib import vault
company = Company.objects.get(subdomain="mill")
files = list(CodeFile.objects.for_company(company).order_by("pk"))
listed = Counter()
for file in files:
    rows = vault.load(vault.StoredFile.named_by(file)).decode("utf-8-sig").splitlines()[1:]
    assert len(rows) == file.rows, (len(rows), file.rows)
    listed.update(row.split(",")[2].strip('"') for row in rows)
people = Employee.objects.for_company(company)
print(json.dumps({
    "files": len(files),
    "in a file": sum(listed.values()),
    "in two files": sum(1 for count in listed.values() if count > 1),
    "codes": ActivationCode.objects.for_company(company).count(),
    "off the list": people.filter(paper_made_at__isnull=False).count(),
    "waiting": people.filter(paper_made_at__isnull=True).count(),
}))
"""


def make_mill(product: Product, people: int) -> Visitor:
    """The company with that many people waiting for an invitation; its administrator's browser."""
    product.ask(MAKE.format(administrator=ADMINISTRATOR, people=people))
    return Visitor(product, "mill").sign_in(ADMINISTRATOR)


def facts_of_mill(product: Product) -> dict[str, int]:
    """Counts that must agree with each other whatever was killed; reads every stored file."""
    return dict(json.loads(product.ask(FACTS)))


def press_generate(visitor: Visitor) -> list[list[str]]:
    """Presses *Generate CSV* for Poland; the rows of the file that came back, without headings."""
    answer = visitor.post("/admin/invites/generate", kind="invites", country="PL")
    assert answer.status == 200, answer.text[:500]
    return list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))[1:]
