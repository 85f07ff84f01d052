"""A hint to the queue never fails the act that gave it."""

import logging

import pytest
from django.db import transaction

from employees.tasks import send_mail


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("inside", [True, False], ids=["in a transaction", "outside of one"])
def test_without_a_queue(inside: bool, caplog: pytest.LogCaptureFixture) -> None:
    """No queue listens where tests run."""
    with caplog.at_level(logging.ERROR, logger="django.db.backends.base"):
        if inside:
            with transaction.atomic():
                send_mail.delay_on_commit(mail_id=1)
        else:
            send_mail.delay_on_commit(mail_id=1)
    assert [record.message.split(" in ")[0] for record in caplog.records] == [
        "Error calling HintTask.apply_async_on_commit.<locals>.give_hint"
    ]
