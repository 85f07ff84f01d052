"""The outbox under faults (V13): a server that fails at every step, and a sender that dies at every statement."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any, Literal

import pytest

from employees.models import Mail
from employees.services.mail import queue_mail, send_due_mails, take_back_abandoned
from tests.factories import NOON
from tests.faults.crashpoints import CrashPoint, dies_at
from tests.smtp import HANG_UP, STEPS, Server, mail_server
from workstars.lib.mail import Mailer, Message, message_id

MINUTE = timedelta(minutes=1)
DIED = timedelta(minutes=6)
WHEN: tuple[Literal["before", "after"], ...] = ("before", "after")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(settings) -> Iterator[Server]:
    with mail_server() as told:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", told.port
        settings.EMAIL_TIMEOUT = 5
        yield told


def owe(key: str = "hello") -> Mail:
    to = f"{key.replace(' ', '.')}@work.example"
    return queue_mail(company=None, to=to, message=Message("Hello", "text"), kind="hello", key=key, now=NOON)


FAULTS = ("hangs up", "is silent", "says later")


def fault(kind: str, ended: threading.Event) -> str | Callable[[str], str]:
    """What the server says, or does. Silence lasts until the test is over."""
    if kind == "is silent":
        return lambda _argument: (ended.wait(20), HANG_UP)[1]
    return HANG_UP if kind == "hangs up" else "451 4.3.0 later"


@pytest.mark.promise(
    "V13", "a server that hangs up, is silent or refuses for now at any step: handed over in the end"
)
@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("step", STEPS)
def test_server_fails_at_every_step(server: Server, settings, step: str, kind: str) -> None:
    mail, ended = owe(), threading.Event()
    settings.EMAIL_TIMEOUT = 0.15 if kind == "is silent" else 5
    server.answers[step] = fault(kind, ended)
    send_due_mails(NOON, 10)
    mail.refresh_from_db()
    assert (mail.status, mail.attempts, mail.next_try_at) == ("queued", 1, NOON + MINUTE)
    ended.set()
    server.answers.clear()
    settings.EMAIL_TIMEOUT = 5
    send_due_mails(NOON + MINUTE, 10)
    # Only a server that took the mail and could not say so has it twice, under one name.
    assert [one["Message-ID"] for one in server.taken] == [message_id("hello", mail.pk)] * (
        1 + (step == "after")
    )
    mail.refresh_from_db()
    assert mail.status == "sent"


def after_each_death(server: Server, recover: Callable[[], object]) -> Iterator[tuple[str, int, int]]:
    """Kills a sender at every point, each time with a mail of its own, and lets the next one come six minutes later.
    Answers with the point, and how often the server had the mail before and after."""
    for number in count(1):
        for when in WHEN:
            mail, point = owe(f"{number} {when}"), CrashPoint(number, when)
            died = dies_at(lambda: send_due_mails(NOON, 10), point)
            before = handed_over(server, mail)
            if not died:
                return
            recover()
            yield str(point), before, handed_over(server, mail)
            Mail.objects.all().delete()


def handed_over(server: Server, mail: Mail) -> int:
    return sum(1 for one in server.taken if one["To"] == mail.to)


def next_sweep() -> None:
    take_back_abandoned(NOON + DIED)
    send_due_mails(NOON + DIED, 10)


@pytest.mark.promise(
    "V13", "killed at any statement, a mail is handed over in the end; twice only if it was out already"
)
def test_sender_killed_at_every_statement(server: Server) -> None:
    seen = list(after_each_death(server, next_sweep))
    assert {(before, after) for _point, before, after in seen} == {(0, 1), (1, 2)}
    names = [(one["To"], one["Message-ID"]) for one in server.taken]
    assert len(set(names)) == len({to for to, _name in names}), "twice under one name"


@pytest.mark.promise(
    "V13", "negative control: without the sweep for abandoned mail a killed sender loses some"
)
def test_killed_without_taking_back(server: Server) -> None:
    seen = after_each_death(server, lambda: send_due_mails(NOON + DIED, 10))
    assert any(after == 0 for _point, _before, after in seen)


@pytest.mark.promise(
    "V13", "negative control: a sender that says so first and hands over afterwards loses some"
)
def test_killed_after_saying_so_first(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Mailer.hand_over

    def close_first(mailer: Mailer, message: Message, **more: Any) -> None:
        Mail.objects.filter(key=more["key"]).update(status="sent")
        real(mailer, message, **more)

    monkeypatch.setattr(Mailer, "hand_over", close_first)
    assert any(after == 0 for _point, _before, after in after_each_death(server, next_sweep))
