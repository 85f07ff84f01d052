"""Histories of a state machine, each taken back in the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done inside leaves no trace."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def run(
    machine: type[RuleBasedStateMachine],
    histories: int,
    phases: tuple[Phase, ...] = tuple(Phase),
    *,
    steps: int = 30,
) -> None:
    """The same ones each time."""

    class Undone(machine):  # type: ignore[misc, valid-type]
        def __init__(self) -> None:
            self.around = taken_back()
            self.around.__enter__()
            super().__init__()

        def teardown(self) -> None:
            try:
                super().teardown()
            finally:
                self.around.__exit__(None, None, None)

    plan = settings(
        max_examples=histories,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        report_multiple_bugs=False,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Undone, settings=plan)
