"""What beat is told to do exists, and can be done at any moment that is asked for."""

import inspect
from typing import Any

from workstars.celery import BEAT_SCHEDULE, app, broker_address


def wrong_entries(schedule: dict[str, dict[str, Any]], tasks: dict[str, Any]) -> list[str]:
    """Entries whose task is unknown, or takes no moment, or is there twice."""
    wanted = [entry["task"] for entry in schedule.values()]
    return [
        name
        for name, entry in schedule.items()
        if entry["task"] not in tasks
        or list(inspect.signature(tasks[entry["task"]].run).parameters) != ["at"]
        or wanted.count(entry["task"]) > 1
    ]


def test_every_entry_names_a_task_that_takes_a_moment() -> None:
    app.loader.import_default_modules()
    assert wrong_entries(BEAT_SCHEDULE, app.tasks) == []
    assert app.conf.beat_schedule == BEAT_SCHEDULE
    assert app.conf.timezone == "UTC"


def test_mail_goes_out_after_what_writes_it() -> None:
    assert list(BEAT_SCHEDULE)[-1] == "sweep-outbox"


def test_wrong_entries_are_found() -> None:
    @app.task(name="tests.no_moment")
    def no_moment() -> None:
        """Takes nothing."""

    schedule = {"a": {"task": "tests.no_moment"}, "b": {"task": "tests.unknown"}}
    assert wrong_entries(schedule, {"tests.no_moment": no_moment}) == ["a", "b"]


def test_a_running_task_is_never_taken_for_lost() -> None:
    assert app.conf.task_time_limit < app.conf.broker_transport_options["visibility_timeout"]
    assert (
        app.conf.task_acks_late,
        app.conf.task_reject_on_worker_lost,
        app.conf.worker_prefetch_multiplier,
    ) == (
        True,
        True,
        1,
    )


def test_addresses_of_the_queue() -> None:
    assert broker_address("redis://host:6379/1") == "redis://host:6379/1"
    assert broker_address("unix:///a/b.sock?db=3") == "redis+socket:///a/b.sock?virtual_host=3"
