"""What the database itself refuses, whatever the code does."""

import pytest
from django.db import DatabaseError, transaction

from recognition.models import PointEntry, Recognition
from tests.factories import BatchFactory, RecipientFactory, RecognitionFactory


@pytest.fixture
def entry(company) -> PointEntry:
    recipient = RecipientFactory(recognition__company=company, points=50)
    return PointEntry.objects.for_company(company).create(
        company=company,
        employee=recipient.employee,
        recipient=recipient,
        points=50,
        at=recipient.sent_at,
    )


def refused(act) -> str:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        act()
    return str(refusal.value).splitlines()[0]


@pytest.mark.rule("R7", "an entry of the ledger cannot be changed or deleted, the database refuses it")
@pytest.mark.promise("V3", "an entry of the ledger cannot be changed or deleted, the database refuses it")
def test_ledger_only_grows(company, entry: PointEntry) -> None:
    mine = PointEntry.objects.for_company(company)
    sentence = "recognition_pointentry is append-only"
    assert refused(lambda: mine.update(points=51)) == sentence
    assert refused(entry.delete) == sentence
    assert mine.balance() == 50


@pytest.mark.rule("R7", "one recognition credits a person once, the database refuses a second entry")
def test_credited_once(company, entry: PointEntry) -> None:
    def again() -> None:
        PointEntry.objects.for_company(company).create(
            company=company, employee=entry.employee, recipient=entry.recipient, points=50, at=entry.at
        )

    assert "credited_once" in refused(again)


@pytest.mark.rule("R2", "a private recognition cannot be made public, the database refuses it")
def test_private_stays_private(company) -> None:
    recognition = RecognitionFactory(company=company)
    mine = Recognition.objects.for_company(company)
    mine.update(is_private=True)
    assert refused(lambda: mine.update(is_private=False)) == "a private recognition stays private"
    assert mine.get(pk=recognition.pk).is_private


@pytest.mark.promise("V1", "a row of a batch cannot become two recognitions, the database refuses it")
def test_row_once(company) -> None:
    batch = BatchFactory(company=company)
    RecognitionFactory(company=company, batch=batch, batch_row=7)
    assert "one_recognition_per_row" in refused(
        lambda: RecognitionFactory(company=company, batch=batch, batch_row=7)
    )
