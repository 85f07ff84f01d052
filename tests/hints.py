"""The hints that doors give to the queue, whether or not one listens."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery.signals import before_task_publish


@contextmanager
def hints() -> Iterator[list[dict[str, Any]]]:
    """The keywords of each, in their order."""
    given: list[dict[str, Any]] = []

    def note(body: tuple[Any, dict[str, Any], Any], **_more: Any) -> None:
        given.append(body[1])

    before_task_publish.connect(note, weak=False)
    try:
        yield given
    finally:
        before_task_publish.disconnect(note)
