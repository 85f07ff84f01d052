"""Five thousand certificates in one manager's account: as many queries, and a page in the same time, as with fifty."""

from time import process_time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates.models import Certificate
from employees.models import Company
from recognition.models import Recipient, Recognition
from tests.certificates.floor import person
from tests.factories import NOON
from tests.people import Person

LIST = "/manager/certificates"
FEW = 50


def fill(company: Company, mary: Person, number: int) -> None:
    """So many new certificates in Mary's account."""
    ewa = person(company, f"Ewa Lis {number}", mary.employee, location="Łódź")
    facts = {"company": company, "message": "Thanks", "sent_at": NOON, "sender_name": "The mill"}
    said = Recognition.objects.for_company(company).bulk_create(Recognition(**facts) for _ in range(number))
    got = Recipient.objects.for_company(company).bulk_create(
        Recipient(
            company=company,
            recognition=each,
            employee=ewa,
            manager=mary.employee,
            sent_at=NOON,
            paper="issued",
        )
        for each in said
    )
    moments = dict.fromkeys(("manager_since", "waits_since", "created_at", "told_at", "rendered_at"), NOON)
    Certificate.objects.for_company(company).bulk_create(
        Certificate(
            company=company, recipient=each, employee=ewa, manager=mary.employee, holder=mary.employee,
            why="manager", status="ready", stored_name=f"many-{each.pk}", **moments,
        )
        for each in got
    )  # fmt: skip


@pytest.mark.rule(
    "T4", "five thousand certificates in one account cost as many queries as fifty, and little more time"
)
def test_many(mary: Person, company: Company, all_faults: bool) -> None:
    figures = []
    for number in (FEW, 5_000 if all_faults else 500):
        fill(company, mary, number)
        mary.get(LIST)
        began = process_time()
        with CaptureQueriesContext(connection) as asked:
            page = mary.get(LIST)
        figures.append((len(asked), page.status_code, process_time() - began))
    (few, _ok, short), (many, _ok2, long) = figures
    assert (few, many) == (many, few)
    assert long < 5 * short + 0.2
    sql = max((query["sql"] for query in asked if "certificates_certificate" in query["sql"]), key=len)
    assert "LIMIT 50" in sql
