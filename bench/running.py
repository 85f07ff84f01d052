"""Which measures there are, and what is done with their results."""

import pkgutil
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from itertools import chain
from multiprocessing import get_context
from typing import Any

from django.core.management import call_command
from django.db import connections

import bench
from bench import harness
from employees.models import Company

NOT_MEASURES = {"__main__", "harness", "hr_files", "import_export_peer", "people", "running"}

LONGEST = "growth"


def modules() -> list[str]:
    """Each of them offers a list MEASURES; the longest comes last."""
    found = [module.name for module in pkgutil.iter_modules(bench.__path__)]
    return sorted((name for name in found if name not in NOT_MEASURES), key=lambda name: name == LONGEST)


def alone(work: Callable[..., Any], *args: object) -> Any:
    """In a process of its own: what one module imports (WeasyPrint is 50 MB) weighs on no other's figures."""
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as process:
        return process.submit(work, *args).result()


def measures(module: str) -> dict[str, harness.Measure]:
    return {measure.name: measure for measure in import_module(f"bench.{module}").MEASURES}


def names(module: str) -> list[str]:
    return list(measures(module))


def measure(module: str, wanted: list[str]) -> None:
    """Each result is written at once: a run that is broken off keeps what it has."""
    for name in wanted:
        began = time.monotonic()
        result = harness.run(measures(module)[name])
        print(
            harness.table(result),
            f"  {time.monotonic() - began:.0f} s with all preparations",
            sep="\n",
            flush=True,
        )
        harness.write([result])


def migrate() -> None:
    """Apart too: the states of all migrations are 30 MB."""
    call_command("migrate", verbosity=0)


def main(wanted: list[str]) -> None:
    alone(migrate)
    if Company.objects.exists():
        sys.exit("This database holds companies. The bench fills and empties tables: give it one of its own.")
    known = {module: alone(names, module) for module in modules()}
    everything = list(chain.from_iterable(known.values()))
    if unknown := set(wanted) - set(everything):
        sys.exit(f"No such measure: {', '.join(sorted(unknown))}. There are: {', '.join(everything)}.")
    for module, offered in known.items():
        if chosen := [name for name in offered if not wanted or name in wanted]:
            connections.close_all()
            alone(measure, module, chosen)
