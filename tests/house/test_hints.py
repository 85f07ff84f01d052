"""A hint to the queue never fails the act that gave it."""

import logging

import pytest
from celery import Celery
from django.db import transaction

from workstars.celery import HintTask


@pytest.fixture
def nobody_listens() -> Celery:
    retries = {"max_retries": 0}
    return Celery(
        "deaf",
        task_cls=HintTask,
        broker="redis://127.0.0.1:1/0",
        changes={"task_publish_retry_policy": retries},
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("inside", [True, False], ids=["in a transaction", "outside of one"])
def test_without_a_queue(nobody_listens: Celery, inside: bool, caplog: pytest.LogCaptureFixture) -> None:
    @nobody_listens.task(name="tests.errand")
    def errand() -> None:
        """Nobody does it."""

    with caplog.at_level(logging.ERROR, logger="django.db.backends.base"):
        if inside:
            with transaction.atomic():
                errand.delay_on_commit()
        else:
            errand.delay_on_commit()
    assert [record.message.split(" in ")[0] for record in caplog.records] == [
        "Error calling HintTask.apply_async_on_commit.<locals>.give_hint"
    ]
