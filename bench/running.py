"""Which measures there are, and what is done with their results."""

import pkgutil
import sys
from importlib import import_module

from django.core.management import call_command

import bench
from bench import harness
from employees.models import Company

NOT_MEASURES = {"__main__", "harness", "hr_files", "import_export_peer", "people", "running"}


def measures() -> list[harness.Measure]:
    """Each module of this folder offers a list MEASURES."""
    names = [
        module.name for module in pkgutil.iter_modules(bench.__path__) if module.name not in NOT_MEASURES
    ]
    return [measure for name in names for measure in import_module(f"bench.{name}").MEASURES]


def main(wanted: list[str]) -> None:
    call_command("migrate", verbosity=0)
    if Company.objects.exists():
        sys.exit("This database holds companies. The bench fills and empties tables: give it one of its own.")
    known = {measure.name: measure for measure in measures()}
    if unknown := set(wanted) - set(known):
        sys.exit(f"No such measure: {', '.join(sorted(unknown))}. There are: {', '.join(known)}.")
    results = []
    for name, measure in known.items():
        if not wanted or name in wanted:
            results.append(harness.run(measure))
            print(harness.table(results[-1]), flush=True)
    harness.write(results)
