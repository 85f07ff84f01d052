"""`manage.py run_due_work`: the whole schedule once, in the foreground."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from employees.models import Employee
from tests.factories import EmployeeFactory
from workstars.celery import BEAT_SCHEDULE, app

calls: list[tuple[str, str]] = []


@app.task(name="tests.first")
def first(at: str | None = None) -> int:
    calls.append(("first", str(at)))
    follow.delay(thing=7)
    return 3


@app.task(name="tests.broken")
def broken(at: str | None = None) -> None:
    raise RuntimeError("no room at the inn")


@app.task(name="tests.last")
def last(at: str | None = None, size: int = 0) -> None:
    calls.append(("last", f"{at} {size}"))


@app.task(name="tests.follow")
def follow(thing: int) -> None:
    calls.append(("follow", str(thing)))


def run(schedule: dict[str, dict[str, Any]], *words: str) -> tuple[str, str, int]:
    """Standard output, standard error and exit code with this schedule."""
    out, err, code, before = StringIO(), StringIO(), 0, app.conf.beat_schedule
    calls.clear()
    app.conf.beat_schedule = schedule
    try:
        call_command("run_due_work", *words, stdout=out, stderr=err)
    except SystemExit as exit_:
        code = int(exit_.code or 0)
    finally:
        app.conf.beat_schedule = before
    return out.getvalue(), err.getvalue(), code


def test_each_job_once_in_order_at_the_moment_with_a_line_each() -> None:
    schedule = {
        "one": {"task": "tests.first", "schedule": 60.0},
        "two": {"task": "tests.last", "schedule": 60.0, "kwargs": {"size": 5}},
    }
    out, err, code = run(schedule, "--at", "2026-12-25T06:00Z")
    assert (out, err, code) == ("one: 3\ntwo: nothing\n", "", 0)
    assert calls == [
        ("first", "2026-12-25T06:00:00+00:00"),
        ("follow", "7"),
        ("last", "2026-12-25T06:00:00+00:00 5"),
    ]
    assert app.conf.task_always_eager is False


def test_a_failing_job_keeps_no_other_from_running() -> None:
    schedule = {"bad": {"task": "tests.broken"}, "good": {"task": "tests.last"}}
    out, err, code = run(schedule, "--at", "2026-12-25T06:00Z")
    assert out == "bad: failed, RuntimeError: no room at the inn\ngood: nothing\n"
    assert (err, code) == ("Failed: bad. The others were done.\n", 1)
    assert [name for name, _ in calls] == ["last"]


@pytest.mark.parametrize("moment", ["soon", "2026-12-25T06:00", "2026-13-25T06:00Z"])
def test_a_moment_that_is_none(moment: str) -> None:
    with pytest.raises(CommandError, match="give a time such as 2026-12-25T06:00Z"):
        run({}, "--at", moment)


def test_the_real_schedule_runs_on_an_ordinary_day(transactional_db: None) -> None:
    employee = EmployeeFactory()
    out, err, code = run(BEAT_SCHEDULE, "--at", "2026-03-03T06:00Z")
    assert [line.split(":")[0] for line in out.splitlines()] == list(BEAT_SCHEDULE)
    assert (err, code) == ("", 0)
    assert Employee.objects.for_company(employee.company).get().left_at is None
