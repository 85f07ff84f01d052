"""Balance and history (R7)."""

import re
from datetime import timedelta

import pytest

from recognition.models import PointEntry
from recognition.queries.points import PER_PAGE, balance_of, points_page
from tests.factories import NOON, EmployeeFactory, RecipientFactory, RecognitionFactory


def credit(employee, points: int, days: int = 0) -> PointEntry:
    at = NOON + timedelta(days=days)
    recognition = RecognitionFactory(company=employee.company, sent_at=at, sender=None, sender_name="Acme")
    recipient = RecipientFactory(recognition=recognition, employee=employee, points=points)
    return PointEntry.objects.for_company(employee.company).create(
        company=employee.company, employee=employee, recipient=recipient, points=points, at=at
    )


def take_back(entry: PointEntry, days: int) -> None:
    PointEntry.objects.for_company(entry.company).create(
        company=entry.company,
        employee=entry.employee,
        recipient=entry.recipient,
        reverses=entry,
        points=-entry.points,
        at=NOON + timedelta(days=days),
    )


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.rule("R7", "the balance is the sum of the entries; a correction is the opposite entry")
@pytest.mark.promise("V3", "balance = sum of ledger entries, corrections included")
def test_balance(company):
    ann, eve = EmployeeFactory(company=company), EmployeeFactory(company=company)
    credit(ann, 50), credit(eve, 7)
    take_back(credit(ann, 30, 1), 2)
    assert (balance_of(ann), balance_of(eve)) == (50, 7)
    assert [(entry.points, entry.takes_back) for entry in points_page(ann).entries] == [
        (-30, True),
        (30, False),
        (50, False),
    ]


@pytest.mark.rule("R7", "the history goes on page by page, also at equal times")
def test_history(company):
    ann = EmployeeFactory(company=company)
    made = [credit(ann, 1, days=number // 20).pk for number in range(PER_PAGE + 10)]
    credit(ann, 0, days=9)
    first = points_page(ann)
    second = points_page(ann, first.older)
    assert [entry.pk for page in (first, second) for entry in page.entries] == made[::-1]
    assert (first.balance, second.balance, second.older) == (60, 60, None)


@pytest.mark.rule("R7", "employees see their balance and history, and nobody else's")
def test_the_page(bob, alice, company):
    credit(bob.employee, 1200)
    take_back(credit(bob.employee, 34, 1), 2)
    credit(EmployeeFactory(company=company), 77)
    shown = text_of(bob.get("/points"))
    assert "1,200 points" in shown
    assert "+1,200" in shown and "-34" in shown and "Taken back" in shown and "77" not in shown
    assert alice.get("/points").status_code == 403


def test_no_points(bob):
    assert "No points yet" in text_of(bob.get("/points"))


def test_queries(bob, django_assert_num_queries):
    credit(bob.employee, 1)
    bob.get("/points")
    with django_assert_num_queries(8):
        bob.get("/points")
    credit(bob.employee, 1), credit(bob.employee, 1)
    with django_assert_num_queries(8):
        bob.get("/points")
